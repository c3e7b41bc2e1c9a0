package replay

import "testing"

func TestSeed(t *testing.T) {
	t.Setenv(variable, "")
	if a, b := Seed(t), Seed(t); a == b {
		t.Errorf("chance gives %d twice", a)
	}
	t.Setenv(variable, "18446744073709551615")
	if n := Seed(t); n != 1<<64-1 {
		t.Errorf("%d", n)
	}
}
