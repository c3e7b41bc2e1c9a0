package sqlite

import (
	"fmt"
	"testing"
)

func TestPatternCacheIsBounded(t *testing.T) {
	p := new(patterns)
	for i := range 10 * maxPatterns {
		if got, err := p.match(fmt.Sprintf("^%d$", i), fmt.Sprint(i)); got != true || err != nil {
			t.Fatalf("pattern %d: %v, %v", i, got, err)
		}
		if n := len(p.compiled); n > maxPatterns {
			t.Fatalf("%d patterns are kept", n)
		}
	}
}
