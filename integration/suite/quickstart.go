package suite

import (
	"errors"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// quickstartCases are the sections of the quick start, each with what ormar's own asserts there.
func quickstartCases() []Case {
	return []Case{
		{Name: "quickstart/create in one step and in two", Models: shelf, Run: quickCreate},
		{Name: "quickstart/read in both spellings", Models: shelf, Run: quickRead},
		{Name: "quickstart/get without a condition is the last row (Q-09)", Models: shelf, Run: quickNewest},
		{Name: "quickstart/update an instance and a set", Models: shelf, Run: quickUpdate},
		{Name: "quickstart/delete an instance and a set, and create it again", Models: shelf, Run: quickDelete},
		{Name: "quickstart/join and prefetch", Models: shelf, Run: quickJoin},
		{Name: "quickstart/filter and sort in both spellings", Models: shelf, Run: quickFilter},
		{Name: "quickstart/subset of columns", Models: shelf, Run: quickSubset},
		{Name: "quickstart/pagination", Models: shelf, Run: quickPages},
		{Name: "quickstart/aggregates", Models: shelf, Run: quickAggregates},
		{Name: "quickstart/raw data", Models: shelf, Run: quickRaw},
	}
}

// Q-16, T-02: each write is one statement, without a transaction around it.
func quickCreate(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	authors, books := orm.Objects[shelfAuthor](db), orm.Objects[shelfBook](db)
	tolkien, err := authors.Create(t.Context(), shelfAuthor{Name: "J.R.R. Tolkien"})
	noError(t, err)
	equal(t, "first key", tolkien.ID, int64(1))
	equal(t, "created is saved", tolkien.Saved(), true)
	sapkowski := &shelfAuthor{Name: "Andrzej Sapkowski"}
	equal(t, "made in memory is saved", sapkowski.Saved(), false)
	noError(t, orm.Save(t.Context(), db, sapkowski))
	equal(t, "second key", sapkowski.ID, int64(2))
	equal(t, "saved is saved", sapkowski.Saved(), true)
	sent.Want(t, 2)
	year := 1937
	for _, author := range []orm.One[shelfAuthor]{orm.Ref(tolkien), orm.RefPK[shelfAuthor](2)} {
		_, err := books.Create(t.Context(), shelfBook{Author: author, Title: "The Hobbit", Year: &year})
		noError(t, err)
	}
	keys, err := orm.Pluck[int64](t.Context(), books, "author")
	noError(t, err)
	equal(t, "foreign keys", keys, []int64{1, 2})
}

// one row, and all.
func quickRead(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	s, b := fillShelf(t, db), orm.Fields[shelfBook]()
	sent.Reset()
	hobbit, err := s.books.Get(t.Context(), orm.Q{"title": "The Hobbit"})
	noError(t, err)
	same, err := s.books.Get(t.Context(), orm.Eq(&b.Title, "The Hobbit"))
	noError(t, err)
	texts := sent.Reset()
	equal(t, "statements", len(texts), 2)
	equal(t, "both spellings are one statement", texts[0], texts[len(texts)-1])
	equal(t, "and one row", orm.Same(hobbit, same), true)
	equal(t, "year", *hobbit.Year, 1937)
	first, err := s.books.First(t.Context())
	noError(t, err)
	equal(t, "first", first.Title, "The Hobbit")
	equal(t, "key of the author", hobbit.Author.PK(), any(int64(1)))
	equal(t, "author loaded", hobbit.Author.Loaded(), false)
	sent.Reset()
	author, err := hobbit.Author.Load(t.Context())
	noError(t, err)
	sent.Want(t, 1)
	equal(t, "author", author.Name, "J.R.R. Tolkien")
	equal(t, "author loaded afterwards", hobbit.Author.Loaded(), true)
	everyone, err := s.authors.All(t.Context())
	noError(t, err)
	equal(t, "authors", len(everyone), 2)
}

func quickNewest(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	s := fillShelf(t, db)
	newest, err := s.books.Get(t.Context())
	noError(t, err)
	equal(t, "newest", newest.Title, "The Tower of Fools")
	oldest, err := s.books.OrderBy("year").Get(t.Context())
	noError(t, err)
	equal(t, "first of an explicit order", oldest.Title, "The Hobbit")
	_, err = s.books.Get(t.Context(), orm.Q{"author": s.tolkien})
	equal(t, "three books match", errors.Is(err, orm.ErrMultipleMatches), true)
	_, err = s.books.Get(t.Context(), orm.Q{"year": 1984})
	equal(t, "no book matches", errors.Is(err, orm.ErrNoMatch), true)
}

func quickUpdate(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	s := fillShelf(t, db)
	sent.Reset()
	s.tolkien.Name = "John Ronald Reuel Tolkien"
	noError(t, orm.Update(t.Context(), db, s.tolkien))
	sent.Want(t, 1)
	again, err := s.authors.Get(t.Context(), orm.Q{"name": "John Ronald Reuel Tolkien"})
	noError(t, err)
	equal(t, "the same row", orm.Same(again, s.tolkien), true)
	sent.Reset()
	n, err := s.authors.Filter(orm.Q{"name__contains": "Tolkien"}).Update(t.Context(), orm.V{"name": "J.R.R. Tolkien"})
	noError(t, err)
	sent.Want(t, 1)
	equal(t, "rows", n, int64(1))
	names, err := orm.Pluck[string](t.Context(), s.authors, "name")
	noError(t, err)
	equal(t, "names", names, []string{"J.R.R. Tolkien", "Andrzej Sapkowski"})
}

func quickDelete(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	s := fillShelf(t, db)
	noError(t, orm.Delete(t.Context(), db, s.silmarillion))
	n, err := s.books.Delete(t.Context(), orm.Q{"title": "The Tower of Fools"})
	noError(t, err)
	equal(t, "rows", n, int64(1))
	_, err = s.books.Get(t.Context(), orm.Q{"year": 1977})
	equal(t, "it is gone", errors.Is(err, orm.ErrNoMatch), true)
	none, err := s.books.GetOrNone(t.Context(), orm.Q{"year": 1977})
	equal(t, "and none of it is left", none == nil && err == nil, true)
	left, err := s.books.Count(t.Context())
	noError(t, err)
	equal(t, "books left", left, int64(3))
	_, err = s.books.Create(t.Context(), shelfBook{Author: s.silmarillion.Author, Title: s.silmarillion.Title, Year: s.silmarillion.Year})
	noError(t, err)
	last, err := s.books.Get(t.Context())
	noError(t, err)
	equal(t, "created again", last.Title, "The Silmarillion")
}

func quickJoin(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	s, b := fillShelf(t, db), orm.Fields[shelfBook]()
	for _, path := range []string{"author", orm.Path(&b.Author)} {
		sent.Reset()
		book, err := s.books.SelectRelated(path).Get(t.Context(), orm.Eq(&b.Title, "The Hobbit"))
		noError(t, err)
		sent.Want(t, 1)
		equal(t, "joined author", book.Author.Get().Name, "J.R.R. Tolkien")
	}
	joined, err := s.authors.SelectRelated("books").All(t.Context(), orm.Q{"name": "J.R.R. Tolkien"})
	noError(t, err)
	sent.Want(t, 1)
	equal(t, "authors joined", len(joined), 1)
	prefetched, err := s.authors.PrefetchRelated("books").Get(t.Context(), orm.Q{"name": "J.R.R. Tolkien"})
	noError(t, err)
	sent.Want(t, 2)
	for how, author := range map[string]*shelfAuthor{"joined": joined[0], "prefetched": prefetched} {
		equal(t, "books "+how, titles(author.Books.All()), []string{"The Hobbit", "The Lord of the Rings", "The Silmarillion"})
	}
}

func quickFilter(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	s, b := fillShelf(t, db), orm.Fields[shelfBook]()
	for _, c := range []struct {
		byName, byPointer orm.QuerySet[shelfBook]
		want              []string
	}{
		{
			s.books.Filter(orm.Q{"author__name__icontains": "tolkien"}).OrderBy("-year"),
			s.books.Filter(orm.IContains(&b.Author.Fields().Name, "tolkien")).OrderBy(orm.Desc(&b.Year)),
			[]string{"The Silmarillion", "The Lord of the Rings", "The Hobbit"},
		},
		{
			s.books.Filter(orm.Or(orm.Q{"year__gt": 1970}, orm.Q{"author__name": "Andrzej Sapkowski"})),
			s.books.Filter(orm.Or(orm.Gt(&b.Year, new(1970)), orm.Eq(&b.Author.Fields().Name, "Andrzej Sapkowski"))),
			[]string{"The Silmarillion", "The Witcher", "The Tower of Fools"},
		},
		{
			s.books.Filter(orm.And(orm.Q{"year__lt": 1970}, orm.Or(orm.Q{"title__startswith": "The L"}, orm.Q{"title__endswith": "it"}))).OrderBy("title"),
			s.books.Filter(orm.Lt(&b.Year, new(1970)), orm.Or(orm.StartsWith(&b.Title, "The L"), orm.EndsWith(&b.Title, "it"))).OrderBy(orm.Asc(&b.Title)),
			[]string{"The Hobbit", "The Lord of the Rings"},
		},
		{
			s.books.Exclude(orm.Q{"author__name": "J.R.R. Tolkien"}).OrderBy("author__name", "-title"),
			s.books.Exclude(orm.Eq(&b.Author.Fields().Name, "J.R.R. Tolkien")).OrderBy(orm.Asc(&b.Author.Fields().Name), orm.Desc(&b.Title)),
			[]string{"The Witcher", "The Tower of Fools"},
		},
	} {
		sent.Reset()
		for spelling, books := range map[string]orm.QuerySet[shelfBook]{"by name": c.byName, "by pointer": c.byPointer} {
			found, err := books.All(t.Context())
			noError(t, err)
			equal(t, spelling, titles(found), c.want)
		}
		if texts := sent.Reset(); len(texts) != 2 || texts[0] != texts[1] {
			t.Errorf("the two spellings are not one statement: %q", texts)
		}
	}
}
