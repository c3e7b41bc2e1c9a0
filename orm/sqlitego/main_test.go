package sqlitego

import (
	"testing"

	"go.uber.org/goleak"
)

// No test may leave a goroutine, and so a connection, behind.
func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }
