package ormtest

import (
	"context"
	"fmt"
	"reflect"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Make saves a T that is filled with valid, unique values, its required parents included, after change had its say: change sees the
// values and sets what the test is about. What can be NULL or has a default is left to it. Parents that change gives are taken, those
// that are missing are made in the same way. A rule that values cannot be made for, such as a validate tag, is for change; what is wrong with
// the row then fails the test.
func Make[T any, P orm.PtrTo[T]](t testing.TB, ctx context.Context, db *orm.DB, change ...func(*T)) *T {
	t.Helper()
	row := orm.New[T, P](db)
	m := db.Models().Model(reflect.TypeFor[T]())
	if m == nil {
		t.Fatalf("ormtest: %s is no model of the database", reflect.TypeFor[T]())
		return nil
	}
	f := filler{values: newValues()}
	if err := f.fill(m, unsafe.Pointer(row)); err != nil {
		t.Fatalf("ormtest: Make[%s]: %v", m.Name, err)
	}
	for _, c := range change {
		c(row)
	}
	if err := f.parents(m, unsafe.Pointer(row), 0); err != nil {
		t.Fatalf("ormtest: Make[%s]: %v", m.Name, err)
	}
	if _, err := orm.SaveRelated[T, P](ctx, db, P(row), orm.Follow()); err != nil {
		t.Fatalf("ormtest: Make[%s]: %v", m.Name, err)
	}
	return row
}

// filler fills rows.
type filler struct{ values *values }

// fill gives a row the values that it cannot do without.
func (f filler) fill(m *schema.Model, row unsafe.Pointer) error {
	for _, a := range m.Attributes {
		if a.Side != nil || !needs(m, a, row) {
			continue
		}
		v, err := f.values.of(a)
		if err != nil {
			return fmt.Errorf("%s.%s: %w; set it in the function that Make takes", m.Name, a.Name, err)
		}
		if err := a.Set(row, v); err != nil {
			return err
		}
	}
	return nil
}

// needs reports whether a row has no value yet for a column that wants one.
func needs(m *schema.Model, a *schema.Attribute, row unsafe.Pointer) bool {
	return a.Type != nil && !a.SQLNullable && a.Default == nil && a.ServerDefault == "" && !a.Autoincrement && a != m.Version && a.OnUpdate == nil && !a.ServerMade() &&
		a.IsZero(row)
}

// deepest is how many parents of parents are made: a ring of required parents has no end.
const deepest = 20

// parents makes the rows that required foreign keys lead to.
func (f filler) parents(m *schema.Model, row unsafe.Pointer, depth int) error {
	if depth > deepest {
		return fmt.Errorf("%s requires parents without end", m.Name)
	}
	for _, a := range m.Members() {
		if a.Side == nil || !a.Side.HasField || a.SQLNullable || a.Default != nil {
			continue
		}
		one := (*schema.OneState)(unsafe.Add(row, a.Side.Offset))
		if one.Target != nil || !one.Key().IsZero() {
			continue
		}
		side := a.Side
		if side.Legs != nil { // any of its models will do
			side = side.Legs[0]
		}
		target := side.Target
		parent := reflect.New(target.Type).UnsafePointer()
		for _, pa := range target.Attributes {
			if pa.Default != nil && pa.IsZero(parent) {
				pa.Default(parent)
			}
		}
		if err := f.fill(target, parent); err != nil {
			return err
		}
		if err := f.parents(target, parent, depth+1); err != nil {
			return err
		}
		one.Target, one.Loaded = parent, true
		side.Mark(one)
	}
	return nil
}
