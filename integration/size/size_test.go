// Package size tries loading at the sizes at which bind limits and pages per parent go wrong.
package size

import (
	"fmt"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

type shelf struct {
	orm.Model
	ID    int64
	Wall  orm.One[wall]
	Books orm.Many[book]
	Tags  orm.Many[tag]
}

func (s *shelf) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&s.ID).PrimaryKey(), schema.ForeignKey(&s.Wall).SkipReverse(), schema.ManyToMany(&s.Tags).SkipReverse(),
	}}
}

type wall struct {
	Name string
}

func (w *wall) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.String(&w.Name, 20).PrimaryKey()}}
}

type book struct {
	orm.Model
	ID    int64
	Shelf orm.One[shelf]
	Rank  int
}

func (b *book) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&b.ID).PrimaryKey(), schema.ForeignKey(&b.Shelf).Index().NotNull(), schema.Integer(&b.Rank),
	}}
}

type tag struct {
	ID int64
}

func (g *tag) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&g.ID).PrimaryKey()}}
}

func models() *schema.Registry { return schema.MustRegistry(&shelf{}, &wall{}, &book{}, &tag{}) }

// batches is how many statements a prefetch of n distinct keys takes.
func batches(db *orm.DB, n int) int {
	if db.Dialect() == servers.MySQL || db.Dialect() == servers.MariaDB {
		return (n + 9_999) / 10_000
	}
	return 1
}

func fill[T any, P orm.PtrTo[T]](t *testing.T, db *orm.DB, rows []P) {
	t.Helper()
	list := make([]*T, len(rows))
	for i, r := range rows {
		list[i] = r
	}
	if err := orm.Objects[T, P](db).BulkCreate(t.Context(), list, orm.BatchSize(1000)); err != nil {
		t.Fatal(err)
	}
}

// each runs a test on every database, with its statements counted.
func each(t *testing.T, run func(t *testing.T, db *orm.DB, sent *dbtest.Counter)) {
	t.Helper()
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			sent := &dbtest.Counter{}
			run(t, dbtest.Open(t, name, models(), orm.WithObserver(sent)), sent)
		})
	}
}

// J-05, J-10: no bind limit is met by 70,000 parents, along any kind of relation, with and without a page per parent.
func TestSeventyThousandParents(t *testing.T) {
	const parents, walls, books = 70_000, 40_000, 200
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		w, s, b := make([]*wall, walls), make([]*shelf, parents), make([]*book, books)
		for i := range w {
			w[i] = &wall{Name: fmt.Sprintf("w%05d", i)}
		}
		for i := range s {
			s[i] = &shelf{Wall: orm.Ref(w[i%walls])}
		}
		fill(t, db, w)
		fill(t, db, s)
		for i := range b {
			b[i] = &book{Shelf: orm.Ref(s[i*(parents/books)]), Rank: i}
		}
		fill(t, db, b)
		tags := []*tag{{ID: 1}, {ID: 2}}
		fill(t, db, tags)
		for _, i := range []int{0, parents / 2, parents - 1} {
			if err := s[i].Tags.Add(t.Context(), tags...); err != nil {
				t.Fatal(err)
			}
		}
		shelves := orm.Objects[shelf](db)
		for name, q := range map[string]orm.QuerySet[shelf]{
			"whole": shelves.PrefetchRelated("books", "wall", "tags"),
			"paged": shelves.PrefetchRelated("wall").Prefetch("books", orm.Objects[book](db).OrderBy("-rank").Limit(1)).
				Prefetch("tags", orm.Objects[tag](db).Limit(2)),
		} {
			sent.Reset()
			rows, err := q.All(t.Context())
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			sent.Want(t, 1+2*batches(db, parents)+batches(db, walls))
			found, tied := 0, 0
			for i, r := range rows {
				if r.Wall.Get() == nil || r.Wall.Get().Name != w[i%walls].Name || !r.Books.Loaded() || !r.Tags.Loaded() {
					t.Fatalf("%s: shelf %d is not whole", name, r.ID)
				}
				found, tied = found+r.Books.Len(), tied+r.Tags.Len()
			}
			if len(rows) != parents || found != books || tied != 6 {
				t.Errorf("%s: %d parents, %d books, %d tags", name, len(rows), found, tied)
			}
		}
	})
}

// J-10: 1,000 parents get their first three each, in one statement.
func TestThreeForEachOfAThousand(t *testing.T) {
	const parents, children, limit = 1000, 7, 3
	each(t, func(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
		s, b := make([]*shelf, parents), make([]*book, 0, parents*children)
		for i := range s {
			s[i] = &shelf{}
		}
		fill(t, db, s)
		for rank := range children {
			for i := range s {
				b = append(b, &book{Shelf: orm.Ref(s[i]), Rank: (rank*5 + i) % children})
			}
		}
		fill(t, db, b)
		sent.Reset()
		rows, err := orm.Objects[shelf](db).Prefetch("books", orm.Objects[book](db).OrderBy("rank").Limit(limit)).All(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n := sent.Rows(); n != parents+parents*limit {
			t.Errorf("%d rows were read", n)
		}
		sent.Want(t, 2)
		for _, r := range rows {
			for i, c := range r.Books.All() {
				if c.Rank != i || c.Shelf.Get() != r {
					t.Fatalf("shelf %d has rank %d at %d", r.ID, c.Rank, i)
				}
			}
			if r.Books.Len() != limit {
				t.Fatalf("shelf %d has %d books", r.ID, r.Books.Len())
			}
		}
	})
}
