package schema

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// typed is a Cipher whose plaintext starts with a byte that names the kind, so that what was sealed as a number does not open
// as a text. The ciphers of package crypt that store texts of their own are; those that store what ormar stored, and those
// of others, get the value's text alone.
type typed interface{ Typed() bool }

// fitsCipher refuses a one-way cipher on a field that could not hold what it gives back.
func (a *Attribute) fitsCipher() error {
	if a.oneWay() && a.Kind != KindString && a.Kind != KindText {
		return fmt.Errorf("a one-way cipher does not fit %v, which cannot hold the digest that reading gives; declare a String or Text, or use another cipher", a.Kind)
	}
	return nil
}

func (a *Attribute) oneWay() bool {
	c, ok := a.Cipher.(OneWay)
	return ok && c.OneWay()
}

// context names the place of the values to the cipher.
func (a *Attribute) context() []byte {
	return []byte(a.Model.Table + "|" + a.Column)
}

// digested reports whether a text is what a one-way cipher made. The ciphers know their digests by form: a String that was
// loaded has no other mark. A plaintext that has the form of a digest is stored as it is, and so is found by no lookup.
func (a *Attribute) digested(text string) bool {
	if !a.oneWay() {
		return false
	}
	_, err := a.Cipher.Open(text, a.context())
	return err == nil
}

// Seal is what the database stores of a canonical value of an encrypted attribute: the cipher's text; nil for nil. A digest
// that was read before is stored as it is. It may be called by many goroutines at once.
func (a *Attribute) Seal(canonical any) (any, error) {
	if canonical == nil {
		return nil, nil
	}
	if s, ok := canonical.(string); ok && a.digested(s) {
		return s, nil
	}
	plain, err := a.plaintext(canonical)
	if err != nil {
		return nil, err
	}
	stored, err := a.Cipher.Seal(plain, a.context())
	if err != nil {
		return nil, fmt.Errorf("encrypting field %q: %w", a.Name, err)
	}
	return stored, nil
}

// Unseal is the canonical value of what the database stores of an encrypted attribute, given as a driver gives it. Of a
// one-way cipher it is the digest. What does not open is ErrDecrypt.
func (a *Attribute) Unseal(stored any) (any, error) {
	if stored == nil {
		return nil, nil
	}
	text, ok := textRead(stored)
	if !ok {
		return nil, fmt.Errorf("field %q: %w: the column holds no text", a.Name, ErrDecrypt)
	}
	plain, err := a.Cipher.Open(text, a.context())
	if err != nil {
		return nil, fmt.Errorf("field %q: %w", a.Name, err)
	}
	if a.oneWay() {
		return string(plain), nil
	}
	if a.typed() {
		if len(plain) == 0 || plain[0] != sealMarks[a.Kind] {
			return nil, fmt.Errorf("field %q: %w", a.Name, ErrDecrypt)
		}
		plain = plain[1:]
	}
	return a.unsealed(plain)
}

// Rotates reports whether the attribute is encrypted by a cipher whose texts can be opened and sealed anew; a digest cannot.
func (a *Attribute) Rotates() bool { return a.Cipher != nil && !a.oneWay() }

// Reseal is what the database is to store, under today's key, instead of what an earlier key made of the same value. changed is
// false where nothing needs to be written: for NULL, and for a text of today's key. What does not open is ErrDecrypt. The
// attribute must be one that Rotates.
func (a *Attribute) Reseal(stored any) (resealed any, changed bool, err error) {
	if stored == nil {
		return nil, false, nil
	}
	text, ok := textRead(stored)
	if !ok {
		return nil, false, fmt.Errorf("field %q: %w: the column holds no text", a.Name, ErrDecrypt)
	}
	if k, ok := a.Cipher.(Keyed); ok && k.Current(text, a.context()) {
		return text, false, nil
	}
	plain, err := a.Cipher.Open(text, a.context())
	if err != nil {
		return nil, false, fmt.Errorf("field %q: %w", a.Name, err)
	}
	text, err = a.Cipher.Seal(plain, a.context())
	if err != nil {
		return nil, false, fmt.Errorf("encrypting field %q: %w", a.Name, err)
	}
	return text, true, nil
}

