package schema

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

// oneWayCipher shows the plaintext it was given, so that a test can see how often a value was digested.
type oneWayCipher struct{}

func (oneWayCipher) Seal(plain, context []byte) (string, error) {
	return fmt.Sprintf("digest<%s %s>", context, plain), nil
}

func (oneWayCipher) Open(stored string, _ []byte) ([]byte, error) {
	if !strings.HasPrefix(stored, "digest<") {
		return nil, ErrDecrypt
	}
	return []byte(stored), nil
}

func (c oneWayCipher) Digests(plain, context []byte) ([]string, error) {
	now, err := c.Seal(plain, context)
	return []string{now, "old" + now}, err
}

func (oneWayCipher) OneWay() bool { return true }

// plainCipher stores what it is given behind the context, as a cipher of the program's own might.
type plainCipher struct{}

func (plainCipher) Seal(plain, context []byte) (string, error) {
	return string(context) + ":" + string(plain), nil
}

func (plainCipher) Open(stored string, context []byte) ([]byte, error) {
	plain, ok := strings.CutPrefix(stored, string(context)+":")
	if !ok {
		return nil, ErrDecrypt
	}
	return []byte(plain), nil
}

// typedCipher is plainCipher whose plaintexts name their kind.
type typedCipher struct{ plainCipher }

func (typedCipher) Typed() bool { return true }

func sealedBy(c Cipher) func(*Attribute) { return func(a *Attribute) { a.Cipher = c } }

// TestSealText holds E-03 and E-04: what a cipher without types of its own is given is the text that ormar gave its backends.
func TestSealText(t *testing.T) {
	id := uuid.MustParse("550e8400-e29b-41d4-a716-446655440000")
	plain, typed := sealedBy(plainCipher{}), sealedBy(typedCipher{})
	hyphens := func(a *Attribute) { a.UUIDText = true }
	for _, c := range []struct {
		a         *Attribute
		canonical any
		want      string
	}{
		{attributeOf[string](t, KindString, plain), "text", "text"},
		{attributeOf[string](t, KindString, typed), "text", "stext"},
		{attributeOf[int](t, KindInteger, plain), int64(-5), "-5"},
		{attributeOf[int](t, KindInteger, typed), int64(-5), "i-5"},
		{attributeOf[bool](t, KindBoolean, plain), true, "true"},
		{attributeOf[float64](t, KindFloat, plain), 1.0, "1.0"},
		{attributeOf[float64](t, KindFloat, plain), 1e16, "1e+16"},
		{attributeOf[float64](t, KindFloat, plain), 1e-5, "1e-05"},
		{attributeOf[float64](t, KindFloat, plain), 123456.789, "123456.789"},
		{attributeOf[string](t, KindDecimal, typed), "1.5000", "n1.5000"},
		{attributeOf[time.Time](t, KindDate, plain), time.Date(2024, 5, 6, 0, 0, 0, 0, time.UTC), "2024-05-06"},
		{attributeOf[time.Time](t, KindTime, plain), time.Date(1, 1, 1, 12, 30, 0, 0, time.UTC), "12:30:00"},
		{attributeOf[time.Time](t, KindDateTime, plain), time.Date(2024, 5, 6, 12, 30, 0, 5000, time.UTC), "2024-05-06T12:30:00.000005"},
		{attributeOf[time.Time](t, KindDateTime, typed), time.Date(2024, 5, 6, 12, 30, 0, 0, time.UTC), "z2024-05-06T12:30:00.000000Z"},
		{attributeOf[json.RawMessage](t, KindJSON, plain), json.RawMessage(`{"a":1}`), `{"a":1}`},
		{attributeOf[uuid.UUID](t, KindUUID, plain), [16]byte(id), "550e8400e29b41d4a716446655440000"},
		{attributeOf[uuid.UUID](t, KindUUID, plain, hyphens), [16]byte(id), id.String()},
		{attributeOf[[]byte](t, KindBinary, typed), []byte{0, 255}, "x\x00\xff"},
		{attributeOf[colour](t, KindEnum, choices("red"), plain), "red", "red"},
		{attributeOf[level](t, KindEnum, choices(int64(3)), typed), int64(3), "e3"},
	} {
		stored, err := c.a.Seal(c.canonical)
		if err != nil || stored != "holders|v:"+c.want {
			t.Errorf("%v: Seal(%v) = %v, %v; want %q", c.a.Kind, c.canonical, stored, err, c.want)
			continue
		}
		for _, form := range []any{stored, []byte(stored.(string))} {
			if back, err := c.a.Unseal(form); err != nil || !reflect.DeepEqual(back, c.canonical) {
				t.Errorf("%v: Unseal(%v) = %#v, %v; want %#v", c.a.Kind, form, back, err, c.canonical)
			}
		}
	}
}

