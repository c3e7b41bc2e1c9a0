package sqlitego

import (
	"testing"

	"github.com/ormar-go/ormar/internal/sqlite/sqlitetest"
)

func TestBinding(t *testing.T) { sqlitetest.Run(t, binding(), "sqlite") }
