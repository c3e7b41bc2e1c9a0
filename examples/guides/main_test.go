package guides_test

import (
	"testing"

	"go.uber.org/goleak"
)

// The databases of examples last as long as their program.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("database/sql.(*DB).connectionOpener"))
}
