package loaders

import (
	"reflect"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// one, many and through are relation values with the memory of package orm's.
type one[T any] struct{ state schema.OneState }

func (o *one[T]) ToOneRelation()               {}
func (o *one[T]) RelationTarget() reflect.Type { return reflect.TypeFor[T]() }
func (o *one[T]) get() *T                      { return (*T)(o.state.Target) }

type many[T any] struct{ state schema.ManyState }

func (m *many[T]) ToManyRelation()              {}
func (m *many[T]) RelationTarget() reflect.Type { return reflect.TypeFor[T]() }
func (m *many[T]) RelationLink() reflect.Type   { return nil }
func (m *many[T]) all() []*T                    { return typed[T](m.state.Items) }

type through[T, L any] struct{ many[T] }

func (m *through[T, L]) RelationLink() reflect.Type { return reflect.TypeFor[L]() }

type author struct {
	ID      int
	Name    string
	Books   many[book]
	Profile one[profile]
	Mentor  one[author]
	Pupils  many[author]
}

func (a *author) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&a.ID).PrimaryKey(), schema.String(&a.Name, 100), schema.ForeignKey(&a.Mentor).RelatedName("pupils"),
	}}
}

type profile struct {
	Handle string
	Owner  one[author]
	Badges many[badge]
}

func (p *profile) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.String(&p.Handle, 40).PrimaryKey(), schema.ForeignKey(&p.Owner).Unique().RelatedName("profile"),
	}}
}

type badge struct {
	ID      int64
	Profile one[profile]
}

func (b *badge) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&b.ID).PrimaryKey(), schema.ForeignKey(&b.Profile).RelatedName("badges")}}
}

type book struct {
	ID     int64
	Author one[author]
	Genre  one[genre]
	Tags   through[tag, bookTag]
	Fans   many[author]
}

func (b *book) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&b.ID).PrimaryKey(), schema.ForeignKey(&b.Author).RelatedName("books"), schema.ForeignKey(&b.Genre).SkipReverse(),
		schema.ManyToMany(&b.Tags).RelatedName("books"), schema.ManyToMany(&b.Fans).RelatedName("liked").AllowDuplicateLinks(),
	}}
}

type genre struct{ ID [16]byte }

func (g *genre) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.UUID(&g.ID).PrimaryKey()}}
}

type tag struct {
	ID    int32
	Books many[book]
}

func (t *tag) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&t.ID).PrimaryKey()}}
}

type bookTag struct {
	ID     int16
	Weight float64
}

func (b *bookTag) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.SmallInteger(&b.ID).PrimaryKey(), schema.Float(&b.Weight)}}
}

func registry(t testing.TB) *schema.Registry {
	t.Helper()
	r, err := schema.NewRegistry(&author{}, &profile{}, &badge{}, &book{}, &genre{}, &tag{}, &bookTag{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func side(t testing.TB, reg *schema.Registry, model, name string) *schema.Side {
	t.Helper()
	s := reg.ByName(model).Side(name)
	if s == nil {
		t.Fatalf("%s has no relation %s", model, name)
	}
	return s
}

func number(n int) schema.Key { return schema.Key{Num: int64(n), Form: schema.IntKey} }

func text(s string) schema.Key { return schema.Key{Str: s, Form: schema.TextKey} }

func pointers[T any](list ...*T) []unsafe.Pointer {
	out := make([]unsafe.Pointer, len(list))
	for i, p := range list {
		out[i] = unsafe.Pointer(p)
	}
	return out
}

func typed[T any](list []unsafe.Pointer) []*T {
	out := make([]*T, len(list))
	for i, p := range list {
		out[i] = (*T)(p)
	}
	return out
}
