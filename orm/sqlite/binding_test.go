//go:build cgo

package sqlite

import (
	"testing"

	"github.com/ormar-go/ormar/internal/sqlite/sqlitetest"
)

func TestBinding(t *testing.T) {
	b, err := binding()
	if err != nil {
		t.Fatal(err)
	}
	sqlitetest.Run(t, b, "sqlite3")
}
