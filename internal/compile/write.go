package compile

import (
	"slices"
	"strings"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Update is the statement that assigns to every row of a query.
func (c *Compiler) Update(q *query.Query, list []*query.Assignment, shape ShapeOf) (*Statement, error) {
	b := c.builder(shape)
	ordered, err := b.assignments(list)
	if err != nil {
		return nil, err
	}
	f, where, err := b.target(q)
	if err != nil {
		return nil, err
	}
	up := questions.Update(b.place(q.Model))
	for _, a := range ordered {
		value := new(text)
		if a.Expr != nil {
			secret := hidden(a.Attr) || secretExpr(a.Expr)
			if value, err = b.conceal(secret, func() (*text, error) { return f.assigned(a) }); err != nil {
				return nil, err
			}
		} else {
			value.arg(b.parameter(a.Attr), b.slot(a, 0, Plain, a.Attr))
		}
		up = up.Set(b.ident(a.Attr.Column), value.expr())
	}
	if where != nil {
		up = up.Where(where.expr())
	}
	return b.finish(up)
}

// assigned is the expression of an assignment in the form in which its column keeps values.
func (f *frame) assigned(a *query.Assignment) (*text, error) {
	fits := a.Attr.Kind.IsInteger() && f.b.d.FitInteger != nil && outgrows(a)
	f.assigning = true
	defer func() { f.assigning = false }()
	compile := f.value
	if fits { // which looks at the range as well
		compile = f.expr
	}
	t, err := compile(a.Expr)
	switch {
	case err != nil:
		return nil, err
	case a.Attr.Kind == schema.KindDecimal && f.b.d.FitDecimal != nil:
		before, after := f.b.d.FitDecimal(a.Attr)
		t = new(text).add(before).join(t).add(after)
	case f.b.d.FitText != nil && lengthens(a):
		before, after := f.b.d.FitText(a.Attr)
		t = new(text).add(before).join(t).add(after)
		f.b.assigns = true
	case dialect.TextEnum(a.Attr) && f.b.d.Cast != nil: // what is computed of an enumeration is a text
		before, after, _ := strings.Cut(f.b.d.Cast(a.Attr), "?")
		t = new(text).add(before).join(t).add(after)
	case fits:
		before, after := f.b.d.FitInteger(a.Attr)
		t = new(text).add(before).join(t).add(after)
	}
	return t, nil
}

// outgrows reports whether the value of an assignment to an integer column can be outside its range.
func outgrows(a *query.Assignment) bool {
	from := a.Expr.Kindred()
	return a.Expr.Op != 0 || from != nil && from.Kind > a.Attr.Kind
}

// lengthens reports whether the value of an assignment can be longer than its column takes.
func lengthens(a *query.Assignment) bool {
	if a.Attr.MaxLength <= 0 || a.Attr.Kind != schema.KindString && a.Attr.Kind != schema.KindBinary {
		return false
	}
	from := a.Expr.Path
	return from == nil || from.Attr.MaxLength <= 0 || from.Attr.MaxLength > a.Attr.MaxLength
}

// assignments orders the list so that no right side reads a column that was assigned before: some databases would give it
// the new value. They refuse what has no such order.
func (b *builder) assignments(list []*query.Assignment) ([]*query.Assignment, error) {
	if !b.d.AssignsInOrder {
		return list, nil
	}
	rest, out := slices.Clone(list), []*query.Assignment(nil)
	for len(rest) > 0 {
		i := slices.IndexFunc(rest, func(a *query.Assignment) bool {
			return !slices.ContainsFunc(rest, func(o *query.Assignment) bool { return o != a && reads(o, a.Attr) })
		})
		if i < 0 {
			return nil, unsupported(b.d.Name, "assignments that read each other's columns in one UPDATE; use two")
		}
		out = append(out, rest[i])
		rest = slices.Delete(rest, i, i+1)
	}
	return out, nil
}

func reads(a *query.Assignment, attr *schema.Attribute) bool {
	found := false
	a.Expr.EachPath(func(p *schema.Path) { found = found || p.Attr == attr })
	return found
}

// Delete is the statement that deletes every row of a query.
func (c *Compiler) Delete(q *query.Query, shape ShapeOf) (*Statement, error) {
	b := c.builder(shape)
	_, where, err := b.target(q)
	if err != nil {
		return nil, err
	}
	del := questions.Delete(b.place(q.Model))
	if where != nil {
		del = del.Where(where.expr())
	}
	return b.finish(del)
}

// target is the frame of a set-wise write and its condition. Conditions on the table's own columns stand as they are;
// anything else picks the rows by key in a sub-query, wrapped once more so that every database may read the table that it
// changes.
func (b *builder) target(q *query.Query) (*frame, *text, error) {
	f := b.frameOf(q)
	f.root = b.ident(q.Model.Table)
	if own(q) && b.plainScopes(q) {
		where, err := f.where(q.AllWhere())
		return f, f.within(where), err
	}
	c := aliased(b, q, q.Clone())
	c.Lock, c.Related = nil, nil
	if !q.HasLimit && !q.HasOffset {
		c.Order, c.NoDefault = nil, true
	}
	s, err := b.selection(c, nil)
	if err != nil {
		return nil, nil, err
	}
	inner := questions.Select()
	keys, names := make([]string, len(q.Model.Keys)), make([]string, len(q.Model.Keys))
	for i, a := range q.Model.Keys {
		inner = inner.Column(s.f.column(s.f.tree.Root(), a) + " AS k" + itoa(i))
		keys[i], names[i] = f.column(f.tree.Root(), a), "k"+itoa(i)
	}
	if !b.d.SelfSubquery && !q.HasLimit && !q.HasOffset {
		inner = inner.Distinct() // a plain sub-query would be merged into the statement, which may not read its own table
	}
	inner, err = s.build(inner, q.HasLimit || q.HasOffset)
	if err != nil {
		return nil, nil, err
	}
	sql, args, err := inner.ToSql()
	if err != nil {
		return nil, nil, query.Errorf("building the statement: %w", err)
	}
	t := new(text)
	if len(keys) == 1 {
		t.add(keys[0])
	} else {
		t.add("(", commas(keys), ")")
	}
	t.add(" IN (SELECT ", commas(names), " FROM (", sql, ") AS picked)")
	t.args = args
	shard, err := f.shard(q)
	return f, both(shard, t), err
}

// own reports whether a query's conditions read nothing but the model's own columns.
func own(q *query.Query) bool {
	if q.HasLimit || q.HasOffset || len(q.Annotations()) > 0 {
		return false
	}
	ok := true
	for _, n := range q.AllWhere() {
		n.Walk(func(k *query.Node) {
			if k.Path != nil && len(k.Path.Steps) > 0 || k.Nested() || k.Op == query.Some || k.Op == query.None || k.Op == query.Every {
				ok = false
			}
		})
		n.EachPath(func(p *schema.Path) { ok = ok && len(p.Steps) == 0 })
	}
	return ok
}

// Insert is the statement that inserts rows of the given columns; returning are read back where the database can. No column
// at all inserts a row of defaults.
func (c *Compiler) Insert(m *schema.Model, columns []*schema.Attribute, rows int, returning []*schema.Attribute) (*Statement, error) {
	b := &builder{d: c.Dialect}
	if len(columns) == 0 {
		sql := "INSERT INTO " + b.place(m) + " " + b.d.EmptyInsert
		return b.finish(sq.Expr(sql + b.returning(returning)))
	}
	names := make([]string, len(columns))
	for i, a := range columns {
		names[i] = b.ident(a.Column)
	}
	ins := questions.Insert(b.place(m)).Columns(names...)
	for r := range rows {
		values := make([]any, len(columns))
		for i, a := range columns {
			t := new(text).arg(b.parameter(a), Slot{Index: r*len(columns) + i, Elem: -1, Attr: a})
			values[i] = t.expr()
		}
		ins = ins.Values(values...)
	}
	if len(returning) > 0 {
		ins = ins.Suffix(strings.TrimSpace(b.returning(returning)))
	}
	return b.finish(ins)
}

func (b *builder) returning(list []*schema.Attribute) string {
	if len(list) == 0 {
		return ""
	}
	b.returns = true
	names := make([]string, len(list))
	for i, a := range list {
		names[i] = b.read(a, b.ident(a.Column))
	}
	return " RETURNING " + commas(names)
}
