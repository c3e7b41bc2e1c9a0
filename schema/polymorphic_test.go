package schema

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

// anyOne stands for orm.Any.
type anyOne struct{ AnyState }

func (a *anyOne) ToAnyRelation() {}

func (a *anyOne) RelationTarget() reflect.Type { return nil }

type remark struct {
	ID    int64
	On    anyOne
	Other string
}

func (r *remark) Schema() Table { return remarkSays(r) }

var remarkSays func(*remark) Table

type slug struct{ Name string }

func (s *slug) Schema() Table { return Table{Fields: Fields{String(&s.Name, 20).PrimaryKey()}} }

type wide struct {
	ID      int64
	Remarks many[remark]
}

func (w *wide) Schema() Table { return Table{Fields: Fields{BigInteger(&w.ID).PrimaryKey()}} }

type couple struct{ A, B int64 }

func (c *couple) Schema() Table {
	return Table{Fields: Fields{BigInteger(&c.A).PrimaryKey(), BigInteger(&c.B).PrimaryKey()}}
}

// says makes the registry of a remark with a relation.
func says(relation func(*remark) Field) (*Registry, error) {
	remarkSays = func(r *remark) Table {
		fields := Fields{Integer(&r.ID).PrimaryKey(), String(&r.Other, 20)}
		if f := relation(r); f != nil {
			fields = append(fields, f)
		}
		return Table{Fields: fields}
	}
	return NewRegistry(&remark{})
}

func TestPolymorphicDefinitions(t *testing.T) {
	for want, relation := range map[string]func(*remark) Field{
		"names no model": func(r *remark) Field { return Polymorphic(&r.On, "on_type", "on_id") },
		"is not a model": func(r *remark) Field { return Polymorphic(&r.On, "on_type", "on_id", nil) },
		"are not alike (Integer and String)": func(r *remark) Field {
			return Polymorphic(&r.On, "on_type", "on_id", &hub{}, &slug{})
		},
		"has 2 columns":                      func(r *remark) Field { return Polymorphic(&r.On, "on_type", "on_id", &hub{}, &couple{}) },
		"two of its models have":             func(r *remark) Field { return Polymorphic(&r.On, "on_type", "on_id", &hub{}, &hub{}) },
		`"other" of its column is alread`:    func(r *remark) Field { return Polymorphic(&r.On, "other", "on_id", &hub{}) },
		`both columns are called "x"`:        func(r *remark) Field { return Polymorphic(&r.On, "x", "x", &hub{}) },
		"On does not fit":                    func(r *remark) Field { return Polymorphic(&r.On, "t", "k", &hub{}).On("other") },
		"PrimaryKey does not fit":            func(r *remark) Field { return Polymorphic(&r.On, "t", "k", &hub{}).PrimaryKey() },
		"ThroughTable does not fit":          func(r *remark) Field { return Polymorphic(&r.On, "t", "k", &hub{}).ThroughTable("x") },
		"SetDefault does not fit":            func(r *remark) Field { return Polymorphic(&r.On, "t", "k", &hub{}).OnDelete(SetDefault) },
		"SET NULL does not fit a key":        func(r *remark) Field { return Polymorphic(&r.On, "t", "k", &hub{}).OnDelete(SetNull).NotNull() },
		"TypeNames gives 1 names for 2":      func(r *remark) Field { return Polymorphic(&r.On, "t", "k", &hub{}, &wide{}).TypeNames("x") },
		`the type name "" is empty`:          func(r *remark) Field { return Polymorphic(&r.On, "t", "k", &hub{}).TypeNames("") },
		"contains __":                        func(r *remark) Field { return Polymorphic(&r.On, "t__x", "k", &hub{}) },
		"field 3 of Schema is nil":           func(r *remark) Field { return Polymorphic(&r.Other, "t", "k", &hub{}) },
		"declare it with schema.Polymorphic": func(r *remark) Field { return nil },
	} {
		_, err := says(relation)
		var wrong *DefinitionError
		if !errors.As(err, &wrong) || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q: %v", want, err)
		}
	}
	if _, err := says(func(r *remark) Field { return ofTwoSizes(r) }); err != nil {
		t.Error(err)
	}
}

// ofTwoSizes is a relation to keys of two sizes.
func ofTwoSizes(r *remark) Field {
	return Polymorphic(&r.On, "on_type", "on_id", &hub{}, &wide{}).TypeNames("Hub", `My\Wide`).RelatedName("remarks")
}

func TestPolymorphicModel(t *testing.T) {
	r, err := says(ofTwoSizes)
	if err != nil {
		t.Fatal(err)
	}
	m := r.ByName("remark")
	if a := m.Attribute("on_id"); a.Kind != KindBigInteger || !a.SQLNullable {
		t.Errorf("the key column is %v", a.Kind)
	}
	if a := m.Attribute("on_type"); a.Kind != KindString || a.MaxLength != maxTypeName {
		t.Errorf("the type column is %v", a.Kind)
	}
	if n := len(m.ForeignKeys()); n != 0 {
		t.Errorf("%d foreign keys", n)
	}
	if c := m.Constraints; len(c) != 1 || c[0].Kind != IndexConstraint || c[0].Name != "ix_remarks_on_type_on_id" {
		t.Errorf("%+v", c)
	}
	for text, want := range map[string]string{"on": "on", "on__hub": "on__hub", "on__wide__id": "on__wide", "on_id": "on_id", "on__wide__remarks__other": "on__wide__remarks__other"} {
		p, err := m.Path(text)
		if err != nil || p.Text != want {
			t.Errorf("%s: %v, %v", text, p, err)
		}
	}
	for text, near := range map[string]string{"on__hubb": "hub", "on__id": "", "on__pk": "", "onn": "on"} {
		_, err := m.Path(text)
		var wrong *PathError
		if !errors.As(err, &wrong) || wrong.Suggest != near {
			t.Errorf("%s: %v", text, err)
		}
	}
	if p, err := m.RelationPath("on__wide"); err != nil || len(p.Steps) != 1 || p.End().Name != "wide" {
		t.Error(p, err)
	}
	wide := r.ByName("wide").Side("remarks")
	if wide == nil || !wide.ToMany || !wide.HasField || wide.Inverse.TypeName != `My\Wide` {
		t.Errorf("%+v", wide)
	}
	key := m.Side("on").Key
	row := &remark{}
	row.On.Target, row.On.Type = reflect.ValueOf(&stranger{7}).UnsafePointer(), reflect.TypeFor[stranger]()
	if got, err := key.Convert([]any{"Hub", 3}); err != nil || !reflect.DeepEqual(got.(Tuple).Parts(), []any{"Hub", int64(3)}) {
		t.Error(got, err)
	}
	if _, err := key.Get(reflect.ValueOf(row).UnsafePointer()); err == nil {
		t.Error("a row of another model is taken")
	}
}

// stranger is no model of the registry.
type stranger struct{ ID int64 }
