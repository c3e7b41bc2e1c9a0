package crypt

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"time"

	"github.com/ormar-go/ormar/schema"
)

// A Fernet token is version, time, initialisation vector, AES-128-CBC ciphertext and the HMAC-SHA256 of all that.
const (
	fernetVersion = 0x80
	fernetHeader  = 1 + 8 + aes.BlockSize
	fernetMin     = fernetHeader + aes.BlockSize + sha256.Size
)

// Fernet reads and writes what ormar's FERNET backend stores in Python, with the key ormar derives from the secret. The field
// answers no lookup, since sealing a value twice gives two texts. New values are sealed with secret;
// values sealed with one of previous still open. Tokens do not expire.
//
// Take it to share a table with a Python service, and AEAD otherwise: a Fernet token shows when it was made, is not bound to
// its column, and its secret may be as weak as whoever chose it. An empty secret is reported at registration. The cipher may
// be shared by goroutines.
func Fernet(secret string, previous ...string) schema.Cipher {
	f := &fernet{redacted: redacted{"Fernet"}}
	for _, s := range append([]string{secret}, previous...) {
		if s == "" {
			f.err = errors.New("crypt.Fernet: a secret is empty; give the one the Python service uses")
			return f
		}
		key := sha256.Sum256([]byte(s)) // ormar's derived key before its base64, which Fernet takes off again
		block, err := aes.NewCipher(key[16:])
		if err != nil {
			f.err = err
			return f
		}
		f.keys = append(f.keys, fernetKey{sign: key[:16], block: block})
	}
	return f
}

type fernet struct {
	redacted
	keys []fernetKey
	err  error
}

// Check reports an empty secret.
func (f *fernet) Check() error { return f.err }

// Seal encrypts with the first secret. The context is not bound to the token, because it is not in Python.
func (f *fernet) Seal(plaintext, _ []byte) (string, error) {
	if f.err != nil {
		return "", f.err
	}
	iv := make([]byte, aes.BlockSize)
	_, _ = rand.Read(iv) // documented never to fail
	return f.keys[0].seal(plaintext, time.Now(), iv), nil
}

// Open tries the secrets in turn; whatever is wrong with the token is ErrDecrypt.
func (f *fernet) Open(stored string, _ []byte) ([]byte, error) {
	if f.err != nil {
		return nil, f.err
	}
	raw, ok := fernetToken(stored)
	if !ok {
		return nil, schema.ErrDecrypt
	}
	for _, key := range f.keys {
		if plaintext, ok := key.open(raw); ok {
			return plaintext, nil
		}
	}
	return nil, schema.ErrDecrypt
}

// Current reports whether the first secret signed the token; orm.RotateEncryption writes the others anew.
func (f *fernet) Current(stored string, _ []byte) bool {
	raw, ok := fernetToken(stored)
	return ok && f.err == nil && f.keys[0].signed(raw)
}

// fernetToken is the bytes of a token that has at least the form of one.
func fernetToken(stored string) ([]byte, bool) {
	raw, ok := decodeBase64(base64.URLEncoding, stored)
	return raw, ok && len(raw) >= fernetMin && raw[0] == fernetVersion
}

type fernetKey struct {
	sign  []byte
	block cipher.Block
}

// seal takes the time and the vector as arguments, so that the published vectors can be made again.
func (k fernetKey) seal(plaintext []byte, now time.Time, iv []byte) string {
	padding := aes.BlockSize - len(plaintext)%aes.BlockSize
	raw := make([]byte, 0, fernetHeader+len(plaintext)+padding+sha256.Size)
	raw = append(raw, fernetVersion)
	raw = binary.BigEndian.AppendUint64(raw, uint64(now.Unix()))
	raw = append(raw, iv...)
	raw = append(raw, plaintext...)
	for range padding {
		raw = append(raw, byte(padding))
	}
	cipher.NewCBCEncrypter(k.block, iv).CryptBlocks(raw[fernetHeader:], raw[fernetHeader:])
	return base64.URLEncoding.EncodeToString(append(raw, k.mac(raw)...))
}

// open checks the HMAC before anything is decrypted, so the padding is never looked at in a text from elsewhere.
func (k fernetKey) open(raw []byte) ([]byte, bool) {
	if !k.signed(raw) {
		return nil, false
	}
	signed := raw[:len(raw)-sha256.Size]
	sealed := signed[fernetHeader:]
	if len(sealed)%aes.BlockSize != 0 {
		return nil, false
	}
	plaintext := make([]byte, len(sealed))
	cipher.NewCBCDecrypter(k.block, signed[1+8:fernetHeader]).CryptBlocks(plaintext, sealed)
	padding := int(plaintext[len(plaintext)-1])
	if padding == 0 || padding > aes.BlockSize {
		return nil, false
	}
	end := len(plaintext) - padding
	good := 1
	for _, b := range plaintext[end:] {
		good &= subtle.ConstantTimeByteEq(b, byte(padding))
	}
	return plaintext[:end], good == 1
}

// signed reports whether the key made the HMAC at the end of a token.
func (k fernetKey) signed(raw []byte) bool {
	end := len(raw) - sha256.Size
	return hmac.Equal(k.mac(raw[:end]), raw[end:])
}

func (k fernetKey) mac(signed []byte) []byte {
	mac := hmac.New(sha256.New, k.sign)
	mac.Write(signed)
	return mac.Sum(nil)
}
