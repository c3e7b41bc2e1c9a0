package schema

import (
	"encoding/json"
	"strconv"
	"time"
)

// Scan makes the canonical value of what a database driver gave for the column: int64, float64, bool, string, []byte,
// time.Time or nil, in any of the forms in which the databases and ormar store the kind. What is no value of the kind is a
// *ValueError, never a zero value; so is what would have to be rounded. Bytes are copied. Scan does not decrypt: see Unseal.
// It may be called by many goroutines at once.
func (a *Attribute) Scan(src any) (any, error) {
	if src == nil {
		return nil, nil
	}
	c, b := a.scan(src)
	if b != nil {
		if raw, ok := src.([]byte); ok && a.Kind != KindBinary {
			src = string(raw)
		}
		return nil, a.valueError(b, src)
	}
	return c, nil
}

func (a *Attribute) scan(src any) (any, *breach) {
	switch a.Kind {
	case KindString, KindText, KindOpaque:
		if s, ok := textRead(src); ok {
			return s, nil
		}
	case KindBoolean:
		return scanBool(src)
	case KindSmallInteger, KindInteger, KindBigInteger:
		n, b := scanInteger(src)
		return box(n, b)
	case KindFloat:
		return scanFloat(src)
	case KindDecimal:
		return a.scanDecimal(src)
	case KindDate, KindTime, KindDateTime:
		return a.scanTime(src)
	case KindJSON:
		if a.Elem != nil {
			return a.scanArray(src)
		}
		return scanJSON(src)
	case KindUUID:
		return scanUUID(src)
	case KindBinary:
		switch v := src.(type) {
		case []byte:
			return append([]byte{}, v...), nil
		case string:
			return []byte(v), nil
		}
	case KindEnum:
		return a.scanEnum(src)
	}
	return nil, mismatch
}

func (a *Attribute) scanTime(src any) (any, *breach) {
	if a.StoredForm != "" {
		if t, b := a.StoredForm.instant(src); b == nil {
			return t, nil
		}
	}
	if t, ok := src.(time.Time); ok {
		return box(a.instant(timeOf(a.Kind, t)))
	}
	if s, ok := textRead(src); ok {
		return box(a.instant(timeText(a.Kind, s)))
	}
	return nil, mismatch
}

// textRead is a text that a driver gave as a string or as bytes.
func textRead(src any) (string, bool) {
	switch v := src.(type) {
	case string:
		return v, true
	case []byte:
		return string(v), true
	}
	return "", false
}

// scanBool takes the two numbers and the two words that databases use, and no others: SQLite would store a 2.
func scanBool(src any) (any, *breach) {
	switch v := src.(type) {
	case bool:
		return v, nil
	case int64:
		if v == 0 || v == 1 {
			return v == 1, nil
		}
	case string, []byte:
		switch s, _ := textRead(v); s {
		case "1", "t", "true", "\x01":
			return true, nil
		case "0", "f", "false", "\x00":
			return false, nil
		}
	}
	return nil, mismatch
}

func scanInteger(src any) (int64, *breach) {
	switch v := src.(type) {
	case int64:
		return v, nil
	case uint64:
		if n := int64(v); n >= 0 {
			return n, nil
		}
	case float64:
		if n, ok := wholeFloat(v); ok {
			return n, nil
		}
	case string, []byte:
		s, _ := textRead(v)
		if n, ok := wholeText(s); ok {
			return n, nil
		}
	}
	return 0, mismatch
}

func scanFloat(src any) (any, *breach) {
	switch v := src.(type) {
	case float64:
		return box(floatOut(v))
	case float32:
		return box(floatOut(float64(v)))
	case int64:
		if v <= exactFloat && v >= -exactFloat {
			return float64(v), nil
		}
	case string, []byte:
		s, _ := textRead(v)
		if f, ok := floatText(s); ok {
			return box(floatOut(f))
		}
	}
	return nil, mismatch
}

func (a *Attribute) scanDecimal(src any) (any, *breach) {
	switch v := src.(type) {
	case int64:
		return box(a.decimalText(strconv.FormatInt(v, 10)))
	case uint64:
		return box(a.decimalText(strconv.FormatUint(v, 10)))
	case float64:
		return box(a.decimalFloat(v))
	}
	if s, ok := textRead(src); ok {
		return box(a.decimalText(s))
	}
	return nil, mismatch
}

// scanJSON takes numbers and booleans too: SQLite makes them of JSON texts in tables that are not STRICT.
func scanJSON(src any) (any, *breach) {
	switch v := src.(type) {
	case int64, bool, float64:
		text, err := json.Marshal(v)
		if err != nil {
			return nil, &breach{rule: ruleJSON, param: err.Error(), cause: err}
		}
		return json.RawMessage(text), nil
	}
	if s, ok := textRead(src); ok {
		return box(jsonRead([]byte(s)))
	}
	return nil, mismatch
}

func scanUUID(src any) (any, *breach) {
	switch v := src.(type) {
	case [16]byte:
		return v, nil
	case []byte:
		if len(v) == 16 {
			return [16]byte(v), nil
		}
	}
	if s, ok := textRead(src); ok {
		return box(uuidText(s))
	}
	return nil, mismatch
}

// scanEnum refuses values outside the set; whether they are texts or numbers is told by the set.
func (a *Attribute) scanEnum(src any) (any, *breach) {
	if len(a.Choices) > 0 {
		if _, text := a.Choices[0].(string); text {
			s, ok := textRead(src)
			if !ok {
				return nil, mismatch
			}
			return box(s, a.enumText(s))
		}
	}
	n, b := scanInteger(src)
	if b == nil {
		b = a.enumNumber(n)
	}
	return box(n, b)
}
