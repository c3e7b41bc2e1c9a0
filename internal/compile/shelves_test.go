package compile

import (
	"reflect"
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// one and many are relation values with the memory of package orm's.
type one[T any] struct{ _ schema.OneState }

func (*one[T]) ToOneRelation()               {}
func (*one[T]) RelationTarget() reflect.Type { return reflect.TypeFor[T]() }

type many[T any] struct{ _ schema.ManyState }

func (*many[T]) ToManyRelation()              {}
func (*many[T]) RelationTarget() reflect.Type { return reflect.TypeFor[T]() }
func (*many[T]) RelationLink() reflect.Type   { return nil }

type shelf struct {
	ID      int64
	Name    string
	Volumes many[volume]
}

func (s *shelf) Schema() schema.Table {
	return schema.Table{Name: "shelves", Fields: schema.Fields{schema.BigInteger(&s.ID).PrimaryKey(), schema.String(&s.Name, 40)}}
}

type volume struct {
	ID     int64
	Title  string
	Pages  int64
	Pin    string
	Shelf  one[shelf]
	Topics many[topic]
}

func (v *volume) Schema() schema.Table {
	return schema.Table{
		Name: "volumes",
		Fields: schema.Fields{
			schema.BigInteger(&v.ID).PrimaryKey(), schema.String(&v.Title, 40).Unique(), schema.BigInteger(&v.Pages), schema.String(&v.Pin, 8).Secret(),
			schema.ForeignKey(&v.Shelf).RelatedName("volumes"), schema.ManyToMany(&v.Topics).RelatedName("volumes"),
		},
	}
}

type topic struct {
	ID      int64
	Word    string
	Volumes many[volume]
}

func (p *topic) Schema() schema.Table {
	return schema.Table{Name: "topics", Fields: schema.Fields{schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.Word, 40)}}
}

// shelves are the models of the unit tests.
type shelves struct {
	t      *testing.T
	models *schema.Registry
}

func newShelves(t *testing.T) *shelves {
	t.Helper()
	models, err := schema.NewRegistry(&shelf{}, &volume{}, &topic{})
	if err != nil {
		t.Fatal(err)
	}
	return &shelves{t, models}
}

func (s *shelves) model(name string) *schema.Model { return s.models.ByName(name) }

// path is a column by its path, relation the relation at the end of one.
func (s *shelves) path(model, text string) *schema.Path {
	s.t.Helper()
	p, err := s.model(model).Path(text)
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

func (s *shelves) relation(model, text string) *schema.Path {
	s.t.Helper()
	p, err := s.model(model).RelationPath(text)
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

func (s *shelves) attributes(model string, names ...string) []*schema.Attribute {
	s.t.Helper()
	var out []*schema.Attribute
	for _, name := range names {
		out = append(out, s.path(model, name).Attr)
	}
	return out
}

// is compares a column with a value.
func (s *shelves) is(model, path string, v any) *query.Node {
	return &query.Node{Op: query.Compare, Path: s.path(model, path), Lookup: query.Exact, Value: v}
}

// text compiles a query for a database.
func (s *shelves) text(d *dialect.Dialect, q *query.Query) *Statement {
	s.t.Helper()
	c := &Compiler{Dialect: d}
	st, err := c.Select(q, func(shape *query.Shape) { shape.Query(q) })
	if err != nil {
		s.t.Fatal(err)
	}
	return st
}
