package crypt_test

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

// verbs leaves out %p alone: package fmt asks no method about it, and go vet refuses it for values that are no pointers.
var verbs = []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%d", "%o", "%b", "%c", "%U", "%t", "%e", "%y"}

// shown is every way a value may reach a log: the verbs, JSON and both handlers of slog, directly and inside other values.
func shown(v any) string {
	var b strings.Builder
	type box struct{ V any }
	for _, value := range []any{v, &v, box{v}, &box{v}, []any{v}, map[string]any{"v": v}} {
		for _, verb := range verbs {
			fmt.Fprintf(&b, verb+"\n", value)
		}
		raw, err := json.Marshal(value)
		fmt.Fprintln(&b, string(raw), err)
		slog.New(slog.NewTextHandler(&b, nil)).Info("m", "v", value)
		slog.New(slog.NewJSONHandler(&b, nil)).Info("m", "v", value)
	}
	return b.String()
}

// spellings are the forms in which a secret could show up.
func spellings(secret string) []string {
	hexed := hex.EncodeToString([]byte(secret))
	asJSON, _ := json.Marshal([]byte(secret))
	return []string{
		secret, hexed, strings.ToUpper(hexed), strings.Trim(string(asJSON), `"`),
		strings.Trim(fmt.Sprintf("%d", []byte(secret)), "[]"), strings.Trim(fmt.Sprintf("%o", []byte(secret)), "[]"),
		strings.Trim(fmt.Sprintf("% x", secret), "[]"), strings.Trim(fmt.Sprintf("%#v", []byte(secret)), "[]byte{}"),
	}
}

func TestSecretsAreNeverShown(t *testing.T) {
	const secret = "0123456789abcdefghijklmnopqrstuv"
	k := crypt.Key{ID: "k1", Secret: []byte(secret)}
	for _, v := range []any{
		k, &k, []crypt.Key{k}, crypt.AEAD(k), crypt.Searchable(k, key("k2")), crypt.HMAC(k), crypt.Fernet(secret), crypt.Hash(secret),
	} {
		text := shown(v)
		for _, spelled := range spellings(secret) {
			if strings.Contains(text, spelled) {
				t.Errorf("%T shows its secret as %s", v, spelled)
			}
		}
	}
	for verb, want := range map[string]string{"%v": "Key(k1, ***)", "%+v": "Key(k1, ***)", "%s": "Key(k1, ***)", "%#v": "crypt.Key(k1, ***)"} {
		if got := fmt.Sprintf(verb, k); got != want {
			t.Errorf("%s: %s, want %s", verb, got, want)
		}
	}
	if got := k.String() + k.GoString(); got != "Key(k1, ***)crypt.Key(k1, ***)" {
		t.Error(got)
	}
	if got := fmt.Sprint(crypt.AEAD(k)); got != "crypt.AEAD(***)" {
		t.Error(got)
	}
}

// A bad key is known before the first value, and every call says so.
func TestBadKeys(t *testing.T) {
	good := key("good")
	short := crypt.Key{ID: "short", Secret: []byte("only-thirty-one-bytes-of-secret")}
	type maker = func(crypt.Key, ...crypt.Key) schema.Cipher
	for name, make := range map[string]maker{"AEAD": crypt.AEAD, "Searchable": crypt.Searchable, "HMAC": crypt.HMAC} {
		for _, tc := range []struct {
			why    string
			cipher schema.Cipher
			want   string
		}{
			{"zero", make(crypt.Key{}), "a key has no ID; give it one that stays the same for the life of the data"},
			{"short", make(short), `key "short": the secret has 31 bytes; give at least 32 random bytes, not a pass-phrase`},
			{"short previous", make(good, short), `key "short": the secret has 31 bytes; give at least 32 random bytes, not a pass-phrase`},
			{"no secret", make(crypt.Key{ID: "k"}), `key "k": the secret has 0 bytes; give at least 32 random bytes, not a pass-phrase`},
			{"twice", make(good, good), `two keys have the ID "good"; a stored value would not know which of them opens it`},
			{"separator", make(crypt.Key{ID: "a:b", Secret: good.Secret}), `key "a:b": an ID is made of ASCII letters, digits, '.', '-' and '_'`},
			{"letter", make(crypt.Key{ID: "ż", Secret: good.Secret}), `key "ż": an ID is made of ASCII letters, digits, '.', '-' and '_'`},
			{"long", make(crypt.Key{ID: strings.Repeat("k", 65), Secret: good.Secret}), "a key ID has 65 bytes; at most 64 are stored"},
		} {
			t.Run(name+"/"+tc.why, func(t *testing.T) { wantBad(t, tc.cipher, "crypt."+name+": "+tc.want, string(short.Secret)) })
		}
		if err := make(crypt.Key{ID: strings.Repeat("k", 64), Secret: good.Secret[:32]}).(schema.Checked).Check(); err != nil {
			t.Errorf("%s: the longest ID with the shortest secret: %v", name, err)
		}
	}
	wantBad(t, crypt.Hash(""), "crypt.Hash: the secret is empty; give the one the Python service uses", canary)
	wantBad(t, crypt.Fernet(""), "crypt.Fernet: a secret is empty; give the one the Python service uses", canary)
	wantBad(t, crypt.Fernet("s", ""), "crypt.Fernet: a secret is empty; give the one the Python service uses", canary)
}

func wantBad(t *testing.T, c schema.Cipher, want, secret string) {
	t.Helper()
	_, sealErr := c.Seal([]byte(canary), here)
	_, openErr := c.Open("orm1:a:good:AAAA", here)
	all := []error{c.(schema.Checked).Check(), sealErr, openErr}
	if d, ok := c.(schema.Digest); ok {
		_, err := d.Digests([]byte(canary), here)
		all = append(all, err)
	}
	for _, err := range all {
		if err == nil || err.Error() != want {
			t.Errorf("error %v\nwant  %s", err, want)
			continue
		}
		if strings.Contains(err.Error(), canary) || strings.Contains(err.Error(), secret) {
			t.Errorf("a secret in %v", err)
		}
		if errors.Is(err, schema.ErrDecrypt) {
			t.Errorf("%v passes for a damaged value", err)
		}
	}
}
