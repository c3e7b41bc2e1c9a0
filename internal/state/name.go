package state

import (
	"crypto/sha256"
	"encoding/hex"
	"unicode/utf8"

	"github.com/ormar-go/ormar/schema"
)

// The longest name, in bytes, that every database keeps whole, and what is kept of a longer one in
// front of its hash.
const (
	maxName = 63
	stem    = 54
)

// valuesName is the name of the constraint that keeps a column to its values.
func valuesName(a *schema.Attribute) string {
	name := "check_" + a.Model.Table + "_" + a.Column + "_values"
	if len(name) <= maxName {
		return name
	}
	sum := sha256.Sum256([]byte(name))
	cut := stem
	for !utf8.RuneStart(name[cut]) {
		cut--
	}
	return name[:cut] + "_" + hex.EncodeToString(sum[:4])
}
