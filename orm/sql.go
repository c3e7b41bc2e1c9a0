package orm

import (
	"context"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/query"
)

// ToSql is the statement of All with ? placeholders and its arguments, so that a QuerySet is a squirrel.Sqlizer. It runs as
// it is through SQLX().Rebind, and gives one row per main row when only to-one relations are selected.
func (q QuerySet[T]) ToSql() (string, []any, error) {
	q = q.checked()
	if q.q.Err != nil {
		return "", nil, q.q.Err
	}
	return q.db.engine.SelectText(q.q)
}

// Explain is the database's plan of the statement of All, in the database's own words.
func (q QuerySet[T]) Explain(ctx context.Context) (string, error) {
	q = q.checked()
	if q.q.Err != nil {
		return "", q.q.Err
	}
	return q.db.engine.Explain(ctx, q.q)
}

// Raw reads the rows of any query into instances of T. The columns are found by name: each must be a column of T, and the
// primary key must be among them; columns that are missing are not loaded. The text is the caller's responsibility.
func Raw[T any, P PtrTo[T]](ctx context.Context, db *DB, sql sq.Sqlizer) ([]*T, error) {
	q := Objects[T, P](db).q
	if q.Err != nil {
		return nil, q.Err
	}
	if isNil(sql) {
		return nil, query.Errorf("orm.Raw: the query is nil")
	}
	text, args, err := sql.ToSql()
	if err != nil {
		return nil, query.Errorf("orm.Raw: %w", err)
	}
	rows, err := db.engine.Raw(ctx, q.Model, text, args)
	if err != nil {
		return nil, err
	}
	return typed[T](rows), nil
}
