package benchmarks

import (
	"fmt"
	"hash/fnv"
	"io"
	"reflect"
	"time"
)

// tally is what a contender returned, in one number, and how many rows it was.
type tally struct {
	rows int
	sum  uint64
}

// digester makes a tally. Every row that is reached counts, in the order in which it is reached.
type digester struct {
	w interface {
		io.Writer
		Sum64() uint64
	}
	rows int
}

// tallyOf looks at whatever a contender returned; an unknown type is a mistake of the test.
func tallyOf(result any) tally {
	d := &digester{w: fnv.New64a()}
	list := reflect.ValueOf(result)
	for i := range list.Len() {
		row := list.Index(i)
		if row.Kind() != reflect.Pointer {
			row = row.Addr()
		}
		d.row(row.Interface(), 0)
	}
	return tally{d.rows, d.w.Sum64()}
}

func (d *digester) row(row any, level int) {
	switch r := row.(type) {
	case *Wide:
		d.wide(r)
	case *gormWide:
		d.wide(&r.Wide)
	case *bunWide:
		d.wide(&r.Wide)
	case *ormarWide:
		d.wide(&r.Wide)
	case *Doc:
		d.note(level, r.ID, r.Body)
	case *gormDoc:
		d.note(level, r.ID, r.Body)
	case *bunDoc:
		d.note(level, r.ID, r.Body)
	case *ormarDoc:
		d.note(level, r.ID, r.Body)
	case *handNode, *gormNode, *bunNode, *ormarNode:
		d.node(row, level)
	default:
		d.tag(row, level)
	}
}

// note counts a row of these values.
func (d *digester) note(values ...any) {
	d.rows++
	fmt.Fprintln(d.w, values...)
}

func (d *digester) wide(w *Wide) {
	v := reflect.ValueOf(w).Elem()
	values := make([]any, v.NumField())
	for i := range values {
		f := reflect.Indirect(v.Field(i))
		if !f.IsValid() {
			continue
		}
		values[i] = f.Interface()
		if t, ok := values[i].(time.Time); ok {
			values[i] = t.UnixMicro()
		}
	}
	d.note(values...)
}

func (d *digester) node(row any, level int) {
	var next any
	var below []any
	switch r := row.(type) {
	case *handNode:
		d.link(level, r.ID, r.Name, deref(r.ParentID), deref(r.NextID))
		next, below = orNothing(r.Next), boxed(r.Children)
	case *gormNode:
		d.link(level, r.ID, r.Name, deref(r.ParentID), deref(r.NextID))
		next = orNothing(r.Next)
		for i := range r.Children {
			below = append(below, &r.Children[i])
		}
	case *bunNode:
		d.link(level, r.ID, r.Name, deref(r.ParentID), deref(r.NextID))
		next, below = orNothing(r.Next), boxed(r.Children)
	case *ormarNode:
		parent, _ := r.Parent.PK().(int64)
		after, _ := r.Next.PK().(int64)
		d.link(level, r.ID, r.Name, parent, after)
		next = orNothing(r.Next.Get())
		if r.Children.Loaded() {
			below = boxed(r.Children.All())
		}
	}
	if next != nil && level < 10 {
		d.row(next, level+1)
	}
	for _, child := range below {
		d.row(child, level+1)
	}
}

func (d *digester) link(level int, id int64, name string, parent, next int64) {
	d.note(level, id, name, parent, next)
}

func (d *digester) tag(row any, level int) {
	var tag *Tag
	var below []any
	switch r := row.(type) {
	case *Tag:
		tag = r
	case *handLeft:
		tag, below = &r.Tag, boxed(r.Rights)
	case *gormRight:
		tag = &r.Tag
	case *gormLeft:
		tag = &r.Tag
		for i := range r.Rights {
			below = append(below, &r.Rights[i])
		}
	case *bunRight:
		tag = &r.Tag
	case *bunLeft:
		tag, below = &r.Tag, boxed(r.Rights)
	case *ormarRight:
		tag = &r.Tag
	case *ormarLeft:
		tag, below = &r.Tag, boxed(r.Rights.All())
	default:
		panic(fmt.Sprintf("a row of %T", row))
	}
	d.note(level, tag.ID, tag.Name)
	for _, r := range below {
		d.row(r, level+1)
	}
}

func deref(p *int64) int64 {
	if p == nil {
		return 0
	}
	return *p
}

// orNothing is nil for a nil pointer.
func orNothing[T any](p *T) any {
	if p == nil {
		return nil
	}
	return p
}

func boxed[T any](list []*T) []any {
	out := make([]any, len(list))
	for i, p := range list {
		out[i] = p
	}
	return out
}
