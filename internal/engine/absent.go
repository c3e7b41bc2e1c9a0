package engine

import (
	"context"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/scan"
)

// checkAbsent tells an aggregate that is NULL because there are no rows from one over a column that is NULL in all of them and must not
// be. Only then does it send a statement.
func (db *DB) checkAbsent(ctx context.Context, q *query.Query, list []*query.Aggregate, rows [][]any) error {
	for i, a := range list {
		if len(rows) != 1 || rows[0][i] != nil || !a.Present() {
			continue
		}
		there, err := db.Exists(ctx, q)
		if err != nil || !there {
			return err
		}
		return scan.Stored(a.Path.Attr, 0, scan.Null(a.Path.Attr))
	}
	return nil
}
