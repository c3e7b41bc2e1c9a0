package differential

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// table is a model of the reference: columns, rows, and the relations that start at it.
type table struct {
	name    string // of the Go type
	columns []*column
	inside  []*column // what lies in its JSON
	rows    []*row
	order   []sortKey
	rels    []*rel
	world   *world
	typ     reflect.Type
}

type column struct {
	name     string
	kind     kind
	nullable bool
	field    string       // of the Go struct
	typ      reflect.Type // of that field
	to       *table       // of a foreign key
	key      string       // of what lies inside JSON
	part     string       // the relation whose field holds it
	of       string       // the relation whose key it is a part of, with a field of its own
	computed bool         // by the database
}

// keeps reports whether a column is what the first part of a path names, or a part of that.
func (c *column) keeps(name string) bool {
	return c.name == name || c.of == name && name != "" || c.part != "" && strings.HasPrefix(name, c.part)
}

// keyed reports whether a column is of the key.
func (t *table) keyed(i int) bool { return i == 0 || i < 3 && t.columns[0].kind == pairKind }

// keyOrder is an order by the key.
func (t *table) keyOrder() []sortKey {
	if t.columns[0].kind == pairKind {
		return []sortKey{{path: t.columns[1].name}, {path: t.columns[2].name}}
	}
	return []sortKey{{path: "pk"}}
}

// sums reports whether the numbers of a column are more than names.
func (c *column) sums() bool {
	return (c.kind.numeric() || c.kind == wideKind) && c.to == nil && c.field != "ID" && c.part == ""
}

// row is a row of the reference; the first column is its key.
type row struct {
	table  *table
	values []any
}

func (r *row) key() any { return r.values[0] }

type relKind int

const (
	forward relKind = iota // along a foreign key of the table
	reverse                // against a foreign key of the target
	through                // over the rows of a link table
)

// rel is a relation as its table sees it.
type rel struct {
	name     string
	kind     relKind
	from, to *table
	many     bool
	column   int    // the foreign key: of from, of to, or of the link table that leads back
	link     *table // of through
	onward   int    // the link's foreign key that leads on
	order    []sortKey
	hidden   bool   // a path without a field
	field    string // of the Go struct
	data     bool   // the field holds link rows as well
	leg      string // of a relation to one of several tables: what the column says of rows of to, or of from
}

// backs reports whether this is the other end of a relation against a foreign key.
func (r *rel) backs(by *rel) bool {
	return by != nil && by.kind == reverse && r.kind == forward && r.column == by.column && r.to == by.from
}

// names are the parts of a path. A relation to one of several tables has two.
func names(path string) []string {
	parts := strings.Split(path, "__")
	for i := 0; i+1 < len(parts); i++ {
		if parts[i] == "subject" && (parts[i+1] == "author" || parts[i+1] == "book") {
			parts = slices.Replace(parts, i, i+2, parts[i]+"__"+parts[i+1])
		}
	}
	return parts
}

func (t *table) column(name string) int {
	if name == "pk" {
		return 0
	}
	for i, c := range t.columns {
		if c.name == name {
			return i
		}
	}
	return -1
}

func (t *table) rel(name string) *rel {
	for _, r := range t.rels {
		if r.name == name {
			return r
		}
	}
	return nil
}

func (t *table) find(key any) *row {
	if key == nil {
		return nil
	}
	for _, r := range t.rows {
		if compareValues(r.key(), key) == 0 {
			return r
		}
	}
	return nil
}

// pick gives the rows whose column has a value.
func (t *table) pick(column int, key any) []*row {
	var out []*row
	for _, r := range t.rows {
		if v := r.values[column]; v != nil && compareValues(v, key) == 0 {
			out = append(out, r)
		}
	}
	return out
}

// step is one join: from a row to the rows that it is joined with. Steps with one id from one node are one join.
type step struct {
	id   string
	many bool
	to   *table
	next func(*row) []*row
}

func (r *rel) steps() []step {
	switch {
	case r.leg != "" && r.kind == forward:
		return []step{leg(r)}
	case r.leg != "":
		return []step{legBack(r)}
	case r.kind == forward:
		return []step{onward(r.column, r.to)}
	case r.kind == reverse:
		return []step{back(r.to, r.column, r.many)}
	}
	return []step{back(r.link, r.column, true), onward(r.onward, r.to)}
}

