package orm_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// base is a mixin whose first field lies where the struct itself does.
type base struct {
	ID int64 `json:"id"`
}

func (b *base) Fields() schema.Fields { return schema.Fields{schema.BigInteger(&b.ID).PrimaryKey()} }

// inner lies at the same address as its first field.
type inner struct{ First, Second int }

// shelf starts with an embedded struct, and has a struct as a JSON field.
type shelf struct {
	base
	Doc   inner
	Name  string
	Up    orm.One[shelf]
	Below orm.Many[shelf]
	Tags  orm.ManyThrough[tag, shelfTag]
	Other orm.Many[author]
}

func (s *shelf) Schema() schema.Table {
	return schema.Table{Fields: append(s.Fields(), schema.JSON(&s.Doc), schema.String(&s.Name, 10),
		schema.ForeignKey(&s.Up).RelatedName("below"), schema.ManyToMany(&s.Tags).RelatedName("shelves"),
		schema.ManyToMany(&s.Other).RelatedName("others"))}
}

type shelfTag struct {
	ID  int64
	Pos int
}

func (s *shelfTag) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&s.ID).PrimaryKey(), schema.Integer(&s.Pos)}}
}

// Q-01: a pointer into a prototype spells its path, through every kind of relation.
func TestPathOfField(t *testing.T) {
	a, b, s := orm.Fields[author](), orm.Fields[book](), orm.Fields[shelf]()
	for _, c := range []struct{ want, got string }{
		{"id", orm.Path(&b.ID)},
		{"title", orm.Path(&b.Title)},
		{"year", orm.Path(&b.Year)},
		{"author", orm.Path(&b.Author)},
		{"author__id", orm.Path(&b.Author.Fields().ID)},
		{"author__name", orm.Path(&b.Author.Fields().Name)},
		{"author__books", orm.Path(&b.Author.Fields().Books)},
		{"books__author__name", orm.Path(&a.Books.Fields().Author.Fields().Name)},
		{"-author__name", orm.Desc(&b.Author.Fields().Name)},
		{"year", orm.Asc(&b.Year)},
		{"name", orm.Path(&s.Name)},
		{"id", orm.Path(&s.ID)},
		{"doc", orm.Path(&s.Doc)},
		{"up__up__up__name", orm.Path(&s.Up.Fields().Up.Fields().Up.Fields().Name)},
		{"below__up", orm.Path(&s.Below.Fields().Up)},
		{"tags", orm.Path(&s.Tags)},
		{"tags", orm.Path(&s.Tags.Many)},
		{"tags__name", orm.Path(&s.Tags.Fields().Name)},
		{"tags__name", orm.Path(&s.Tags.Many.Fields().Name)},
		{"shelf_tag__pos", orm.Path(&s.Tags.ThroughFields().Pos)},
		{"below__shelf_tag__pos", orm.Path(&s.Below.Fields().Tags.ThroughFields().Pos)},
		{"other__name", orm.Path(&s.Other.Fields().Name)},
		{"up__below__other__name", orm.Path(&s.Up.Fields().Below.Fields().Other.Fields().Name)},
		{"books__author__books__id", orm.Path(&a.Books.Fields().Author.Fields().Books.Fields().ID)},
		{"-books__author__books__id", orm.Desc(&a.Books.Fields().Author.Fields().Books.Fields().ID)},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestFieldsIsOnePrototype(t *testing.T) {
	first, second := orm.Fields[book](), orm.Fields[book]()
	if first != second || first.Author.Fields() != second.Author.Fields() {
		t.Error("two prototypes of one path")
	}
	var plain book
	if plain.Author.Fields() != orm.Fields[author]() {
		t.Error("outside a prototype Fields is that of the model")
	}
	if orm.Fields[book]().Author.Fields() == orm.Fields[author]() {
		t.Error("the way matters")
	}
}

// A pointer that names no field is an error of every use, and no panic.
func TestPathOfNothing(t *testing.T) {
	db := offline(t)
	outside, s := new(string), orm.Fields[shelf]()
	books := orm.Objects[book](db)
	for name, q := range map[string]interface {
		ToSql() (string, []any, error)
	}{
		"filter":            books.Filter(orm.Eq(outside, "x")),
		"nil":               books.Filter(orm.Eq[string](nil, "x")),
		"order":             books.OrderBy(orm.Asc(outside)),
		"order, descending": books.OrderBy(orm.Desc(outside)),
		"order, nulls":      books.OrderBy(orm.NullsLast(orm.Desc(outside))),
		"fields":            books.Fields(orm.Path(outside)),
		"related":           books.SelectRelated(orm.Path(outside)),
		"inside a field":    books.Filter(orm.Eq(&s.Doc.Second, 1)),
		"another root":      books.Filter(orm.Eq(&orm.Fields[author]().Name, "x")),
		"an instance":       books.Filter(orm.Eq(&(&book{}).Title, "x")),
	} {
		if _, _, err := q.ToSql(); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Prototypes are made once however many ask, and none is lost.
func TestFieldsFromManyGoroutines(t *testing.T) {
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for range 200 {
				n := orm.Fields[node]()
				if p := orm.Path(&n.Parent.Fields().Nodes.Fields().Parent.Fields().ID); p != "parent__nodes__parent__id" {
					t.Errorf("got %q", p)
				}
			}
		})
	}
	wg.Wait()
}

// Naming a field costs no allocation.
func TestPathAllocatesNothing(t *testing.T) {
	b := orm.Fields[book]()
	orm.Path(&b.Author.Fields().Name)
	if n := testing.AllocsPerRun(100, func() { _ = orm.Path(&b.Author.Fields().Name) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkPath(b *testing.B) {
	f := orm.Fields[book]()
	for b.Loop() {
		_ = orm.Path(&f.Author.Fields().Name)
	}
}

func ExamplePath() {
	b := orm.Fields[book]()
	fmt.Println(orm.Path(&b.Author.Fields().Name))
	fmt.Println(orm.Desc(&b.Year))
	// Output:
	// author__name
	// -year
}
