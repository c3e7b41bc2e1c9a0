package orm

import (
	"context"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/lookup"
)

// BulkUpsert is BulkCreate of rows that may be there, and says of each row, in the order of rows, whether it was inserted. Without
// UpdateOnConflict and OnConflictSet it writes what UpdateOnConflict() writes. It takes the options of BulkCreate but IgnoreConflicts,
// which is ErrQuery. All rows are written or none, in one transaction, each by an UPDATE by the conflict's target and, where no row is
// there, an INSERT: only so every database tells which of the two it was.
func BulkUpsert[T any](ctx context.Context, q QuerySet[T], rows []*T, opts ...BulkOption) (inserted []bool, err error) {
	return q.core.bulkUpsert(ctx, pointers(rows), rows, opts)
}

// bulkUpsert is BulkUpsert.
func (q question) bulkUpsert(ctx context.Context, rows []unsafe.Pointer, objects any, opts []BulkOption) ([]bool, error) {
	inserted, place := make([]bool, len(rows)), make(map[unsafe.Pointer]int, len(rows))
	for i, row := range rows {
		place[row] = i
	}
	told := BulkOption{func(s *bulkSettings) {
		if !s.Update && len(s.set) == 0 {
			s.Update = true
		}
		s.Told = func(row unsafe.Pointer, is bool) { inserted[place[row]] = is }
	}}
	if err := q.bulkCreate(ctx, rows, objects, append(slices.Clip(opts), told)); err != nil {
		return nil, err
	}
	return inserted, nil
}

// OnConflictSet assigns to a row that is there already; right-hand sides see it as it was, and the row that was offered by Excluded:
// OnConflictSet(orm.V{"hits": orm.F("hits").Add(orm.Excluded("hits"))}). Other columns of the row stay, but for on-update values and
// those that UpdateOnConflict names, or all with UpdateOnConflict(). A new row is inserted as it is. The rows are written one by one.
func OnConflictSet(assignments ...Assignment) BulkOption {
	list := slices.Clone(assignments)
	return BulkOption{func(s *bulkSettings) { s.set = append(s.set, list...) }}
}

// OnConflictWhere writes of the rows that are there already only those of which the conditions hold, which may name the row that was
// offered by Excluded; a row that is left alone is read into its object. The rows are written one by one.
func OnConflictWhere(c ...Condition) BulkOption {
	list := slices.Clone(c)
	return BulkOption{func(s *bulkSettings) { s.where = append(s.where, list...) }}
}

// Excluded is, in OnConflictSet and OnConflictWhere, the value that the row which was offered has in a column of the model; anywhere else
// it is ErrQuery.
func Excluded(path string) Expr { return Expr{lookup.Offered(path)} }
