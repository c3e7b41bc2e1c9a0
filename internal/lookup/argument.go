package lookup

import (
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Argument is a value among the arguments of a caller's own SQL that is bound as its field's column stores it.
type Argument struct {
	place *Place
	value any
}

// NewArgument is the value of the field at a place, which is nil for a pointer that names none.
func NewArgument(p *Place, v any) Argument { return Argument{p, Snapshot(v)} }

// String names no value: arguments may hold secrets.
func (Argument) String() string { return "orm.Arg" }

// bound is the field of an argument and its canonical value, the stored text of an encrypted one. In a condition an encrypted field
// must be one that can be searched.
func (a Argument) bound(db *engine.DB, condition bool) (*schema.Attribute, any, error) {
	if a.place == nil {
		return nil, nil, query.NoField()
	}
	m := db.Models.Model(a.place.root)
	if m == nil {
		return nil, nil, query.Errorf("orm.Arg: %s is not among the models of this database; give it to schema.NewRegistry", a.place.root.Name())
	}
	p, err := m.Path(a.place.path)
	if err != nil {
		return nil, nil, err
	}
	if p.Attr == nil {
		return nil, nil, query.Errorf("orm.Arg: %s.%s is no column", m.Name, p.Text)
	}
	v, err := query.Convert(p, a.value)
	if err != nil || v == nil || p.Attr.Cipher == nil {
		return p.Attr, v, err
	}
	if !condition {
		v, err = p.Attr.Seal(v)
		return p.Attr, v, err
	}
	digests, err := p.Attr.Digests(v)
	if err != nil {
		return nil, nil, query.NotSearchable(p.Attr, "a comparison")
	}
	return p.Attr, digests[0], nil
}

// refuseBare refuses a bare value beside a column that stores such values in another form than the driver would give them.
func refuseBare(db *engine.DB, call string, pieces []string, paths []*schema.Path, args []any, attrs []*schema.Attribute) error {
	if len(paths) == 0 || len(args) == 0 {
		return nil
	}
	for i, at := range db.Dialect.Syntax.Beside(pieces) {
		if at < 0 || i >= len(args) || attrs != nil && attrs[i] != nil || args[i] == nil {
			continue
		}
		if a := paths[at].Attr; !db.Dialect.BindsAlike(a, args[i]) {
			return query.Errorf("%s: the %T beside {%s} would be sent in another form than %s.%s is stored in; write orm.Arg(&x.%s, value), where x is orm.Fields[%s]()",
				call, args[i], schema.Printable(paths[at].Text), a.Model.Name, a.Name, a.GoName, a.Model.Name)
		}
	}
	return nil
}
