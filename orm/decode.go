package orm

import (
	"errors"
	"io"
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/jsonio"
)

// Decode fills an instance from the JSON object of a request, which may come from a stranger. Every
// name must be one that encoding/json would write, letter for letter; an unknown name and a name
// that stands twice are refused, as are primary keys and read-only fields without AllowKey. The
// same holds for the names in a document, where the Go type behind a JSON column is made of
// structs, to any depth. Go fields that Schema does not mention count as unknown without
// AllowFields. Values convert exactly or are refused, base64 has no other spelling, null is for
// fields that can be NULL. A relation takes a key, or an object of only the key; a whole object
// needs FollowPaths, and a key in it AllowKey. Lists need FollowPaths.
//
// In a new instance, what is absent takes its default; Save then takes every zero as meant (with
// the embedded orm.Model). In an instance that is saved, what is absent stays. The rules of the
// fields that a body gives, and their validate tags, are checked as Validate does; what it leaves
// out is for Validate, which runs before every write.
//
// A body of more than 1 MiB (MaxBody), 10,000 values or five relations inside each other is
// refused. What is refused is a *DecodeError with everything that is wrong in the body, and the
// instance is as it was. A model's own UnmarshalJSON is not asked; a type inside a JSON column that
// has one is its own master.
func Decode[T any, P PtrTo[T]](db *DB, r io.Reader, m P, opts ...DecodeOption) error {
	return decode(db, reflect.TypeFor[T](), r, unsafe.Pointer((*T)(m)), opts)
}

func decode(db *DB, t reflect.Type, r io.Reader, row unsafe.Pointer, opts []DecodeOption) error {
	m, err := db.instance(t, row)
	if err != nil {
		return err
	}
	settings := jsonio.DecodeSettings{Body: jsonio.MaxBody}
	for _, o := range opts {
		if o.apply != nil {
			o.apply(&settings)
		}
	}
	return decodeError(jsonio.Decode(m, row, r, settings))
}

// decodeError makes a DecodeError of what is said of a refused body; other errors stay.
func decodeError(err error) error {
	if err == nil {
		return nil
	}
	var refused *jsonio.Refused
	if !errors.As(err, &refused) {
		return err
	}
	return &DecodeError{Path: refused.Failures[0].Path, Reason: refused.Reason, Failures: refused.Failures}
}

// DecodeOption opens what Decode refuses by itself.
type DecodeOption struct{ apply func(*jsonio.DecodeSettings) }

// AllowKey admits primary keys and read-only fields, also in the rows behind relations.
func AllowKey() DecodeOption { return DecodeOption{func(s *jsonio.DecodeSettings) { s.Keys = true }} }

// FollowPaths admits whole objects, and lists, as the values of these relations: "author",
// "books__publisher". The relations on the way to the last one are admitted too.
func FollowPaths(paths ...string) DecodeOption {
	paths = slices.Clone(paths)
	return DecodeOption{func(s *jsonio.DecodeSettings) { s.Paths = append(s.Paths, paths...) }}
}

// AllowFields admits Go fields that Schema does not mention, by their JSON names or as Dump calls
// them: "note", and "books__note" for those of the rows behind a relation. A name that is no such
// field is ErrQuery.
func AllowFields(names ...string) DecodeOption {
	names = slices.Clone(names)
	return DecodeOption{func(s *jsonio.DecodeSettings) { s.Fields = append(s.Fields, names...) }}
}

// MaxBody is how many bytes a body may have; without it 1 MiB. The other limits stay.
func MaxBody(bytes int64) DecodeOption {
	return DecodeOption{func(s *jsonio.DecodeSettings) { s.Body = bytes }}
}

// IgnoreUnknown drops members that the model, or a struct inside a document, does not have, instead
// of refusing the body.
func IgnoreUnknown() DecodeOption {
	return DecodeOption{func(s *jsonio.DecodeSettings) { s.Unknown = true }}
}
