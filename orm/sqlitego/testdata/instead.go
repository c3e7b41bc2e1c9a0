// Package sqlite stands in the place of orm/sqlite where instead.json is the overlay of a build: the examples, the commands and the suite of
// this repository are so built with sqlitego, as a program is that changes the import.
package sqlite

import (
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlitego"
	"github.com/ormar-go/ormar/schema"
)

// Open is that of sqlitego.
func Open(dsn string, models *schema.Registry, opts ...orm.Option) (*orm.DB, error) {
	return sqlitego.Open(dsn, models, opts...)
}

// New is that of sqlitego.
func New(pool *sqlx.DB, models *schema.Registry, opts ...orm.Option) (*orm.DB, error) {
	return sqlitego.New(pool, models, opts...)
}

// Attach is that of sqlitego.
func Attach(name, path string) orm.Option { return sqlitego.Attach(name, path) }
