package compile

import (
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// SameKeys is the statement that tells which values of one list equal which of another, as the columns of the attributes compare
// in a join: it gives the numbers of each pair. The lists are the statement's two values; n and m are their lengths. A list takes its
// type and collation from the column, of which it reads no row.
func (c *Compiler) SameKeys(found *schema.Attribute, n int, asked *schema.Attribute, m int) (*Statement, error) {
	b := &builder{d: c.Dialect}
	t := new(text).add("SELECT f.n, a.n FROM ")
	b.numbered(t, found, 0, n, "f")
	t.add(" JOIN ")
	b.numbered(t, asked, 1, m, "a")
	st, err := b.finish(t.add(" ON f.k = a.k").expr())
	if err == nil {
		number := Output{Function: string(query.Count)}
		st.Outputs = []Output{number, number}
	}
	return st, err
}

// numbered writes a list as a table of values k, compared as the attribute's column is, and their numbers n.
func (b *builder) numbered(t *text, a *schema.Attribute, index, size int, name string) {
	column, table := b.ident(a.Column), b.place(a.Model)
	s := Slot{Index: index, Elem: -1, Attr: a}
	if b.d.Arrays {
		s.Form = Array
		t.add("unnest(ARRAY(SELECT ", column, " FROM ", table, " WHERE false) || ").arg("?", s)
		t.add(") WITH ORDINALITY AS ", name, "(k, n)")
		return
	}
	t.add("(SELECT ", column, " AS k, 0 AS n FROM ", table, " WHERE 1 = 0")
	if b.d.NumberedList != "" {
		s.Form = JSON
		t.add(" UNION ALL ").arg(b.d.NumberedList, s)
		t.add(") AS ", name)
		return
	}
	for s.Elem = range ListClass(b.d, a, size) {
		t.add(" UNION ALL SELECT ").arg("?", s)
		t.add(", ", itoa(s.Elem))
	}
	t.add(") AS ", name)
}
