package crypt_test

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/crypto/bcrypt"

	"github.com/ormar-go/ormar/schema/crypt"
)

func hashOf(t *testing.T, p crypt.Password) string {
	t.Helper()
	v, err := p.Value()
	if err != nil {
		t.Fatal(err)
	}
	text, _ := v.(string)
	return text
}

func newPassword(t *testing.T, plaintext string) crypt.Password {
	t.Helper()
	p, err := crypt.NewPassword(plaintext)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func scanned(t *testing.T, src any) crypt.Password {
	t.Helper()
	var p crypt.Password
	if err := p.Scan(src); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPassword(t *testing.T) {
	p := newPassword(t, canary)
	form := regexp.MustCompile(`^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$`)
	if h := hashOf(t, p); !form.MatchString(h) || len(h) != 97 {
		t.Errorf("stored as %q", h)
	}
	if !p.Verify(canary) || p.NeedsRehash() {
		t.Error("a new password does not verify, or needs a rehash")
	}
	for _, wrong := range []string{"", canary + " ", canary[1:], strings.ToUpper(canary), strings.Repeat("x", 4097)} {
		if p.Verify(wrong) {
			t.Errorf("%q verifies", wrong)
		}
	}
	if hashOf(t, newPassword(t, canary)) == hashOf(t, p) {
		t.Error("two passwords share a salt")
	}
	for _, src := range []any{hashOf(t, p), []byte(hashOf(t, p))} {
		if again := scanned(t, src); !again.Verify(canary) || again != p {
			t.Errorf("scanned from %T it is another password", src)
		}
	}
}

func TestNewPasswordLimits(t *testing.T) {
	long := strings.Repeat("p", 4096)
	if p := newPassword(t, long); !p.Verify(long) || p.Verify(long[1:]) {
		t.Error("4096 bytes do not verify, or 4095 do")
	}
	for _, bad := range []string{"", long + "p"} {
		p, err := crypt.NewPassword(bad)
		if err == nil || p != (crypt.Password{}) || bad != "" && strings.Contains(err.Error(), "ppp") {
			t.Errorf("%d bytes: %v", len(bad), err)
		}
	}
}

func TestZeroPassword(t *testing.T) {
	var p crypt.Password
	if v, err := p.Value(); v != driver.Value(nil) || err != nil {
		t.Errorf("Value = %v, %v", v, err)
	}
	if p.Verify("") || p.Verify(canary) || p.NeedsRehash() {
		t.Error("no password verifies, or needs a rehash")
	}
	set := newPassword(t, canary)
	if err := set.Scan(nil); err != nil || set != p {
		t.Errorf("NULL leaves a password: %v", err)
	}
}

// The argon2 reference program made these (echo -n password | argon2 somesalt -id …), and bcrypt the others.
func TestReadHashesOfOthers(t *testing.T) {
	made, err := bcrypt.GenerateFromPassword([]byte("password"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	b := string(made)
	for _, tc := range []struct {
		hash   string
		rehash bool
	}{
		{"$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", true}, // an 8-byte salt
		{b, true},
		{strings.Replace(b, "$2a$", "$2b$", 1), true},
		{strings.Replace(b, "$2a$", "$2y$", 1), true},
	} {
		p := scanned(t, tc.hash)
		if !p.Verify("password") || p.Verify("Password") || p.NeedsRehash() != tc.rehash {
			t.Errorf("%s: verify %v, rehash %v", tc.hash, p.Verify("password"), p.NeedsRehash())
		}
		if hashOf(t, p) != tc.hash {
			t.Errorf("%s is stored as %s", tc.hash, hashOf(t, p))
		}
	}
}

func TestNeedsRehash(t *testing.T) {
	const rest = "$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	for params, want := range map[string]bool{
		"m=19456,t=2,p=1": false,
		"m=19456,t=2,p=4": false,
		"m=47104,t=1,p=1": false,
		"m=65536,t=3,p=4": false,
		"m=19456,t=1,p=1": true,
		"m=19455,t=2,p=1": true,
		"m=12288,t=9,p=1": true,
	} {
		if got := scanned(t, "$argon2id$v=19$"+params+rest).NeedsRehash(); got != want {
			t.Errorf("%s: %v, want %v", params, got, want)
		}
	}
	if !scanned(t, "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA").NeedsRehash() {
		t.Error("a sum of 16 bytes needs no rehash")
	}
}

func TestScanRefuses(t *testing.T) {
	const salt, sum = "AAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
	made, err := bcrypt.GenerateFromPassword([]byte(canary), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	b := string(made)
	bad := []any{
		"", canary, 42, true, 1.5, []int{1},
		b[:59], b + "x", "$2x$" + b[4:], "$2a$31$" + b[7:], "$2a$19$" + b[7:], "$2a$03$" + b[7:], b[:6] + "x" + b[7:], b[:20] + "!" + b[21:],
		"$argon2i$v=19$m=19456,t=2,p=1$" + salt + "$" + sum,
		"$argon2id$v=16$m=19456,t=2,p=1$" + salt + "$" + sum,
		"$argon2id$v=19$m=19456,t=2,p=1$" + salt,
		"$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + sum + "$",
		"$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + sum + "\n",
		"$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + sum[:42] + "B",
		"$argon2id$v=19$m=19456,t=2,p=1$$" + sum,
		"$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$",
		"$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$AAAA",
		"$argon2id$v=19$m=19456,t=2,p=1$" + strings.Repeat(salt, 5) + "$" + sum,
		"$argon2id$v=19$m=19456,t=2,p=1$" + salt + "$" + strings.Repeat("AAAA", 22),
	}
	for _, params := range []string{
		"m=19456,t=0,p=1", "m=19456,t=2,p=0", "m=0,t=2,p=1", "m=7,t=2,p=1", "m=4294967295,t=1,p=1", "m=19456,t=4294967295,p=1",
		"m=2097153,t=1,p=1", "m=2097152,t=3,p=1", "m=19456,t=2,p=256", "m=-1,t=2,p=1", "m=19456,t=2", "t=2,m=19456,p=1", "m=019456,t=2,p=1",
		"m=19456,t=2,p=1,p=1", "m=19456, t=2,p=1", "m=+19456,t=2,p=1", "m=4294986752,t=2,p=1",
	} {
		bad = append(bad, "$argon2id$v=19$"+params+"$"+salt+"$"+sum)
	}
	p := newPassword(t, canary)
	before := p
	for _, src := range bad {
		err := p.Scan(src)
		if err == nil {
			t.Fatalf("%v was accepted", src)
		}
		if p != before {
			t.Fatalf("%v changed the password", src)
		}
		if strings.Contains(err.Error(), canary) || strings.Contains(err.Error(), salt) || strings.Contains(err.Error(), b[7:]) {
			t.Errorf("the error shows the value: %v", err)
		}
	}
}

func TestPasswordIsNeverShown(t *testing.T) {
	p := newPassword(t, canary)
	h := hashOf(t, p)
	for _, v := range []any{p, &p, []crypt.Password{p}, struct{ Password crypt.Password }{p}} {
		text := shown(v)
		for _, part := range []string{canary, h, h[31:53], h[54:]} {
			for _, spelled := range spellings(part) {
				if strings.Contains(text, spelled) {
					t.Errorf("%T shows %s", v, spelled)
				}
			}
		}
	}
	for verb, want := range map[string]string{"%v": "*** <none>", "%+v": "*** <none>", "%s": "*** <none>", "%d": "*** <none>"} {
		if got := fmt.Sprintf(verb+" "+verb, p, crypt.Password{}); got != want {
			t.Errorf("%s: %s", verb, got)
		}
	}
	if got := fmt.Sprintf("%#v %#v", p, crypt.Password{}); got != "crypt.Password(***) crypt.Password(<none>)" {
		t.Error(got)
	}
}

func TestPasswordJSON(t *testing.T) {
	set, zero := newPassword(t, canary), crypt.Password{}
	raw, err := json.Marshal(map[string]crypt.Password{"a": set, "b": zero})
	if err != nil || string(raw) != `{"a":"***","b":null}` {
		t.Errorf("%s, %v", raw, err)
	}
	before := set
	for _, in := range []string{`"` + canary + `"`, `"***"`, `"` + hashOf(t, set) + `"`, `{}`, `1`, `null`} {
		err := json.Unmarshal([]byte(in), &set)
		if err == nil || !strings.Contains(err.Error(), "crypt.NewPassword") || strings.Contains(err.Error(), canary) {
			t.Errorf("%s over a password: %v", in, err)
		}
		if in != "null" && json.Unmarshal([]byte(in), &zero) == nil {
			t.Errorf("%s into no password is accepted", in)
		}
		if set != before || zero != (crypt.Password{}) {
			t.Fatalf("%s changed a password", in)
		}
	}
	if err := json.Unmarshal([]byte("null"), &zero); err != nil {
		t.Errorf("what is written for no password is not read: %v", err)
	}
}

func FuzzPasswordScan(f *testing.F) {
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$2a$04$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=,t=,p=$$")
	f.Fuzz(func(t *testing.T, text string) {
		var p crypt.Password
		if err := p.Scan(text); err != nil {
			return
		}
		p.NeedsRehash()
		if v, err := p.Value(); err != nil || v != text {
			t.Errorf("%q comes back as %q, %v", text, v, err)
		}
	})
}