// Digests are the texts that may be stored of a canonical value of an attribute whose cipher is a Digest, today's first. A
// lookup compares with all of them. The digest of a value is always made: a digest that somebody has read finds nothing.
func (a *Attribute) Digests(canonical any) ([]any, error) {
	cipher, ok := a.Cipher.(Digest)
	if !ok {
		return nil, fmt.Errorf("%w: the cipher of field %q makes no digests", ErrNotSearchable, a.Name)
	}
	plain, err := a.plaintext(canonical)
	if err != nil {
		return nil, err
	}
	texts, err := cipher.Digests(plain, a.context())
	if err != nil {
		return nil, fmt.Errorf("encrypting field %q: %w", a.Name, err)
	}
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out, nil
}

// sealMarks are the first bytes of typed plaintexts, by kind. They are stored: none may ever change.
var sealMarks = [...]byte{
	KindString: 's', KindText: 's', KindBoolean: 'b', KindSmallInteger: 'i', KindInteger: 'i', KindBigInteger: 'i',
	KindFloat: 'f', KindDecimal: 'n', KindDate: 'd', KindTime: 't', KindDateTime: 'z', KindJSON: 'j', KindUUID: 'u',
	KindBinary: 'x', KindEnum: 'e', KindOpaque: 'o',
}

func (a *Attribute) typed() bool {
	t, ok := a.Cipher.(typed)
	return ok && t.Typed()
}

// plaintext are the bytes that the cipher gets.
func (a *Attribute) plaintext(canonical any) ([]byte, error) {
	var out []byte
	typed := a.typed()
	if typed {
		out = append(out, sealMarks[a.Kind])
	}
	switch v := canonical.(type) {
	case string:
		return append(out, v...), nil
	case bool:
		return strconv.AppendBool(out, v), nil
	case int64:
		return strconv.AppendInt(out, v, 10), nil
	case float64:
		return append(out, pythonFloat(v)...), nil
	case time.Time:
		return append(out, a.sealedTime(v, typed)...), nil
	case json.RawMessage:
		return append(out, v...), nil
	case []byte:
		return append(out, v...), nil
	case [16]byte:
		text := uuidString(v)
		if !a.UUIDText {
			text = strings.ReplaceAll(text, "-", "")
		}
		return append(out, text...), nil
	}
	return nil, a.valueError(mismatch, canonical)
}

// sealedTime is RFC 3339 in our own texts, and what Python's isoformat writes in the others.
func (a *Attribute) sealedTime(t time.Time, typed bool) string {
	layout := "2006-01-02T15:04:05.000000"
	switch a.Kind {
	case KindDate:
		return t.Format(dateLayout)
	case KindTime:
		layout = timeLayout
	default:
		if typed {
			return t.Format(layout + "Z")
		}
	}
	if !typed && t.Nanosecond() == 0 {
		layout = strings.TrimSuffix(layout, ".000000")
	}
	return t.Format(layout)
}

// pythonFloat is the shortest text of a float in the spelling of Python's repr, so that equal values have equal digests there
// and here.
func pythonFloat(f float64) string {
	text := strconv.FormatFloat(f, 'e', -1, 64)
	_, exponent, _ := strings.Cut(text, "e")
	if n, err := strconv.Atoi(exponent); err == nil && n >= -4 && n < 16 {
		if text = strconv.FormatFloat(f, 'f', -1, 64); !strings.Contains(text, ".") {
			text += ".0"
		}
	}
	return text
}

// unsealed reads a plaintext, whoever wrote it.
func (a *Attribute) unsealed(plain []byte) (any, error) {
	switch a.Kind {
	case KindBinary:
		return plain, nil
	case KindBoolean:
		switch strings.ToLower(string(plain)) {
		case "true", "1":
			return true, nil
		case "false", "0":
			return false, nil
		}
		return nil, a.valueError(mismatch, "")
	}
	return a.Scan(string(plain))
}
