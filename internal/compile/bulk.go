package compile

import (
	"slices"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// Conflict says what a bulk insert does with a row that is there already: it writes the values that would have been inserted
// to Update, and values of their own, which follow all others in the arguments, to Touch. Target are the columns whose conflict
// is meant; of none it is any. Index is set where that is more than columns.
type Conflict struct {
	Ignore        bool
	Raise         bool // the version of a row that is there
	Update, Touch []*schema.Attribute
	Target        []*schema.Attribute
	Index         *schema.ResolvedConstraint
}

// InsertMany is an INSERT of several rows of the same columns, whose values lie row by row in the arguments.
func (c *Compiler) InsertMany(m *schema.Model, columns []*schema.Attribute, rows int, conflict *Conflict, returning []*schema.Attribute) (*Statement, error) {
	b := &builder{d: c.Dialect}
	t := new(text).add("INSERT INTO ", b.place(m), " (", commas(b.columnNames(columns)), ") VALUES ")
	b.tuples(t, columns, rows, b.parameter)
	if conflict != nil {
		b.conflict(t, m, conflict, rows*len(columns))
	}
	t.add(b.returning(returning))
	return b.finish(t.expr())
}

// InsertColumns is an INSERT of any number of rows, for a database with arrays: each column's values are one list in the arguments.
// The rows are inserted in the order of the lists.
func (c *Compiler) InsertColumns(m *schema.Model, columns []*schema.Attribute, conflict *Conflict, returning []*schema.Attribute) (*Statement, error) {
	b := &builder{d: c.Dialect}
	names := valueNames(columns)
	t := new(text).add("INSERT INTO ", b.place(m), " (", commas(b.columnNames(columns)), ") SELECT ", commas(b.unnested(columns, names)), " FROM ")
	b.unnest(t, columns)
	t.add(" WITH ORDINALITY AS v(", commas(names), ", ord) ORDER BY ord")
	if conflict != nil {
		b.conflict(t, m, conflict, len(columns))
	}
	t.add(b.returning(returning))
	return b.finish(t.expr())
}

// unnested are the values of the rows that unnest makes.
func (b *builder) unnested(columns []*schema.Attribute, names []string) []string {
	if b.d.Unnested == nil {
		return names
	}
	out := make([]string, len(names))
	for i, a := range columns {
		out[i] = b.d.Unnested(a, names[i])
	}
	return out
}

// unnest makes rows of lists.
func (b *builder) unnest(t *text, columns []*schema.Attribute) {
	t.add("unnest(")
	for i, a := range columns {
		if i > 0 {
			t.add(", ")
		}
		t.arg(b.d.ColumnParameter(a), Slot{Index: i, Elem: -1, Form: Column, Attr: a})
	}
	t.add(")")
}

// unnestBy is unnest for rows that are found by keys: texts among these take the type of their column, of which it reads no row, since
// the column may be of one that folds.
func (b *builder) unnestBy(t *text, keys, columns []*schema.Attribute) {
	if !slices.ContainsFunc(keys, func(a *schema.Attribute) bool { return a.Kind.IsText() }) {
		b.unnest(t, columns)
		return
	}
	t.add("unnest(")
	for i, a := range columns {
		if i > 0 {
			t.add(", ")
		}
		s := Slot{Index: i, Elem: -1, Form: Column, Attr: a}
		if i < len(keys) && a.Kind.IsText() {
			t.add("ARRAY(SELECT ", b.ident(a.Column), " FROM ", b.place(a.Model), " WHERE false) || ").arg("?", s)
		} else {
			t.arg(b.d.ColumnParameter(a), s)
		}
	}
	t.add(")")
}

func valueNames(columns []*schema.Attribute) []string {
	names := make([]string, len(columns))
	for i := range columns {
		names[i] = "v" + itoa(i)
	}
	return names
}

// tuples writes rows of placeholders.
func (b *builder) tuples(t *text, columns []*schema.Attribute, rows int, placeholder func(*schema.Attribute) string) {
	for r := range rows {
		if r > 0 {
			t.add(", ")
		}
		t.add("(")
		for i, a := range columns {
			if i > 0 {
				t.add(", ")
			}
			t.arg(placeholder(a), Slot{Index: r*len(columns) + i, Elem: -1, Attr: a})
		}
		t.add(")")
	}
}

// conflict writes what happens to a row that is there; the values for what is touched begin at an argument. Where the database
// cannot be told which constraint is meant, the caller has made sure that only one can be violated; an update that changes nothing
// stands for ignoring, since IGNORE would swallow other errors as well.
func (b *builder) conflict(t *text, m *schema.Model, c *Conflict, first int) {
	before, after := "VALUES(", ")"
	if b.d.OnConflict {
		before, after = "excluded.", ""
		t.add(" ON CONFLICT")
		switch {
		case c.Index != nil:
			b.indexTarget(t, m, c.Index)
		case len(c.Target) > 0:
			t.add(" (", commas(b.columnNames(c.Target)), ")")
			if m.SoftDelete != nil && !slices.Equal(c.Target, m.Keys) { // an index of the rows that are not deleted
				t.add(" WHERE ", b.ident(m.SoftDelete.Column), " IS NULL")
			}
		}
		if c.Ignore {
			t.add(" DO NOTHING")
			return
		}
		t.add(" DO UPDATE SET ")
	} else {
		t.add(" ON DUPLICATE KEY UPDATE ")
	}
	if c.Ignore || len(c.Update)+len(c.Touch) == 0 && !c.Raise {
		key := b.ident(m.Keys[0].Column)
		t.add(key, " = ", b.ident(m.Table), ".", key)
		return
	}
	for i, a := range c.Update {
		if i > 0 {
			t.add(", ")
		}
		column := b.ident(a.Column)
		t.add(column, " = ", before, column, after)
	}
	for i, a := range c.Touch {
		if i+len(c.Update) > 0 {
			t.add(", ")
		}
		t.add(b.ident(a.Column), " = ").arg(b.parameter(a), Slot{Index: first + i, Elem: -1, Attr: a})
	}
	if c.Raise {
		if len(c.Update)+len(c.Touch) > 0 {
			t.add(", ")
		}
		b.raised(t, m)
	}
}

// indexTarget names an index by its parts and the rows that it holds.
func (b *builder) indexTarget(t *text, m *schema.Model, index *schema.ResolvedConstraint) {
	var parts, where []string
	for _, p := range index.Parts {
		if p.Attribute != nil {
			parts = append(parts, b.ident(p.Attribute.Column))
		} else {
			parts = append(parts, "("+p.Expression.SQL(b.d.Ident)+")")
		}
	}
	if !index.Where.Empty() {
		where = append(where, "("+index.Where.SQL(b.d.Ident)+")")
	}
	if m.SoftDelete != nil {
		where = append(where, b.ident(m.SoftDelete.Column)+" IS NULL")
	}
	t.add(" (", commas(parts), ")")
	if len(where) > 0 {
		t.add(" WHERE ", strings.Join(where, " AND "))
	}
}

// UpdateMany writes columns of several rows, which others find, in one statement. The values lie row by row in the arguments, those by
// which a row is found first, then the columns; where the database has arrays, they are a list for each of these and rows does not
// matter. raise also raises the rows' versions.
func (c *Compiler) UpdateMany(m *schema.Model, by, columns []*schema.Attribute, rows int, raise bool, scope Scope) (*Statement, error) {
	b, within, err := c.bound(m, scope)
	if err != nil {
		return nil, err
	}
	if b.d.SingleUpdates {
		return b.updateOne(m, by, columns, raise, within)
	}
	all := slices.Concat(by, columns)
	names := valueNames(all)
	table := b.ident(m.Table)
	var on, set []string
	for i, a := range by {
		on = append(on, b.equal(table+"."+b.ident(a.Column), a, "v."+names[i], nil))
	}
	for i, a := range columns {
		left := b.ident(a.Column)
		if b.d.UpdateJoin {
			left = table + "." + left
		}
		value := "v." + names[len(by)+i]
		if b.d.Arrays && b.d.Unnested != nil {
			value = b.d.Unnested(a, value)
		}
		set = append(set, left+" = "+value)
	}
	if raise {
		version := b.ident(m.Version.Column)
		left := version
		if b.d.UpdateJoin {
			left = table + "." + left
		}
		set = append(set, left+" = "+table+"."+version+" + 1")
	}
	t := new(text)
	switch {
	case b.d.Arrays:
		t.add("UPDATE ", b.place(m), " SET ", commas(set), " FROM ")
		b.unnestBy(t, by, all)
		t.add(" AS v(", commas(names), ") WHERE ", strings.Join(on, " AND "))
	case b.d.UpdateJoin:
		t.add("UPDATE ", b.place(m), " JOIN (")
		b.unions(t, m, all, names, rows)
		t.add(") AS v ON ", strings.Join(on, " AND "), " SET ", commas(set))
	default:
		t.add("WITH v (", commas(names), ") AS (VALUES ")
		b.tuples(t, all, rows, b.d.Cast)
		t.add(") UPDATE ", table, " SET ", commas(set), " FROM v WHERE ", strings.Join(on, " AND "))
	}
	switch {
	case within != nil && b.d.UpdateJoin:
		t.add(" WHERE ").join(within)
	case within != nil:
		t.add(" AND ").join(within)
	}
	return b.finish(t.expr())
}

// updateOne is UpdateMany of one row, which reads no other table.
func (b *builder) updateOne(m *schema.Model, by, columns []*schema.Attribute, raise bool, within *text) (*Statement, error) {
	t := new(text).add("UPDATE ", b.place(m), " SET ")
	for i, a := range columns {
		if i > 0 {
			t.add(", ")
		}
		t.add(b.ident(a.Column), " = ").arg(b.parameter(a), Slot{Index: len(by) + i, Elem: -1, Attr: a})
	}
	if raise {
		t.add(", ")
		b.raised(t, m)
	}
	return b.finish(t.add(" WHERE ").join(both(b.found(m, by, 0), within)).expr())
}

// unions is rows of placeholders as a UNION ALL of SELECTs. The first of them gives no row, but names the columns and gives them
// the types of the table's own: those of placeholders alone would be guessed from the first values that are sent, and what comes
// later would be cut to their length or converted to their character set.
func (b *builder) unions(t *text, m *schema.Model, columns []*schema.Attribute, names []string, rows int) {
	t.add("SELECT ")
	for i, a := range columns {
		if i > 0 {
			t.add(", ")
		}
		t.add(b.d.Typed(a, b.ident(a.Column)), " AS ", names[i])
	}
	t.add(" FROM ", b.place(m), " WHERE 1 = 0")
	for r := range rows {
		t.add(" UNION ALL SELECT ")
		for i, a := range columns {
			if i > 0 {
				t.add(", ")
			}
			t.arg(b.d.Cast(a), Slot{Index: r*len(columns) + i, Elem: -1, Attr: a})
		}
	}
}
