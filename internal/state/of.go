package state

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/schema"
)

// Of is the state that CreateAll makes of an empty database of the dialect. Constraints are in the
// order of their declaration.
func Of(models []*schema.Model, d *dialect.Dialect) *State {
	s := &State{Version: version, Dialect: d.Name}
	made := map[string]bool{}
	for _, m := range models {
		if m.Unmanaged {
			continue
		}
		s.Tables = append(s.Tables, tableOf(m, d))
		for _, a := range m.Attributes {
			if e := element(a); NamedEnum(e, d) && !made[e.EnumName] {
				made[e.EnumName] = true
				s.Enums = append(s.Enums, Enum{e.EnumName, labels(e)})
			}
		}
	}
	slices.SortFunc(s.Tables, func(a, b Table) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), strings.Compare(a.Schema, b.Schema))
	})
	slices.SortFunc(s.Enums, func(a, b Enum) int { return strings.Compare(a.Name, b.Name) })
	return s
}

// element is the attribute of an array's elements, of another one itself.
func element(a *schema.Attribute) *schema.Attribute {
	if a.Elem != nil && a.Cipher == nil {
		return a.Elem
	}
	return a
}

// NamedEnum reports whether the attribute's column has an enumeration type with a name of its own.
func NamedEnum(a *schema.Attribute, d *dialect.Dialect) bool { return d.DDL.NamedEnums && d.Enum(a) }

func labels(a *schema.Attribute) []string {
	out := make([]string, len(a.Choices))
	for i, v := range a.Choices {
		out[i], _ = v.(string)
	}
	return out
}

func tableOf(m *schema.Model, d *dialect.Dialect) Table {
	t := Table{Name: m.Table, Schema: m.Schema, Key: columns(m.Keys)}
	if m.Surrogate != nil {
		t.Key = []string{m.Surrogate.Column}
	}
	if d.DDL.Comments != 0 {
		t.Comment = m.Comment
	}
	for _, a := range m.Attributes {
		t.Columns = append(t.Columns, columnOf(a, d))
	}
	live := liveColumn(m, d)
	for _, c := range m.Constraints {
		if c.Kind == schema.FullTextConstraint {
			t.fullText(m, &c, d)
			continue
		}
		t.Constraints = append(t.Constraints, constraintOf(c, d))
		if c.Kind == schema.UniqueConstraint && m.SoftDelete != nil {
			t.Constraints[len(t.Constraints)-1].amongLive(m, d, live)
		}
	}
	if live.Name != "" && slices.ContainsFunc(m.Constraints, func(c schema.ResolvedConstraint) bool { return c.Kind == schema.UniqueConstraint }) {
		t.Columns = append(t.Columns, live)
	}
	for _, a := range m.Attributes {
		if list := values(a, d); list != "" {
			t.Constraints = append(t.Constraints, Constraint{Kind: Check, Name: valuesName(a), Expression: d.Ident(a.Column) + " IN (" + list + ")"})
		}
		if inside := d.UnsignedRange(a); inside != "" {
			t.Constraints = append(t.Constraints, Constraint{Kind: Check, Name: valuesName(a), Expression: inside})
		}
	}
	for _, s := range m.ForeignKeys() {
		if !s.Unconstrained && !d.DDL.NoForeignKeys {
			t.ForeignKeys = append(t.ForeignKeys, foreignKeyOf(s))
		}
	}
	t.distribute(m, d)
	if d.DDL.Guards != nil && m.Schema == "" {
		for _, g := range d.DDL.Guards(m) {
			trigger := Trigger{Name: g.Name, Text: g.Text}
			if g.Column != nil {
				trigger.Column = g.Column.Column
				t.Column(trigger.Column).Form = form(g.Column)
			}
			t.Triggers = append(t.Triggers, trigger)
		}
	}
	return t
}

// distribute says how the table is kept on the servers of a cluster: divided by the shard key, or, where rows that are divided refer to it, whole on
// each.
func (t *Table) distribute(m *schema.Model, d *dialect.Dialect) {
	if d.DDL.Distribute == nil {
		return
	}
	if m.ShardKey != nil {
		t.Distribute = m.ShardKey.Column
	}
	for _, s := range m.Sides {
		t.Replicate = t.Replicate || m.ShardKey == nil && s.Kind == schema.ReverseSide && s.Target.ShardKey != nil && !s.Inverse.Unconstrained
	}
}

// form names the one form in which a column's values are kept.
func form(a *schema.Attribute) string {
	return fmt.Sprintf("%s %d %d %t", kind(a), a.Precision, a.Scale, a.UUIDText)
}

