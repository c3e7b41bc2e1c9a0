package query

import (
	"testing"
	"time"
)

// A zone says of every half hour what package time says, and the same locations have one zone.
func TestZoneOf(t *testing.T) {
	for _, name := range []string{"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "Asia/Kolkata", "America/Havana"} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Skip(err)
		}
		z := ZoneOf(loc)
		if z != ZoneOf(loc) {
			t.Errorf("%s has two zones", name)
		}
		i := 0
		for at := time.Date(1890, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() <= lastZoneYear; at = at.Add(31 * time.Minute) {
			for i < len(z.At) && at.Unix() >= z.At[i] {
				i++
			}
			if want := ahead(at.In(loc)); z.Offset[i] != want {
				t.Fatalf("%s at %v: %d, want %d", name, at, z.Offset[i], want)
			}
		}
		if len(z.Starts()) != len(z.Offset) || len(z.Ends()) != len(z.At) {
			t.Errorf("%s: %d starts, %d ends of %d", name, len(z.Starts()), len(z.Ends()), len(z.At))
		}
	}
	if ZoneOf(time.UTC) != nil || ZoneOf(time.FixedZone("", 0)) != nil {
		t.Error("UTC is a zone")
	}
	if z := ZoneOf(time.FixedZone("", -90)); len(z.At) != 0 || z.Offset[0] != -90 {
		t.Errorf("%+v", z)
	}
}
