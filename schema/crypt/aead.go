package crypt

import (
	"crypto/cipher"

	"github.com/ormar-go/ormar/schema"
)

const algAEAD = "a"

// AEAD is the cipher to take unless the field must be searched: AES-256-GCM with a random nonce. Sealing a value twice
// gives two different texts, so nothing is revealed but the length of the plaintext, and the field answers no
// lookup. New values are sealed with primary; values sealed with one of previous still open.
//
// One key may seal 2^32 values of a column; rotate it before that. The cipher may be shared by goroutines.
// Keys that cannot be used are reported at registration.
func AEAD(primary Key, previous ...Key) schema.Cipher {
	return &aead{newRing("AEAD", newAEADColumn, primary, previous)}
}

type aead struct{ *ring[aeadColumn] }

type aeadColumn struct {
	gcm  cipher.AEAD // draws the nonce and puts it in front
	data []byte
}

func newAEADColumn(sub subkeys) (aeadColumn, error) {
	block, err := sub.block("aead")
	if err != nil {
		return aeadColumn{}, err
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	return aeadColumn{gcm: gcm, data: sub.associated(algAEAD)}, err
}

// Seal encrypts with the primary key.
func (c *aead) Seal(plaintext, context []byte) (string, error) {
	if c.err != nil {
		return "", c.err
	}
	key := c.primary()
	column, err := key.column(context)
	if err != nil {
		return "", err
	}
	return token{algAEAD, key.id, column.gcm.Seal(nil, nil, plaintext, column.data)}.String(), nil
}

// Open decrypts with the key that the text names and with no other; whatever is wrong with the text is ErrDecrypt.
func (c *aead) Open(stored string, context []byte) ([]byte, error) {
	if c.err != nil {
		return nil, c.err
	}
	t, ok := parseToken(algAEAD, stored)
	if !ok {
		return nil, schema.ErrDecrypt
	}
	key := c.find(t.id)
	if key == nil {
		return nil, schema.ErrDecrypt
	}
	column, err := key.column(context)
	if err != nil {
		return nil, err
	}
	plaintext, err := column.gcm.Open([]byte{}, nil, t.body, column.data)
	if err != nil {
		return nil, schema.ErrDecrypt
	}
	return plaintext, nil
}

// Current reports whether the primary key made the text; orm.RotateEncryption writes the others anew.
func (c *aead) Current(stored string, _ []byte) bool { return c.current(algAEAD, stored) }
