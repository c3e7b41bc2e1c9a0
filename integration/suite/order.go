package suite

import (
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// orderCases are about the order of rows, and about the calls that read one of them.
func orderCases() []Case {
	return []Case{
		{Name: "order/by own and related columns, total by the key (O-01)", Models: library, Run: orderKeys},
		{Name: "order/placement of NULL (O-02)", Models: library, Run: orderNulls},
		{Name: "order/by value, not by what is stored", Models: library, Run: orderKinds},
		{Name: "order/a to-many key counts by its extreme (O-01, O-06)", Models: library, Run: orderToMany},
		{Name: "order/a to-many key orders parents and their loaded children, NULLs placed (O-01, O-06)", Models: library, Run: orderToManyLoaded},
		{Name: "order/children of a shared object, whichever parent brought them", Models: library, Run: orderShared},
		{Name: "order/defaults of models and children (O-03, O-04)", Models: library, Run: orderDefaults},
		{Name: "order/first, last and get (Q-09, Q-10, Q-11, Q-12, Q-13)", Models: library, Run: orderOne},
	}
}

// orderShared: what one parent brings of a list stands among what the next one brings.
func orderShared(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	others := l.books.Filter(orm.F("author__books__id").Ne(orm.F("id")))
	for name, q := range map[string]orm.QuerySet[libBook]{
		"alone": others.SelectRelated("author__books"), "beside another list": others.SelectRelated("author__books", "chapters"),
		"from the end": others.SelectRelated("author__books").OrderBy("-id"), "a page": others.SelectRelated("author__books").Limit(9),
	} {
		rows, err := q.All(t.Context())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, b := range rows {
			var ids []int64
			for _, o := range b.Author.Get().Books.All() {
				ids = append(ids, o.ID)
			}
			equal(t, name, ids, map[int64][]int64{1: {1, 2}, 2: {3, 4, 5}}[b.Author.Get().ID])
		}
		equal(t, name+": books of authors with several", len(rows), 5)
	}
	rows, err := others.SelectRelated("author__books").OrderBy("id", "-author__books__id").All(t.Context())
	noError(t, err)
	equal(t, "in an order of their own", rows[4].Author.Get().Books.At(0).ID, int64(5))
}

func orderKeys(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	b := l.b
	for _, c := range []struct {
		what string
		q    orm.QuerySet[libBook]
		want []int64
	}{
		{"the key", l.books, []int64{1, 2, 3, 4, 5}},
		{"descending", l.books.OrderBy("-id"), []int64{5, 4, 3, 2, 1}},
		{"the key decides between equals", l.books.OrderBy("author"), []int64{1, 2, 3, 4, 5}},
		{"descending, then the key", l.books.OrderBy("-author"), []int64{3, 4, 5, 1, 2}},
		{"in the order given", l.books.OrderBy("state", "-pages"), []int64{2, 4, 5, 3, 1}},
		{"calls accumulate", l.books.OrderBy("state").OrderBy("-pages"), []int64{2, 4, 5, 3, 1}},
		{"typed", l.books.OrderBy(orm.Asc(&b.State), orm.Desc(&b.Pages)), []int64{2, 4, 5, 3, 1}},
		{"related, joined by itself", l.books.OrderBy("-author__name", "title"), []int64{3, 4, 5, 1, 2}},
		{"related, typed", l.books.OrderBy(orm.Desc(&b.Author.Fields().Name), "title"), []int64{3, 4, 5, 1, 2}},
		{"two relations to one model", l.books.OrderBy(orm.NullsLast("editor__name"), "-author__name"), []int64{3, 4, 1, 5, 2}},
		{"text byte for byte", l.books.OrderBy("title"), []int64{1, 3, 4, 2, 5}},
		{"filtered and ordered along one path", l.books.Filter(orm.Q{"author__rank": 3}).OrderBy("-author__name", "-pages"), []int64{2, 1}},
	} {
		wantIDs(t, c.what, c.q, c.want...)
	}
	for what, key := range map[string]string{"a wrong path": "titel", "a relation without a column": "chapters__", "two minus signs": "--id",
		"nothing": "", "a minus sign alone": "-", "SQL": "id; DROP TABLE lib_books", "a lookup": "title__exact"} {
		_, err := l.books.OrderBy(key).All(t.Context())
		isError(t, what, err, orm.ErrQuery)
	}
}

func orderNulls(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	wantIDs(t, "first", l.books.OrderBy(orm.NullsFirst("year")), 2, 5, 1, 4, 3)
	wantIDs(t, "last", l.books.OrderBy(orm.NullsLast("year")), 1, 4, 3, 2, 5)
	wantIDs(t, "first, descending", l.books.OrderBy(orm.NullsFirst("-year")), 2, 5, 3, 1, 4)
	wantIDs(t, "last, descending", l.books.OrderBy(orm.NullsLast("-year"), "-id"), 3, 4, 1, 5, 2)
	wantIDs(t, "the later placement wins", l.books.OrderBy(orm.NullsFirst(orm.NullsLast("year"))), 2, 5, 1, 4, 3)
	wantIDs(t, "of nothing related", l.books.OrderBy(orm.NullsLast("press__city")), 1, 4, 2, 3, 5)
	wantIDs(t, "on a page with children", l.books.SelectRelated("chapters").OrderBy(orm.NullsLast("year")).Limit(3), 1, 4, 3)
	if family(db) == "postgres" { // the database's own placement
		wantIDs(t, "after every value", l.books.OrderBy("year"), 1, 4, 3, 2, 5)
		wantIDs(t, "descending, before", l.books.OrderBy("-year"), 2, 5, 3, 1, 4)
	} else {
		wantIDs(t, "before every value", l.books.OrderBy("year"), 2, 5, 1, 4, 3)
		wantIDs(t, "descending, after", l.books.OrderBy("-year"), 3, 1, 4, 2, 5)
	}
}

func orderKinds(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	wantIDs(t, "decimals as numbers", l.books.OrderBy("price"), 5, 4, 1, 2, 3)
	wantIDs(t, "enumerations as text", l.books.OrderBy("state"), 2, 4, 1, 3, 5)
	wantIDs(t, "times as instants", l.books.Filter(orm.Q{"released__isnull": false}).OrderBy("-released"), 5, 2, 1)
	wantIDs(t, "UUIDs", l.books.OrderBy("-code"), 5, 4, 3, 2, 1)
	wantIDs(t, "bytes", l.books.OrderBy("-cover"), 3, 1, 2, 4, 5)
	wantIDs(t, "booleans", l.books.OrderBy("author__active", "-id"), 5, 4, 3, 2, 1)
}

func authorNames(t *testing.T, q orm.QuerySet[libAuthor]) []string {
	t.Helper()
	rows, err := q.All(t.Context())
	noError(t, err)
	out := make([]string, len(rows))
	for i, a := range rows {
		out[i] = a.Name
	}
	return out
}

func orderToMany(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	// Ann has books of 100 and 200 pages, Bob of 50, 150 and 300, Cid none.
	for _, c := range []struct {
		what string
		q    orm.QuerySet[libAuthor]
		want []string
	}{
		{"by the smallest", l.authors.OrderBy(orm.NullsLast("books__pages")), []string{"Bob", "Ann", "Cid"}},
		{"by the largest", l.authors.OrderBy(orm.NullsLast("-books__pages")), []string{"Bob", "Ann", "Cid"}},
		{"of what the filter leaves", l.authors.Filter(orm.Q{"books__pages__lt": 300}).OrderBy("-books__pages"), []string{"Ann", "Bob"}},
		{"on a page", l.authors.SelectRelated("books").OrderBy(orm.NullsLast("books__pages")).Limit(2), []string{"Bob", "Ann"}},
		{"of decimals", l.authors.OrderBy(orm.NullsLast("-books__price")), []string{"Bob", "Ann", "Cid"}},
		{"of enumerations", l.authors.Filter(orm.Q{"books__pages__in": []int{100, 50}}).OrderBy("-books__state"), []string{"Ann", "Bob"}},
		{"of booleans", l.authors.Filter(orm.Q{"books__id__gt": 0}).OrderBy("-books__author__active"), []string{"Ann", "Bob"}},
		{"deeper", l.authors.OrderBy(orm.NullsLast("-books__chapters__number")), []string{"Bob", "Ann", "Cid"}},
	} {
		equal(t, c.what, authorNames(t, c.q), c.want)
		n, err := c.q.Count(t.Context())
		noError(t, err)
		equal(t, c.what+", counted", n, int64(len(c.want)))
	}
	rows, err := l.authors.SelectRelated("books").OrderBy("-books__pages").All(t.Context())
	noError(t, err)
	for _, a := range rows {
		for i := 1; i < a.Books.Len(); i++ {
			if a.Books.At(i).Pages > a.Books.At(i-1).Pages {
				t.Errorf("the children of %s are not in the order asked for", a.Name)
			}
		}
	}
}

func orderToManyLoaded(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	q := l.authors.SelectRelated("books")
	equal(t, "NULL first", authorNames(t, q.OrderBy(orm.NullsFirst("books__pages"))), []string{"Cid", "Bob", "Ann"})
	equal(t, "NULL last", authorNames(t, q.OrderBy(orm.NullsLast("-books__pages"))), []string{"Bob", "Ann", "Cid"})
	rows, err := q.OrderBy(orm.NullsFirst("books__pages")).All(t.Context())
	noError(t, err)
	for _, a := range rows {
		for i := 1; i < a.Books.Len(); i++ {
			if a.Books.At(i).Pages < a.Books.At(i-1).Pages {
				t.Errorf("the children of %s are not in the order asked for", a.Name)
			}
		}
	}
}

func orderDefaults(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	chapters := orm.Objects[libChapter](db)
	keys := func(list []*libChapter, err error) (out []int64) {
		noError(t, err)
		for _, c := range list {
			out = append(out, c.ID)
		}
		return out
	}
	equal(t, "the model's", keys(chapters.All(t.Context())), []int64{4, 2, 1, 3, 5})
	equal(t, "an explicit one takes its place", keys(chapters.OrderBy("title").All(t.Context())), []int64{4, 2, 1, 3, 5})
	equal(t, "so does the key", keys(chapters.OrderBy("pk").All(t.Context())), []int64{1, 2, 3, 4, 5})
	equal(t, "a page of it", keys(chapters.Limit(2).All(t.Context())), []int64{4, 2})
	for _, q := range []orm.QuerySet[libBook]{l.books.SelectRelated("chapters"), l.books.PrefetchRelated("chapters")} {
		rows, err := q.All(t.Context())
		noError(t, err)
		equal(t, "children by the model's", keys(rows[3].Chapters.All(), nil), []int64{4, 5})
	}
	rows, err := l.books.SelectRelated("chapters").OrderBy("chapters__title").All(t.Context())
	noError(t, err)
	for _, b := range rows {
		if b.ID == 1 {
			equal(t, "children by an explicit one", keys(b.Chapters.All(), nil), []int64{2, 1})
		}
	}
}

func orderOne(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	ctx := t.Context()
	chapters := orm.Objects[libChapter](db)
	one := func(what string, c *libChapter, err error, want int64) {
		t.Helper()
		noError(t, err)
		equal(t, what, c.ID, want)
	}
	c, err := chapters.Get(ctx)
	one("get without a condition is the last by key, whatever the model's order", c, err, 5)
	c, err = chapters.OrderBy("-title", "pk").Get(ctx)
	one("or the first of an explicit order", c, err, 1)
	c, err = chapters.First(ctx)
	one("first goes by key", c, err, 1)
	c, err = chapters.Last(ctx)
	one("last goes by key", c, err, 5)
	c, err = chapters.OrderBy("-number").First(ctx)
	one("first of an explicit order", c, err, 4)
	c, err = chapters.OrderBy("-number").Last(ctx)
	one("last of an explicit order", c, err, 5)
	c, err = chapters.OrderBy("book__title").First(ctx)
	one("a related order does not move first", c, err, 1)
	c, err = chapters.First(ctx, orm.Q{"title": "Intro"})
	one("first of several never complains", c, err, 1)
	c, err = chapters.Last(ctx, orm.Q{"title": "Intro"})
	one("nor does last", c, err, 5)
	c, err = chapters.OrderBy("pk").Limit(3).Last(ctx)
	one("last of a page", c, err, 3)
	c, err = chapters.OrderBy("pk").Offset(1).First(ctx)
	one("first of a page", c, err, 2)
	b, err := l.books.OrderBy(orm.NullsFirst("year")).Last(ctx)
	noError(t, err)
	equal(t, "last turns the placement of NULL round", b.ID, int64(3))
	b, err = l.books.OrderBy(orm.NullsLast("year")).Last(ctx)
	noError(t, err)
	equal(t, "NULL is last where it was put last", b.ID, int64(5))
	orderOneLoads(t, l)
	orderOneRefuses(t, l)
}

// orderOneLoads asks for one row together with its children.
func orderOneLoads(t *testing.T, l lib) {
	ctx := t.Context()
	b, err := l.books.SelectRelated("chapters").OrderBy("chapters__title").First(ctx)
	noError(t, err)
	equal(t, "first with the children in their order", []int64{b.ID, b.Chapters.At(0).ID}, []int64{1, 2})
	b, err = l.books.PrefetchRelated("chapters").Last(ctx, orm.Q{"author__name": "Ann"})
	noError(t, err)
	equal(t, "last prefetches", []int64{b.ID, int64(b.Chapters.Len())}, []int64{2, 1})
	b, err = l.books.SelectRelated("chapters").Get(ctx, orm.Q{"chapters__title": "End"})
	noError(t, err)
	equal(t, "get with children", b.ID, int64(1))
	b, err = l.books.SelectRelated("chapters").Get(ctx, orm.Q{"id": 4})
	noError(t, err)
	equal(t, "several children are one row", b.Chapters.Len(), 2)
}

// orderOneRefuses asks for one row where none is, or several are.
func orderOneRefuses(t *testing.T, l lib) {
	ctx := t.Context()
	for what, c := range map[string]struct {
		err  error
		want error
	}{
		"get of none":         {lastError(l.books.Get(ctx, orm.Q{"id": 77})), orm.ErrNoMatch},
		"get of several":      {lastError(l.books.Get(ctx, orm.Q{"author": 1})), orm.ErrMultipleMatches},
		"exclude is one too":  {lastError(l.books.Exclude(orm.Q{"id": 1}).Get(ctx)), orm.ErrMultipleMatches},
		"an empty Q is one":   {lastError(l.books.Get(ctx, orm.Q{})), orm.ErrMultipleMatches},
		"get or none":         {lastError(l.books.GetOrNone(ctx, orm.Q{"author": 1})), orm.ErrMultipleMatches},
		"first of none":       {lastError(l.books.First(ctx, orm.Or())), orm.ErrNoMatch},
		"last of none":        {lastError(l.books.Last(ctx, orm.Or())), orm.ErrNoMatch},
		"get of an empty one": {lastError(l.books.Limit(0).Get(ctx)), orm.ErrNoMatch},
	} {
		isError(t, what, c.err, c.want)
	}
	for what, read := range map[string]func() (*libBook, error){
		"get":   func() (*libBook, error) { return l.books.GetOrNone(ctx, orm.Q{"id": 77}) },
		"first": func() (*libBook, error) { return l.books.FirstOrNone(ctx, orm.Or()) },
		"last":  func() (*libBook, error) { return l.books.LastOrNone(ctx, orm.Or()) },
	} {
		none, err := read()
		noError(t, err)
		equal(t, what+" or none", none == nil, true)
	}
}

func lastError[T any](_ T, err error) error { return err }
