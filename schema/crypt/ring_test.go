package crypt

import (
	"bytes"
	"errors"
	"testing"

	"github.com/ormar-go/ormar/schema"
)

var (
	errBuild = errors.New("no such algorithm here")
	testKey  = Key{ID: "k", Secret: bytes.Repeat([]byte{1}, 32)}
)

// What no value could be sealed with is known at registration.
func TestBuildFailureIsABadKey(t *testing.T) {
	r := newRing("AEAD", func(subkeys) (aeadColumn, error) { return aeadColumn{}, errBuild }, testKey, nil)
	if err := r.Check(); !errors.Is(err, errBuild) || err.Error() != "crypt.AEAD: no such algorithm here" {
		t.Error(err)
	}
	if _, err := (&aead{r}).Seal(nil, nil); !errors.Is(err, errBuild) {
		t.Error(err)
	}
}

// A failure for one column is reported by every call, keeps its cause and does not pass for a damaged value.
func TestColumnFailure(t *testing.T) {
	column := []byte("t|c")
	stored := map[string]string{}
	for alg, c := range map[string]schema.Cipher{"a": AEAD(testKey), "s": Searchable(testKey)} {
		text, err := c.Seal([]byte("v"), column)
		if err != nil {
			t.Fatal(err)
		}
		stored[alg] = text
	}
	for alg, c := range map[string]schema.Cipher{
		"a": &aead{newRing("AEAD", failing[aeadColumn], testKey, nil)},
		"s": &searchable{newRing("Searchable", failing[searchableColumn], testKey, nil)},
		"h": &digest{newRing("HMAC", failing[[]byte], testKey, nil)},
	} {
		_, err := c.Seal([]byte("v"), column)
		all := []error{err}
		if d, ok := c.(schema.Digest); ok {
			_, err := d.Digests([]byte("v"), column)
			all = append(all, err)
		}
		if text, ok := stored[alg]; ok {
			_, err := c.Open(text, column)
			all = append(all, err)
		}
		for i, err := range all {
			if !errors.Is(err, errBuild) || errors.Is(err, schema.ErrDecrypt) {
				t.Errorf("%v, call %d: %v", c, i, err)
			}
		}
	}
}

func failing[S any](sub subkeys) (S, error) {
	var zero S
	if sub.context == "" {
		return zero, nil
	}
	return zero, errBuild
}
