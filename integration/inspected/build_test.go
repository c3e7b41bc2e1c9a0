package inspected

import (
	"os/exec"
	"testing"
)

// goRun runs a program of this module.
func goRun(t *testing.T, path string) {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "run", path).CombinedOutput()
	if err != nil {
		t.Errorf("what was written does not run: %v\n%s", err, out)
	}
}
