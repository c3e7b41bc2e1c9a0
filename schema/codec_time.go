package schema

import "time"

const (
	dateLayout = "2006-01-02"
	timeLayout = "15:04:05.000000"
)

// years refuses what is outside the years that every database and its driver can hold.
func years(t time.Time) *breach {
	if y := t.Year(); y < 1 || y > 9999 {
		return &breach{rule: ruleYear, value: t}
	}
	return nil
}

// dateOf is the calendar date that a time has in its own zone.
func dateOf(t time.Time) (time.Time, *breach) {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC), years(t)
}

// clockOf is the time of day that a time has in its own zone.
func clockOf(t time.Time) (time.Time, *breach) {
	h, m, s := t.Clock()
	return time.Date(1, 1, 1, h, m, s, t.Nanosecond()/1000*1000, time.UTC), nil
}

// instantOf is the instant, with what is finer than a microsecond cut off.
func instantOf(t time.Time) (time.Time, *breach) {
	u := Instant(t)
	return u, years(u)
}

// Instant is t.UTC().Truncate(time.Microsecond), the canonical form of an instant, without a division where nothing is finer: each write of
// an instant comes here several times.
func Instant(t time.Time) time.Time {
	u := t.UTC().Round(0)
	if fine := u.Nanosecond() % 1000; fine != 0 {
		u = u.Add(-time.Duration(fine))
	}
	return u
}

// timeOf makes the canonical time of a kind.
func timeOf(k Kind, t time.Time) (time.Time, *breach) {
	switch k {
	case KindDate:
		return dateOf(t)
	case KindTime:
		return clockOf(t)
	}
	return instantOf(t)
}

// timeWant says how a kind is written.
func timeWant(k Kind) string {
	switch k {
	case KindDate:
		return "a date such as 2006-01-02"
	case KindTime:
		return "a time of day such as 15:04:05.000000"
	}
	return "an instant such as 2006-01-02T15:04:05.000000Z"
}

// timeText reads an ISO 8601 text of a kind. It is strict: what is no date, such as 0000-00-00, is an error and never the
// zero time. A DateTime without a zone is in UTC, as the databases without zones store it.
func timeText(k Kind, s string) (time.Time, *breach) {
	t, rule := parseTime(k, s)
	switch rule {
	case "":
		return timeOf(k, t)
	case ruleType:
		return time.Time{}, &breach{rule: ruleType, param: timeWant(k), value: s}
	}
	return time.Time{}, &breach{rule: rule, value: s}
}

// parseTime reads the time of a text, or says which rule it breaks.
func parseTime(k Kind, s string) (time.Time, string) {
	c := clockText{rest: s, ok: true}
	var y, m, d int
	if k == KindTime {
		y, m, d = 1, 1, 1
		c.clock()
	} else {
		y, m, d = c.date()
		if k == KindDateTime || c.rest != "" {
			c.separator()
			c.clock()
			c.zone()
		}
	}
	whole := k != KindDate || c.hour|c.minute|c.second|c.nano == 0
	t := time.Date(y, time.Month(m), d, c.hour, c.minute, c.second, c.nano, time.UTC)
	if !c.ok || c.rest != "" || !whole || t.Day() != d || t.Month() != time.Month(m) {
		return time.Time{}, ruleType
	}
	if k == KindDateTime {
		t = t.Add(-time.Duration(c.offset) * time.Second)
	}
	if year := t.Year(); year < 1 || year > 9999 || y < 1 {
		return time.Time{}, ruleYear
	}
	return t, ""
}

// clockText reads the parts of a time off the front of a text; ok is false once one of them was not there.
type clockText struct {
	rest                       string
	ok                         bool
	hour, minute, second, nano int
	offset                     int // east of UTC, in seconds
}

// digits reads a number of exactly n digits.
func (c *clockText) digits(n int) int {
	if len(c.rest) < n {
		c.ok = false
		return 0
	}
	v := 0
	for i := range n {
		b := c.rest[i]
		if b < '0' || b > '9' {
			c.ok = false
			return 0
		}
		v = v*10 + int(b-'0')
	}
	c.rest = c.rest[n:]
	return v
}

// take reads one of the bytes in set, and reports whether it was there.
func (c *clockText) take(set string) bool {
	for i := range len(set) {
		if c.rest != "" && c.rest[0] == set[i] {
			c.rest = c.rest[1:]
			return true
		}
	}
	return false
}

func (c *clockText) need(set string) { c.ok = c.take(set) && c.ok }

func (c *clockText) separator() { c.need("T t") }

func (c *clockText) date() (y, m, d int) {
	y = c.digits(4)
	c.need("-")
	m = c.digits(2)
	c.need("-")
	return y, m, c.digits(2)
}

func (c *clockText) clock() {
	c.hour = c.digits(2)
	c.need(":")
	c.minute = c.digits(2)
	if c.take(":") {
		c.second = c.digits(2)
		if c.take(".") {
			c.fraction()
		}
	}
	c.ok = c.ok && c.hour < 24 && c.minute < 60 && c.second < 60
}

// fraction reads any number of digits, of which the first nine count.
func (c *clockText) fraction() {
	unit, n := 100_000_000, 0
	for ; n < len(c.rest) && c.rest[n] >= '0' && c.rest[n] <= '9'; n++ {
		c.nano += int(c.rest[n]-'0') * unit
		unit /= 10
	}
	c.rest = c.rest[n:]
	c.ok = c.ok && n > 0
}

// zone reads Z or an offset; PostgreSQL leaves zero minutes out.
func (c *clockText) zone() {
	if c.rest == "" || c.take("Zz") {
		return
	}
	sign := 1
	if c.rest[0] == '-' {
		sign = -1
	}
	c.need("+-")
	h, m, s := c.digits(2), 0, 0
	if c.rest != "" {
		c.take(":")
		m = c.digits(2)
	}
	if c.rest != "" {
		c.need(":")
		s = c.digits(2)
	}
	c.ok = c.ok && h < 24 && m < 60 && s < 60
	c.offset = sign * (h*3600 + m*60 + s)
}
