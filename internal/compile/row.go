package compile

import (
	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/schema"
)

// The statements of this file are about single rows; their values lie in the order of the arguments: first the columns, then
// those by which the row is found.

// UpdateRow writes columns of the row that is found by others: its key, or the columns of a unique constraint. raise also raises its
// version.
func (c *Compiler) UpdateRow(m *schema.Model, columns, by []*schema.Attribute, raise bool, scope Scope) (*Statement, error) {
	b, within, err := c.bound(m, scope)
	if err != nil {
		return nil, err
	}
	up := questions.Update(b.place(m))
	for i, a := range columns {
		up = up.Set(b.ident(a.Column), new(text).arg(b.parameter(a), Slot{Index: i, Elem: -1, Attr: a}).expr())
	}
	if raise {
		up = up.Set(b.ident(m.Version.Column), sq.Expr(b.ident(m.Table)+"."+b.ident(m.Version.Column)+" + 1"))
	}
	return b.finish(up.Where(both(b.found(m, by, len(columns)), within).expr()))
}

// DeleteRow deletes the row that is found by columns.
func (c *Compiler) DeleteRow(m *schema.Model, by []*schema.Attribute, scope Scope) (*Statement, error) {
	b, within, err := c.bound(m, scope)
	if err != nil {
		return nil, err
	}
	return b.finish(questions.Delete(b.place(m)).Where(both(b.found(m, by, 0), within).expr()))
}

// SelectRow reads columns of the row that is found by others, and locks it against changes.
func (c *Compiler) SelectRow(m *schema.Model, columns, by []*schema.Attribute, lock bool, scope Scope) (*Statement, error) {
	b, within, err := c.bound(m, scope)
	if err != nil {
		return nil, err
	}
	sel := questions.Select()
	for _, a := range columns {
		sel = sel.Column(b.read(a, b.ident(m.Table)+"."+b.ident(a.Column)))
	}
	sel = sel.From(b.place(m)).Where(both(b.found(m, by, 0), within).expr())
	if lock {
		sel = sel.Suffix(b.d.ShareLock)
	}
	return b.finish(sel)
}

// found compares columns with the values from position first on.
func (b *builder) found(m *schema.Model, by []*schema.Attribute, first int) *text {
	t := new(text)
	for i, a := range by {
		if i > 0 {
			t.add(" AND ")
		}
		b.equals(t, b.ident(m.Table)+"."+b.ident(a.Column), a, Slot{Index: first + i, Elem: -1, Attr: a})
	}
	return t
}

// UpsertRow inserts a row or, when its key is there, writes the given columns of it; returning are read back where the
// database can. The values of the updated columns follow those of the inserted ones. raise raises the version of a row that is there.
func (c *Compiler) UpsertRow(m *schema.Model, inserted, updated []*schema.Attribute, raise bool, returning []*schema.Attribute) (*Statement, error) {
	b := &builder{d: c.Dialect}
	names, keys := b.columnNames(inserted), b.columnNames(m.Keys)
	t := new(text).add("INSERT INTO ", b.place(m), " (", commas(names), ") VALUES (")
	for i, a := range inserted {
		if i > 0 {
			t.add(", ")
		}
		t.arg(b.parameter(a), Slot{Index: i, Elem: -1, Attr: a})
	}
	if b.d.OnConflict {
		t.add(") ON CONFLICT (", commas(keys), ") DO UPDATE SET ")
	} else {
		t.add(") ON DUPLICATE KEY UPDATE ")
	}
	for i, a := range updated {
		if i > 0 {
			t.add(", ")
		}
		t.add(b.ident(a.Column), " = ").arg(b.parameter(a), Slot{Index: len(inserted) + i, Elem: -1, Attr: a})
	}
	switch {
	case raise:
		if len(updated) > 0 {
			t.add(", ")
		}
		b.raised(t, m)
	case len(updated) == 0:
		t.add(keys[0], " = ", b.ident(m.Table), ".", keys[0])
	}
	t.add(b.returning(returning))
	return b.finish(t.expr())
}

// raised assigns the next version to a row that is there.
func (b *builder) raised(t *text, m *schema.Model) {
	version := b.ident(m.Version.Column)
	t.add(version, " = ", b.ident(m.Table), ".", version, " + 1")
}

func (b *builder) columnNames(attrs []*schema.Attribute) []string {
	names := make([]string, len(attrs))
	for i, a := range attrs {
		names[i] = b.ident(a.Column)
	}
	return names
}
