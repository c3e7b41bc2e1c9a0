package compile

import (
	"strconv"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

func itoa(n int) string { return strconv.Itoa(n) }

// operators of the lookups that compare with one value.
var operators = map[query.Lookup]string{query.Exact: " = ", query.Ne: " <> ", query.Gt: " > ", query.Gte: " >= ",
	query.Lt: " < ", query.Lte: " <= "}

func (f *frame) compare(n *query.Node) (*text, error) {
	if n.Path != nil && n.Path.Attr != nil && len(n.Path.Attr.Parts) > 0 {
		return f.compareTuple(n)
	}
	if n.Left == nil && n.Right == nil && n.Sub == nil && n.Lookup != query.IsNull && !f.grouped && f.b.mixed(n.Path.Attr) {
		return f.compareMixed(n)
	}
	left, a, err := f.left(n)
	if err != nil {
		return nil, err
	}
	t := new(text).join(left)
	switch {
	case n.Lookup == query.IsNull:
		if f.b.d.Absent != nil && n.Left == nil {
			t = &text{args: left.args}
			t.add(f.b.d.Absent(a, left.String()))
		}
		if n.Value.(bool) {
			return t.add(" IS NULL"), nil
		}
		return t.add(" IS NOT NULL"), nil
	case n.Right != nil:
		right, err := f.value(n.Right)
		if err != nil {
			return nil, err
		}
		return t.add(operators[n.Lookup]).join(right), nil
	case n.Sub != nil:
		return f.subquery(t, n)
	case n.Lookup == query.In:
		if len(n.List) == 0 {
			return new(text).add("1 = 0"), nil
		}
		f.b.list(t, a, n, len(n.List))
		return t, nil
	case n.Lookup == query.Range:
		p := f.b.parameter(a)
		return t.add(" BETWEEN ").arg(p, f.b.slot(n, 0, Plain, a)).add(" AND ").arg(p, f.b.slot(n, 1, Plain, a)), nil
	case n.Left == nil && a != nil && a.Elem != nil:
		return f.elements(left, n, a), nil
	case n.Left == nil && a != nil && a.Ranges() && (n.Lookup == query.Contains || n.Lookup == query.Any || n.Lookup == query.Overlaps):
		return f.ranges(left, n, a)
	case n.Lookup == query.Contains && query.Holds(a):
		return f.holdsDocument(left, n, a)
	case n.Lookup.Text():
		return f.search(left, n, a)
	case a != nil && a.Kind == schema.KindJSON && a.Cipher == nil:
		return f.json(left, n, a)
	}
	return t.add(operators[n.Lookup]).arg(f.b.parameter(a), f.b.slot(n, 0, Plain, a)), nil
}

// left is the left side of a comparison, and the attribute whose values it is compared with.
func (f *frame) left(n *query.Node) (*text, *schema.Attribute, error) {
	if n.Left == nil {
		left := f.compared(n.Path)
		switch n.Lookup {
		case query.Exact, query.Ne, query.In, query.IsNull:
			if n.Right == nil && !f.grouped { // equality is right, and served by an index, on the column as it is
				left = f.column(f.at(n.Path), n.Path.Attr)
			}
		}
		return new(text).add(left), n.Path.Attr, nil
	}
	t, err := f.value(n.Left)
	return t, spoken(n.Left.Kindred()), err
}

// spoken is the attribute like which a value beside an expression is bound: the expression of an enumeration is a text, whatever type the
// database has for its column.
func spoken(a *schema.Attribute) *schema.Attribute {
	if dialect.TextEnum(a) {
		return schema.Figure("value", schema.KindText)
	}
	return a
}

// elements is the lookups of arrays, of which equality is that of JSON where they are stored as such.
func (f *frame) elements(left *text, n *query.Node, a *schema.Attribute) *text {
	x := &f.b.d.Elements
	patterns := map[query.Lookup]string{query.Exact: x.Equal, query.Ne: x.Unequal, query.Contains: x.Contains, query.ContainedBy: x.ContainedBy,
		query.Overlap: x.Overlap, query.Len: x.Len}
	if n.Lookup == query.Len {
		a = query.Lengths()
	}
	return filled(patterns[n.Lookup], left, new(text).arg("?", f.b.slot(n, 0, Plain, a)))
}

// ranges is the lookups of ranges. An element is of the type that the range's name tells.
func (f *frame) ranges(left *text, n *query.Node, a *schema.Attribute) (*text, error) {
	pattern := f.b.d.Ranges(a, n.Lookup == query.Any, n.Lookup == query.Overlaps)
	if pattern == "" {
		return nil, unsupported(f.b.d.Name, "ranges")
	}
	return filled(pattern, left, new(text).arg("?", f.b.slot(n, 0, Raw, a))), nil
}

// json compares JSON by meaning where the database can.
func (f *frame) json(left *text, n *query.Node, a *schema.Attribute) (*text, error) {
	t := new(text)
	if n.Lookup == query.Ne {
		t.add("NOT (")
	}
	equal := f.b.d.JSONEqual
	t.add(equal[0]).join(left).add(equal[1]).arg("?", f.b.slot(n, 0, Plain, a)).add(equal[2])
	if n.Lookup == query.Ne {
		t.add(")")
	}
	return t, nil
}

// holdsDocument asks whether JSON contains a document.
func (f *frame) holdsDocument(left *text, n *query.Node, a *schema.Attribute) (*text, error) {
	d, ok := n.Value.(*query.Document)
	if !ok {
		return nil, query.Errorf("contains takes a document, got %T", n.Value)
	}
	h := &f.b.d.Holding
	if !h.Asks() {
		return nil, unsupported(f.b.d.Name, "JSON_TABLE, by which JSON is asked to contain a document")
	}
	if h.Native == "" {
		left = new(text).add(f.b.inline(left)) // the text names it again and again
	}
	return filled(h.Pattern(d.Layers), left, new(text).arg("?", f.b.slot(n, 0, Plain, a))), nil
}

// search is the text lookups. LIKE gets an escape character of our own; where LIKE ignores case, instr and substr stand in.
func (f *frame) search(column *text, n *query.Node, a *schema.Attribute) (*text, error) {
	value := "?"
	if f.b.d.Searched != nil && a != nil && a.Cipher == nil {
		own := a.CaseInsensitive || a.Collation != ""
		searched := &text{args: column.args}
		switch {
		case n.Left == nil && (own || f.b.d.Pads && a.Kind.IsText() && !n.Lookup.Folds()):
			column = searched.add(f.b.d.Searched(a, f.column(f.at(n.Path), a)))
		case n.Left != nil && own:
			column = searched.add(f.b.d.Searched(a, "("+column.String()+")"))
		}
	}
	if n.Lookup.Folds() {
		folded := &text{args: column.args}
		column, value = folded.add(f.b.d.Fold(column.String())), f.b.d.Fold("?")
	}
	slot := func(form Form) Slot { return f.b.slot(n, 0, form, a) }
	t := new(text)
	switch n.Lookup {
	case query.IExact:
		return t.join(column).add(" = ").arg(value, slot(Raw)), nil
	case query.Regex:
		return f.regex(t, column, slot(Raw))
	}
	if !f.b.d.InstrSearch {
		form := PatternIn
		switch n.Lookup {
		case query.StartsWith, query.IStartsWith:
			form = PatternStart
		case query.EndsWith, query.IEndsWith:
			form = PatternEnd
		}
		return t.join(column).add(" LIKE ").arg(value, slot(form)).add(" ESCAPE '!'"), nil
	}
	switch n.Lookup {
	case query.Contains, query.IContains:
		t.add("instr(").join(column).add(", ").arg(value, slot(Raw)).add(") > 0")
	case query.StartsWith, query.IStartsWith:
		t.add("substr(").join(column).add(", 1, length(").arg("?", slot(Raw)).add(")) = ").arg(value, slot(Raw))
	default:
		t.add("substr(").join(column).add(", length(").join(column).add(") - length(").arg("?", slot(Raw)).add(") + 1) = ").arg(value, slot(Raw))
	}
	return t, nil
}

// regex matches with the database's own regular expressions.
func (f *frame) regex(t, column *text, s Slot) (*text, error) {
	if f.b.d.NoFunctions {
		return nil, unsupported(f.b.d.Name, "the function orm_regexp on this pool; open it with orm/sqlite")
	}
	r := f.b.d.RegexMatch
	if f.b.d.RegexPatternFirst {
		return t.add(r[0]).arg("?", s).add(r[1]).join(column).add(r[2]), nil
	}
	return t.add(r[0]).join(column).add(r[1]).arg("?", s).add(r[2]), nil
}
