package compile

import (
	"strings"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// A key of several columns is written as a row value where it is compared with values, and column by column where it is compared
// with other columns, which every database can look up in an index.

// columns are the qualified names of a node's columns: several for a key of several.
func (f *frame) columns(n *loaders.Node, a *schema.Attribute) []string {
	parts := a.Columns()
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = f.single(n, p)
	}
	return out
}

// single is the qualified name of a column, or what stands for one that has the same value in every row.
func (f *frame) single(n *loaders.Node, a *schema.Attribute) string {
	if a.Constant != "" {
		return f.b.d.Constant(a.Constant)
	}
	return f.alias(n) + "." + f.b.ident(a.Column)
}

// rowValue is a list of columns as one value.
func rowValue(columns []string) string {
	if len(columns) == 1 {
		return columns[0]
	}
	return "(" + commas(columns) + ")"
}

// tie is the equality of what two nodes have, of which the first may be looked up in an index. Rows of the same shard are tied by
// their shard keys as well.
func (f *frame) tie(n *loaders.Node, a *schema.Attribute, g *frame, other *loaders.Node, of *schema.Attribute) string {
	on := f.tieKeys(n, a, g, other, of)
	if acrossShards(n.Model, a, other.Model, of) {
		x, y := n.Model.ShardKey, other.Model.ShardKey
		on += " AND " + f.b.equal(f.column(n, x), x, g.column(other, y), y)
	}
	return on
}

// tieKeys is the equality of two attributes.
func (f *frame) tieKeys(n *loaders.Node, a *schema.Attribute, g *frame, other *loaders.Node, of *schema.Attribute) string {
	if len(a.Parts) == 0 {
		return f.b.equal(f.column(n, a), a, g.column(other, of), of)
	}
	left, right, on := f.columns(n, a), g.columns(other, of), ""
	for i := range left {
		if i > 0 {
			on += " AND "
		}
		if a.Parts[i].Constant != "" {
			on += f.b.equal(right[i], of.Parts[i], left[i], a.Parts[i])
			continue
		}
		on += f.b.equal(left[i], a.Parts[i], right[i], of.Parts[i])
	}
	return on
}

// maxTuples is the size up to which lists of keys of several columns are rounded up.
const maxTuples = 4096

// tupleClass is ListClass for keys of several columns.
func tupleClass(n int) int {
	c := 1
	for c < n {
		c *= 2
	}
	return min(c, max(n, maxTuples))
}

// MostTuples is how many keys of several columns one list can have: half of the parameters of a statement.
func MostTuples(d *dialect.Dialect, a *schema.Attribute) int {
	most := maxTuples
	for most*len(a.Parts)*2 > d.MaxParameters {
		most /= 2
	}
	return most
}

// parted are columns of a key as they are compared with values.
func (b *builder) parted(columns []string, a *schema.Attribute) string {
	out := make([]string, 0, len(columns))
	for i, p := range a.Parts {
		switch {
		case p.Constant != "": // of all values too
		case b.mixed(p):
			out = append(out, b.comparable(p, columns[i]))
		default:
			out = append(out, columns[i])
		}
	}
	return rowValue(out)
}

// listTuples compares the columns of a key with a list of its values.
func (b *builder) listTuples(t *text, columns []string, a *schema.Attribute, owner any, n int) *text {
	t.add(b.parted(columns, a), " IN (")
	s := b.slot(owner, 0, Plain, a)
	if b.d.Arrays {
		s.Form = Array
		t.add("SELECT * FROM unnest(")
		sep := ""
		for i, p := range a.Parts {
			if p.Constant != "" {
				continue
			}
			t.add(sep)
			sep = ", "
			s.Attr, s.Part = p, i+1
			b.partList(t, p, s)
		}
		return t.add("))")
	}
	t.add(b.d.RowValues)
	for elem := range tupleClass(n) {
		if elem > 0 {
			t.add(",")
		}
		s.Elem = elem
		b.tuple(t, a, s)
	}
	return t.add(")")
}

