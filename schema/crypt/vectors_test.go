package crypt_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

// ormarVector was made in Python, with secrets and values of ormar's own tests.
type ormarVector struct {
	Secret, Value, Hash, Fernet string
}

// formatVector was made with Python's hashlib and cryptography from the documented format alone. For Hash and Fernet the
// secret is the hexadecimal text, otherwise its bytes.
type formatVector struct {
	KeyID                                                        string `json:"key_id"`
	Secret, Context, Value, AEAD, Searchable, HMAC, Fernet, Hash string
}

func load[T any](t *testing.T, file string) []T {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var vectors []T
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors) == 0 {
		t.Fatalf("%s is empty", file)
	}
	return vectors
}

func wantSeal(t *testing.T, c schema.Cipher, value, context, want string) {
	t.Helper()
	got, err := c.Seal([]byte(value), []byte(context))
	if err != nil || got != want {
		t.Errorf("Seal(%q) = %q, %v\nwant %q", value, got, err, want)
	}
}

func wantOpen(t *testing.T, c schema.Cipher, stored, context, want string) {
	t.Helper()
	got, err := c.Open(stored, []byte(context))
	if err != nil || got == nil || !bytes.Equal(got, []byte(want)) {
		t.Errorf("Open(%q) = %q, %v\nwant %q", stored, got, err, want)
	}
}

// E-01, E-02, E-03: values that ormar stored are read and its digests are made.
func TestOrmarVectors(t *testing.T) {
	for _, v := range load[ormarVector](t, "crypto-vectors.json") {
		t.Run(v.Secret, func(t *testing.T) {
			wantSeal(t, crypt.Hash(v.Secret), v.Value, "t|c", v.Hash)
			wantOpen(t, crypt.Fernet(v.Secret), v.Fernet, "t|c", v.Value)
			wantOpen(t, crypt.Fernet("a new secret", v.Secret), v.Fernet, "t|c", v.Value)
		})
	}
}

func TestFormatVectors(t *testing.T) {
	for _, v := range load[formatVector](t, "format-vectors.json") {
		t.Run(v.KeyID+"/"+v.Value, func(t *testing.T) {
			secret, err := hex.DecodeString(v.Secret)
			if err != nil {
				t.Fatal(err)
			}
			key := crypt.Key{ID: v.KeyID, Secret: secret}
			wantOpen(t, crypt.AEAD(key), v.AEAD, v.Context, v.Value)
			wantOpen(t, crypt.Searchable(key), v.Searchable, v.Context, v.Value)
			wantSeal(t, crypt.Searchable(key), v.Value, v.Context, v.Searchable)
			wantSeal(t, crypt.HMAC(key), v.Value, v.Context, v.HMAC)
			wantOpen(t, crypt.HMAC(key), v.HMAC, v.Context, v.HMAC)
			wantSeal(t, crypt.Hash(v.Secret), v.Value, v.Context, v.Hash)
			wantOpen(t, crypt.Hash(v.Secret), v.Hash, v.Context, v.Hash)
			wantOpen(t, crypt.Fernet(v.Secret), v.Fernet, v.Context, v.Value)
		})
	}
}
