package crypt

import (
	"crypto/hmac"
	"crypto/sha256"

	"github.com/ormar-go/ormar/schema"
)

const algHMAC = "h"

// HMAC is a one-way cipher for values that are only ever looked up, such as API keys and reset tokens: HMAC-SHA256 with a
// sub-key per column. The field answers exact and in; reading it gives the stored digest, which is not digested again when
// the row is saved. It reveals which rows of a column hold equal values. It is too fast for passwords: use Password.
//
// New values are digested with primary; values digested with one of previous are still found. Taking a key out of previous
// makes its values unfindable, though still readable as digests. The cipher may be shared by goroutines. Keys that cannot
// be used are reported at registration.
func HMAC(primary Key, previous ...Key) schema.Cipher {
	return &digest{newRing("HMAC", func(sub subkeys) ([]byte, error) { return sub.make("hmac") }, primary, previous)}
}

type digest struct{ *ring[[]byte] }

// Seal digests with the primary key. A plaintext that looks like a digest is digested like any other: were it stored as
// it is, whoever has read the table could log in with what they read.
func (c *digest) Seal(plaintext, context []byte) (string, error) {
	if c.err != nil {
		return "", c.err
	}
	return sealHMAC(c.primary(), plaintext, context)
}

func sealHMAC(key *member[[]byte], plaintext, context []byte) (string, error) {
	sub, err := key.column(context)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, sub)
	mac.Write(plaintext)
	return token{algHMAC, key.id, mac.Sum(nil)}.String(), nil
}

// Digests are the texts the value may be stored as, one per key, the primary key's first.
func (c *digest) Digests(plaintext, context []byte) ([]string, error) {
	if c.err != nil {
		return nil, c.err
	}
	texts := make([]string, len(c.members))
	for i, key := range c.members {
		text, err := sealHMAC(key, plaintext, context)
		if err != nil {
			return nil, err
		}
		texts[i] = text
	}
	return texts, nil
}

// Open gives the digest itself, and ErrDecrypt for a text that is not a digest, so that a plaintext left in the column is
// not mistaken for one. The key need not be known: rows whose key was retired stay readable.
func (c *digest) Open(stored string, _ []byte) ([]byte, error) {
	if c.err != nil {
		return nil, c.err
	}
	t, ok := parseToken(algHMAC, stored)
	if !ok || len(t.body) != sha256.Size {
		return nil, schema.ErrDecrypt
	}
	return []byte(stored), nil
}

// OneWay is true: a digest does not open.
func (c *digest) OneWay() bool { return true }