func onward(column int, to *table) step {
	return step{id: fmt.Sprintf(">%d", column), to: to, next: func(from *row) []*row {
		if target := to.find(from.values[column]); target != nil {
			return []*row{target}
		}
		return nil
	}}
}

func back(to *table, column int, many bool) step {
	return step{id: fmt.Sprintf("<%s.%d", to.name, column), many: many, to: to, next: func(from *row) []*row {
		return to.pick(column, from.key())
	}}
}

// leg leads to the row of one table where the row is about one of that.
func leg(r *rel) step {
	return step{id: fmt.Sprintf(">%d:%s", r.column, r.leg), to: r.to, next: func(from *row) []*row {
		about, ok := from.values[r.column].(pair)
		if !ok || about[0] != r.leg {
			return nil
		}
		return []*row{r.to.find(about[1])}
	}}
}

func legBack(r *rel) step {
	return step{id: fmt.Sprintf("<%s.%d:%s", r.to.name, r.column, r.leg), many: true, to: r.to, next: func(from *row) []*row {
		return r.to.pick(r.column, pair{r.leg, from.key()})
	}}
}

// walk resolves a path into joins and what is at its end: a column, or the last relation when column is negative. The name of
// the link rows right after a relation that goes through them means the very rows that it goes through.
func (t *table) walk(path string) (steps []step, end *table, column int, last *rel) {
	at := t
	parts := names(path)
	for i, name := range parts {
		if last != nil && last.kind == through && name == snake(last.link.name) {
			steps, at = steps[:len(steps)-1], last.link
			last = &rel{name: name, kind: reverse, to: last.link, many: true, from: last.from, column: last.column}
			continue
		}
		if r := at.rel(name); r != nil {
			if i == len(parts)-1 && r.kind == forward && r.leg == "" {
				return steps, at, r.column, r
			}
			if j := r.part(parts[i+1:]); j >= 0 {
				return steps, at, j, r
			}
			steps, at, last = append(steps, r.steps()...), r.to, r
			continue
		}
		c := at.column(name)
		if c >= 0 && at.columns[c].kind == jsonKind && i == len(parts)-2 {
			return steps, at, at.within(name + "__" + parts[i+1]), last
		}
		if c < 0 || i < len(parts)-1 {
			panic(fmt.Sprintf("%s has no path %s", t.name, path))
		}
		return steps, at, c, last
	}
	return steps, at, -1, last
}

// part is the column of a foreign key of several that is named behind it, which needs no join; negative for none.
func (r *rel) part(rest []string) int {
	if len(rest) != 1 || r.kind != forward || r.leg != "" || r.to.columns[0].kind != pairKind {
		return -1
	}
	if c := r.to.column(rest[0]); c == 1 || c == 2 { // named alike on both sides
		return r.from.column(rest[0])
	}
	return -1
}

// toMany reports whether a path can lead to several rows.
func (t *table) toMany(path string) bool {
	steps, _, _, _ := t.walk(path)
	for _, s := range steps {
		if s.many {
			return true
		}
	}
	return false
}

// manyRelations is toMany for a path of relations.
func (t *table) manyRelations(path string) bool {
	return slices.ContainsFunc(relationSteps(t, path), func(s step) bool { return s.many })
}

// own reports whether a path names a column of the table itself; the key at the end of a foreign key is its column.
func (t *table) own(path string) bool {
	steps, _, column, last := t.walk(path)
	return len(steps) == 0 || len(steps) == 1 && last.kind == forward && last.leg == "" && column == 0
}

// linked reports whether a path begins with the link rows of a relation through them, by their own name or after the relation's.
func (t *table) linked(path string) bool {
	parts := strings.SplitN(path, "__", 3)
	first := t.rel(parts[0])
	return first != nil && (first.hidden || len(parts) > 1 && first.kind == through && parts[1] == snake(first.link.name))
}

func snake(name string) string {
	var b strings.Builder
	for i, c := range name {
		if c >= 'A' && c <= 'Z' {
			if i > 0 {
				b.WriteByte('_')
			}
			c += 'a' - 'A'
		}
		b.WriteRune(c)
	}
	return b.String()
}

// sortKey is one key of an order.
type sortKey struct {
	path  string
	desc  bool
	nulls nulls
}

type nulls int

const (
	nullsDefault nulls = iota
	nullsFirst
	nullsLast
)

func (k sortKey) text() string {
	if k.desc {
		return "-" + k.path
	}
	return k.path
}
