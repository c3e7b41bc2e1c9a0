package spelling

import (
	"strings"
	"testing"
)

func TestNames(t *testing.T) {
	for name, want := range map[string][2]bool{ // good as it is, good with AnyName
		"films": {true, true}, "_x1": {true, true}, "1x": {false, true}, "a b": {false, true}, "select": {true, true}, `a"b`: {false, true}, "é": {false, true}, "": {false, false},
		"a ": {false, false}, "a\nb": {false, false}, "a\xff": {false, false}, "\U0001F600": {false, false}, strings.Repeat("n", 63): {true, true}, strings.Repeat("n", 64): {false, false},
	} {
		if got := [2]bool{Bad(name, false) == "", Bad(name, true) == ""}; got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}

func TestTypes(t *testing.T) {
	for name, want := range map[string]bool{
		"inet": true, "bit(8)": true, "numeric(70, 2)": true, "double precision": true, "timestamp(3) without time zone": true, "set('a', 'b c')": true, "other.mood": true, "int(10) unsigned": true,
		"": false, "inet; drop table x": false, "inet)": false, "set('a'')": false, `set('a\')`: false, `"My Type"`: false, "inet[]": true, "bit(8)[]": true, "inet[][]": false, "inet[1]": false, "inet[];x": false, "a--b": false, "a/*b*/": false, "bit(8": false, "bit(x)": false, "a\nb": false,
	} {
		if Type(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
}
