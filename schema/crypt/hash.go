package crypt

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"

	"github.com/ormar-go/ormar/schema"
)

// Hash writes what ormar's HASH backend writes in Python: the SHA-512 of key and value in 128 hexadecimal digits, the key being the
// url-safe base64 of the secret's SHA-256. It is one-way; the field answers exact and in, and reading it gives the stored
// digest. Take it to share a table with a Python service, and HMAC otherwise: a Hash is the same in every column, and is neither
// versioned nor fit for passwords.
//
// An empty secret is reported at registration. The cipher may be shared by goroutines.
func Hash(secret string) schema.Cipher {
	h := &hash{redacted: redacted{"Hash"}, prefix: []byte(pythonKey(secret))}
	if secret == "" {
		h.err = errors.New("crypt.Hash: the secret is empty; give the one the Python service uses")
	}
	return h
}

// pythonKey is the key that ormar derives from a secret.
func pythonKey(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return base64.URLEncoding.EncodeToString(sum[:])
}

type hash struct {
	redacted
	prefix []byte
	err    error
}

// Check reports an empty secret.
func (h *hash) Check() error { return h.err }

// OneWay is true: a digest does not open.
func (h *hash) OneWay() bool { return true }

// Seal digests the value. The context is not part of the digest, because it is not in Python.
func (h *hash) Seal(plaintext, _ []byte) (string, error) {
	if h.err != nil {
		return "", h.err
	}
	sum := sha512.New()
	sum.Write(h.prefix)
	sum.Write(plaintext)
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// Digests is the one text the value is stored as.
func (h *hash) Digests(plaintext, context []byte) ([]string, error) {
	text, err := h.Seal(plaintext, context)
	if err != nil {
		return nil, err
	}
	return []string{text}, nil
}

// Open gives the digest itself, and ErrDecrypt for a text that is not a digest, so that a plaintext left in the column is
// not mistaken for one.
func (h *hash) Open(stored string, _ []byte) ([]byte, error) {
	if h.err != nil {
		return nil, h.err
	}
	if len(stored) != hex.EncodedLen(sha512.Size) {
		return nil, schema.ErrDecrypt
	}
	for i := range len(stored) {
		if c := stored[i]; !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return nil, schema.ErrDecrypt
		}
	}
	return []byte(stored), nil
}
