package crypt

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"

	"github.com/ormar-go/ormar/schema"
)

const algSearchable = "s"

// Searchable is a cipher whose field still answers exact and in: AES-256-GCM with a nonce that is computed from the value
// (an HMAC-SHA256 under a second sub-key), so that equal values of a column are stored as equal texts. The nonce is the blind
// index: the database compares whole texts and no second column is needed. A unique constraint works too.
//
// What it reveals: to whoever reads the table, which rows of one column hold equal values and how often, and the length of
// each value; in a column with few or well-known values that is often enough to guess them. It does not reveal equality
// across columns. Use AEAD when the field is not searched.
//
// New values are sealed with primary; values sealed with one of previous still open and are still found, because a lookup
// compares with one text per key. A unique constraint sees texts: until the rows are written again after a rotation, one
// value may stand there once per key. The cipher may be shared by goroutines. Keys that cannot be used are reported at
// registration.
func Searchable(primary Key, previous ...Key) schema.Cipher {
	return &searchable{newRing("Searchable", newSearchableColumn, primary, previous)}
}

type searchable struct {
	*ring[searchableColumn]
}

type searchableColumn struct {
	gcm   cipher.AEAD
	data  []byte
	nonce []byte // the sub-key that nonces are computed with
}

func newSearchableColumn(sub subkeys) (searchableColumn, error) {
	block, err := sub.block("search")
	if err != nil {
		return searchableColumn{}, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return searchableColumn{}, err
	}
	nonce, err := sub.make("search-nonce")
	return searchableColumn{gcm: gcm, data: sub.associated(algSearchable), nonce: nonce}, err
}

// nonceOf is the same for the same value: different values share one with a probability of 2^-96, and only then would GCM
// be used twice with one nonce.
func (c searchableColumn) nonceOf(plaintext []byte) []byte {
	mac := hmac.New(sha256.New, c.nonce)
	mac.Write(plaintext)
	return mac.Sum(nil)[:c.gcm.NonceSize()]
}

// Seal encrypts with the primary key, always to the same text.
func (c *searchable) Seal(plaintext, context []byte) (string, error) {
	if c.err != nil {
		return "", c.err
	}
	return sealSearchable(c.primary(), plaintext, context)
}

func sealSearchable(key *member[searchableColumn], plaintext, context []byte) (string, error) {
	column, err := key.column(context)
	if err != nil {
		return "", err
	}
	nonce := column.nonceOf(plaintext)
	return token{algSearchable, key.id, column.gcm.Seal(nonce, nonce, plaintext, column.data)}.String(), nil
}

// Digests are the texts the value may be stored as, one per key, the primary key's first.
func (c *searchable) Digests(plaintext, context []byte) ([]string, error) {
	if c.err != nil {
		return nil, c.err
	}
	texts := make([]string, len(c.members))
	for i, key := range c.members {
		text, err := sealSearchable(key, plaintext, context)
		if err != nil {
			return nil, err
		}
		texts[i] = text
	}
	return texts, nil
}

// Open decrypts with the key that the text names and with no other. The nonce must be the one that belongs to the
// plaintext: a text that opens but would never be found is refused like any other.
func (c *searchable) Open(stored string, context []byte) ([]byte, error) {
	if c.err != nil {
		return nil, c.err
	}
	t, ok := parseToken(algSearchable, stored)
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
	size := column.gcm.NonceSize()
	if len(t.body) < size {
		return nil, schema.ErrDecrypt
	}
	plaintext, err := column.gcm.Open([]byte{}, t.body[:size], t.body[size:], column.data)
	if err != nil || !hmac.Equal(column.nonceOf(plaintext), t.body[:size]) {
		return nil, schema.ErrDecrypt
	}
	return plaintext, nil
}

// Current reports whether the primary key made the text; orm.RotateEncryption writes the others anew.
func (c *searchable) Current(stored string, _ []byte) bool { return c.current(algSearchable, stored) }
