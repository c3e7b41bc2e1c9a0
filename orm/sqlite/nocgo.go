//go:build !cgo

package sqlite

import (
	"fmt"

	"github.com/ormar-go/ormar/internal/sqlite"
	"github.com/ormar-go/ormar/orm"
)

// binding says what is missing: the driver is C. So a program that could open SQLite among others builds without a C compiler too.
func binding() (sqlite.Binding, error) {
	return sqlite.Binding{}, fmt.Errorf("%w: sqlite: this program was built without cgo, which orm/sqlite needs; "+
		"build it with CGO_ENABLED=1 and a C compiler, or open SQLite with orm/sqlitego", orm.ErrConnect)
}
