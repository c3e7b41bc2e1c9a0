package orm

import (
	"reflect"

	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
)

// Fields is the prototype of a model: pointers to its fields name columns in conditions, keys and
// assignments. There is one per type and process; it holds no data and must not be written.
func Fields[T any]() *T { return (*T)(lookup.Fields(reflect.TypeFor[T]())) }

// Path is the path of the field that a pointer names: orm.Path(&b.Author.Fields().Name) is
// "author__name". For a pointer into no orm.Fields value it is a string that every use refuses.
func Path[F any](field *F) string {
	p := placeOf(field)
	if p == nil {
		return query.Nowhere
	}
	return p.Path()
}

// Asc is the ascending sort key of the field that a pointer names.
func Asc[F any](field *F) string { return Path(field) }

// Desc is the descending sort key of the field that a pointer names.
func Desc[F any](field *F) string { return "-" + Path(field) }

// NullsFirst is a sort key that puts NULL before every value on every database.
func NullsFirst(key string) string { return lookup.NullsFirst(key) }

// NullsLast is a sort key that puts NULL after every value on every database.
func NullsLast(key string) string { return lookup.NullsLast(key) }
