package crypt

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"fmt"
	"sync"
)

// ring is the primary key followed by the previous ones, each with what it needs per column (S) made on first use. It
// is safe for concurrent use.
type ring[S any] struct {
	redacted
	members []*member[S]
	err     error
}

// member is one key of a ring. The columns it has served are kept: they are as many as the models declare, and deriving
// sub-keys costs more than sealing a short value.
type member[S any] struct {
	id      string
	secret  []byte
	build   func(sub subkeys) (S, error)
	mu      sync.RWMutex
	columns map[string]S
}

// subkeys makes the keys of one column under one key.
type subkeys struct {
	id      string
	secret  []byte
	context string
}

// make derives 32 bytes for a purpose. The key id is part of the derivation: if one secret is ever listed under two ids,
// Searchable would otherwise use one GCM nonce with two different authenticated texts, which gives the authentication key away.
func (s subkeys) make(purpose string) ([]byte, error) {
	key, err := hkdf.Key(sha256.New, s.secret, nil, "orm/v1/"+purpose+"/"+s.id+"|"+s.context, 32)
	if err != nil {
		return nil, fmt.Errorf("deriving a key for %q: %w", s.context, err)
	}
	return key, nil
}

// block is AES-256 under the sub-key for a purpose.
func (s subkeys) block(purpose string) (cipher.Block, error) {
	key, err := s.make(purpose)
	if err != nil {
		return nil, err
	}
	return aes.NewCipher(key)
}

// associated is the data a ciphertext is bound to beside its sub-key.
func (s subkeys) associated(alg string) []byte {
	return []byte("orm1|" + alg + "|" + s.id + "|" + s.context)
}

// newRing checks the keys and copies them. It builds one column to no purpose but to learn early what would fail on every
// value, such as an algorithm that a FIPS-only process forbids. name is the constructor's, for messages.
func newRing[S any](name string, build func(sub subkeys) (S, error), primary Key, previous []Key) *ring[S] {
	r := &ring[S]{redacted: redacted{name}}
	seen := make(map[string]bool, 1+len(previous))
	for _, k := range append([]Key{primary}, previous...) {
		err := k.check()
		if err == nil && seen[k.ID] {
			err = fmt.Errorf("two keys have the ID %q; a stored value would not know which of them opens it", k.ID)
		}
		if err != nil {
			r.err = fmt.Errorf("crypt.%s: %w", name, err)
			r.members = nil
			return r
		}
		seen[k.ID] = true
		r.members = append(r.members, &member[S]{
			id: k.ID, secret: append([]byte(nil), k.Secret...), build: build, columns: map[string]S{},
		})
	}
	if _, err := build(subkeys{id: primary.ID, secret: primary.Secret}); err != nil {
		r.err = fmt.Errorf("crypt.%s: %w", name, err)
	}
	return r
}

// Check reports the first key that cannot be used, nil when all can.
func (r *ring[S]) Check() error { return r.err }

// Typed makes package schema name the kind of a value in its plaintext, so that a number does not open as a text.
func (r *ring[S]) Typed() bool { return true }

// primary is the key that seals; the ring must have passed Check.
func (r *ring[S]) primary() *member[S] { return r.members[0] }

// find is the key with the id, or nil.
func (r *ring[S]) find(id string) *member[S] {
	for _, m := range r.members {
		if m.id == id {
			return m
		}
	}
	return nil
}

// current reports whether the primary key made a stored text. It goes by the key id that the text names: whether the text
// opens is for whoever reads it.
func (r *ring[S]) current(alg, stored string) bool {
	t, ok := parseToken(alg, stored)
	return ok && r.err == nil && t.id == r.primary().id
}

// column gives what the key needs for the column that the context names.
func (m *member[S]) column(context []byte) (S, error) {
	m.mu.RLock()
	s, ok := m.columns[string(context)]
	m.mu.RUnlock()
	if ok {
		return s, nil
	}
	s, err := m.build(subkeys{id: m.id, secret: m.secret, context: string(context)})
	if err != nil {
		return s, fmt.Errorf("crypt: %w", err)
	}
	m.mu.Lock()
	m.columns[string(context)] = s
	m.mu.Unlock()
	return s, nil
}
