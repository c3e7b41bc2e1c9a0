package sqlite

import (
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The forms in which this module stores times.
const (
	dateTimeForm = "2006-01-02 15:04:05.000000"
	dateForm     = "2006-01-02"
	clockForm    = "15:04:05.000000"
)

// zone is how far the clocks of a place are ahead of UTC, in seconds: offset[0] before at[0], offset[i+1] from at[i] on.
type zone struct{ at, offset []int64 }

// zoneTexts has the zones that were read, by their texts: a named cache of one pool.
type zoneTexts struct {
	mu   sync.Mutex
	read map[string]*zone
}

const maxZoneTexts = 100

// errZone is a text that this module did not write.
var errZone = errors.New("orm_date: the text is no zone")

// of reads "offset,at,offset,…"; an empty text is UTC.
func (z *zoneTexts) of(text string) (*zone, error) {
	z.mu.Lock()
	defer z.mu.Unlock()
	if known := z.read[text]; known != nil {
		return known, nil
	}
	made := &zone{}
	for i, number := range strings.Split(text, ",") {
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil && text != "" {
			return nil, errZone
		}
		if i%2 == 0 {
			made.offset = append(made.offset, n)
		} else {
			made.at = append(made.at, n)
		}
	}
	if z.read == nil || len(z.read) >= maxZoneTexts {
		z.read = map[string]*zone{}
	}
	z.read[text] = made
	return made, nil
}

// ahead is the offset at an instant.
func (z *zone) ahead(at int64) int64 {
	i := 0
	for i < len(z.at) && at >= z.at[i] {
		i++
	}
	return z.offset[i]
}

// first is the first instant at which clocks show a time or a later one.
func (z *zone) first(shown int64) int64 {
	i := 0
	for i < len(z.at) && shown >= z.at[i]+z.offset[i] {
		i++
	}
	at := shown - z.offset[i]
	if i > 0 {
		at = max(at, z.at[i-1])
	}
	return at
}

// timeOf reads a stored date, instant or time of day, and says in which form it is.
func timeOf(value any) (t time.Time, form string, ok bool) {
	text, ok := stored(value)
	if !ok {
		return t, "", false
	}
	switch len(text) {
	case len(dateForm):
		form = dateForm
	case len(clockForm):
		form = clockForm
	default:
		form = dateTimeForm
	}
	t, err := time.Parse(form, text)
	return t, form, err == nil
}

// trunc is the SQL function orm_date_trunc.
func (z *zoneTexts) trunc(unit string, value any, place string) (any, error) {
	t, form, ok := timeOf(value)
	where, err := z.of(place)
	if !ok || err != nil {
		return nil, err
	}
	offset := where.ahead(t.Unix())
	shown := cut(unit, t.Add(time.Duration(offset)*time.Second))
	if unit == "hour" || unit == "minute" || unit == "second" {
		return shown.Add(-time.Duration(offset) * time.Second).Format(form), nil
	}
	return time.Unix(where.first(shown.Unix()), 0).UTC().Format(form), nil
}

// cut is what a clock shows, cut to a unit.
func cut(unit string, t time.Time) time.Time {
	year, month, day := t.Date()
	hour, minute, second := t.Clock()
	switch unit {
	case "year":
		return time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	case "quarter":
		return time.Date(year, (month-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC)
	case "month":
		return time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	case "week":
		return time.Date(year, month, day-isodow(t)+1, 0, 0, 0, 0, time.UTC)
	case "hour":
		minute, second = 0, 0
	case "minute":
		second = 0
	case "day":
		hour, minute, second = 0, 0, 0
	}
	return time.Date(year, month, day, hour, minute, second, 0, time.UTC)
}

// isodow counts from Monday, which is 1.
func isodow(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// part is the SQL function orm_date_part.
func (z *zoneTexts) part(unit string, value any, place string) (any, error) {
	t, _, ok := timeOf(value)
	where, err := z.of(place)
	if !ok || err != nil {
		return nil, err
	}
	if unit == "epoch" {
		return t.Unix(), nil
	}
	t = t.Add(time.Duration(where.ahead(t.Unix())) * time.Second)
	_, week := t.ISOWeek()
	return int64(map[string]int{"year": t.Year(), "quarter": (int(t.Month()) + 2) / 3, "month": int(t.Month()), "week": week, "day": t.Day(),
		"hour": t.Hour(), "minute": t.Minute(), "second": t.Second(), "isodow": isodow(t), "doy": t.YearDay()}[unit]), nil
}

// addTime is the SQL function orm_date_add.
func addTime(value any, seconds, micros int64) any {
	t, form, ok := timeOf(value)
	if !ok {
		return nil
	}
	return t.Add(time.Duration(seconds)*time.Second + time.Duration(micros)*time.Microsecond).Format(form)
}
