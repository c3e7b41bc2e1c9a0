package schema

import "errors"

// ErrDecrypt is the one error of every stored value that a Cipher cannot open. It carries no reason on purpose: telling a
// wrong key from a damaged text would help an attacker more than an operator.
var ErrDecrypt = errors.New("schema: decrypt")

// Cipher turns a field's canonical bytes into the text that is stored, and back. The context names the place of the value
// ("table|column") and is bound to what is stored, so that a text copied to another column does not open there. A Cipher is
// used by many goroutines at once. Ready ones are in package schema/crypt.
type Cipher interface {
	Seal(plaintext, context []byte) (string, error)
	Open(stored string, context []byte) ([]byte, error)
}

// Digest is a Cipher whose stored texts can be compared: equality on the field becomes equality with one of the digests.
// The first is what Seal writes today, the others what earlier keys wrote.
type Digest interface {
	Cipher
	Digests(plaintext, context []byte) ([]string, error)
}

// OneWay is a Cipher that cannot give the plaintext back: Open returns the stored text itself, and a value that was loaded
// is never sealed again.
type OneWay interface {
	Cipher
	OneWay() bool
}

// Keyed is a Cipher with several keys that can tell whether a stored text was made with today's. Rotation then leaves such texts
// as they are; of any other cipher it seals every text anew.
type Keyed interface {
	Cipher
	Current(stored string, context []byte) bool
}

// Checked is a Cipher that knows whether its keys are usable; NewRegistry asks, so that a bad key is a definition error.
type Checked interface {
	Check() error
}
