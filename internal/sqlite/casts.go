package sqlite

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// What a text must look like to be a number or a time; PostgreSQL and MySQL have the same rules in the SQL that this module writes.
var (
	wholeText   = regexp.MustCompile(`^[-+]?[0-9]{1,60}$`)
	floatText   = regexp.MustCompile(`^[-+]?([0-9]{1,60}([.][0-9]{0,60})?|[.][0-9]{1,60})([eE][-+]?[0-9]{1,3})?$`)
	decimalText = regexp.MustCompile(`^[-+]?([0-9]{1,35}([.][0-9]{0,30})?|[.][0-9]{1,30})$`)
	timeTexts   = []string{"2006-01-02", "2006-01-02 15:04:05", "2006-01-02 15:04:05.999999"}
	timeText    = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?Z?)?$`)
)

// castTo is the SQL function orm_cast: a text as another kind, a float or a decimal as a text or a decimal.
func castTo(kind string, value any) any {
	if f, ok := value.(float64); ok {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	text, ok := stored(value)
	if !ok {
		return nil
	}
	switch kind {
	case "int":
		if n, err := strconv.ParseInt(text, 10, 64); err == nil && wholeText.MatchString(text) {
			return n
		}
	case "cut":
		if d, err := parseDecimal(text); err == nil {
			whole, _, _ := strings.Cut(d.String(), ".")
			if n, err := strconv.ParseInt(whole, 10, 64); err == nil {
				return n
			}
		}
	case "float":
		if f, err := strconv.ParseFloat(text, 64); floatText.MatchString(text) && err == nil && !math.IsInf(f, 0) {
			return f
		}
	case "decimal":
		if d, err := parseDecimal(text); err == nil && decimalText.MatchString(text) {
			return d.String()
		}
	case "instant":
		return castTime(text)
	}
	return nil
}

func castTime(text string) any {
	if !timeText.MatchString(text) {
		return nil
	}
	text = strings.Replace(strings.TrimSuffix(text, "Z"), "T", " ", 1)
	for _, layout := range timeTexts {
		if t, err := time.Parse(layout, text); err == nil && t.Year() > 0 {
			return t.Format(dateTimeForm)
		}
	}
	return nil
}
