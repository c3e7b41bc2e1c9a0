package sqlite

import (
	"encoding/hex"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// The functions below make the form in which this module stores a value out of every form in which package schema reads one. What
// it does not read stays as it is.

// formOf is the SQL function of a kind of times.
func formOf(kind schema.Kind, layout string) func(any) any {
	reader := &schema.Attribute{Kind: kind}
	return func(value any) any {
		text, ok := stored(value)
		if !ok {
			return value
		}
		t, err := reader.Scan(text)
		if err != nil {
			return value
		}
		return t.(interface{ Format(string) string }).Format(layout)
	}
}

// stored is a value as it is read: blobs like texts.
func stored(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case []byte:
		return string(v), v != nil
	}
	return "", false
}

// uuidForm is the SQL function orm_uuid: hexadecimal digits in small letters, with hyphens when the length says so.
func uuidForm(value any, length int64) any {
	reader := &schema.Attribute{Kind: schema.KindUUID}
	id, err := reader.Scan(value)
	if err != nil || id == nil {
		return value
	}
	u := id.([16]byte)
	digits := hex.EncodeToString(u[:])
	if length == int64(len(digits)) {
		return digits
	}
	return strings.Join([]string{digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]}, "-")
}
