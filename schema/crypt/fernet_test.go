package crypt

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"testing"
	"time"
)

// With the time and the vector of the published tokens the very same tokens come out (E-03).
func TestFernetSealIsBitExact(t *testing.T) {
	raw, err := os.ReadFile("testdata/crypto-vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Secret, Value, Fernet string
		DerivedKey            string `json:"derived_key"`
	}
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	iv := []byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
	for _, v := range vectors {
		if got := pythonKey(v.Secret); got != v.DerivedKey {
			t.Errorf("%s: derived key %s, want %s (E-01)", v.Secret, got, v.DerivedKey)
		}
		f := Fernet(v.Secret).(*fernet)
		if got := f.keys[0].seal([]byte(v.Value), time.Unix(1700000000, 0), iv); got != v.Fernet {
			t.Errorf("%s: %s\nwant %s", v.Secret, got, v.Fernet)
		}
	}
}

// Whoever holds the key can still write nonsense: a wrong padding or a ciphertext of no whole blocks must be refused, not panic.
func TestFernetRefusesSignedNonsense(t *testing.T) {
	f := Fernet("secret").(*fernet)
	key := f.keys[0]
	sealed := func(change func(raw []byte) []byte) string {
		raw, err := base64.URLEncoding.DecodeString(key.seal([]byte("value"), time.Unix(0, 0), make([]byte, 16)))
		if err != nil {
			t.Fatal(err)
		}
		raw = change(raw[:len(raw)-32])
		return base64.URLEncoding.EncodeToString(append(raw, key.mac(raw)...))
	}
	same := sealed(func(raw []byte) []byte { return raw })
	if got, err := f.Open(same, nil); err != nil || string(got) != "value" {
		t.Fatalf("the unchanged token: %q, %v", got, err)
	}
	for name, change := range map[string]func([]byte) []byte{
		"padding of 11 with one other byte": func(raw []byte) []byte { raw[9+6] ^= 1; return raw },
		"padding over a block":              func(raw []byte) []byte { raw[9+15] ^= 0x80; return raw },
		"padding of zero":                   func(raw []byte) []byte { raw[9+15] ^= 11; return raw },
		"half a block more":                 func(raw []byte) []byte { return append(raw, make([]byte, 8)...) },
		"another version":                   func(raw []byte) []byte { raw[0] = 0x81; return raw },
		"no ciphertext":                     func(raw []byte) []byte { return raw[:25] },
	} {
		if got, err := f.Open(sealed(change), nil); err == nil {
			t.Errorf("%s opened as %q", name, got)
		}
	}
}
