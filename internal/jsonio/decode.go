package jsonio

import (
	"bytes"
	"encoding/json"
	"io"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/gotype"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Decode fills a row of a model from the JSON object of a body. A body that is refused, as a
// *Refused, leaves the row as it was.
func Decode(m *schema.Model, row unsafe.Pointer, r io.Reader, settings DecodeSettings) error {
	d, at, err := newDecoder(m, settings)
	if err != nil {
		return err
	}
	text, err := d.read(r)
	if err != nil {
		return err
	}
	if d.body == nil {
		d.body = NewBody(m, text)
		defer d.body.Release()
	}
	before := reflect.NewAt(m.Type, row).Elem()
	made := reflect.New(m.Type)
	made.Elem().Set(before)
	if err := d.fill(m, made.UnsafePointer(), at); err != nil {
		return err
	}
	before.Set(made.Elem())
	return nil
}

// decoder fills rows from a body.
type decoder struct {
	DecodeSettings
	refusals
	body   *Body
	broken error // a mistake that is not the body's
}

// newDecoder resolves settings against a model.
func newDecoder(m *schema.Model, settings DecodeSettings) (*decoder, spot, error) {
	d := &decoder{DecodeSettings: settings}
	if d.Body <= 0 {
		return nil, spot{}, query.Errorf("MaxBody takes a positive number of bytes, got %d", d.Body)
	}
	at := spot{}
	var err error
	if at.follow, err = followed(m, d.Paths); err != nil {
		return nil, at, err
	}
	at.allow, err = allowedFields(m, d.Fields)
	return d, at, err
}

// fill fills the row of a whole body. The error has everything that is wrong with the body.
func (d *decoder) fill(m *schema.Model, row unsafe.Pointer, at spot) error {
	if d.body.look(); d.body.err != nil {
		return d.body.err
	}
	d.refusals = d.body.found
	d.object(m, row, d.body.text, at)
	if d.broken != nil {
		return d.broken
	}
	return d.err()
}

// spot is where in a body the decoder is, and where it may go from there.
type spot struct {
	path   string
	attr   string // the name of the attribute, where it is at one
	depth  int    // relations that led here
	follow follow
	allow  *allowance
	link   string // the name of link data, which is not the row's
}

// member is the spot of a member that is no relation.
func (s spot) member(name string) spot { return spot{path: member(s.path, name), depth: s.depth} }

// into is the spot of a relation's value.
func (s spot) into(name, jsonName string) spot {
	return spot{path: member(s.path, jsonName), depth: s.depth, follow: s.follow[name], allow: s.allow.kid(name)}
}

// object fills a row. A new one gets its defaults first.
func (d *decoder) object(m *schema.Model, row unsafe.Pointer, text []byte, at spot) {
	if !isObject(text) {
		d.refuse(at, ruleType, "object", "%s takes an object", m.Name)
		return
	}
	layout, err := layoutOf(m.Type)
	if err != nil {
		d.broken = err
		return
	}
	d.prepare(m, row)
	g := given{only: schema.NewMask(len(m.Attributes))}
	for _, f := range d.members(layout, text) {
		if f.Name == at.link && f.Name != "" {
			continue
		}
		d.field(m, layout, row, f, at, &g)
	}
	if leaves(m, g.only) {
		engine.Give(m, row, g.only)
	}
	d.tags(m, row, &g, at)
}

// members are those of an object.
func (d *decoder) members(layout *layout, text []byte) []Member {
	if d.body.is(text) {
		return d.body.scan.members
	}
	return membersNamed(text, layout.names)
}

// leaves reports whether a zero among some attributes would be left to the server.
func leaves(m *schema.Model, said schema.Mask) bool {
	return slices.ContainsFunc(m.Attributes, func(a *schema.Attribute) bool { return a.ServerDefault != "" && said.Has(a.Index) })
}

// given is what a body has filled in a row.
type given struct {
	only  schema.Mask
	extra []string // JSON names of Go fields that Schema does not mention
}

// hasExtra reports whether a path by JSON names begins at such a field.
func (g *given) hasExtra(path string) bool {
	return slices.ContainsFunc(g.extra, func(name string) bool {
		rest, ok := strings.CutPrefix(path, name)
		return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
	})
}

// prepare gives a row that is not saved its defaults, and lets it remember that it has them. A row
// that cannot remember counts as saved when it has a key.
func (d *decoder) prepare(m *schema.Model, row unsafe.Pointer) {
	if !m.HasState {
		if !engine.HasKey(m, row) {
			engine.FillAbsent(m, row)
		}
		return
	}
	state := m.State(row)
	if s := state.State; s == nil || !s.Saved && !s.Filled {
		engine.FillAbsent(m, row)
		state.State = m.Filled
	}
}

// field fills what has a name.
func (d *decoder) field(m *schema.Model, layout *layout, row unsafe.Pointer, f Member, at spot, g *given) {
	switch p := layout.place(m, f.Name); {
	case p.side != nil:
		d.relation(p.side, row, f.Value, at.into(p.side.Name, f.Name), at.follows(p.side))
		return
	case p.attr != nil:
		if d.column(p, row, f.Value, at.member(f.Name)) {
			g.only.Set(p.attr.Index)
		}
		return
	case p.extra != nil && at.allow.has(f.Name):
		if d.extra(*p.extra, row, f.Value, at.member(f.Name)) {
			g.extra = append(g.extra, f.Name)
		}
		return
	}
	if !d.Unknown {
		d.refuse(at.member(f.Name), ruleUnknown, nil, "%s has no such field", m.Name)
	}
}

// follows reports whether the spot may be left along a relation.
func (s spot) follows(side *schema.Side) bool {
	_, ok := s.follow[side.Name]
	return ok
}

// column fills a plain column, and reports whether it did.
func (d *decoder) column(p place, row unsafe.Pointer, text []byte, at spot) bool {
	a := p.attr
	at.attr = a.Name
	if !d.admits(a, at) {
		return false
	}
	if p.reader.straight(a, row, text) {
		return true
	}
	if a.Kind == schema.KindJSON && !isNull(text) {
		before := len(d.list)
		if text = d.document(gotype.Plain(a.Type), false, a.Secret, text, at); len(d.list) > before {
			return false
		}
	}
	v, err := p.reader.read(a, text)
	if err != nil {
		d.wrong(at, a, err)
		return false
	}
	return d.set(a, row, v, at) && d.rules(at, a, v)
}

// admits refuses primary keys and read-only fields without AllowKey.
func (d *decoder) admits(a *schema.Attribute, at spot) bool {
	at.attr = a.Name
	switch {
	case d.Keys:
		return true
	case a.PrimaryKey:
		d.refuse(at, rulePrimaryKey, nil, "a primary key is not taken from a body (AllowKey admits it)")
	case a.ReadOnly:
		d.refuse(at, ruleReadOnly, nil, "the field is read-only (AllowKey admits it)")
	default:
		return true
	}
	return false
}

// set writes a canonical value, and reports whether it did.
func (d *decoder) set(a *schema.Attribute, row unsafe.Pointer, v any, at spot) bool {
	at.attr = a.Name
	if v == nil && !a.Nullable {
		d.refuse(at, ruleRequired, nil, "the field cannot be null")
		return false
	}
	if err := a.Set(row, v); err != nil {
		d.wrong(at, a, err)
		return false
	}
	return true
}

// extra fills a Go field that Schema does not mention. It is decoded afresh, so that nothing the
// instance shares is changed.
func (d *decoder) extra(f goField, row unsafe.Pointer, text []byte, at spot) bool {
	before := len(d.list)
	text = d.document(f.Type, f.quoted && quotable(gotype.Plain(f.Type)), true, text, at)
	if len(d.list) > before {
		return false
	}
	wrapper := reflect.New(taggedStruct(f.Type, "v", f.quoted))
	r := json.NewDecoder(bytes.NewReader(slices.Concat([]byte(`{"v":`), text, []byte(`}`))))
	r.UseNumber()
	if err := r.Decode(wrapper.Interface()); err != nil {
		d.refuse(at, ruleType, f.Type.String(), "the field takes %s", f.Type)
		return false
	}
	reflect.NewAt(f.Type, unsafe.Add(row, f.Offset)).Elem().Set(wrapper.Elem().Field(0))
	return true
}
