//go:build cgo

package sqlite

import (
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/mattn/go-sqlite3"

	"github.com/ormar-go/ormar/internal/sqlite"
)

// binding is what differs between this driver of SQLite and others. Nothing is registered with database/sql, so that two pools
// never share a name.
func binding() (sqlite.Binding, error) {
	return sqlite.Binding{
		Module: "github.com/mattn/go-sqlite3",
		Driver: newDriver,
		Owns: func(conn any) bool {
			_, ok := conn.(*sqlite3.SQLiteConn)
			return ok
		},
		AutoCommit: autoCommit,
		Fault:      fault,
		Direct:     direct{},
	}, nil
}

// newDriver is a driver whose connections have this module's functions; they share the patterns that were compiled.
func newDriver() driver.Driver {
	scalars, aggregates := sqlite.Scalars(), sqlite.Aggregates()
	return &sqlite3.SQLiteDriver{ConnectHook: func(conn *sqlite3.SQLiteConn) error {
		name, compare := sqlite.DecimalCollation()
		if err := conn.RegisterCollation(name, compare); err != nil {
			return fmt.Errorf("collation %s: %w", name, err)
		}
		for name, function := range scalars {
			if err := conn.RegisterFunc(name, function, true); err != nil {
				return fmt.Errorf("function %s: %w", name, err)
			}
		}
		for name, begin := range aggregates {
			if err := conn.RegisterAggregator(name, begin, true); err != nil {
				return fmt.Errorf("aggregate %s: %w", name, err)
			}
		}
		return nil
	}}
}

func autoCommit(conn any) (bool, error) {
	c, ok := conn.(*sqlite3.SQLiteConn)
	if !ok {
		return false, foreignConnection(conn)
	}
	return c.AutoCommit(), nil
}

func fault(err error) (sqlite.Fault, bool) {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return sqlite.Fault{}, false
	}
	f := sqlite.Fault{Code: int(e.ExtendedCode), Text: e.Error()}
	if f.Code == 0 {
		f.Code = int(e.Code)
	}
	return f, true
}
