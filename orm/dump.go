package orm

import (
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/jsonio"
)

// Dump makes a map of an instance and everything that is loaded behind it, by attribute name, for
// templates, comparisons and formats other than JSON. Values have the field's Go type with pointers
// taken off, NULL is nil. A related row that is loaded is a map, one that is not is a map of only
// its key, none is nil; a loaded list is a []any of maps, each with its link row, where there is
// one, under the link's name. What was not loaded, columns and lists alike, is absent. A row inside
// itself, and the way back to a parent, is a map of only its key. Exported Go fields that Schema
// does not mention are there under their snake_case names, unless their json tag is "-". The map is
// the caller's; maps and slices of JSON and binary fields are copies.
//
// A row that is reached on several ways is there on each of them. Rows that lead to each other on
// so many ways that more than 100,000 maps would be made, and more than ten for each row, are
// refused with ErrQuery.
func Dump[T any, P PtrTo[T]](db *DB, m P, opts ...DumpOption) (map[string]any, error) {
	return dump(db, reflect.TypeFor[T](), unsafe.Pointer((*T)(m)), opts)
}

func dump(db *DB, t reflect.Type, row unsafe.Pointer, opts []DumpOption) (map[string]any, error) {
	m, err := db.instance(t, row)
	if err != nil {
		return nil, err
	}
	return jsonio.Dump(m, row, dumpSettings(opts))
}

// DumpOption says what Dump, JSON and JSONSchema leave out. Options may be combined; each is a value that
// can be shared.
type DumpOption struct{ apply func(*jsonio.DumpSettings) }

// Include keeps only what the paths name: "name" a field of the model itself, "books" a relation
// with everything behind it, "books__title" that field of the related rows and nothing else of
// them. Link data is a path as well: "categories__post_category__position". Several calls add up.
func Include(paths ...string) DumpOption {
	paths = slices.Clone(paths)
	return DumpOption{func(s *jsonio.DumpSettings) { s.Include = append(s.Include, paths...) }}
}

// Exclude drops what the paths name, also of what Include keeps. Several calls add up.
func Exclude(paths ...string) DumpOption {
	paths = slices.Clone(paths)
	return DumpOption{func(s *jsonio.DumpSettings) { s.Exclude = append(s.Exclude, paths...) }}
}

// ExcludePrimaryKeys drops the primary keys of the model and of everything behind its relations.
func ExcludePrimaryKeys() DumpOption {
	return DumpOption{func(s *jsonio.DumpSettings) { s.Keys = true }}
}

// ExcludeThrough drops the link data of many-to-many relations.
func ExcludeThrough() DumpOption {
	return DumpOption{func(s *jsonio.DumpSettings) { s.Through = true }}
}

// ExcludeLists drops the relations to many rows.
func ExcludeLists() DumpOption { return DumpOption{func(s *jsonio.DumpSettings) { s.Lists = true }} }

// ExcludeNull drops the fields of the model itself that are NULL; related rows keep theirs.
func ExcludeNull() DumpOption { return DumpOption{func(s *jsonio.DumpSettings) { s.Null = true }} }

// dumpSettings is what options leave out together.
func dumpSettings(opts []DumpOption) (settings jsonio.DumpSettings) {
	for _, o := range opts {
		if o.apply != nil {
			o.apply(&settings)
		}
	}
	return settings
}
