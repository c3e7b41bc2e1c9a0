package crypt

import (
	"bytes"
	"crypto/rand"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
)

// maxPassword bounds what a stranger can make the server hash.
const maxPassword = 4096

// dummy is compared with when there is no hash. It belongs to no password, being all zeros.
func dummy() phc {
	return phc{memory: argonMemory, time: argonTime, threads: argonThreads, salt: make([]byte, saltSize), sum: make([]byte, sumSize)}
}

// Password is the hash of a password: argon2id in the PHC string form, made by NewPassword or read from the database. Hashes that
// bcrypt made are read too. Declare the field with schema.Opaque(&u.Password, 128); a hash made here has 97 characters.
//
// No way of printing or encoding shows the hash: fmt, JSON and logs get ***. The driver gets it through Value.
// The zero value is no password: it verifies nothing, is stored as NULL, and a NOT NULL column therefore refuses it. A Password
// is immutable but for Scan and UnmarshalJSON, and may be shared by goroutines.
type Password struct{ hash string }

// NewPassword hashes the plaintext with argon2id (19 MiB of memory, two passes, a random salt), which takes some tens of
// milliseconds. It refuses an empty plaintext and one over 4096 bytes; no other rule is applied. The bytes are taken as they
// are: normalise Unicode first if your users type on different systems.
func NewPassword(plaintext string) (Password, error) {
	switch {
	case plaintext == "":
		return Password{}, errors.New("crypt: the password is empty; leave the field at its zero value for no password")
	case len(plaintext) > maxPassword:
		return Password{}, fmt.Errorf("crypt: the password has %d bytes; at most %d are hashed", len(plaintext), maxPassword)
	}
	p := phc{memory: argonMemory, time: argonTime, threads: argonThreads, salt: make([]byte, saltSize)}
	_, _ = rand.Read(p.salt) // documented never to fail
	p.sum = p.digest(plaintext, sumSize)
	return Password{hash: p.String()}, nil
}

// Verify reports whether the plaintext is the password. The comparison takes constant time. The zero Password answers false after
// as much work as a real one: when a login names no user, verify against Password{} and the time does not tell.
// bcrypt looks at the first 72 bytes of the plaintext only.
func (p Password) Verify(plaintext string) bool {
	if len(plaintext) > maxPassword {
		return false
	}
	if p.hash == "" {
		dummy().matches(plaintext)
		return false
	}
	h, ok := parseHash(p.hash)
	return ok && h.matches(plaintext)
}

// NeedsRehash reports whether the hash is weaker than what NewPassword makes today, as every bcrypt hash is. Ask after a Verify that
// succeeded, since only then the plaintext is at hand to hash again. The zero Password needs none.
func (p Password) NeedsRehash() bool {
	if p.hash == "" {
		return false
	}
	h, ok := parseHash(p.hash)
	return !ok || h.weak()
}

// Value gives the database the hash, or NULL for the zero Password. It implements driver.Valuer.
func (p Password) Value() (driver.Value, error) {
	if p.hash == "" {
		return nil, nil
	}
	return p.hash, nil
}

// Scan reads a hash from text or bytes, NULL as the zero Password. Text that is not an argon2id or bcrypt hash, or whose cost is
// beyond reason, is an error, and the Password stays as it was: a plaintext left in the column must not pass for a hash. It
// implements sql.Scanner.
func (p *Password) Scan(src any) error {
	var text string
	switch v := src.(type) {
	case nil:
		*p = Password{}
		return nil
	case string:
		text = v
	case []byte:
		text = string(v)
	default:
		return fmt.Errorf("crypt: a password is scanned from text, not from %T; declare the column with schema.Opaque", src)
	}
	if _, ok := parseHash(text); !ok {
		return errors.New("crypt: the stored password is not a hash that can be verified (argon2id or bcrypt, at a sensible cost)")
	}
	p.hash = text
	return nil
}

// String is *** whatever the hash, and <none> for the zero value.
func (p Password) String() string {
	if p.hash == "" {
		return "<none>"
	}
	return "***"
}

// GoString is String for %#v.
func (p Password) GoString() string { return "crypt.Password(" + p.String() + ")" }

// Format writes String for every verb (GoString for %#v), so that not even %d reaches the hash. Only %p, which go vet refuses
// for a value that is no pointer, is beyond its reach.
func (p Password) Format(f fmt.State, verb rune) {
	if verb == 'v' && f.Flag('#') {
		_, _ = io.WriteString(f, p.GoString())
		return
	}
	_, _ = io.WriteString(f, p.String())
}

// MarshalJSON gives "***", and null for the zero value: that a password is set may be known, its hash may not.
func (p Password) MarshalJSON() ([]byte, error) {
	if p.hash == "" {
		return []byte("null"), nil
	}
	return []byte(`"***"`), nil
}

// UnmarshalJSON refuses: a hash that a client chose would let it log in with a password of its choosing, and a plaintext must not be
// taken for a hash. Decode the plaintext into a string of your own and call NewPassword. Only null is accepted, where no
// password is set, and changes nothing.
func (p *Password) UnmarshalJSON(data []byte) error {
	if p.hash == "" && bytes.Equal(bytes.TrimSpace(data), []byte("null")) {
		return nil
	}
	return errors.New("crypt: a password is not decoded from JSON; decode its plaintext into a string and call crypt.NewPassword")
}
