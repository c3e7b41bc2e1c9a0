package ormadmin

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// table is a model with what its pages show and take.
type table struct {
	orm.Untyped
	model   *schema.Model
	columns []*schema.Attribute // of a list
	shown   []*schema.Attribute
	written []*schema.Attribute
	many    []*schema.Side // relations to many rows that are written with the row
	tied    []*schema.Side // relations with data on the link that are written
	links   []linked       // relations with data on the link
	search  []string
	actions []Action
	bound   bool // link rows that know their ends by the relation alone: they are made and removed where they tie
}

// newTable resolves the settings of a model.
func newTable(db *orm.DB, m *schema.Model, s modelSettings) (*table, error) {
	rows, err := db.Untyped(m.Table)
	if err != nil {
		return nil, err
	}
	t := &table{Untyped: rows, model: m, actions: s.only}
	if s.only == nil {
		t.actions = []Action{List, Read, Create, Edit, Delete}
	}
	if m.ReadOnly() {
		t.actions = slices.DeleteFunc(slices.Clone(t.actions), func(a Action) bool { return a != List && a != Read })
	}
	if m.Keyless {
		t.actions = slices.DeleteFunc(slices.Clone(t.actions), func(a Action) bool { return a != List })
	}
	t.bound = m.Link && !held(m)
	if t.shown, err = t.pick("Show", s.shown, func(a *schema.Attribute) bool { return shows(a) && jsonName(a) != "-" }); err != nil {
		return nil, err
	}
	if t.columns, err = t.pick("Columns", s.columns, nil); err != nil {
		return nil, err
	}
	if s.columns == nil {
		t.columns = t.shown[:min(len(t.shown), 6)]
	}
	for _, a := range t.columns {
		if !slices.Contains(t.shown, a) {
			return nil, fmt.Errorf("%w: Columns: %s.%s is not shown", orm.ErrQuery, m.Name, a.Name)
		}
	}
	if t.search = s.search; s.search == nil {
		t.search = t.texts()
	}
	return t, t.writable(s.write)
}

// held reports whether the struct of a link model has its keys to both ends.
func held(m *schema.Model) bool {
	return !slices.ContainsFunc(m.Attributes, func(a *schema.Attribute) bool { return a.Type == nil && a.Within == nil })
}

// shows reports whether a field may be shown at all.
func shows(a *schema.Attribute) bool {
	return !a.Secret && !a.WriteOnly && a.Cipher == nil && a.Kind != schema.KindOpaque && (a.Type != nil || a.Within != nil)
}

// pick are the attributes of names, in their order, or all that a function admits.
func (t *table) pick(option string, names []string, admits func(*schema.Attribute) bool) ([]*schema.Attribute, error) {
	var out []*schema.Attribute
	if names == nil {
		for _, a := range t.model.Attributes {
			if admits != nil && admits(a) {
				out = append(out, a)
			}
		}
		return out, nil
	}
	for _, name := range names {
		a := t.model.Attribute(name)
		if a == nil {
			return nil, fmt.Errorf("%w: %s: %s has no field %s", orm.ErrQuery, option, t.model.Name, schema.Quote(name))
		}
		if !shows(a) {
			return nil, fmt.Errorf("%w: %s: %s.%s is never shown", orm.ErrQuery, option, t.model.Name, a.Name)
		}
		out = append(out, a)
	}
	return out, nil
}

// texts are the names of the columns that words are looked for in.
func (t *table) texts() []string {
	var out []string
	for _, a := range t.columns {
		if a.Kind.IsText() && a.Kind != schema.KindEnum && a.Side == nil {
			out = append(out, a.Name)
		}
	}
	return out
}

// writable resolves what may be written.
func (t *table) writable(names []string) error {
	admits := func(a *schema.Attribute) bool {
		return (a.Type != nil || a.Within != nil) && !a.ReadOnly && a != t.model.Version && !(a.PrimaryKey && a.Autoincrement) && jsonName(a) != "-"
	}
	many := func(s *schema.Side) bool {
		return s.ToMany && s.HasField && s.LinkOwner != nil && s.LinkType == nil && s.Target.Key() != nil
	}
	if names == nil {
		for _, a := range t.model.Attributes {
			if admits(a) {
				t.written = append(t.written, a)
			}
		}
		for _, s := range t.model.Sides {
			if many(s) {
				t.many = append(t.many, s)
			} else if carries(s) {
				t.tied = append(t.tied, s)
			}
		}
		return nil
	}
	for _, name := range names {
		a, s := t.model.Attribute(name), t.model.Side(name)
		switch {
		case a != nil && admits(a):
			t.written = append(t.written, a)
		case s != nil && many(s):
			t.many = append(t.many, s)
		case s != nil && carries(s):
			t.tied = append(t.tied, s)
		default:
			return fmt.Errorf("%w: Write: %s has no field or relation %s that a form can write", orm.ErrQuery, t.model.Name, schema.Quote(name))
		}
	}
	return nil
}

// does reports whether the pages of the table do something.
func (t *table) does(a Action) bool {
	return slices.Contains(t.actions, a) && !(t.bound && a == Create)
}

// names are those of attributes.
func names(list []*schema.Attribute) []string {
	out := make([]string, len(list))
	for i, a := range list {
		out[i] = a.Name
	}
	return out
}

// jsonName is how a body calls an attribute; "-" for none.
func jsonName(a *schema.Attribute) string {
	if a.Within != nil {
		return a.Within.JSONName
	}
	if a.Side != nil && a.Side.HasField {
		return a.Side.JSONName
	}
	return a.JSONName
}

// label is a name for people: due_date is Due date.
func label(name string) string {
	text := strings.TrimSpace(strings.ReplaceAll(name, "_", " "))
	if text == "" {
		return name
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
