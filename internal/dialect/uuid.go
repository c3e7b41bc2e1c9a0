package dialect

import (
	"fmt"

	"github.com/ormar-go/ormar/schema"
)

// nativeUUID reports whether the attribute's column is of the type that the database has for UUIDs, on one that has it. Its values are sent
// as they are read: with hyphens.
func nativeUUID(a *schema.Attribute) bool {
	return a != nil && a.NativeUUID && storedKind(a) == schema.KindUUID
}

// withNativeUUID is a binding for a database that has a type for UUIDs.
func withNativeUUID(bind func(*schema.Attribute, any) (any, error)) func(*schema.Attribute, any) (any, error) {
	return func(a *schema.Attribute, canonical any) (any, error) {
		if u, ok := canonical.([16]byte); ok && nativeUUID(a) {
			return hyphens(u), nil
		}
		return bind(a, canonical)
	}
}

// undeclaredUUID is declaredUUID for a database that has a type for UUIDs, all of whose values are found.
func undeclaredUUID(a *schema.Attribute, src any) error {
	if nativeUUID(a) {
		return nil
	}
	return declaredUUID(a, src)
}

// declaredUUID refuses a UUID that is stored otherwise than its field declares: the field could read it, but would not find it.
func declaredUUID(a *schema.Attribute, src any) error {
	if _, native := src.([16]byte); native || ownUUID(a, src) {
		return nil
	}
	want := "a UUID of 32 hexadecimal digits in small letters, as UUID stores it (UUIDString has hyphens)"
	if a.UUIDText {
		want = "a UUID with hyphens in small letters, as UUIDString stores it (UUID has none)"
	}
	return &schema.ValueError{Field: a.Name, Want: want, Got: uuidGot(a, src)}
}

// oneCaseUUID refuses a text of both small letters and capitals: of the forms that are looked up it is none.
func oneCaseUUID(a *schema.Attribute, src any) error {
	small, capital := false, false
	eachByte(src, func(c byte) {
		small = small || c >= 'a' && c <= 'f'
		capital = capital || c >= 'A' && c <= 'F'
	})
	if b, ok := src.([]byte); !small || !capital || ok && len(b) == 16 {
		return nil
	}
	return &schema.ValueError{Field: a.Name, Want: "a UUID in small letters or in capitals", Got: uuidGot(a, src)}
}

func ownUUID(a *schema.Attribute, src any) bool {
	n, own := 0, true
	eachByte(src, func(c byte) {
		n++
		own = own && (c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c == '-')
	})
	if a.UUIDText {
		return own && n == 36
	}
	return own && n == 32
}

func eachByte(src any, each func(byte)) {
	switch v := src.(type) {
	case string:
		for i := range len(v) {
			each(v[i])
		}
	case []byte:
		for _, c := range v {
			each(c)
		}
	}
}

func uuidGot(a *schema.Attribute, src any) string {
	if a.Secret {
		return fmt.Sprintf("%T", src)
	}
	return fmt.Sprintf("%q", src)
}
