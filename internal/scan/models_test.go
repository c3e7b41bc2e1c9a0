package scan

import (
	"database/sql"
	"reflect"
	"testing"
	"time"

	"github.com/ormar-go/ormar/schema"
)

// one, many and through are relation values with the memory of package orm's; remembering stands for its Model.
type one[T any] struct{ state schema.OneState }

func (o *one[T]) ToOneRelation()               {}
func (o *one[T]) RelationTarget() reflect.Type { return reflect.TypeFor[T]() }
func (o *one[T]) get() *T                      { return (*T)(o.state.Target) }

type many[T any] struct{ state schema.ManyState }

func (m *many[T]) ToManyRelation()              {}
func (m *many[T]) RelationTarget() reflect.Type { return reflect.TypeFor[T]() }
func (m *many[T]) RelationLink() reflect.Type   { return nil }

func (m *many[T]) all() []*T {
	out := make([]*T, len(m.state.Items))
	for i, p := range m.state.Items {
		out[i] = (*T)(p)
	}
	return out
}

type through[T, L any] struct{ many[T] }

func (m *through[T, L]) RelationLink() reflect.Type { return reflect.TypeFor[L]() }

type remembering struct{ row schema.Row }

type author struct {
	remembering
	ID      int
	Name    string
	Born    *time.Time
	Books   many[book]
	Profile one[profile]
	Mentor  one[author]
	Pupils  many[author]
}

func (a *author) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&a.ID).PrimaryKey(), schema.String(&a.Name, 100), schema.Date(&a.Born),
		schema.ForeignKey(&a.Mentor).RelatedName("pupils"),
	}}
}

type profile struct {
	Handle string
	Owner  one[author]
	Bio    sql.Null[string]
}

func (p *profile) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.String(&p.Handle, 40).PrimaryKey(), schema.ForeignKey(&p.Owner).Unique().RelatedName("profile"), schema.Text(&p.Bio),
	}}
}

type book struct {
	remembering
	ID     int64
	Title  string
	Author one[author]
	Pages  *int
	Tags   through[tag, bookTag]
	Shelf  one[shelf]
	Fans   many[author]
}

func (b *book) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&b.ID).PrimaryKey(), schema.String(&b.Title, 100), schema.ForeignKey(&b.Author).RelatedName("books"),
		schema.Integer(&b.Pages), schema.ManyToMany(&b.Tags).RelatedName("books"), schema.ForeignKey(&b.Shelf),
		schema.ManyToMany(&b.Fans).RelatedName("liked").AllowDuplicateLinks(),
	}}
}

type tag struct {
	ID    [16]byte
	Name  string
	Books many[book]
	Notes many[note]
}

func (t *tag) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.UUID(&t.ID).PrimaryKey(), schema.String(&t.Name, 20)}}
}

type note struct {
	ID   int16
	Tag  one[tag]
	Text *string
}

func (n *note) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.SmallInteger(&n.ID).PrimaryKey(), schema.ForeignKey(&n.Tag), schema.Text(&n.Text)}}
}

type bookTag struct {
	ID     int
	Weight float64
	When   time.Time
}

func (b *bookTag) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&b.ID).PrimaryKey(), schema.Float(&b.Weight), schema.DateTime(&b.When),
	}}
}

// shelf is reached from books only.
type shelf struct {
	ID    int32
	Room  string
	Books many[book]
}

func (s *shelf) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&s.ID).PrimaryKey(), schema.String(&s.Room, 10)}}
}

// seat has a composite key.
type seat struct {
	remembering
	Row   int
	Place string
	Taken bool
}

func (s *seat) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&s.Row).PrimaryKey(), schema.String(&s.Place, 5).PrimaryKey(), schema.Boolean(&s.Taken),
	}}
}

func registry(t testing.TB) *schema.Registry {
	t.Helper()
	r, err := schema.NewRegistry(&author{}, &profile{}, &book{}, &tag{}, &note{}, &bookTag{}, &shelf{}, &seat{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}
