package crypt_test

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

// In a program the secret comes from a vault or the environment and has 32 random bytes.
var secret = bytes.Repeat([]byte{7}, 32)

func ExampleAEAD() {
	c := crypt.AEAD(crypt.Key{ID: "2026-01", Secret: secret})
	stored, err := c.Seal([]byte("ada@example.org"), []byte("users|email"))
	fmt.Println(stored[:len("orm1:a:2026-01:")], err)

	plaintext, err := c.Open(stored, []byte("users|email"))
	fmt.Println(string(plaintext), err)

	_, err = c.Open(stored, []byte("users|phone")) // copied to another column
	fmt.Println(errors.Is(err, schema.ErrDecrypt), err)
	// Output:
	// orm1:a:2026-01: <nil>
	// ada@example.org <nil>
	// true schema: decrypt
}

// After a rotation an equality lookup compares with what either key would have stored.
func ExampleSearchable() {
	old := crypt.Key{ID: "2025", Secret: secret}
	now := crypt.Key{ID: "2026", Secret: bytes.Repeat([]byte{8}, 32)}
	context := []byte("users|email")
	stored, _ := crypt.Searchable(old).Seal([]byte("ada@example.org"), context)

	c := crypt.Searchable(now, old).(schema.Digest)
	texts, err := c.Digests([]byte("ada@example.org"), context)
	fmt.Println(len(texts), texts[1] == stored, err)
	// Output: 2 true <nil>
}

func ExampleHMAC() {
	c := crypt.HMAC(crypt.Key{ID: "2026-01", Secret: secret})
	stored, err := c.Seal([]byte("api-key"), []byte("tokens|digest"))
	fmt.Println(stored, err)
	// Output: orm1:h:2026-01:ncRO3q6ueqE76mf8s72Gff4nh9zfsfECql3ppwwAU9Q <nil>
}

// The secret is the encrypt_secret of the Python model.
func ExampleFernet() {
	c := crypt.Fernet("udxc32")
	value, err := c.Open("gAAAAABlU_EAAAECAwQFBgcICQoLDA0OD2qD1ekaQY_aTDMT_quKLZI5NKBixjyPL7DCtmnJZvv3Pa6JgbynRbPulWfA_wVHnQ==", nil)
	fmt.Println(string(value), err)
	// Output: test1 <nil>
}

func ExampleHash() {
	stored, err := crypt.Hash("udxc32").Seal([]byte("test1"), nil)
	fmt.Println(stored[:32], len(stored), err)
	// Output: b38db31ed4f8d584bb20c044cbf8395d 128 <nil>
}

func ExamplePassword() {
	p, err := crypt.NewPassword("correct horse battery staple")
	fmt.Println(p, err)
	fmt.Println(p.Verify("correct horse battery staple"), p.Verify("guess"))
	// Output:
	// *** <nil>
	// true false
}

// A hash that bcrypt made is read; once the user has logged in it is replaced.
func ExamplePassword_NeedsRehash() {
	var p crypt.Password
	err := p.Scan("$2a$04$neoBP4ZUy0bS6wk17PsAe.OETkayISCetEU9l0HZBesbPQprK7hYO")
	if err == nil && p.Verify("password") && p.NeedsRehash() {
		p, err = crypt.NewPassword("password")
	}
	fmt.Println(p.NeedsRehash(), p.Verify("password"), err)
	// Output: false true <nil>
}

func ExampleKey_String() {
	k := crypt.Key{ID: "2026-01", Secret: secret}
	fmt.Printf("%v %+v %#v\n", k, k, k)
	// Output: Key(2026-01, ***) Key(2026-01, ***) crypt.Key(2026-01, ***)
}
