package functions

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

func location(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Skip(err)
	}
	return loc
}

// locations are places whose clocks are changed in every way: by an hour, by half of one, over midnight, over the date line, not at all.
func locations(t *testing.T) []*time.Location {
	out := []*time.Location{time.UTC, time.FixedZone("here", -(3*3600 + 1800)), time.FixedZone("ahead", 14*3600)}
	for _, name := range []string{"Europe/Berlin", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "America/Havana", "Africa/Casablanca"} {
		out = append(out, location(t, name))
	}
	return out
}

// instants are what every location is asked about: the neighbourhood of each change of a clock in some years, and far ones.
func instants(locations []*time.Location) []time.Time {
	out := []time.Time{
		time.Date(2, 1, 9, 0, 0, 0, 0, time.UTC), time.Date(1600, 2, 29, 23, 59, 59, 999999000, time.UTC), time.Date(1969, 12, 31, 23, 59, 59, 500000000, time.UTC),
		time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2024, 12, 30, 5, 0, 0, 1000, time.UTC), time.Date(2027, 1, 3, 22, 30, 0, 0, time.UTC),
		time.Date(2020, 2, 29, 12, 34, 56, 789012000, time.UTC), time.Date(9999, 12, 31, 1, 0, 0, 0, time.UTC), time.Date(2099, 7, 1, 22, 0, 0, 0, time.UTC),
	}
	for _, loc := range locations {
		for _, year := range []int{1916, 2011, 2018, 2026} {
			for at := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC).In(loc); at.Year() <= year; {
				_, end := at.ZoneBounds()
				if end.IsZero() || end.Year() > year {
					break
				}
				at = end
				for _, d := range []time.Duration{-time.Hour - time.Minute, -20 * time.Minute, -time.Microsecond, 0, 15 * time.Minute, 95 * time.Minute, 20 * time.Hour, 70 * time.Hour} {
					out = append(out, end.Add(d).UTC())
				}
			}
		}
	}
	return out
}

// beginning is the first instant of a day as a clock shows it: the day is walked back from its middle, minute by minute.
func beginning(year int, month time.Month, day int, loc *time.Location) time.Time {
	t := time.Date(year, month, day, 13, 0, 0, 0, loc)
	if _, _, d := t.Date(); d != time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Day() { // a day that was left out: what comes after
		return t.Truncate(24 * time.Hour)
	}
	for last := t; ; last, t = t, t.Add(-time.Minute) {
		if y, m, d := t.Date(); y != last.Year() || m != last.Month() || d != last.Day() {
			for t = last.Add(-time.Minute); t.Day() != last.Day(); t = t.Add(time.Second) {
			}
			return t
		}
	}
}

// truncated is DateTrunc in Go.
func truncated(unit string, t time.Time) time.Time {
	year, month, day := t.Date()
	within := time.Duration(t.Nanosecond()) + time.Duration(t.Second())*time.Second
	switch unit {
	case "year":
		return beginning(year, 1, 1, t.Location())
	case "quarter":
		return beginning(year, time.Month((int(month)+2)/3*3-2), 1, t.Location())
	case "month":
		return beginning(year, month, 1, t.Location())
	case "week":
		return monday(t)
	case "day":
		return beginning(year, month, day, t.Location())
	case "hour":
		return t.Add(-within - time.Duration(t.Minute())*time.Minute)
	case "minute":
		return t.Add(-within)
	}
	return t.Add(-time.Duration(t.Nanosecond()))
}

// monday is DateTrunc to weeks in Go.
func monday(t time.Time) time.Time {
	year, month, day := t.Date()
	d := time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
	for d.Weekday() != time.Monday {
		d = d.AddDate(0, 0, -1)
	}
	return beginning(d.Year(), d.Month(), d.Day(), t.Location())
}

func part(name string, t time.Time) int64 {
	_, week := t.ISOWeek()
	return map[string]int64{"year": int64(t.Year()), "quarter": int64(t.Month()+2) / 3, "month": int64(t.Month()), "week": int64(week), "day": int64(t.Day()),
		"hour": int64(t.Hour()), "minute": int64(t.Minute()), "second": int64(t.Second()), "isodow": int64(t.Weekday()+6)%7 + 1, "doy": int64(t.YearDay()),
		"epoch": t.Unix()}[name]
}

