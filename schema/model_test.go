package schema

import "reflect"

// one and many are relation values with the memory of package orm's.
type one[T any] struct{ state OneState }

func (o *one[T]) ToOneRelation()               {}
func (o *one[T]) RelationTarget() reflect.Type { return reflect.TypeFor[T]() }

type many[T any] struct{ _ ManyState }

func (m *many[T]) ToManyRelation()              {}
func (m *many[T]) RelationTarget() reflect.Type { return reflect.TypeFor[T]() }
func (m *many[T]) RelationLink() reflect.Type   { return nil }

// remembering stands for the embedded orm.Model.
type remembering struct{ row Row }

func (r *remembering) state() *RowState { return r.row.State }

type author struct {
	remembering
	ID    int64      `json:"id"`
	Name  string     `json:"name"`
	Books many[book] `json:"books,omitzero"`
}

func (a *author) Schema() Table {
	return Table{
		Name:    "authors",
		Fields:  Fields{Integer(&a.ID).PrimaryKey(), String(&a.Name, 100)},
		OrderBy: []string{"-name"},
	}
}

type book struct {
	remembering
	ID     int64       `json:"id"`
	Author one[author] `json:"author,omitzero"`
	Title  string      `json:"title"`
	Year   *int        `json:"year"`
	Tags   many[tag]   `json:"tags"`
	Shelf  one[shelf]  `json:"shelf"`
	Parts  many[chapter]
}

func (b *book) Schema() Table {
	return Table{
		Fields: Fields{
			Integer(&b.ID).PrimaryKey(),
			ForeignKey(&b.Author).OnDelete(Cascade).RelatedOrderBy("-year", "title"),
			String(&b.Title, 100).Index(),
			Integer(&b.Year),
			ManyToMany(&b.Tags).OrderBy("name", "book_tag__id"),
			ForeignKey(&b.Shelf).SkipReverse(),
		},
		Constraints: []Constraint{UniqueTogether("author", "title"), IndexOn("year"), Check("", "year > 0")},
	}
}

type tag struct {
	ID    int64
	Name  string
	Books many[book]
}

func (t *tag) Schema() Table {
	return Table{Fields: Fields{Integer(&t.ID).PrimaryKey(), String(&t.Name, 20).Unique()}}
}

type shelf struct {
	ID   int64
	Room string
}

func (s *shelf) Schema() Table {
	return Table{Name: "shelves", Fields: Fields{Integer(&s.ID).PrimaryKey(), String(&s.Room, 10)}}
}

type chapter struct {
	ID   int64
	Book one[book]
	Name string
}

func (c *chapter) Schema() Table {
	return Table{Fields: Fields{BigInteger(&c.ID).PrimaryKey(), ForeignKey(&c.Book).NotNull(), Text(&c.Name)}}
}
