package schema

import (
	"math"
	"strconv"
	"time"

	"github.com/ormar-go/ormar/internal/spelling"
)

// StoredForm is how SQLite keeps an instant as a number.
type StoredForm string

const (
	// UnixSeconds is an INTEGER of seconds since 1970.
	UnixSeconds StoredForm = "unix"
	// UnixMilliseconds is an INTEGER of milliseconds since 1970.
	UnixMilliseconds StoredForm = "unix-milli"
	// JulianDay is a REAL of days, as julianday() gives it, to the millisecond.
	JulianDay StoredForm = "julian"
)

// unixEpoch is the Julian day of 1970-01-01, in milliseconds.
const unixEpoch = 210866760000000

// day is one in milliseconds.
const day = 86400000

// precision is what a form keeps of an instant.
func (f StoredForm) precision() time.Duration {
	switch f {
	case UnixSeconds:
		return time.Second
	case UnixMilliseconds, JulianDay:
		return time.Millisecond
	}
	return time.Microsecond
}

// Number is the number as which an instant is stored: an int64, or a float64 as SQLite itself computes it.
func (f StoredForm) Number(t time.Time) any {
	switch f {
	case UnixSeconds:
		return t.Unix()
	case UnixMilliseconds:
		return t.UnixMilli()
	}
	return float64(t.UnixMilli()+unixEpoch) / day
}

// instant is the instant of a number.
func (f StoredForm) instant(src any) (time.Time, *breach) {
	n, whole := src.(int64)
	x, _ := src.(float64)
	if text, ok := textRead(src); ok {
		var err error
		if n, err = strconv.ParseInt(text, 10, 64); err != nil {
			if x, err = strconv.ParseFloat(text, 64); err != nil {
				return time.Time{}, mismatch
			}
		} else {
			whole = true
		}
	} else if _, float := src.(float64); !float && !whole {
		return time.Time{}, mismatch
	}
	if whole {
		x = float64(n)
	}
	const last = 253402300799
	var t time.Time
	switch {
	case f == UnixSeconds && whole && n >= -last && n <= last:
		t = time.Unix(n, 0)
	case f == UnixMilliseconds && whole && n >= -last*1000 && n < (last+1)*1000:
		t = time.UnixMilli(n)
	case f == JulianDay && x > 0 && x < 6e6:
		t = time.UnixMilli(int64(math.Round(x*day)) - unixEpoch)
	default:
		return time.Time{}, mismatch
	}
	return instantOf(t)
}

// checkForms refuses forms that do not exist or contradict each other.
func checkForms(report reporter, spec *columnSpec) {
	if spec.said&optWithoutZone != 0 && spec.zone == nil {
		report("WithoutZone was given nil; give it a location, such as time.UTC")
	}
	if spec.said&optStored != 0 && spec.form != UnixSeconds && spec.form != UnixMilliseconds && spec.form != JulianDay {
		report("the form %q of Stored does not exist; use UnixSeconds, UnixMilliseconds or JulianDay", string(spec.form))
	}
	if spec.said&optStored != 0 && spec.said&optWithoutZone != 0 {
		report("Stored and WithoutZone contradict each other: a number has no zone; remove one")
	}
	if spec.said&optCollation != 0 {
		if spec.said&optCaseInsensitive != 0 {
			report("Collation and CaseInsensitive contradict each other: both say how texts compare; remove one")
		}
		if reason := spelling.Bad(spec.collation, true); reason != "" {
			report("the collation %q %s", spec.collation, reason)
		}
	}
	if spec.unsigned == 0 {
		return
	}
	switch spec.unsigned {
	case 8, 16, 24, 32, 64:
	default:
		report("Unsigned has %d bits; give 8, 16, 24, 32 or 64", spec.unsigned)
	}
}

// wall is what a clock in the attribute's zone shows of an instant, as a time in UTC. It refuses an instant that cannot be told from that.
func (a *Attribute) wall(t time.Time) (time.Time, *breach) {
	u, b := instantOf(t)
	if b != nil || a.Zone == nil {
		return u, b
	}
	l := u.In(a.Zone)
	if back := time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), l.Second(), l.Nanosecond(), a.Zone); !back.Equal(u) {
		return u, &breach{rule: ruleType, param: "an instant that " + a.Zone.String() + " shows once", value: t}
	}
	return u, years(l)
}

// Wall is what a clock in the attribute's zone shows of a canonical instant, as a time in UTC.
func (a *Attribute) Wall(t time.Time) time.Time {
	if a.Zone == nil {
		return t
	}
	l := t.In(a.Zone)
	return time.Date(l.Year(), l.Month(), l.Day(), l.Hour(), l.Minute(), l.Second(), l.Nanosecond(), time.UTC)
}

// instant is the instant at which a clock in the attribute's zone shows a time that was read in UTC.
func (a *Attribute) instant(t time.Time, b *breach) (time.Time, *breach) {
	if b != nil || a.Zone == nil {
		return t, b
	}
	return instantOf(time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), a.Zone))
}

// instantForm is how the field's instants are cut and checked.
func (a *Attribute) instantForm(t time.Time) (time.Time, *breach) {
	if a.StoredForm != "" {
		if p := a.StoredForm.precision(); p > time.Microsecond {
			t = t.Truncate(p)
		}
	}
	return a.wall(t)
}
