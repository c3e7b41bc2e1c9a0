package orm

import (
	"context"
	"fmt"
	"reflect"

	sq "github.com/Masterminds/squirrel"
)

// Refresh reads a materialized view anew from what it is made of; T is a model with View in its Table. It is one statement, which
// takes part in the transaction of ctx, and keeps readers of the view waiting while it runs. Only PostgreSQL has such views: elsewhere
// it is ErrUnsupported, and so is a model of a table, before any SQL. What is no materialized view there is the database's error.
func Refresh[T any](ctx context.Context, db *DB) error {
	return db.refresh(ctx, reflect.TypeFor[T]())
}

func (db *DB) refresh(ctx context.Context, t reflect.Type) error {
	m, err := db.model(t)
	if err != nil {
		return err
	}
	statement := db.engine.Dialect.RefreshView
	switch {
	case !m.View:
		return fmt.Errorf("%w: %s is no view; only materialized views are refreshed", ErrUnsupported, m.Name)
	case statement == "":
		return fmt.Errorf("%w: %s has no materialized views; keep a table of your own and fill it anew", ErrUnsupported, db.Dialect())
	}
	_, err = Exec(ctx, db, sq.Expr(statement+db.engine.Dialect.Place(m)))
	return err
}
