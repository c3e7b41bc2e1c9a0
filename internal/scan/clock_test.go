package scan

import (
	"strings"
	"testing"
	"time"
)

// layouts are what each parser reads; time.Parse takes any number of digits behind a point.
var layouts = []struct {
	name   string
	layout string
	text   func(string) (time.Time, bool)
	bytes  func([]byte) (time.Time, bool)
}{
	{"instant", "2006-01-02 15:04:05", parseInstant[string], parseInstant[[]byte]},
	{"date", "2006-01-02", parseDate[string], parseDate[[]byte]},
	{"clock", "15:04:05", parseClock[string], parseClock[[]byte]},
}

// checkParsers compares with the obvious way: what a parser takes, time.Parse takes with the same result, and what time.Parse
// writes in a fixed form, the parser takes.
func checkParsers(t *testing.T, s string) {
	for _, l := range layouts {
		got, ok := l.text(s)
		other, okBytes := l.bytes([]byte(s))
		if ok != okBytes || got != other {
			t.Errorf("%s %q: %v, %v as a string; %v, %v as bytes", l.name, s, got, ok, other, okBytes)
		}
		want, err := time.Parse(l.layout, s)
		if plain, found := strings.CutSuffix(s, "+00:00"); found && l.name == "instant" && len(plain) >= len(l.layout) {
			want, err = time.Parse(l.layout, plain)
		}
		if l.name == "clock" && err == nil {
			want = want.AddDate(1, 0, 0) // time.Parse counts from year 0
		}
		if ok && (err != nil || got != want.UTC()) {
			t.Errorf("%s %q is %v; time.Parse: %v, %v", l.name, s, got, want, err)
		}
		if fixed := err == nil && strings.HasPrefix(want.Format(l.layout+".000000"), strings.TrimSuffix(s, "+00:00")); !ok && fixed && want.Year() > 0 {
			t.Errorf("%s %q is refused; time.Parse: %v", l.name, s, want)
		}
	}
}

func FuzzParseTime(f *testing.F) {
	for _, s := range clockTexts {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) <= 26 {
			checkParsers(t, s)
		}
	})
}

var clockTexts = []string{
	"2024-02-29 23:59:59.999999", "2023-02-29 00:00:00.000000", "1900-02-29", "2000-02-29", "0000-00-00 00:00:00", "0000-01-01",
	"0001-01-01 00:00:00.000000", "9999-12-31 23:59:59.999999", "1969-12-31 23:59:59.999999", "2024-13-01", "2024-12-00", "2024-04-31",
	"2024-01-02T03:04:05.000000", "2024-01-02 24:00:00", "2024-01-02 03:60:05", "2024-01-02 03:04:60", "2024-01-02 03:04:05.",
	"2024-01-02 03:04:05.1234567", "2024-01-02 03:04:05.5", "2024-01-02 03:04:05,500000", "2024-1-2", "12:34:56", "12:34:56.000001",
	"24:00:00", "-1:00:00", "", "x", "２０２４-01-02", "2024-01-02 03:04:05Z", "2024-01-02 03:04:05+00", "2024/01/02",
}

func TestParseTime(t *testing.T) {
	for _, s := range clockTexts {
		checkParsers(t, s)
	}
}

// TestParseEveryDay goes through the whole range of the calendar.
func TestParseEveryDay(t *testing.T) {
	for d := day(1, 1, 1); d.Year() < 10000; d = d.AddDate(0, 0, 1) {
		if got, ok := parseDate(d.AppendFormat(nil, "2006-01-02")); !ok || got != d {
			t.Fatalf("%v is read as %v, %v", d, got, ok)
		}
	}
}

func BenchmarkParseInstant(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, ok := parseInstant("2024-02-29 23:59:59.999999"); !ok {
			b.Fatal("refused")
		}
	}
}
