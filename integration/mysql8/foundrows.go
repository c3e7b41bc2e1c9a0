package mysql8

import (
	"context"
	"fmt"

	"github.com/dolthub/vitess/go/mysql"
	"github.com/dolthub/vitess/go/sqltypes"
)

// foundRows counts the rows that an UPDATE matched for clients that ask for it, as MySQL does. The engine does so by itself
// for an UPDATE of one table; for one with a JOIN it counts the rows that changed, and says the other number in its message.
type foundRows struct{ mysql.Handler }

func countMatched(h mysql.Handler) (mysql.Handler, error) { return foundRows{h}, nil }

func (f foundRows) ComQuery(ctx context.Context, c *mysql.Conn, query string, callback mysql.ResultSpoolFn) error {
	return f.Handler.ComQuery(ctx, c, query, func(r *sqltypes.Result, more bool) error {
		return callback(f.count(c, r), more)
	})
}

func (f foundRows) ComStmtExecute(ctx context.Context, c *mysql.Conn, prepare *mysql.PrepareData, callback func(*sqltypes.Result) error) error {
	return f.Handler.ComStmtExecute(ctx, c, prepare, func(r *sqltypes.Result) error {
		return callback(f.count(c, r))
	})
}

func (foundRows) count(c *mysql.Conn, r *sqltypes.Result) *sqltypes.Result {
	var matched uint64
	if r != nil && c.Capabilities&mysql.CapabilityClientFoundRows != 0 {
		if n, _ := fmt.Sscanf(r.Info, "Rows matched: %d", &matched); n == 1 {
			r.RowsAffected = matched
		}
	}
	return r
}
