package benchmarks

import (
	"context"
	"database/sql"
)

// item is one kind of work.
type item string

// The items, in the order of the tables.
const (
	get      item = "get"
	list100  item = "list100"
	list10k  item = "list10k"
	filter   item = "filter"
	insert   item = "insert"
	bulk1k   item = "bulk1k"
	update   item = "update"
	remove   item = "delete"
	join100  item = "join100"
	prefetch item = "prefetch"
	count    item = "count"
)

var items = []item{get, list100, list10k, filter, insert, bulk1k, update, remove, join100, prefetch, count}

// contender does the items in one way, on a database of its own. What it returns is its own; rows, graphs and number make
// plain values of it for the parity test.
type contender interface {
	get(ctx context.Context, id int64) (any, error)
	// list is the first n books by key, all of them when n is 0.
	list(ctx context.Context, n int) (any, error)
	// filter is books of the first authors, longer than pages, in print or not, by title and key: filterRows of them.
	filter(ctx context.Context, author int64, pages int, inPrint bool) (any, error)
	// insert and bulk make the library's own objects of the rows, write them and return them with the keys that the database
	// has given them.
	insert(ctx context.Context, b Book) (any, error)
	bulk(ctx context.Context, rows []Book) (any, error)
	// update writes every column of a book.
	update(ctx context.Context, b Book) error
	delete(ctx context.Context, id int64) error
	// join is the first books with their authors in one statement, or however the library does it best.
	join(ctx context.Context, n int) (any, error)
	// prefetch is the first authors by key with all their books.
	prefetch(ctx context.Context, n int) (any, error)
	// count is the number of an author's books.
	count(ctx context.Context, author int64) (int64, error)

	rows(result any) []Book
	graphs(result any) []Written
	pool() *sql.DB
	close() error
}

// entry is a contender's name and how it begins.
type entry struct {
	name string
	open func(e engine, dsn string) (contender, error)
}

// entries are the contenders. Raw is the measure of all others and comes first.
func entries() []entry {
	return []entry{
		{"raw", openRaw}, {"prepared", openPrepared}, {"sqlx", openSqlx}, {"squirrel+sqlx", openSquirrel},
		{"gorm", openGorm}, {"bun", openBun}, {"ent", openEnt},
		{ours, openOrmar},
	}
}

// The names that the runner knows.
const (
	raw  = "raw"
	ours = "ormar"
)