// TestSealNull holds the last line of E-01.
func TestSealNull(t *testing.T) {
	a := attributeOf[*string](t, KindString, sealedBy(plainCipher{}))
	if v, err := a.Seal(nil); v != nil || err != nil {
		t.Errorf("Seal(nil) = %v, %v", v, err)
	}
	if v, err := a.Unseal(nil); v != nil || err != nil {
		t.Errorf("Unseal(nil) = %v, %v", v, err)
	}
}

func TestUnsealRefuses(t *testing.T) {
	number := attributeOf[int](t, KindInteger, sealedBy(typedCipher{}))
	text := attributeOf[string](t, KindString, sealedBy(typedCipher{}))
	stored, err := text.Seal("5")
	if err != nil {
		t.Fatal(err)
	}
	for name, src := range map[string]any{"another kind": stored, "another column": "holders|w:i5", "no type": "holders|v:", "number": int64(5)} {
		if v, err := number.Unseal(src); !errors.Is(err, ErrDecrypt) || v != nil {
			t.Errorf("%s: Unseal = %v, %v; want ErrDecrypt", name, v, err)
		}
	}
	if _, err := attributeOf[bool](t, KindBoolean, sealedBy(plainCipher{})).Unseal("holders|v:maybe"); err == nil {
		t.Error("a bool that is none was read")
	}
	_, err = attributeOf[int](t, KindInteger, sealedBy(plainCipher{})).Unseal("holders|v:tell-no-one")
	if err == nil || strings.Contains(err.Error(), "tell-no-one") {
		t.Errorf("the error is %v; it must not show the plaintext", err)
	}
}

// TestDigests holds E-02: equality asks for the digest, under every key.
func TestDigests(t *testing.T) {
	a := attributeOf[string](t, KindString, sealedBy(oneWayCipher{}))
	got, err := a.Digests("secret")
	want := []any{"digest<holders|v secret>", "olddigest<holders|v secret>"}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Digests = %v, %v; want %v", got, err, want)
	}
	again, err := a.Digests(got[0])
	if err != nil || again[0] == got[0] {
		t.Errorf("a digest is digested when it is asked for: %v, %v", again, err)
	}
	if _, err := attributeOf[string](t, KindString, sealedBy(plainCipher{})).Digests("x"); !errors.Is(err, ErrNotSearchable) {
		t.Errorf("Digests of another cipher = %v; want ErrNotSearchable", err)
	}
}

// TestLoadedDigest holds E-02: what was read is stored as it is, and the limits of the plaintext do not concern it.
func TestLoadedDigest(t *testing.T) {
	a := attributeOf[string](t, KindString, sealedBy(oneWayCipher{}), func(a *Attribute) { a.MaxLength = 10 })
	stored, err := a.Seal("secret")
	if err != nil {
		t.Fatal(err)
	}
	loaded, err := a.Unseal(stored)
	if err != nil || loaded != stored {
		t.Fatalf("Unseal = %v, %v; want the digest", loaded, err)
	}
	row := newHolder("")
	if err := a.Set(row.row(), loaded); err != nil {
		t.Fatal(err)
	}
	model := &Model{Name: "Holder", Attributes: []*Attribute{a}}
	if err := model.Validate(row.row(), nil); err != nil {
		t.Errorf("a loaded digest fails: %v", err)
	}
	c, err := a.Get(row.row())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := a.Seal(c); err != nil || again != stored {
		t.Errorf("saving again stores %v, %v; want %v", again, err, stored)
	}
	row.V = "much longer than ten"
	if err := model.Validate(row.row(), nil); !errors.Is(err, ErrValidation) {
		t.Errorf("a plaintext that is too long passes: %v", err)
	}
}

// TestEncryptedValuesStayHidden holds T33.
func TestEncryptedValuesStayHidden(t *testing.T) {
	a := attributeOf[string](t, KindString, sealedBy(plainCipher{}), func(a *Attribute) { a.MaxLength = 3 })
	model := &Model{Name: "Holder", Attributes: []*Attribute{a}}
	err := model.Validate(newHolder("canary").row(), nil)
	var failed *ValidationError
	if !errors.As(err, &failed) || failed.Failures[0].Value != nil || strings.Contains(err.Error(), "canary") {
		t.Errorf("the failure is %+v", err)
	}
}
