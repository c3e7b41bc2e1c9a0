package schema_test

import (
	"fmt"

	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

// key is a secret that a program reads from its environment.
func key(id string) crypt.Key {
	return crypt.Key{ID: id, Secret: []byte("thirty-two bytes of a good secret")}
}

// A searchable cipher is a Digest: a field of it takes equality in conditions.
func ExampleDigest() {
	_, sealed := any(crypt.AEAD(key("2026"))).(schema.Digest)
	_, searchable := any(crypt.Searchable(key("2026"))).(schema.Digest)
	fmt.Println(sealed, searchable)
	// Output:
	// false true
}

// A Keyed cipher tells what is still under an older key, so that a rotation leaves the rest alone.
func ExampleKeyed() {
	old := crypt.AEAD(key("2025"))
	stored, err := old.Seal([]byte("4711"), []byte("cards|number"))
	if err != nil {
		panic(err)
	}
	var today schema.Keyed = crypt.AEAD(key("2026"), key("2025")).(schema.Keyed)
	plain, err := today.Open(stored, []byte("cards|number"))
	fmt.Println(string(plain), err, today.Current(stored, []byte("cards|number")))
	// Output:
	// 4711 <nil> false
}

// A Checked cipher has its keys looked at when the registry is made.
func ExampleChecked() {
	weak, ok := crypt.AEAD(crypt.Key{ID: "2026", Secret: []byte("short")}).(schema.Checked)
	fmt.Println(ok, weak.Check())
	// Output:
	// true crypt.AEAD: key "2026": the secret has 5 bytes; give at least 32 random bytes, not a pass-phrase
}
