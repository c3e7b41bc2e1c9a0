//go:build !vitess

package vitess

import "testing"

// TestPlans says how it is run.
func TestPlans(t *testing.T) {
	t.Skip("the planner of Vitess takes minutes to compile: go -C integration/vitess test -tags vitess ./...")
}
