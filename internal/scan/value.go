package scan

import (
	"time"

	"github.com/ormar-go/ormar/schema"
)

// The readers below take the forms in which drivers usually give a kind. False sends the value the long way, through
// schema's Scan and Set, which take every form there is and know what is an error; so a reader must never take a value that
// these would refuse or change.

type integers interface {
	int | int8 | int16 | int32 | int64
}

func readInteger[T integers](src any) (T, bool) {
	v, ok := src.(int64)
	return T(v), ok && int64(T(v)) == v
}

func readText(src any) (string, bool) {
	switch v := src.(type) {
	case string:
		return v, true
	case []byte:
		return string(v), true
	}
	return "", false
}

func readBool(src any) (value, ok bool) {
	switch v := src.(type) {
	case bool:
		return v, true
	case int64:
		return v == 1, v == 0 || v == 1
	}
	return false, false
}

// readFloat leaves infinities and NaN to schema; adding zero makes the negative zero positive.
func readFloat(src any) (float64, bool) {
	v, ok := src.(float64)
	return v + 0, ok && v-v == 0
}

func readBytes(src any) ([]byte, bool) {
	switch v := src.(type) {
	case []byte:
		return append([]byte{}, v...), true
	case string:
		return []byte(v), true
	}
	return nil, false
}

func readInstant(src any) (time.Time, bool) {
	switch v := src.(type) {
	case time.Time:
		s := v.Unix()
		return v.UTC(), s >= yearOne && s < yearTenK && v.Nanosecond()%1000 == 0
	case string:
		return parseInstant(v)
	case []byte:
		return parseInstant(v)
	}
	return time.Time{}, false
}

func readDate(src any) (time.Time, bool) {
	switch v := src.(type) {
	case time.Time:
		s := v.Unix()
		return v, v.Location() == time.UTC && s%secondsPerDay == 0 && v.Nanosecond() == 0 && s >= yearOne && s < yearTenK
	case string:
		return parseDate(v)
	case []byte:
		return parseDate(v)
	}
	return time.Time{}, false
}

func readClock(src any) (time.Time, bool) {
	switch v := src.(type) {
	case string:
		return parseClock(v)
	case []byte:
		return parseClock(v)
	}
	return time.Time{}, false
}

func readUUID(src any) ([16]byte, bool) {
	switch v := src.(type) {
	case [16]byte:
		return v, true
	case string:
		return parseUUID(v)
	case []byte:
		if len(v) == 16 {
			return [16]byte(v), true
		}
		return parseUUID(v)
	}
	return [16]byte{}, false
}

// parseUUID reads 32 hexadecimal digits, plain or with the four hyphens in their places.
func parseUUID[S string | []byte](s S) (id [16]byte, ok bool) {
	hyphens := len(s) == 36
	if !hyphens && len(s) != 32 || hyphens && (s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-') {
		return id, false
	}
	at := 0
	for i := range id {
		if hyphens && (i == 4 || i == 6 || i == 8 || i == 10) {
			at++
		}
		high, low := hexDigit(s[at]), hexDigit(s[at+1])
		if high > 15 || low > 15 {
			return id, false
		}
		id[i] = high<<4 | low
		at += 2
	}
	return id, true
}

// hexDigit is the value of a digit, above 15 for any other byte.
func hexDigit(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10
	}
	return 16
}

// enumTexts reads the texts of an enum, each of which is kept once for all rows.
func enumTexts(a *schema.Attribute) maker {
	set := make(map[string]string, len(a.Choices))
	for _, c := range a.Choices {
		if s, ok := c.(string); ok {
			set[s] = s
		}
	}
	raw := func(f form, src []byte) (string, bool) {
		s, ok := set[string(src)]
		return s, ok && f == textForm
	}
	return fieldOf(a, func(src any) (s string, ok bool) {
		switch v := src.(type) {
		case string:
			s, ok = set[v]
		case []byte:
			s, ok = set[string(v)]
		}
		return s, ok
	}, raw)
}

// enumIntegers reads the numbers of an enum.
func enumIntegers[T integers](a *schema.Attribute) maker {
	set := make(map[int64]struct{}, len(a.Choices))
	for _, c := range a.Choices {
		if n, ok := c.(int64); ok {
			set[n] = struct{}{}
		}
	}
	listed := func(n int64, ok bool) (T, bool) {
		if ok {
			_, ok = set[n]
		}
		return T(n), ok && int64(T(n)) == n
	}
	return fieldOf(a, func(src any) (T, bool) {
		n, ok := src.(int64)
		return listed(n, ok)
	}, func(f form, src []byte) (T, bool) { return listed(f.whole(src)) })
}