func columns(list []*schema.Attribute) []string {
	if list == nil {
		return nil
	}
	out := make([]string, len(list))
	for i, a := range list {
		out[i] = a.Column
	}
	return out
}

// columnOf declares a column. A primary key is never NULL, whatever else was said.
func columnOf(a *schema.Attribute, d *dialect.Dialect) Column {
	c := Column{Name: a.Column, Null: !a.PrimaryKey && a != a.Model.Surrogate && a.SQLNullable, Identity: a.Autoincrement, Kind: kind(a), Fill: fill(a, d), RenamedFrom: a.RenamedFrom}
	if a.Generated != "" {
		c.Generated, c.Stored, c.Fill = d.GeneratedBy(a), a.Generation == schema.GeneratedStored, ""
		c.Null = c.Null || d.DDL.GeneratedNull
	}
	c.Type, c.Collation = d.SplitCollation(d.Type(a))
	if a.ServerDefault != "" {
		c.Default = d.DDL.ServerDefault(a)
	}
	if d.DDL.Comments != 0 {
		c.Comment = a.Comment
	}
	if e := element(a); NamedEnum(e, d) {
		c.Enum = e.EnumName
	}
	return c
}

// kind is the field's type without its length, by which a renamed column is told from a new one.
func kind(a *schema.Attribute) string {
	if a.Cipher != nil {
		return "Encrypted " + a.Kind.String()
	}
	if a.Elem != nil {
		return "Array " + a.Elem.Kind.String()
	}
	return a.Kind.String()
}

func constraintOf(c schema.ResolvedConstraint, d *dialect.Dialect) Constraint {
	out := Constraint{Kind: Check, Name: c.Name, Expression: c.Condition.SQL(d.Ident), Where: c.Where.SQL(d.Ident), Method: c.Method}
	switch c.Kind {
	case schema.UniqueConstraint:
		if out.Kind = Unique; d.DDL.PartialIndexes && !c.Simple() {
			out.Kind, out.Distinct = Index, true
		}
	case schema.IndexConstraint:
		out.Kind = Index
	case schema.ExclusionConstraint:
		return exclusionOf(c, d)
	}
	out.Include = columns(c.Include)
	for _, p := range c.Parts {
		part := Part{Expression: p.Expression.SQL(d.Ident), Desc: p.Desc, Class: p.Class, Length: p.Length}
		if p.Attribute != nil {
			part.Column = p.Attribute.Column
		}
		out.Parts = append(out.Parts, part)
	}
	return out
}

// exclusionOf is an exclusion constraint, whose expression is all that stands behind EXCLUDE.
func exclusionOf(c schema.ResolvedConstraint, d *dialect.Dialect) Constraint {
	elements := make([]string, len(c.Parts))
	for i, p := range c.Parts {
		elements[i] = p.Expression.SQL(d.Ident)
	}
	text := "USING " + c.Method + " (" + strings.Join(elements, ", ") + ")"
	if where := c.Where.SQL(d.Ident); where != "" {
		text += " WHERE (" + where + ")"
	}
	return Constraint{Kind: Exclusion, Name: c.Name, Expression: text}
}

// values are the only ones that the column may hold; empty where its type says as much, or where it
// refers to a column that is checked.
func values(a *schema.Attribute, d *dialect.Dialect) string {
	switch {
	case a.Within != nil && a.Within.Legs != nil && a.Part == 0:
		list := make([]string, len(a.Within.Legs))
		for i, l := range a.Within.Legs {
			list[i] = d.CheckConstant(l.TypeName)
		}
		return strings.Join(list, ", ")
	case a.Side != nil || a.Within != nil || a.Cipher != nil:
		return ""
	case a.Kind == schema.KindBoolean && d.DDL.BooleanCheck:
		return "0, 1"
	case a.Kind == schema.KindEnum && !d.Enum(a):
		list := make([]string, len(a.Choices))
		for i, v := range a.Choices {
			if text, ok := v.(string); ok {
				list[i] = d.DDL.Literal(text)
				continue
			}
			list[i] = fmt.Sprint(v)
		}
		return strings.Join(list, ", ")
	}
	return ""
}

func foreignKeyOf(s *schema.Side) ForeignKey {
	return ForeignKey{Name: s.Constraint, Columns: columns(s.Key.Columns()), Schema: s.Target.Schema, Table: s.Target.Table, Targets: columns(s.Ref.Columns()),
		OnDelete: action(s.OnDelete), OnUpdate: action(s.OnUpdate)}
}

func action(a schema.Action) string {
	if a == schema.NoAction {
		return ""
	}
	return a.String()
}
