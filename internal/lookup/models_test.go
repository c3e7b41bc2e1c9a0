package lookup

import (
	"reflect"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/schema"
)

// toOne and toMany stand for the relation values of package orm.
type toOne[T any] struct {
	_     [0]*T
	state schema.OneState
}

func (o *toOne[T]) ToOneRelation()               {}
func (o *toOne[T]) RelationTarget() reflect.Type { return reflect.TypeFor[T]() }

type toMany[T any] struct {
	_     [0]*T
	state schema.ManyState
}

func (m *toMany[T]) ToManyRelation()              {}
func (m *toMany[T]) RelationTarget() reflect.Type { return reflect.TypeFor[T]() }
func (m *toMany[T]) RelationLink() reflect.Type   { return nil }

type writer struct {
	ID    int64
	Name  string
	Works toMany[work]
}

func (w *writer) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&w.ID).PrimaryKey(), schema.String(&w.Name, 20)}}
}

type work struct {
	ID     int64
	Title  string
	Pages  int64
	Price  float64
	Token  string
	Writer toOne[writer]
}

func (w *work) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&w.ID).PrimaryKey(), schema.String(&w.Title, 20), schema.BigInteger(&w.Pages), schema.Float(&w.Price),
		schema.String(&w.Token, 20).Secret(), schema.ForeignKey(&w.Writer).RelatedName("works"),
	}}
}

// pair has a composite key.
type pair struct {
	X, Y int64
	Text string
}

func (p *pair) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&p.X).PrimaryKey(), schema.BigInteger(&p.Y).PrimaryKey(), schema.String(&p.Text, 20),
	}}
}

// scopes are those of the models, without a database that could be asked.
func scopes(t *testing.T) (works, writers, pairs Scope) {
	t.Helper()
	r, err := schema.NewRegistry(&work{}, &writer{}, &pair{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := dialect.For("sqlite")
	if err != nil {
		t.Fatal(err)
	}
	db := &engine.DB{Dialect: d, Models: r}
	of := func(t reflect.Type) Scope { return Scope{DB: db, Model: r.Model(t)} }
	return of(reflect.TypeFor[work]()), of(reflect.TypeFor[writer]()), of(reflect.TypeFor[pair]())
}

// at is the place of a field that a pointer names.
func at[F any](field *F) *Place { return Locate(unsafe.Pointer(field), reflect.TypeFor[F]()) }
