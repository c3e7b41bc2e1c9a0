package orm

import (
	"strings"

	"github.com/ormar-go/ormar/internal/query"
)

// What a key begins with when it is more than a caller could write: a byte that no name has.
const (
	markNullsFirst = "\x00first:"
	markNullsLast  = "\x00last:"
)

// Path is the path of the field that a pointer names: orm.Path(&b.Author.Fields().Name) is "author__name". For a pointer into
// no orm.Fields value it is a string that every use refuses.
func Path[F any](field *F) string {
	p := placeOf(field)
	if p == nil {
		return query.Nowhere
	}
	return p.path
}

// Asc is the ascending sort key of the field that a pointer names.
func Asc[F any](field *F) string { return Path(field) }

// Desc is the descending sort key of the field that a pointer names.
func Desc[F any](field *F) string { return "-" + Path(field) }

// NullsFirst is a sort key that puts NULL before every value on every database.
func NullsFirst(key string) string { return markNullsFirst + bareKey(key) }

// NullsLast is a sort key that puts NULL after every value on every database.
func NullsLast(key string) string { return markNullsLast + bareKey(key) }

func bareKey(key string) string {
	return strings.TrimPrefix(strings.TrimPrefix(key, markNullsFirst), markNullsLast)
}

// parseKey takes a sort key apart.
func parseKey(key string) (path string, desc bool, nulls query.Nulls, err error) {
	switch {
	case strings.HasPrefix(key, markNullsFirst):
		nulls = query.NullsFirst
	case strings.HasPrefix(key, markNullsLast):
		nulls = query.NullsLast
	}
	path, desc = strings.CutPrefix(bareKey(key), "-")
	return path, desc, nulls, query.Readable(path)
}
