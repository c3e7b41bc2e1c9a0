package dialect

import (
	"math/rand/v2"
	"testing"
	"time"
)

// TestDateTimeText holds our own writing of instants to what the layout says.
func TestDateTimeText(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	first, last := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).Unix(), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	times := []time.Time{time.Unix(first, 0).UTC(), time.Unix(last-1, 999_999_999).UTC(), time.Unix(last, 0).UTC(), time.Unix(first-1e9, 5000).UTC(),
		time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2024, 2, 29, 23, 59, 59, 1999, time.UTC)}
	for range 10_000 {
		times = append(times, time.Unix(first+r.Int64N(last-first), r.Int64N(1e9)).UTC())
	}
	for _, at := range times {
		if got, want := dateTimeText(at), at.Format(dateTimeLayout); got != want {
			t.Fatalf("%v is written %q, want %q", at, got, want)
		}
	}
}
