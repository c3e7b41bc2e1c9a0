package scan

import (
	"cmp"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"testing"
	"time"
	"unsafe"

	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// fakeRows is a result in memory. Like a driver it lends its bytes until the next row only.
type fakeRows struct {
	rows [][]any
	next int
	lent [][]byte
	err  error // at the end
}

func (f *fakeRows) Next() bool {
	for _, b := range f.lent {
		for i := range b {
			b[i] = '?'
		}
	}
	f.lent = f.lent[:0]
	f.next++
	return f.next <= len(f.rows)
}

func (f *fakeRows) Scan(dest ...any) error {
	row := f.rows[f.next-1]
	if len(row) != len(dest) {
		return errors.New("another number of columns")
	}
	for i, d := range dest {
		v := row[i]
		if b, ok := v.([]byte); ok {
			lent := append([]byte(nil), b...)
			f.lent = append(f.lent, lent)
			v = lent
		}
		if to, ok := d.(*any); ok { // as database/sql does
			*to = v
			continue
		}
		if err := d.(sql.Scanner).Scan(v); err != nil {
			return err
		}
	}
	return nil
}

// driverRows is a result as a driver gives it.
type driverRows struct{ *fakeRows }

// Next gives the next row.
func (d driverRows) Next(dest []driver.Value) error {
	if !d.fakeRows.Next() {
		return cmp.Or(d.err, io.EOF)
	}
	into := make([]any, len(dest))
	for i := range dest {
		into[i] = &lent{&dest[i]}
	}
	return d.Scan(into...)
}

// lent takes a value as it is.
type lent struct{ to *driver.Value }

// Scan keeps what a driver lends.
func (l *lent) Scan(src any) error {
	*l.to = src
	return nil
}

func (f *fakeRows) Err() error { return f.err }

func (f *fakeRows) Close() error { return nil }

// node makes a node loaded, with all its columns.
func load(n *loaders.Node) *loaders.Node {
	n.Load, n.State = n.Model.Type != nil, &schema.RowState{Model: n.Model, Saved: true}
	n.Columns = append([]*schema.Attribute(nil), n.Model.Keys...)
	if !n.Load {
		return n
	}
	for _, a := range n.Model.Attributes {
		if !a.PrimaryKey {
			n.Columns = append(n.Columns, a)
		}
	}
	return n
}

// join loads along paths of relation names, many sides by their own name.
func join(t testing.TB, tree *loaders.Tree, names ...string) *loaders.Node {
	t.Helper()
	n := tree.Root()
	for _, name := range names {
		s := n.Model.Side(name)
		if s == nil {
			t.Fatalf("%s has no relation %s", n.Model.Name, name)
		}
		n = step(tree, n, s)
	}
	return n
}

func step(tree *loaders.Tree, n *loaders.Node, s *schema.Side) *loaders.Node {
	if s.Kind != schema.ManySide {
		return load(tree.JoinFrom(n, schema.Step{Side: s}))
	}
	link := load(tree.JoinFrom(n, schema.Step{Side: s.LinkOwner, Via: s}))
	if s.LinkType == nil {
		link.Load, link.Columns = false, link.Model.Keys
	}
	return load(tree.JoinFrom(link, schema.Step{Side: s.LinkTarget, Via: s}))
}

func bind(s *schema.Side) *schema.Binding { return &schema.Binding{Side: s} }

func plan(t testing.TB, tree *loaders.Tree) *Plan {
	t.Helper()
	p, err := NewPlan(tree, bind)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func read(t testing.TB, p *Plan, rows ...[]any) *Result {
	t.Helper()
	r, err := threeWays(t, p, rows, nil, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// roots are the main rows of a result in their type.
func roots[T any](r *Result) []*T { return typed[T](r.Roots) }

func typed[T any](list []unsafe.Pointer) []*T {
	out := make([]*T, len(list))
	for i, p := range list {
		out[i] = (*T)(p)
	}
	return out
}

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
