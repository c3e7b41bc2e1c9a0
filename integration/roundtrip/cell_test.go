package roundtrip

import (
	"database/sql"
	"fmt"
	"math/rand/v2"

	"github.com/ormar-go/ormar/orm"
)

// cell is a field of a model under test.
type cell[M any] interface {
	attribute() string
	edges() int
	setEdge(row *M, i int)
	setRandom(row *M, r *rand.Rand)
	copy(to, from *M)
	differs(wrote, read *M) string // empty where read is what wrote had to become
	value(row *M) any              // as it is given by name
	bads() int
	setBad(row *M, i int)
	aliens() []any
	searchable() bool
	written() bool // not so where the database computes it
}

// field is a cell whose Go field is an F with the values of a kit of T.
type field[M, T, F any] struct {
	name   string
	at     func(*M) *F
	kit    kit[T]
	wrap   func(T) F
	unwrap func(F) (v T, null bool)
	null   *F // what NULL is; nil where there is none
	hidden bool
}

func (f *field[M, T, F]) attribute() string { return f.name }
func (f *field[M, T, F]) searchable() bool  { return !f.hidden }
func (f *field[M, T, F]) written() bool     { return true }
func (f *field[M, T, F]) aliens() []any     { return f.kit.alien }
func (f *field[M, T, F]) bads() int         { return len(f.kit.bad) }
func (f *field[M, T, F]) value(row *M) any  { return *f.at(row) }
func (f *field[M, T, F]) copy(to, from *M)  { *f.at(to) = *f.at(from) }

func (f *field[M, T, F]) edges() int {
	if f.null != nil {
		return len(f.kit.edges) + 1
	}
	return len(f.kit.edges)
}

func (f *field[M, T, F]) setEdge(row *M, i int) {
	if i == len(f.kit.edges) {
		*f.at(row) = *f.null
		return
	}
	*f.at(row) = f.wrap(f.kit.edges[i])
}

func (f *field[M, T, F]) setRandom(row *M, r *rand.Rand) {
	if f.null != nil && r.IntN(6) == 0 {
		*f.at(row) = *f.null
		return
	}
	*f.at(row) = f.wrap(f.kit.any(r))
}

func (f *field[M, T, F]) setBad(row *M, i int) { *f.at(row) = f.wrap(f.kit.bad[i]) }

func (f *field[M, T, F]) differs(wrote, read *M) string {
	w, wasNull := f.unwrap(*f.at(wrote))
	r, isNull := f.unwrap(*f.at(read))
	if wasNull != isNull || !wasNull && !f.kit.equal(f.kit.kept(w), r) {
		return fmt.Sprintf("%s: wrote %.300s, read %.300s", f.name, fmt.Sprintf("%#v (NULL: %v)", w, wasNull), fmt.Sprintf("%#v (NULL: %v)", r, isNull))
	}
	return ""
}

func plain[M, T any](name string, at func(*M) *T, k kit[T]) cell[M] {
	return &field[M, T, T]{name: name, at: at, kit: k, wrap: func(v T) T { return v }, unwrap: func(v T) (T, bool) { return v, false }}
}

func pointer[M, T any](name string, at func(*M) **T, k kit[T]) cell[M] {
	return &field[M, T, *T]{name: name, at: at, kit: k, null: new(*T), wrap: func(v T) *T { return &v }, unwrap: func(p *T) (v T, null bool) {
		if p == nil {
			return v, true
		}
		return *p, false
	}}
}

func null[M, T any](name string, at func(*M) *sql.Null[T], k kit[T]) cell[M] {
	return &field[M, T, sql.Null[T]]{name: name, at: at, kit: k, null: &sql.Null[T]{}, wrap: func(v T) sql.Null[T] { return sql.Null[T]{V: v, Valid: true} },
		unwrap: func(n sql.Null[T]) (T, bool) { return n.V, !n.Valid }}
}

// own is a field whose type itself can be NULL.
func own[M, T, F any](name string, at func(*M) *F, k kit[T], wrap func(T) F, unwrap func(F) (T, bool)) cell[M] {
	return &field[M, T, F]{name: name, at: at, kit: k, null: new(F), wrap: wrap, unwrap: unwrap}
}

// within makes a cell of M out of one of a struct inside it.
func within[M, V any](c cell[V], part func(*M) *V, searchable bool) cell[M] {
	return &inner[M, V]{c, part, searchable}
}

type inner[M, V any] struct {
	cell[V]
	part  func(*M) *V
	finds bool
}

func (c *inner[M, V]) setEdge(row *M, i int)          { c.cell.setEdge(c.part(row), i) }
func (c *inner[M, V]) setRandom(row *M, r *rand.Rand) { c.cell.setRandom(c.part(row), r) }
func (c *inner[M, V]) copy(to, from *M)               { c.cell.copy(c.part(to), c.part(from)) }
func (c *inner[M, V]) differs(wrote, read *M) string {
	return c.cell.differs(c.part(wrote), c.part(read))
}
func (c *inner[M, V]) value(row *M) any     { return c.cell.value(c.part(row)) }
func (c *inner[M, V]) setBad(row *M, i int) { c.cell.setBad(c.part(row), i) }
func (c *inner[M, V]) searchable() bool     { return c.finds }

// named is every cell of a row, by attribute.
func named[M any](cells []cell[M], row *M) orm.V {
	v := orm.V{}
	for _, c := range cells {
		if c.written() {
			v[c.attribute()] = c.value(row)
		}
	}
	return v
}
