package orm

import (
	"encoding/json"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/jsonio"
)

// JSON is an instance as a json.Marshaler that writes what the instance holds of its row: columns
// and relations that were not loaded are left out, of related rows as well, where a bare
// json.Marshal of the struct writes zeros for them. Names, tags and the types' own MarshalJSON are
// those of encoding/json; the options are Dump's, and what Dump shows of a row is shown here under
// its JSON name. A nil instance is null. A wrong path in an option is the *PathError of
// MarshalJSON.
//
// It sends no statement. The instance is read when it is marshalled, and must not be changed
// meanwhile.
func JSON[T any, P PtrTo[T]](m P, opts ...DumpOption) json.Marshaler {
	return jsonio.Marshaler(reflect.TypeFor[T](), unsafe.Pointer((*T)(m)), dumpSettings(opts))
}

// JSONSchema describes the JSON of a model, as encoding/json writes it and Decode reads it, in JSON
// Schema 2020-12. Go fields that Schema does not mention are described as well; Decode reads them
// under AllowFields. Properties stand in the order of declaration. A relation is a key, an object
// of only the key or, going away from the model, the whole related object; the way back, and a
// relation of a model to itself, is any object that has the key, so that the schema is finite and
// no reference in it leads back to itself. Required is what a new row cannot do without.
//
// The options leave out what they leave out of Dump: Include and Exclude by path,
// ExcludePrimaryKeys the keys of whole objects, ExcludeThrough link data, ExcludeLists the
// relations to many rows, ExcludeNull the null of the model's own fields.
func JSONSchema[T any, P PtrTo[T]](db *DB, opts ...DumpOption) ([]byte, error) {
	return jsonSchema(db, reflect.TypeFor[T](), opts)
}

func jsonSchema(db *DB, t reflect.Type, opts []DumpOption) ([]byte, error) {
	m, err := db.model(t)
	if err != nil {
		return nil, err
	}
	return jsonio.Schema(m, dumpSettings(opts))
}

var (
	_ json.Marshaler = One[struct{}]{}
	_ json.Marshaler = Many[struct{}]{}
)
