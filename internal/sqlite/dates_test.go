package sqlite

import "testing"

// Times as this module stores them go through the functions; what is none is NULL.
func TestDateFunctions(t *testing.T) {
	zones := new(zoneTexts)
	const berlin = "3600,1774746000,7200,1792890000,3600" // 2026
	for _, c := range []struct {
		unit, value, zone, trunc string
		part                     int64
	}{
		{"day", "2026-03-29 22:30:00.000000", berlin, "2026-03-29 22:00:00.000000", 30},
		{"day", "2026-03-29 12:00:00.000000", berlin, "2026-03-28 23:00:00.000000", 29},
		{"hour", "2026-10-25 00:59:59.999999", berlin, "2026-10-25 00:00:00.000000", 2},
		{"hour", "2026-10-25 01:00:00.000000", berlin, "2026-10-25 01:00:00.000000", 2},
		{"week", "2027-01-01", "", "2026-12-28", 53},
		{"minute", "10:11:12.000000", "", "10:11:00.000000", 11},
		{"quarter", "2026-12-31 23:59:59.000000", "", "2026-10-01 00:00:00.000000", 4},
	} {
		got, err := zones.trunc(c.unit, c.value, c.zone)
		if c.unit != "minute" && (err != nil || got != c.trunc) {
			t.Errorf("%s of %s: %v, %v, want %s", c.unit, c.value, got, err, c.trunc)
		}
		if n, err := zones.part(c.unit, c.value, c.zone); err != nil || n != c.part {
			t.Errorf("part %s of %s: %v, %v, want %d", c.unit, c.value, n, err, c.part)
		}
	}
	for _, v := range []any{nil, "", "soon", 3, "2026-02-30"} {
		if got, err := zones.trunc("day", v, ""); got != nil || err != nil {
			t.Errorf("%v: %v, %v", v, got, err)
		}
		if got := addTime(v, 1, 1); got != nil {
			t.Errorf("%v: %v", v, got)
		}
	}
	if _, err := zones.trunc("day", "2026-01-01", "x"); err == nil {
		t.Error("a zone that is none")
	}
	if got := addTime("2026-01-01", 86400, 0); got != "2026-01-02" {
		t.Error(got)
	}
}
