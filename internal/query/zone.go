package query

import (
	"sync"
	"time"
)

// Zone is how far a location's clocks are ahead of UTC, in seconds: Offset[0] before the first instant of At, in seconds since 1970, and
// Offset[i+1] from At[i] on. Databases get these numbers, since few know the location by its name.
type Zone struct {
	At, Offset []int64
}

// lastZoneYear is the last year whose changes of the clock are told apart; what comes after is as its end.
const lastZoneYear = 2100

// firstInstant is the beginning of the year 1.
const firstInstant = -62_135_596_800

// zoneCache has the zones of locations, whose changes take some time to find: a named cache. A location never changes.
type zoneCache struct {
	mu    sync.Mutex
	zones map[*time.Location]*Zone
}

// maxZones is more than there are in the world.
const maxZones = 1_000

var zones zoneCache

// ZoneOf is the zone of a location; nil for UTC.
func ZoneOf(loc *time.Location) *Zone {
	if loc == time.UTC {
		return nil
	}
	zones.mu.Lock()
	defer zones.mu.Unlock()
	if z, ok := zones.zones[loc]; ok {
		return z
	}
	if zones.zones == nil || len(zones.zones) >= maxZones {
		zones.zones = map[*time.Location]*Zone{}
	}
	z := readZone(loc)
	zones.zones[loc] = z
	return z
}

// readZone goes from one bound to the next that package time gives. Some are the end of a year and no change.
func readZone(loc *time.Location) *Zone {
	t := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC).In(loc)
	z := &Zone{Offset: []int64{ahead(t)}}
	for {
		_, end := t.ZoneBounds()
		if end.IsZero() {
			break
		}
		if !end.After(t) {
			end = t.Add(24 * time.Hour)
		}
		if end.Year() > lastZoneYear {
			break
		}
		if offset := ahead(end); offset != ahead(t) {
			z.At, z.Offset = append(z.At, changed(t.Unix(), end.Unix(), loc)), append(z.Offset, offset)
		}
		t = end
	}
	if len(z.At) == 0 && z.Offset[0] == 0 {
		return nil
	}
	return z
}

func ahead(t time.Time) int64 {
	_, offset := t.Zone()
	return int64(offset)
}

// changed is the first second behind from, up to to, at which the offset is that of to.
func changed(from, to int64, loc *time.Location) int64 {
	last := ahead(time.Unix(to, 0).In(loc))
	for to-from > 1 {
		if middle := from + (to-from)/2; ahead(time.Unix(middle, 0).In(loc)) == last {
			to = middle
		} else {
			from = middle
		}
	}
	return to
}

// Ends are the times that a clock on the wall shows when it is changed, as if they were in UTC: before the i-th of them the clock is
// Offset[i] ahead. They never fall.
func (z *Zone) Ends() []int64 {
	out := make([]int64, len(z.At))
	for i, at := range z.At {
		out[i] = at + z.Offset[i]
		if i > 0 {
			out[i] = max(out[i], out[i-1])
		}
	}
	return out
}

// Starts are the instants from which each offset holds.
func (z *Zone) Starts() []int64 { return append([]int64{firstInstant}, z.At...) }
