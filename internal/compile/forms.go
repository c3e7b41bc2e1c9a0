package compile

import (
	"strings"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// mixed reports whether a column may hold values in several stored forms, so that it cannot be compared as it is.
func (b *builder) mixed(a *schema.Attribute) bool { return b.d.Forms.Mixed(a) }

// canonical is a column in one stored form.
func (b *builder) canonical(a *schema.Attribute, qualified string) string {
	if !b.mixed(a) || a.Kind == schema.KindDecimal { // which is compared by a collation
		return qualified
	}
	return b.d.Forms.Canonical(a, qualified)
}

// plain is a column as the caller's own SQL compares it with what is stored of other values: in one stored form, decimals as numbers.
func (b *builder) plain(a *schema.Attribute, qualified string) string {
	if a.Kind == schema.KindDecimal && b.d.DecimalSum != "" {
		return b.comparable(a, qualified)
	}
	return b.canonical(a, qualified)
}

// equal is the equality of two columns, of which the first may be looked up in an index.
func (b *builder) equal(column string, a *schema.Attribute, other string, of *schema.Attribute) string {
	other = b.canonical(of, other)
	switch {
	case !b.mixed(a):
		return column + " = " + other
	case a.Kind == schema.KindUUID:
		return column + " IN (" + b.d.Forms.Spellings("SELECT "+other+" AS v") + ")"
	}
	return b.comparable(a, column) + " = " + other
}

// equals compares a column with a parameter.
func (b *builder) equals(t *text, column string, a *schema.Attribute, s Slot) *text {
	switch {
	case !b.mixed(a):
		return t.add(column, " = ").arg(b.parameter(a), s)
	case a.Kind == schema.KindUUID:
		return t.add(column, " IN (").arg(b.d.Forms.Spellings("SELECT ? AS v"), s).add(")")
	case dated(a):
		from, before := s, s
		from.Form, before.Form = DayBefore, DayAfter
		return t.add("(", column, " >= ").arg("?", from).add(" AND ", column, " < ").arg("?", before).
			add(" AND ", b.comparable(a, column), " = ").arg(b.parameter(a), s).add(")")
	}
	return t.add(b.comparable(a, column), " = ").arg(b.parameter(a), s)
}

// among compares a column with a list.
func (b *builder) among(t *text, columns []string, a *schema.Attribute, owner any, n int) *text {
	if len(a.Parts) > 0 {
		return b.listTuples(t, columns, a, owner, n)
	}
	column := columns[0]
	if b.mixed(a) && a.Kind == schema.KindUUID {
		return t.add(column, " IN (").arg(b.d.Forms.Spellings("SELECT value AS v FROM json_each(?)"), b.slot(owner, 0, JSON, a)).add(")")
	}
	if b.mixed(a) {
		column = b.comparable(a, column)
	}
	b.list(t.add(column), a, owner, n)
	return t
}

// dated reports whether every form of the attribute's values begins with a date.
func dated(a *schema.Attribute) bool {
	return a.Kind == schema.KindDateTime || a.Kind == schema.KindDate
}

// compareMixed compares a column of several stored forms with values. What it is worth is told by our own form of each value;
// what stands before that lets an index leave out the others.
func (f *frame) compareMixed(n *query.Node) (*text, error) {
	a, b, t := n.Path.Attr, f.b, new(text)
	column := f.column(f.at(n.Path), a)
	canonical := b.comparable(a, column)
	switch n.Lookup {
	case query.Exact:
		return b.equals(t, column, a, b.slot(n, 0, Plain, a)), nil
	case query.Ne:
		return b.equals(t.add("NOT ("), column, a, b.slot(n, 0, Plain, a)).add(")"), nil
	case query.In:
		if len(n.List) == 0 {
			return t.add("1 = 0"), nil
		}
		return b.among(t, []string{column}, a, n, len(n.List)), nil
	case query.Range:
		t.add(canonical, " BETWEEN ").arg("?", b.slot(n, 0, Plain, a)).add(" AND ").arg("?", b.slot(n, 1, Plain, a))
		if dated(a) {
			t = new(text).add("(").join(t).add(" AND ", column, " >= ").arg("?", b.slot(n, 0, DayBefore, a)).
				add(" AND ", column, " < ").arg("?", b.slot(n, 1, DayAfter, a)).add(")")
		}
		return t, nil
	}
	t.add(canonical, operators[n.Lookup]).arg("?", b.slot(n, 0, Plain, a))
	if !dated(a) {
		return t, nil
	}
	bound, form := " >= ", DayBefore
	if n.Lookup == query.Lt || n.Lookup == query.Lte {
		bound, form = " < ", DayAfter
	}
	return new(text).add("(").join(t).add(" AND ", column, bound).arg("?", b.slot(n, 0, form, a)).add(")"), nil
}

// amongMixed is a column of several stored forms in a sub-query.
func (f *frame) amongMixed(n *query.Node, sub *text) *text {
	a := n.Path.Attr
	column := f.column(f.at(n.Path), a)
	t := new(text)
	if a.Kind != schema.KindUUID {
		return t.add(f.b.comparable(a, column), " IN (SELECT v FROM (").join(sub).add(") AS sub)")
	}
	before, after, _ := strings.Cut(f.b.d.Forms.Spellings("\x00"), "\x00")
	return t.add(column, " IN (", before).join(sub).add(after, ")")
}
