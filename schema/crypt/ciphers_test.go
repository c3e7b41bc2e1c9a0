package crypt_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

const canary = "canary-4111-1111-plaintext"

var here = []byte("users|email")

func key(id string) crypt.Key {
	return crypt.Key{ID: id, Secret: bytes.Repeat([]byte(id+"."), 32)}
}

// twoWay are the ciphers that read back, for keys named by their ids.
var twoWay = []struct {
	name    string
	bound   bool // to the column
	varying bool // two texts for one value
	make    func(primary string, previous ...string) schema.Cipher
}{
	{"AEAD", true, true, func(p string, more ...string) schema.Cipher { return crypt.AEAD(key(p), keys(more)...) }},
	{"Searchable", true, false, func(p string, more ...string) schema.Cipher { return crypt.Searchable(key(p), keys(more)...) }},
	{"Fernet", false, true, func(p string, more ...string) schema.Cipher { return crypt.Fernet(p, more...) }},
}

func keys(ids []string) []crypt.Key {
	var ks []crypt.Key
	for _, id := range ids {
		ks = append(ks, key(id))
	}
	return ks
}

func seal(t *testing.T, c schema.Cipher, plaintext string, context []byte) string {
	t.Helper()
	stored, err := c.Seal([]byte(plaintext), context)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

// refused fails unless Open gives ErrDecrypt, no bytes, and an error without the plaintext.
func refused(t *testing.T, c schema.Cipher, stored string, context []byte, why string) {
	t.Helper()
	got, err := c.Open(stored, context)
	if !errors.Is(err, schema.ErrDecrypt) || got != nil {
		t.Errorf("%s: Open(%q) = %q, %v; want ErrDecrypt", why, stored, got, err)
	}
	if err != nil && err.Error() != schema.ErrDecrypt.Error() {
		t.Errorf("%s: the error says more than it may: %v", why, err)
	}
}

func TestRoundTrip(t *testing.T) {
	values := []string{"", "a", canary, "żółw 🐢", "\x00\xff\xfe", strings.Repeat("0123456789abcdef", 1000)}
	for n := range 40 {
		values = append(values, strings.Repeat("x", n))
	}
	for _, tc := range twoWay {
		t.Run(tc.name, func(t *testing.T) {
			c := tc.make("k1")
			for _, v := range values {
				stored := seal(t, c, v, here)
				wantOpen(t, c, stored, string(here), v)
				if len(v) > 3 && strings.Contains(stored, v) {
					t.Errorf("%q stands in %q", v, stored)
				}
			}
		})
	}
}

func TestEveryBitFlipIsRefused(t *testing.T) {
	for _, tc := range twoWay {
		t.Run(tc.name, func(t *testing.T) {
			c := tc.make("k1", "k0", "k3", "K1")
			for n := range 20 {
				stored := seal(t, c, canary[:n], here)
				for i := range len(stored) * 8 {
					b := []byte(stored)
					b[i/8] ^= 1 << (i % 8)
					refused(t, c, string(b), here, fmt.Sprintf("bit %d of %d bytes", i, n))
				}
			}
		})
	}
}

func TestEveryCutAndAdditionIsRefused(t *testing.T) {
	for _, tc := range twoWay {
		t.Run(tc.name, func(t *testing.T) {
			c := tc.make("k1")
			stored := seal(t, c, canary, here)
			for i := range len(stored) {
				refused(t, c, stored[:i], here, "cut at the end")
				refused(t, c, stored[i+1:], here, "cut at the start")
				refused(t, c, stored[:i]+stored[i+1:], here, "cut in the middle")
				for _, more := range []string{"\n", "\r", "=", "A", " "} {
					refused(t, c, stored[:i]+more+stored[i:], here, "put in")
				}
			}
			for _, more := range []string{"\n", "=", "A", "AAAA", "=="} {
				refused(t, c, stored+more, here, "put at the end")
			}
		})
	}
}

func TestPlaintextInTheColumnIsRefused(t *testing.T) {
	for _, c := range []schema.Cipher{
		crypt.AEAD(key("k1")), crypt.Searchable(key("k1")), crypt.Fernet("k1"), crypt.HMAC(key("k1")), crypt.Hash("k1"),
	} {
		for _, stored := range []string{
			"", canary, "orm1", "orm1:", "orm1:a:k1:", "orm1:s:k1:", "orm1:h:k1:", "orm1:a:k1", "orm1:x:k1:AAAA", "orm2:a:k1:AAAA",
			"orm1:h:k1:AAAA", strings.Repeat("A", 128), strings.Repeat("0", 127), strings.Repeat("g", 128),
		} {
			refused(t, c, stored, here, fmt.Sprint(c))
		}
	}
}

func TestValuesAreBoundToColumnAndKey(t *testing.T) {
	for _, tc := range twoWay {
		if !tc.bound {
			continue
		}
		t.Run(tc.name, func(t *testing.T) {
			c := tc.make("k1", "k2")
			stored := seal(t, c, canary, here)
			for _, context := range []string{"", "users|email2", "users|emai", "accounts|email", "users.email", "email|users"} {
				refused(t, c, stored, []byte(context), "another column")
			}
			refused(t, c, strings.Replace(stored, ":k1:", ":k2:", 1), here, "another key id")
			refused(t, c, strings.Replace(stored, ":k1:", ":k9:", 1), here, "an unknown key id")
			refused(t, tc.make("k2"), stored, here, "a ring without the key")
		})
	}
	refused(t, crypt.Fernet("k2"), seal(t, crypt.Fernet("k1"), canary, here), here, "another secret")
}

// One secret under two ids gives unrelated texts, and the same texts never come from two ciphers.
func TestKeyIDAndAlgorithmSeparateTheSubKeys(t *testing.T) {
	secret := key("k1").Secret
	one, two := crypt.Key{ID: "one", Secret: secret}, crypt.Key{ID: "two", Secret: secret}
	body := func(c schema.Cipher) string {
		stored := seal(t, c, canary, here)
		return stored[strings.LastIndex(stored, ":")+1:]
	}
	a, b := body(crypt.Searchable(one)), body(crypt.Searchable(two))
	if a[:16] == b[:16] {
		t.Errorf("both ids give the nonce %s", a[:16])
	}
	if body(crypt.HMAC(one)) == body(crypt.HMAC(two)) {
		t.Error("both ids give one digest")
	}
	c := crypt.AEAD(one)
	stored := seal(t, crypt.Searchable(one), canary, here)
	refused(t, c, strings.Replace(stored, ":s:", ":a:", 1), here, "a text of Searchable")
	refused(t, crypt.Searchable(one), strings.Replace(seal(t, c, canary, here), ":a:", ":s:", 1), here, "a text of AEAD")
}

func TestNonces(t *testing.T) {
	for _, tc := range twoWay {
		t.Run(tc.name, func(t *testing.T) {
			c, seen := tc.make("k1"), map[string]bool{}
			for range 1000 {
				seen[seal(t, c, canary, here)] = true
			}
			want := 1
			if tc.varying {
				want = 1000
			}
			if len(seen) != want {
				t.Errorf("1000 seals gave %d texts, want %d", len(seen), want)
			}
		})
	}
}

func TestRotation(t *testing.T) {
	for _, tc := range twoWay {
		t.Run(tc.name, func(t *testing.T) {
			old, mid, now := tc.make("k1"), tc.make("k2", "k1"), tc.make("k3", "k2", "k1")
			a, b, c := seal(t, old, "a", here), seal(t, mid, "b", here), seal(t, now, "c", here)
			for stored, want := range map[string]string{a: "a", b: "b", c: "c"} {
				wantOpen(t, now, stored, string(here), want)
			}
			refused(t, old, b, here, "a text of a later key")
			refused(t, mid, c, here, "a text of a later key")
			refused(t, tc.make("k3", "k2"), a, here, "a text of a key that was taken out")
		})
	}
}

// The blind index: a value is found whichever key it was stored under, and only in its own column (E-02).
func TestDigests(t *testing.T) {
	makers := map[string]func(crypt.Key, ...crypt.Key) schema.Cipher{"Searchable": crypt.Searchable, "HMAC": crypt.HMAC}
	for name, maker := range makers {
		t.Run(name, func(t *testing.T) {
			var stored []string
			for _, id := range []string{"k3", "k2", "k1"} {
				stored = append(stored, seal(t, maker(key(id)), canary, here))
			}
			digests := maker(key("k3"), key("k2"), key("k1")).(schema.Digest).Digests
			if got, err := digests([]byte(canary), here); err != nil || !slices.Equal(got, stored) {
				t.Errorf("Digests = %v, %v\nwant %v", got, err, stored)
			}
			for _, other := range []struct{ value, context string }{{canary, "users|phone"}, {canary + "x", string(here)}, {"", string(here)}} {
				got, err := digests([]byte(other.value), []byte(other.context))
				if err != nil {
					t.Fatal(err)
				}
				for _, text := range got {
					if slices.Contains(stored, text) {
						t.Errorf("%q in %s is stored as %q too", other.value, other.context, text)
					}
				}
			}
		})
	}
	h := crypt.Hash("secret").(schema.Digest)
	if got, err := h.Digests([]byte(canary), here); err != nil || !slices.Equal(got, []string{seal(t, h, canary, here)}) {
		t.Errorf("Hash: %v, %v", got, err)
	}
}

func TestCapabilities(t *testing.T) {
	for _, tc := range []struct {
		cipher         schema.Cipher
		digest, oneWay bool
	}{
		{crypt.AEAD(key("k")), false, false},
		{crypt.Searchable(key("k")), true, false},
		{crypt.HMAC(key("k")), true, true},
		{crypt.Fernet("k"), false, false},
		{crypt.Hash("k"), true, true},
	} {
		_, digest := tc.cipher.(schema.Digest)
		one, oneWay := tc.cipher.(schema.OneWay)
		oneWay = oneWay && one.OneWay()
		if digest != tc.digest || oneWay != tc.oneWay {
			t.Errorf("%v: digest %v, one-way %v", tc.cipher, digest, oneWay)
		}
		checked, ok := tc.cipher.(schema.Checked)
		if !ok || checked.Check() != nil {
			t.Errorf("%v: not Checked, or a good key is refused", tc.cipher)
		}
	}
}

// A digest that is presented as a value is a value: a leaked table gives nobody a key to log in with.
func TestDigestsAreDigestedLikeAnyValue(t *testing.T) {
	for _, c := range []schema.Cipher{crypt.HMAC(key("k")), crypt.Hash("k")} {
		stored := seal(t, c, canary, here)
		if again := seal(t, c, stored, here); again == stored {
			t.Errorf("%v: the digest of %q is itself", c, stored)
		}
		wantOpen(t, c, stored, string(here), stored)
	}
}

// A retired key makes digests unfindable, not unreadable.
func TestHMACOpensDigestsOfRetiredKeys(t *testing.T) {
	stored := seal(t, crypt.HMAC(key("old")), canary, here)
	wantOpen(t, crypt.HMAC(key("new")), stored, string(here), stored)
}

func TestConcurrentUse(t *testing.T) {
	for _, tc := range twoWay {
		c := tc.make("k1")
		var wg sync.WaitGroup
		for n := range 8 {
			wg.Go(func() {
				for i := range 50 {
					context, value := fmt.Appendf(nil, "t|c%d", i%7), fmt.Sprint(n, i)
					stored, err := c.Seal([]byte(value), context)
					if got, err2 := c.Open(stored, context); err != nil || err2 != nil || string(got) != value {
						t.Errorf("%s: %q, %v, %v", tc.name, got, err, err2)
					}
				}
			})
		}
		wg.Wait()
	}
}

// The caller may wipe the secret once the cipher is made.
func TestSecretIsCopied(t *testing.T) {
	k := key("k")
	c := crypt.AEAD(k)
	clear(k.Secret)
	wantOpen(t, crypt.AEAD(key("k")), seal(t, c, canary, here), string(here), canary)
}

func FuzzOpen(f *testing.F) {
	ciphers := []schema.Cipher{
		crypt.AEAD(key("k1"), key("k2")), crypt.Searchable(key("k1"), key("k2")), crypt.Fernet("k1", "k2"),
		crypt.HMAC(key("k1"), key("k2")), crypt.Hash("k1"),
	}
	known := []string{"", "a", canary}
	for _, c := range ciphers {
		for _, v := range known {
			stored, err := c.Seal([]byte(v), here)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(stored)
			f.Add(stored[:len(stored)/2])
		}
	}
	f.Add("orm1:a:k1:\n")
	f.Fuzz(func(t *testing.T, stored string) {
		for _, c := range ciphers {
			got, err := c.Open(stored, here)
			if err != nil {
				if !errors.Is(err, schema.ErrDecrypt) || got != nil {
					t.Errorf("%v: %q, %v", c, got, err)
				}
				continue
			}
			if _, oneWay := c.(schema.OneWay); oneWay {
				if string(got) != stored {
					t.Errorf("%v gave %q for %q", c, got, stored)
				}
			} else if !slices.Contains(known, string(got)) {
				t.Errorf("%v opened %q as %q, which nobody sealed", c, stored, got)
			}
		}
	})
}
