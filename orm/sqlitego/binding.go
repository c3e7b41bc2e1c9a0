package sqlitego

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/ormar-go/ormar/internal/sqlite"

	native "modernc.org/sqlite"
)

// binding is what differs between this driver of SQLite and others.
func binding() sqlite.Binding {
	return sqlite.Binding{
		Module:     "modernc.org/sqlite",
		Driver:     func() driver.Driver { return opener{} },
		Owns:       owns,
		AutoCommit: autoCommit,
		Fault:      fault,
		NoFullText: "SQLite without C",
		Direct:     direct{},
		Settings:   settings,
	}
}

// owns recognises the connections of this package, and the driver's own by a method that no other driver has.
func owns(conn any) bool {
	_, ok := conn.(interface {
		ColumnInfo(query string) ([]native.ColumnInfo, error)
	})
	return ok
}

// codeError is SQLITE_ERROR, which is all that a BEGIN inside a transaction gets.
const codeError = 1

// autoCommit begins a transaction, since the driver does not tell of one; a deferred one takes no lock.
func autoCommit(conn any) (bool, error) {
	c, ok := conn.(driver.ExecerContext)
	if !ok {
		return false, foreignConnection(conn)
	}
	_, err := c.ExecContext(context.Background(), "BEGIN DEFERRED", nil)
	if f, answered := fault(err); answered && f.Code == codeError {
		return false, nil
	}
	if err == nil {
		_, err = c.ExecContext(context.Background(), "COMMIT", nil)
	}
	return true, err
}

// codes are what the driver writes behind SQLite's own words.
var codes = regexp.MustCompile(` \(\d+\)( \(SQLITE_BUSY\))?$`)

// fault takes the driver's words off SQLite's: "constraint failed: UNIQUE constraint failed: t.a (2067)".
func fault(err error) (sqlite.Fault, bool) {
	var e *native.Error
	if !errors.As(err, &e) {
		return sqlite.Fault{}, false
	}
	text := codes.ReplaceAllString(e.Error(), "")
	if _, own, ok := strings.Cut(text, ": "); ok {
		text = own
	}
	return sqlite.Fault{Code: e.Code(), Text: text}, true
}

// direct sends on this package's own connections, which keep their statements.
type direct struct{}

// Query sends a statement that returns rows.
func (direct) Query(ctx context.Context, conn any, text string, args []driver.NamedValue) (driver.Rows, error) {
	c, ok := conn.(*connection)
	if !ok {
		return nil, foreignConnection(conn)
	}
	return c.QueryContext(ctx, text, args)
}

// Exec sends a statement that does not.
func (direct) Exec(ctx context.Context, conn any, text string, args []driver.NamedValue) (driver.Result, error) {
	c, ok := conn.(*connection)
	if !ok {
		return nil, foreignConnection(conn)
	}
	return c.ExecContext(ctx, text, args)
}

func foreignConnection(conn any) error {
	return fmt.Errorf("sqlite: the connection is a %T and not this package's", conn)
}
