package sqlitego

import (
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/sqlite"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Open opens the database that dsn names, a path, a file: URI or ":memory:", for the models. A file is made when there is
// none; its tables are not, see package migrate. The database is read once before Open returns; what fails, within ten
// seconds, is orm.ErrConnect with the path. Close the DB at the end: that closes the pool, and an in-memory database is gone.
func Open(dsn string, models *schema.Registry, opts ...orm.Option) (*orm.DB, error) {
	return binding().Connect(dsn, models, opts...)
}

// New takes a pool that was opened elsewhere with modernc.org/sqlite, for the models. It looks at one connection and
// refuses, with an orm.ErrConnect that names the remedy, a pool that does not enforce foreign keys (_foreign_keys=on), whose
// transactions do not lock when they begin (_txlock=immediate), or that has several connections to an in-memory database. Exact
// decimals and regular expressions are orm.ErrUnsupported on it, unless Open made the pool. The pool keeps its limits; the
// DB's Close closes it.
func New(pool *sqlx.DB, models *schema.Registry, opts ...orm.Option) (*orm.DB, error) {
	return binding().Take(pool, models, opts...)
}

// Attach makes a further file part of the database, under a name that the Schema of a model's table gives: it is attached on every
// connection of the pool. path is a file name or a file: URI, or ":memory:" beside a database that is in memory itself. Transactions are
// over all files; after a crash of the machine each file is whole, but they need not agree. Foreign keys do not lead from file to file. It is
// an option of [Open]; a pool that was opened elsewhere attaches its files itself.
func Attach(name, path string) orm.Option { return sqlite.Attach(name, path) }
