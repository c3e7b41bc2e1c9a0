package orm

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/schema"
)

// Decode fills an instance from the JSON object of a request, which may come from a stranger. Every name must be one that
// encoding/json would write, letter for letter; an unknown name and a name that stands twice are refused, as are primary keys
// and read-only fields without AllowKey. Values convert exactly or are refused, null is for fields that can be NULL. A relation
// takes a key, or an object of only the key; a whole object needs FollowPaths, and a key in it AllowKey. Lists need FollowPaths.
//
// In a new instance, what is absent takes its default; Save then takes every zero as meant (with the embedded orm.Model). In an
// instance that is saved, what is absent stays. Rules such as lengths are for Validate, and run before every write.
//
// A body of more than 1 MiB, 10,000 values or five relations inside each other is refused. What is refused is a *DecodeError,
// which names the place in the body, and the instance is as it was. A type's own UnmarshalJSON is not asked.
func Decode[T any, P PtrTo[T]](db *DB, r io.Reader, m P, opts ...DecodeOption) error {
	row := unsafe.Pointer((*T)(m))
	model, err := db.instance(reflect.TypeFor[T](), row)
	if err != nil {
		return err
	}
	d := decoder{}
	for _, o := range opts {
		if o.apply != nil {
			o.apply(&d.decodeSettings)
		}
	}
	allowed, err := followed(model, d.paths)
	if err != nil {
		return err
	}
	text, err := readBody(r)
	if err != nil {
		return err
	}
	if err := scanBody(text); err != nil {
		return err
	}
	made := new(T)
	*made = *(*T)(row)
	if err := d.object(model, unsafe.Pointer(made), text, spot{follow: allowed}); err != nil {
		return err
	}
	*(*T)(row) = *made
	return nil
}

// decoder fills rows from a body that has been scanned.
type decoder struct{ decodeSettings }

// spot is where in a body the decoder is, and where it may go from there.
type spot struct {
	path   string
	depth  int // relations that led here
	follow follow
	link   string // the name of link data, which is not the row's
}

// refuse is the error at a spot.
func (s spot) refuse(format string, args ...any) error {
	return &DecodeError{Path: s.path, Reason: fmt.Sprintf(format, args...)}
}

// member is the spot of a member that is no relation.
func (s spot) member(name string) spot { return spot{path: member(s.path, name), depth: s.depth} }

// object fills a row. A new one gets its defaults first.
func (d *decoder) object(m *schema.Model, row unsafe.Pointer, text []byte, at spot) error {
	if !isObject(text) {
		return at.refuse("%s takes an object", m.Name)
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		return at.refuse("%v", err)
	}
	shape, err := shapeOf(m.Type)
	if err != nil {
		return err
	}
	d.prepare(m, row)
	for _, name := range slices.Sorted(maps.Keys(members)) {
		if name == at.link && name != "" {
			continue
		}
		if err := d.field(m, shape, row, name, members[name], at); err != nil {
			return err
		}
	}
	return nil
}

// prepare gives a row that is not saved its defaults, and lets it remember that it has them. A row that cannot remember counts
// as saved when it has a key.
func (d *decoder) prepare(m *schema.Model, row unsafe.Pointer) {
	if !m.HasState {
		if !engine.HasKey(m, row) {
			fillAbsent(m, row)
		}
		return
	}
	state := m.State(row)
	if s := state.State; s == nil || !s.Saved && !s.Filled {
		fillAbsent(m, row)
		state.State = &schema.RowState{Model: m, Filled: true}
	}
}

// fillAbsent gives every zero field its default, those that can be NULL as well: they were not set to NULL but left out.
func fillAbsent(m *schema.Model, row unsafe.Pointer) {
	for _, a := range m.Attributes {
		if a.Default != nil && a.IsZero(row) {
			a.Default(row)
		}
	}
}

// field fills what has a name.
func (d *decoder) field(m *schema.Model, shape *jsonShape, row unsafe.Pointer, name string, text []byte, at spot) error {
	if name != "-" {
		for _, s := range m.Sides {
			if s.HasField && s.JSONName == name {
				return d.relation(s, row, text, spot{path: member(at.path, name), depth: at.depth, follow: at.follow[s.Name]}, at.follows(s))
			}
		}
		for _, a := range m.Attributes {
			if a.Type != nil && a.JSONName == name {
				return d.column(a, shape, row, text, at.member(name))
			}
		}
		for _, f := range shape.extra {
			if f.json == name {
				return d.extra(f, row, text, at.member(name))
			}
		}
	}
	if d.unknown {
		return nil
	}
	return at.member(name).refuse("%s has no such field", m.Name)
}

// follows reports whether the spot may be left along a relation.
func (s spot) follows(side *schema.Side) bool {
	_, ok := s.follow[side.Name]
	return ok
}

// column fills a plain column.
func (d *decoder) column(a *schema.Attribute, shape *jsonShape, row unsafe.Pointer, text []byte, at spot) error {
	if err := d.admits(a, at); err != nil {
		return err
	}
	f := shape.field(a.GoName, a.Offset)
	v, err := decodeValue(a, f != nil && f.quoted, text)
	if err != nil {
		return at.wrong(a, err)
	}
	return d.set(a, row, v, at)
}

// admits refuses primary keys and read-only fields without AllowKey.
func (d *decoder) admits(a *schema.Attribute, at spot) error {
	switch {
	case d.keys:
	case a.PrimaryKey:
		return at.refuse("a primary key is not taken from a body (AllowKey admits it)")
	case a.ReadOnly:
		return at.refuse("the field is read-only (AllowKey admits it)")
	}
	return nil
}

// set writes a canonical value.
func (d *decoder) set(a *schema.Attribute, row unsafe.Pointer, v any, at spot) error {
	if v == nil && !a.Nullable {
		return at.refuse("the field cannot be null")
	}
	if err := a.Set(row, v); err != nil {
		return at.wrong(a, err)
	}
	return nil
}

// wrong is the refusal of a value. What the value was stays out of it.
func (s spot) wrong(a *schema.Attribute, err error) error {
	var value *schema.ValueError
	if errors.As(err, &value) {
		return s.refuse("the field takes %s", value.Want)
	}
	return s.refuse("the field takes %s: %v", a.Kind, err)
}

// extra fills a Go field that Schema does not mention. It is decoded afresh, so that nothing the instance shares is changed.
func (d *decoder) extra(f goField, row unsafe.Pointer, text []byte, at spot) error {
	wrapper := reflect.New(taggedStruct(f.typ, "v", f.quoted))
	r := json.NewDecoder(bytes.NewReader(slices.Concat([]byte(`{"v":`), text, []byte(`}`))))
	r.UseNumber()
	r.DisallowUnknownFields()
	if err := r.Decode(wrapper.Interface()); err != nil {
		return at.refuse("%v", err)
	}
	reflect.NewAt(f.typ, unsafe.Add(row, f.offset)).Elem().Set(wrapper.Elem().Field(0))
	return nil
}