// The beginnings and parts of instants are what Go says, in every location, on servers without tables of zones too.
func TestDates(t *testing.T) {
	places := locations(t)
	moments := instants(places)
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		objects := orm.Objects[Cell](db)
		rows := make([]*Cell, len(moments))
		for i, at := range moments {
			rows[i] = &Cell{ID: int64(i + 1), At: at, State: "new"}
		}
		if err := objects.BulkCreate(t.Context(), rows); err != nil {
			t.Fatal(err)
		}
		at := orm.F("at")
		for _, loc := range places {
			for _, unit := range strings.Fields("year quarter month week day hour minute second") {
				got, err := orm.Pluck[time.Time](t.Context(), objects.AnnotateExpr("v", orm.DateTrunc(unit, at, loc)).OrderBy("id"), "v")
				if err != nil {
					t.Fatal(loc, unit, err)
				}
				wrong := 0
				for i, m := range moments {
					if m.Year() > 2100 && unit == "quarter" || loc.String() == "Pacific/Apia" && m.Year() == 2011 && m.Month() == 12 {
						continue // clocks are not followed so far; the day that Samoa left out
					}
					want := truncated(unit, m.In(loc))
					if !got[i].Equal(want) && wrong < 3 {
						wrong++
						t.Errorf("%s in %s of %v: %v, want %v", unit, loc, m.In(loc), got[i].In(loc), want.In(loc))
					}
				}
			}
			for _, name := range strings.Fields("year quarter month week day hour minute second isodow doy epoch") {
				got, err := orm.Pluck[int64](t.Context(), objects.AnnotateExpr("v", orm.DatePart(name, at, loc)).OrderBy("id"), "v")
				if err != nil {
					t.Fatal(loc, name, err)
				}
				wrong := 0
				for i, m := range moments {
					if want := part(name, m.In(loc)); got[i] != want && m.In(loc).Year() < 10000 && wrong < 3 {
						wrong++
						t.Errorf("%s in %s of %v: %d, want %d", name, loc, m.In(loc), got[i], want)
					}
				}
			}
		}
	})
}

// Durations are added to the microsecond, dates and times of day have parts, and days by location are groups.
func TestDatesOfRows(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		rows, objects := cells(), orm.Objects[Cell](db)
		if err := objects.BulkCreate(t.Context(), rows); err != nil {
			t.Fatal(err)
		}
		f := orm.Fields[Cell]()
		for name, d := range map[string]time.Duration{"later": 36*time.Hour + 1500*time.Microsecond, "earlier": -time.Second - 999*time.Microsecond, "far": 250 * 365 * 24 * time.Hour, "less than counts": 999} {
			got, err := orm.Pluck[time.Time](t.Context(), objects.AnnotateExpr("v", orm.DateAdd(orm.Col(&f.At), d)).OrderBy("id"), "v")
			for i, c := range rows {
				if want := c.At.Add(d.Truncate(time.Microsecond)); err != nil || !got[i].Equal(want) {
					t.Errorf("%s: %v, %v, want %v", name, got, err, want)
				}
			}
		}
		days := objects.AnnotateExpr("next", orm.DateAdd(orm.Col(&f.Day), 48*time.Hour)).AnnotateExpr("week", orm.DateTrunc("week", orm.Col(&f.Day))).
			AnnotateExpr("dow", orm.DatePart("isodow", orm.Col(&f.Day))).AnnotateExpr("h", orm.DatePart("minute", orm.Col(&f.Clock))).OrderBy("id")
		got, err := days.ValuesList(t.Context(), "next", "week", "dow", "h")
		for i, c := range rows {
			want := []any{nil, nil, nil, int64(30)}
			if c.Day != nil {
				week := c.Day.AddDate(0, 0, -int(c.Day.Weekday()+6)%7)
				want = []any{c.Day.AddDate(0, 0, 2), week, int64(c.Day.Weekday()+6)%7 + 1, int64(30)}
			}
			if err != nil || fmt.Sprint(got[i]) != fmt.Sprint(want) {
				t.Errorf("%d: %v, %v, want %v", c.ID, got, err, want)
			}
		}
		groups, err := objects.AnnotateExpr("date", orm.DateTrunc("day", orm.Col(&f.At), time.FixedZone("", 9*3600))).GroupBy("date").Aggregate(t.Context(), orm.CountOf("id").As("n"))
		if err != nil || len(groups) != 2 || groups[0]["n"] != int64(3) || groups[1]["n"] != int64(7) {
			t.Errorf("by day: %v, %v", groups, err)
		}
		n, err := objects.Filter(orm.Now().Gt(orm.Col(&f.At)), orm.DateAdd(orm.Now(), -time.Hour).Lt(time.Now())).Count(t.Context())
		if err != nil || n != 10 {
			t.Errorf("Now: %d, %v", n, err)
		}
		if _, err := objects.Filter(orm.Q{"id": 1}).Update(t.Context(), orm.SetExpr(&f.At, orm.Now())); err != nil {
			t.Error(err)
		}
		row, err := objects.Get(t.Context(), orm.Q{"id": 1})
		if err != nil || time.Since(row.At).Abs() > time.Minute {
			t.Errorf("assigned: %v, %v", row, err)
		}
	})
}
