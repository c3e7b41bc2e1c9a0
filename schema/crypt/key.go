package crypt

import (
	"fmt"
	"io"
)

const (
	minSecret = 32 // bytes; the strength of the sub-keys made from it
	maxKeyID  = 64 // bytes; it is repeated in every stored value
)

// Key is a secret and the name under which stored values remember it. ID is 1 to 64 letters, digits, dots, hyphens or
// underscores and must never be given to another secret; Secret is at least 32 random bytes, such as crypto/rand gives.
// The constructors copy both, so the caller may wipe Secret afterwards. However a Key is printed or marshalled, its
// Secret is not shown. The zero value is not usable.
type Key struct {
	ID     string
	Secret []byte
}

// String names the key by its ID and hides the secret.
func (k Key) String() string { return "Key(" + k.ID + ", ***)" }

// GoString is String for %#v.
func (k Key) GoString() string { return "crypt." + k.String() }

// Format writes String for every verb (GoString for %#v), so that not even %x or %d reaches the secret. Only %p, which go vet
// refuses for a value that is no pointer, is beyond its reach.
func (k Key) Format(f fmt.State, verb rune) {
	if verb == 'v' && f.Flag('#') {
		_, _ = io.WriteString(f, k.GoString())
		return
	}
	_, _ = io.WriteString(f, k.String())
}

// MarshalText gives String, so that JSON and structured logs do not show the secret either. A Key is not meant to be
// serialised: what comes out cannot be read back.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// check tells why the key cannot be used. Its messages may name the ID, never a byte of the secret.
func (k Key) check() error {
	switch {
	case k.ID == "":
		return fmt.Errorf("a key has no ID; give it one that stays the same for the life of the data")
	case len(k.ID) > maxKeyID:
		return fmt.Errorf("a key ID has %d bytes; at most %d are stored", len(k.ID), maxKeyID)
	}
	for i := range len(k.ID) {
		if !keyIDByte(k.ID[i]) {
			return fmt.Errorf("key %q: an ID is made of ASCII letters, digits, '.', '-' and '_'", k.ID)
		}
	}
	if len(k.Secret) < minSecret {
		return fmt.Errorf("key %q: the secret has %d bytes; give at least %d random bytes, not a pass-phrase", k.ID, len(k.Secret), minSecret)
	}
	return nil
}

// keyIDByte leaves out the separators of stored values (':') and of authenticated data ('|').
func keyIDByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '-' || c == '_'
}

// redacted is embedded in every cipher: printing one must not walk into its keys.
type redacted struct{ name string }

// String names the constructor and nothing else.
func (r redacted) String() string { return "crypt." + r.name + "(***)" }

// Format writes String whatever the verb.
func (r redacted) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, r.String()) }

// MarshalText gives String, for the encoders that would otherwise look inside.
func (r redacted) MarshalText() ([]byte, error) { return []byte(r.String()), nil }
