package schema

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest/replay"
)

func TestTimeText(t *testing.T) {
	at := func(y int, m time.Month, d, h, min, s, ns int) time.Time {
		return time.Date(y, m, d, h, min, s, ns, time.UTC)
	}
	for _, c := range []struct {
		kind Kind
		in   string
		want time.Time
	}{
		{KindDate, "0001-01-01", at(1, 1, 1, 0, 0, 0, 0)},
		{KindDate, "9999-12-31", at(9999, 12, 31, 0, 0, 0, 0)},
		{KindDate, "2024-02-29", at(2024, 2, 29, 0, 0, 0, 0)},
		{KindDate, "2024-02-29T00:00:00+09:00", at(2024, 2, 29, 0, 0, 0, 0)},
		{KindTime, "23:59:59.999999", at(1, 1, 1, 23, 59, 59, 999_999_000)},
		{KindTime, "23:59:59.9999999", at(1, 1, 1, 23, 59, 59, 999_999_000)},
		{KindTime, "00:00", at(1, 1, 1, 0, 0, 0, 0)},
		{KindDateTime, "2024-05-06T12:00:00Z", at(2024, 5, 6, 12, 0, 0, 0)},
		{KindDateTime, "2024-05-06t12:00:00.5z", at(2024, 5, 6, 12, 0, 0, 500_000_000)},
		{KindDateTime, "2024-05-06 12:00:00.123456789", at(2024, 5, 6, 12, 0, 0, 123_456_000)},
		{KindDateTime, "2024-05-06 12:00:00-03:30", at(2024, 5, 6, 15, 30, 0, 0)},
		{KindDateTime, "2024-05-06 12:00:00+0530", at(2024, 5, 6, 6, 30, 0, 0)},
		{KindDateTime, "1890-05-06 12:00:00+00:53:28", at(1890, 5, 6, 11, 6, 32, 0)},
		{KindDateTime, "2024-05-06 12:00", at(2024, 5, 6, 12, 0, 0, 0)},
	} {
		got, b := timeText(c.kind, c.in)
		if b != nil || got != c.want {
			t.Errorf("%v %q: %v, %+v; want %v", c.kind, c.in, got, b, c.want)
		}
	}
}

// TestTimeTextRefuses holds the time rows of the list of silent changes: what is no time is never the zero time.
func TestTimeTextRefuses(t *testing.T) {
	for kind, list := range map[Kind][]string{
		KindDate: {"", "0000-00-00", "0000-01-01", "2024-00-10", "2024-13-01", "2024-04-31", "2023-02-29", "24-01-01", "2024-1-1", "2024/01/01",
			"10000-01-01", "-001-01-01", "2024-01-01x", "2024-01-01T", "2024-01-01T01:00:00", " 2024-01-01", "２０２４-01-01"},
		KindTime: {"", "24:00:00", "12:60:00", "12:00:60", "12", "1:00:00", "12:00:00.", "12:00:00Z", "12:00:00+01:00", "-12:00:00", "838:59:59",
			"2024-05-06T12:00:00Z"},
		KindDateTime: {"", "0000-00-00 00:00:00", "2024-05-06", "2024-05-06T", "2024-05-06_12:00:00", "2024-05-06 12:00:00 UTC", "2024-05-06 12:00:00+",
			"2024-05-06 12:00:00+24", "2024-05-06 12:00:00+01:60", "2024-05-06 12:00:00x", "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
			"10000-01-01 00:00:00", "2024-02-30 00:00:00"},
	} {
		for _, s := range list {
			if got, b := timeText(kind, s); b == nil || !got.IsZero() {
				t.Errorf("%v %q: %v, %+v; want a refusal", kind, s, got, b)
			}
		}
	}
}

func TestTimeTextReadsWhatTimeWrites(t *testing.T) {
	r := rand.New(rand.NewPCG(codecSeed, 9))
	for _, v := range times(r) {
		v = v.Truncate(time.Microsecond)
		for _, layout := range []string{time.RFC3339Nano, "2006-01-02 15:04:05.000000-07:00", "2006-01-02T15:04:05.000000Z0700"} {
			got, b := timeText(KindDateTime, v.Format(layout))
			if b != nil || !got.Equal(v) {
				t.Errorf("seed %d: %q: %v, %+v", codecSeed, v.Format(layout), got, b)
			}
		}
	}
}

// FuzzTimeParse compares with package time, which accepts what is read here in the layouts it knows.
func FuzzTimeParse(f *testing.F) {
	for _, s := range []string{"2024-05-06T12:00:00Z", "2024-05-06 12:00:00.123456+02", "0000-00-00", "12:30", "9999-12-31T23:59:59.999999-00:01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, kind := range []Kind{KindDate, KindTime, KindDateTime} {
			got, b := timeText(kind, s)
			if b != nil {
				if !got.IsZero() {
					t.Fatalf("%v %q is refused with %v", kind, s, got)
				}
				continue
			}
			if got.Year() < 1 || got.Year() > 9999 || got.Location() != time.UTC || got.Nanosecond()%1000 != 0 {
				t.Fatalf("%v %q is %v", kind, s, got)
			}
			if again, b := timeOf(kind, got); b != nil || again != got {
				t.Fatalf("%v %q: %v is not canonical", kind, s, got)
			}
		}
		var want time.Time
		if err := want.UnmarshalText([]byte(s)); err == nil && want.UTC().Year() >= 1 && want.UTC().Year() <= 9999 {
			if got, b := timeText(KindDateTime, s); b != nil || !got.Equal(want.Truncate(time.Microsecond)) {
				t.Fatalf("%q: %v, %+v; package time says %v", s, got, b, want)
			}
		}
	})
}

func TestInstant(t *testing.T) {
	seed := replay.Seed(t)
	r := rand.New(rand.NewPCG(seed, 2))
	zones := []*time.Location{time.UTC, time.Local, time.FixedZone("x", 5400), nil}
	for range 2000 {
		at := time.Unix(r.Int64N(1<<40)-1<<39, r.Int64N(1e9))
		if r.IntN(2) == 0 {
			at = at.Truncate(time.Microsecond)
		}
		if zone := zones[r.IntN(len(zones))]; zone != nil {
			at = at.In(zone)
		}
		if got, want := Instant(at), at.UTC().Truncate(time.Microsecond); got != want {
			t.Fatalf("seed %d: %v is %#v, want %#v", seed, at, got, want)
		}
	}
	if now := time.Now(); Instant(now) != now.UTC().Truncate(time.Microsecond) {
		t.Errorf("%v keeps its monotonic reading", now)
	}
}
