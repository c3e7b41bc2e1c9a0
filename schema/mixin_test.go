package schema

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unsafe"
)

// stamps is a mixin (I-01): an embedded struct that offers its fields, and constraints over them (I-04).
type stamps struct {
	Created time.Time
	Changed *time.Time
	Label   string
}

func (s *stamps) Fields() Fields {
	return Fields{
		DateTime(&s.Created).DefaultFunc(func() time.Time { return time.Unix(7, 0) }),
		DateTime(&s.Changed),
		String(&s.Label, 20).Default("from the mixin"),
	}
}

func (s *stamps) Constraints() []Constraint {
	return []Constraint{IndexOn("created"), UniqueTogether("label", "created"), Check("", "created IS NOT NULL")}
}

// owned is a mixin with a relation, whose related name each child gives (I-05).
type owned struct {
	Owner one[account]
	Tags  many[account]
}

func (o *owned) Fields(name string) Fields {
	return Fields{ForeignKey(&o.Owner).RelatedName(name), ManyToMany(&o.Tags).RelatedName(name + "_tagged")}
}

type account struct{ ID int64 }

func (a *account) Schema() Table { return Table{Fields: Fields{Integer(&a.ID).PrimaryKey()}} }

// keyed is an abstract parent that owns no table (I-02, I-07): its generated key works in every child.
type keyed struct{ ID [16]byte }

func (k *keyed) Key() Field {
	return UUID(&k.ID).PrimaryKey().DefaultFunc(func() [16]byte { return [16]byte{1, 2, 3} })
}

type invoice struct {
	remembering
	keyed
	stamps
	owned
	Total int
	Label string // replaces the mixin's field wholesale (I-01)
}

func (i *invoice) Schema() Table {
	return Table{
		Fields:      slices.Concat(Fields{i.Key(), Integer(&i.Total), String(&i.Label, 5).Default("own")}, i.stamps.Fields(), i.owned.Fields("invoices")),
		Constraints: append(i.stamps.Constraints(), IndexOn("total")),
	}
}

type receipt struct {
	keyed
	stamps
	owned
}

func (r *receipt) Schema() Table {
	return Table{
		Fields:      slices.Concat(Fields{r.Key()}, r.stamps.Fields(), r.owned.Fields("receipts")),
		Constraints: r.stamps.Constraints(),
	}
}

// I-01 to I-07: several mixins combine, children share their fields, options, defaults and constraints, and nothing else.
func TestMixins(t *testing.T) {
	r := MustRegistry(&invoice{}, &receipt{})
	m, other := r.ByName("invoice"), r.ByName("receipt")
	var columns []string
	for _, a := range m.Attributes { // M-28: in the order of declaration
		columns = append(columns, a.Column)
	}
	if want := []string{"id", "total", "label", "created", "changed", "owner"}; !slices.Equal(columns, want) {
		t.Errorf("the columns are %v, want %v", columns, want)
	}
	var constraints []string
	for _, c := range m.Constraints {
		constraints = append(constraints, c.Name)
	}
	if want := []string{"ix_invoices_created", "uc_invoices_label_created", "check_invoices_created_IS_NOT_NULL", "ix_invoices_total"}; !slices.Equal(constraints, want) {
		t.Errorf("the constraints are %v, want %v", constraints, want)
	}
	row := new(invoice)
	for _, a := range m.Attributes {
		if a.Default != nil {
			a.Default(unsafe.Pointer(row))
		}
	}
	if row.ID != [16]byte{1, 2, 3} || !row.Created.Equal(time.Unix(7, 0)) || row.Label != "own" || row.stamps.Label != "" {
		t.Errorf("the defaults made %+v", row)
	}
	if a := m.Attribute("label"); a.MaxLength != 5 {
		t.Errorf("the child's field did not replace the mixin's: %+v", a)
	}
	if a := other.Attribute("label"); a.MaxLength != 20 {
		t.Errorf("the other child lost the mixin's field: %+v", a)
	}
	for name, want := range map[string]reflect.Type{"invoices": m.Type, "receipts": other.Type, "invoices_tagged": m.Type, "receipts_tagged": other.Type} {
		if s := r.ByName("account").Side(name); s == nil || s.Target.Type != want {
			t.Errorf("account.%s leads to %+v", name, s)
		}
	}
	for _, link := range []string{"invoices_accounts", "receipts_accounts"} { // I-06: a link table per child
		if !slices.ContainsFunc(r.Models(), func(m *Model) bool { return m.Table == link }) {
			t.Errorf("there is no link table %s", link)
		}
	}
	if slices.ContainsFunc(r.Models(), func(m *Model) bool { return m.Table == "stamps" || m.Table == "keyeds" }) {
		t.Error("a mixin has a table of its own")
	}
}

type (
	clashing struct {
		keyed
		owned
	}
	shrunk struct {
		keyed
		Label string
	}
	shared struct {
		keyed
		clashing clashing
	}
)

func (c *clashing) Schema() Table {
	return Table{Fields: slices.Concat(Fields{c.Key()}, c.owned.Fields("receipts"))}
}

// shrunk takes a mixin's constraints without its fields.
func (s *shrunk) Schema() Table {
	return Table{Fields: Fields{s.Key(), String(&s.Label, 3)}, Constraints: (&stamps{}).Constraints()}
}

// shared declares a field of a struct that is not embedded.
func (s *shared) Schema() Table {
	return Table{Fields: Fields{s.Key(), UUID(&s.clashing.ID)}}
}

// I-03 to I-05: a clash of related names between children, and a constraint without its column, are mistakes.
func TestMixinMistakes(t *testing.T) {
	_, err := NewRegistry(&receipt{}, &clashing{})
	if err == nil || !strings.Contains(err.Error(), `clashing.Owner: its name "receipts" on account is already that of the relation to receipt; give the relation a RelatedName`) {
		t.Errorf("a clash of related names: %v", err)
	}
	reports(t, []Definer{&shrunk{}}, mistake{"shrunk", "created", "a constraint names a field that does not exist"}, mistake{"shrunk", "created", "does not exist"})
	reports(t, []Definer{&shared{}}, mistake{"shared", "", "is not a field of the struct or of one embedded in it; embed the struct that holds it"})
}

type again1 struct {
	keyed
	stamps
	Created time.Time
}

func (a *again1) Schema() Table {
	return Table{Fields: slices.Concat(Fields{a.Key()}, a.stamps.Fields(), Fields{Date(&a.Created)})}
}

// The outer field wins in whichever order the two are declared.
func TestOuterFieldWinsInAnyOrder(t *testing.T) {
	m := MustRegistry(&again1{}).ByName("again1")
	if a := m.Attribute("created"); a.Kind != KindDate || a.Default != nil || a.Offset != unsafe.Offsetof(again1{}.Created) {
		t.Errorf("the field is %+v", a)
	}
}
