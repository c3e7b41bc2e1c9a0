package mysql

import "testing"

func TestCoversMaria(t *testing.T) {
	for _, c := range []struct {
		have, want string
		covers     bool
	}{
		{"0-1-7", "0-1-7", true}, {"0-2-9", "0-1-7", true}, {"0-1-6", "0-1-7", false},
		{"1-1-3,0-1-7", "0-1-7,1-1-3", true}, {"0-1-7", "0-1-7,1-1-1", false}, {"0-1-10", "0-1-9", true},
		{"", "0-1-7", false}, {"0-1-7", "", false}, {"0-1-7", "0-1", false}, {"x", "0-1-7", false}, {"0-1-7", "0/7", false},
	} {
		if got := coversMaria(c.have, c.want); got != c.covers {
			t.Errorf("%q covers %q: %v", c.have, c.want, got)
		}
	}
}

func TestCoversMySQL(t *testing.T) {
	const a, b = "3E11FA47-71CA-11E1-9E33-C80AA9429562", "4e11fa47-71ca-11e1-9e33-c80aa9429562"
	for _, c := range []struct {
		have, want string
		covers     bool
	}{
		{a + ":1-7", a + ":1-7", true}, {a + ":1-7", "3e11fa47-71ca-11e1-9e33-c80aa9429562:5", true},
		{a + ":1-4:6-9", a + ":1-4:7", true}, {a + ":1-4:6-9", a + ":1-5", false},
		{a + ":1-7,\n" + b + ":1-2", b + ":2", true}, {a + ":1-7", b + ":1", false},
		{"", a + ":1", false}, {a + ":1", "", false}, {a + ":1", a, false}, {a + ":1", a + ":tag:1", false},
	} {
		if got := coversMySQL(c.have, c.want); got != c.covers {
			t.Errorf("%q covers %q: %v", c.have, c.want, got)
		}
	}
}