// partList is the list of the values of one column, of a type that UNNEST can tell: texts have that of the column, which may fold.
func (b *builder) partList(t *text, a *schema.Attribute, s Slot) {
	switch parameter := b.d.ArrayParameter(a); {
	case a.Kind.IsText():
		t.add("ARRAY(SELECT ", b.ident(a.Column), " FROM ", b.place(a.Model), " WHERE false) || ").arg(parameter, s)
	case parameter == "?":
		s.Form = Column
		t.arg(b.d.ColumnParameter(a), s)
	default:
		t.arg(parameter, s)
	}
}

// tuple is one value of a key as parameters.
func (b *builder) tuple(t *text, a *schema.Attribute, s Slot) *text {
	sep := "("
	for i, p := range a.Parts {
		if p.Constant != "" {
			continue
		}
		t.add(sep)
		sep = ","
		s.Attr, s.Part = p, i+1
		t.arg(b.parameter(p), s)
	}
	return t.add(")")
}

// compareTuple compares a key of several columns.
func (f *frame) compareTuple(n *query.Node) (*text, error) {
	a, columns := n.Path.Attr, f.columns(f.at(n.Path), n.Path.Attr)
	complete := there(a, columns)
	if complete == "" || n.Lookup == query.IsNull || n.Lookup == query.In && n.Sub == nil && len(n.List) == 0 || !f.negated && n.Lookup != query.Ne {
		return f.tupleText(n, columns)
	}
	if n.Sub != nil { // which may be empty, and then has no NULL either
		for i, c := range columns {
			columns[i] = "CASE WHEN " + complete + " THEN " + c + " END"
		}
		return f.tupleText(n, columns)
	}
	t, err := f.tupleText(n, columns)
	if err != nil {
		return nil, err
	}
	return new(text).add("CASE WHEN ", complete, " THEN ").join(t).add(" END"), nil
}

// there is what holds where no column of a key is NULL, of which one makes a NULL of the key, though others tell it from every value.
func there(a *schema.Attribute, columns []string) string {
	var out []string
	for i, p := range a.Parts {
		if p.Nullable && p.Constant == "" {
			out = append(out, columns[i]+" IS NOT NULL")
		}
	}
	return strings.Join(out, " AND ")
}

// tupleText is the comparison where FALSE is as good as NULL.
func (f *frame) tupleText(n *query.Node, columns []string) (*text, error) {
	a, b, t := n.Path.Attr, f.b, new(text)
	switch {
	case n.Lookup == query.IsNull:
		op := " OR "
		test := " IS NULL"
		if !n.Value.(bool) {
			op, test = " AND ", " IS NOT NULL"
		}
		t.add("(")
		for i, c := range columns {
			if i > 0 {
				t.add(op)
			}
			t.add(c, test)
		}
		return t.add(")"), nil
	case n.Sub != nil && n.Sub.Tree != nil:
		return f.walked(f.origin, n.Sub.Tree)
	case n.Sub != nil:
		sub, err := f.inside(func() (sq.Sqlizer, error) { return b.column(n.Sub) })
		if err != nil {
			return nil, err
		}
		t.add(rowValue(columns), " IN (")
		if q := n.Sub.Query; q.HasLimit || q.HasOffset {
			names := make([]string, len(columns))
			for i := range names {
				names[i] = "v" + itoa(i)
			}
			return t.add("SELECT ", commas(names), " FROM (").join(sub).add(") AS sub)"), nil
		}
		return t.join(sub).add(")"), nil
	case n.Lookup == query.In && len(n.List) == 0:
		return t.add("1 = 0"), nil
	case n.Lookup == query.In:
		return b.listTuples(t, columns, a, n, len(n.List)), nil
	case n.Lookup == query.Exact, n.Lookup == query.Ne:
		if n.Lookup == query.Ne {
			t.add("NOT ")
		}
		sep := "("
		for i, p := range a.Parts {
			if p.Constant != "" {
				continue
			}
			t.add(sep)
			sep = " AND "
			s := b.slot(n, 0, Plain, p)
			s.Part = i + 1
			b.equals(t, columns[i], p, s)
		}
		return t.add(")"), nil
	}
	return nil, query.Errorf("%s.%s is a key of %d columns, which answers exact, ne, in and isnull; name one of its columns for %s",
		n.Path.Root.Name, n.Path.Text, len(a.Parts), n.Lookup)
}
