package suite

import (
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

func quickSubset(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	s := fillShelf(t, db)
	only, err := s.books.Fields("title").Get(t.Context(), orm.Q{"title": "The Hobbit"})
	noError(t, err)
	equal(t, "the title", only.Title, "The Hobbit")
	equal(t, "the key is always there", only.ID, s.hobbit.ID)
	equal(t, "the year", only.Year, (*int)(nil))
	equal(t, "knows its year", only.Has(&only.Year), false)
	equal(t, "knows its title", only.Has(&only.Title), true)
	equal(t, "the author", only.Author.IsZero(), true)
	without, err := s.books.ExcludeFields("year", "id").Get(t.Context(), orm.Q{"title": "The Hobbit"})
	noError(t, err)
	equal(t, "the key although excluded", without.ID, s.hobbit.ID)
	equal(t, "the excluded year", without.Has(&without.Year), false)
	equal(t, "the author's key", without.Author.PK(), any(s.tolkien.ID))
	// What was not read is not overwritten.
	without.Title = "There and Back Again"
	noError(t, orm.Update(t.Context(), db, without))
	again, err := s.books.Get(t.Context(), orm.Q{"pk": s.hobbit.ID})
	noError(t, err)
	equal(t, "new title", again.Title, "There and Back Again")
	equal(t, "old year", *again.Year, 1937)
}

func quickPages(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	s := fillShelf(t, db)
	for _, c := range []struct {
		name  string
		books orm.QuerySet[shelfBook]
		want  []string
	}{
		{"limit", s.books.Limit(1), []string{"The Hobbit"}},
		{"offset", s.books.Limit(1).Offset(1), []string{"The Lord of the Rings"}},
		{"second page", s.books.Paginate(2, 2), []string{"The Silmarillion", "The Witcher"}},
		{"last page", s.books.Paginate(3, 2), []string{"The Tower of Fools"}},
		{"beyond the last", s.books.Paginate(4, 2), []string{}},
		{"slice", s.books.Slice(1, 3), []string{"The Lord of the Rings", "The Silmarillion"}},
		{"slice from", s.books.SliceFrom(3), []string{"The Witcher", "The Tower of Fools"}},
		{"tail", s.books.Tail(2), []string{"The Witcher", "The Tower of Fools"}},
	} {
		found, err := c.books.All(t.Context())
		noError(t, err)
		equal(t, c.name, titles(found), c.want)
	}
}

// quickAggregates has the four books that the quick start has left at this point: their years are 1937, 1955, 1977, 1990.
func quickAggregates(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	s, b := fillShelf(t, db), orm.Fields[shelfBook]()
	noError(t, orm.Delete(t.Context(), db, s.tower))
	sent.Reset()
	authors, err := s.authors.Count(t.Context())
	noError(t, err)
	equal(t, "authors", authors, int64(2))
	exists, err := s.books.Filter(orm.Q{"title": "The Hobbit"}).Exists(t.Context())
	noError(t, err)
	equal(t, "The Hobbit exists", exists, true)
	largest, err := orm.Max[int](t.Context(), s.books, "year")
	noError(t, err)
	equal(t, "max", largest, 1990)
	smallest, err := orm.Min[int](t.Context(), s.books, "year")
	noError(t, err)
	equal(t, "min", smallest, 1937)
	average, err := orm.Avg[float64](t.Context(), s.books, orm.Path(&b.Year))
	noError(t, err)
	equal(t, "avg", average, 1964.75)
	sum, err := orm.Sum[int](t.Context(), s.books, "year")
	noError(t, err)
	equal(t, "sum", sum, 7859)
	sent.Want(t, 6)
	row, err := s.books.Aggregate(t.Context(), orm.MaxOf("year"), orm.MinOf("year").As("oldest"), orm.CountOf("id"))
	noError(t, err)
	sent.Want(t, 1)
	equal(t, "together", row, orm.Row{"year__max": 1990, "oldest": 1937, "id__count": int64(4)})
}

func quickRaw(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	s := fillShelf(t, db)
	_, err := s.books.Delete(t.Context(), orm.Q{"year__gt": 1970})
	noError(t, err)
	rows, err := s.books.Values(t.Context())
	noError(t, err)
	equal(t, "rows", rows, []orm.Row{
		{"id": int64(1), "author": int64(1), "title": "The Hobbit", "year": 1937},
		{"id": int64(2), "author": int64(1), "title": "The Lord of the Rings", "year": 1955},
	})
	tuples, err := s.books.ValuesList(t.Context())
	noError(t, err)
	equal(t, "tuples", tuples, [][]any{
		{int64(1), int64(1), "The Hobbit", 1937},
		{int64(2), int64(1), "The Lord of the Rings", 1955},
	})
	two, err := s.books.Filter(orm.Q{"title": "The Hobbit"}).Values(t.Context(), "id", "title")
	noError(t, err)
	equal(t, "two columns", two, []orm.Row{{"id": int64(1), "title": "The Hobbit"}})
	names, err := orm.Pluck[string](t.Context(), s.books, "title")
	noError(t, err)
	equal(t, "one column", names, []string{"The Hobbit", "The Lord of the Rings"})
}
