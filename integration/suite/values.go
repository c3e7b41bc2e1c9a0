package suite

import (
	"fmt"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// valueCases are about columns, plain values and aggregates.
func valueCases() []Case {
	return []Case{
		{Name: "columns/fields and exclude fields (C-01, C-02, C-03, C-04, C-05, C-06, C-07, C-08)", Models: library, Run: columnFields},
		{Name: "values/maps, tuples and one column (A-03, A-04, A-05)", Models: library, Run: valueRows},
		{Name: "values/distinct rows", Models: library, Run: valueDistinct},
		{Name: "aggregates/over rows, pages and relations (A-01, A-02, Q-25)", Models: library, Run: aggregateRows},
		{Name: "aggregates/groups", Models: library, Run: aggregateGroups},
		{Name: "aggregates/annotations", Models: library, Run: aggregateNotes},
		{Name: "aggregates/annotations count along their own paths (A-03)", Models: library, Run: aggregateNotesApart},
	}
}

func columnFields(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	get := func(q orm.QuerySet[libBook]) *libBook {
		b, err := q.Get(t.Context(), orm.Q{"id": 1})
		noError(t, err)
		return b
	}
	b := get(l.books.Fields("title"))
	equal(t, "title and key alone", []bool{b.Has(&b.ID), b.Has(&b.Title), b.Has(&b.Pages), b.Has(&b.Author)}, []bool{true, true, false, false})
	equal(t, "what is not loaded is zero", []any{b.ID, b.Title, b.Pages}, []any{int64(1), "Alpha", 0})
	b = get(l.books.Fields("title").Fields("pages"))
	equal(t, "calls accumulate", []bool{b.Has(&b.Title), b.Has(&b.Pages)}, []bool{true, true})
	b = get(l.books.ExcludeFields("title", "pk"))
	equal(t, "exclusion, the key survives", []bool{b.Has(&b.ID), b.Has(&b.Title), b.Has(&b.Pages)}, []bool{true, false, true})
	b = get(l.books.Fields("title", "pages").ExcludeFields("pages"))
	equal(t, "exclusion wins", []bool{b.Has(&b.Title), b.Has(&b.Pages)}, []bool{true, false})
	b = get(l.books.SelectRelated("author").Fields("title"))
	equal(t, "an unmentioned relation is whole", []bool{b.Author.Get().Has(&b.Author.Get().Rank), b.Has(&b.Pages)}, []bool{true, false})
	b = get(l.books.SelectRelated("author").Fields("title", "author__name"))
	equal(t, "fields of a relation", []bool{b.Author.Get().Has(&b.Author.Get().Name), b.Author.Get().Has(&b.Author.Get().Rank)}, []bool{true, false})
	b = get(l.books.SelectRelated("chapters").Fields("title", "chapters"))
	equal(t, "a whole relation", b.Chapters.At(0).Title, "End")
	b = get(l.books.SelectRelated("chapters").ExcludeFields("chapters"))
	equal(t, "an excluded relation", b.Chapters.Loaded(), false)
	b = get(l.books.SelectRelated("tags").ExcludeFields("tags__lib_tagging__weight"))
	link := b.Tags.Links()[0].Through
	equal(t, "link data, in part", link.Has(&link.Weight), false)
	keyPaths(t, l, get)
	b = get(l.books.Fields("title"))
	b.Title = "changed"
	noError(t, orm.Update(t.Context(), db, b))
	equal(t, "a partly loaded row saves what it loaded", get(l.books).Pages, 100)
	isError(t, "a wrong name", lastError(l.books.Fields("titel").All(t.Context())), orm.ErrQuery)
	isError(t, "a wrong name excluded", lastError(l.books.ExcludeFields("author__nam").All(t.Context())), orm.ErrQuery)
}

// keyPaths: the key of a related row is that row with its key alone, and a key is never left out.
func keyPaths(t *testing.T, l lib, get func(orm.QuerySet[libBook]) *libBook) {
	f := orm.Fields[libBook]()
	for _, path := range []string{"author__id", "author__pk", orm.Path(&f.Author.Fields().ID)} {
		for name, q := range map[string]orm.QuerySet[libBook]{"select": l.books.SelectRelated("author"), "prefetch": l.books.PrefetchRelated("author")} {
			b := get(q.Fields("title", path))
			a := b.Author.Get()
			equal(t, name+" "+path, []bool{a.ID == 1, a.Has(&a.ID), a.Has(&a.Name), b.Has(&b.Author), b.Has(&b.Pages)}, []bool{true, true, false, true, false})
			b = get(q.ExcludeFields(path))
			equal(t, name+" without "+path, []any{b.Author.Get().Name, b.Has(&b.Author)}, []any{"Ann", true})
		}
		b := get(l.books.Fields("title", path))
		equal(t, path+" is the foreign key", []any{b.Author.PK(), b.Has(&b.Author), b.Author.Loaded()}, []any{int64(1), true, false})
	}
	for _, path := range []string{"chapters__id", "chapters__pk", "author__books__id"} {
		for name, q := range map[string]orm.QuerySet[libBook]{"select": l.books.SelectRelated("chapters", "author__books"), "prefetch": l.books.PrefetchRelated("chapters", "author__books")} {
			b := get(q.Fields("title", path))
			c, again := b.Chapters.At(0), b.Author.Get().Books.At(0)
			chapters := path != "author__books__id"
			equal(t, name+" "+path, []bool{c.ID > 0, c.Has(&c.Title), again.ID > 0, again.Has(&again.Title), b.Author.Get().Name == "Ann"},
				[]bool{true, !chapters, true, chapters, true})
			b = get(q.ExcludeFields(path))
			equal(t, name+" without "+path, []any{b.Chapters.At(0).Title, b.Author.Get().Books.At(0).Title}, []any{"End", "Alpha"})
		}
	}
	b := get(l.books.SelectRelated("tags").Fields("title", "tags__id", "tags__lib_tagging__id"))
	link, tag := b.Tags.Links()[0].Through, b.Tags.At(0)
	equal(t, "tags and links", []bool{tag.ID > 0, tag.Has(&tag.Name), link.ID > 0, link.Has(&link.Weight)}, []bool{true, false, true, false})
	tag = get(l.books.PrefetchRelated("tags").Fields("title", "tags__id")).Tags.At(0)
	equal(t, "prefetched tags", []bool{tag.ID > 0, tag.Has(&tag.Name)}, []bool{true, false})
	tag = get(l.books.SelectRelated("tags").ExcludeFields("tags__pk", "tags__lib_tagging__pk")).Tags.At(0)
	equal(t, "without the keys of tags and links", tag.Name, "go")
	row, err := l.books.Filter(orm.Q{"id": 1}).SelectRelated("chapters").Fields("title", "chapters__id", "author__pk").OrderBy("-chapters__id").Values(t.Context())
	noError(t, err)
	equal(t, "plain values", len(row[0]), 3)
	row, err = l.books.Filter(orm.Q{"id": 1}).SelectRelated("author").ExcludeFields("author__id", "id").Values(t.Context())
	noError(t, err)
	equal(t, "plain values without a key", []any{row[0]["id"], row[0]["author__id"], row[0]["author"]}, []any{int64(1), int64(1), int64(1)})
}

func valueRows(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	l := fillLibrary(t, db)
	ctx := t.Context()
	rows, err := l.books.Filter(orm.Q{"id__lte": 2}).Values(ctx, "id", "author", "sold", "year", "author__name")
	noError(t, err)
	equal(t, "maps in the fields' own types, columns of another name", rows, []orm.Row{
		{"id": int64(1), "author": int64(1), "sold": 50, "year": 1990, "author__name": "Ann"},
		{"id": int64(2), "author": int64(1), "sold": 200, "year": nil, "author__name": "Ann"}})
	list, err := l.books.Filter(orm.Q{"id": 1}).ValuesList(ctx, "title", "id", "state", "editor__name")
	noError(t, err)
	equal(t, "tuples in the order asked", list, [][]any{{"Alpha", int64(1), libState("printed"), "Bob"}})
	list, err = l.authors.ValuesList(ctx, "name", "books__title")
	noError(t, err)
	equal(t, "a to-many path multiplies", len(list), 6)
	list, err = l.authors.Filter(orm.Q{"books__pages__gt": 0}).ValuesList(ctx, "name")
	noError(t, err)
	equal(t, "a filter does not", list, [][]any{{"Ann"}, {"Bob"}})
	list, err = l.authors.Filter(orm.Q{"books__pages__gt": 120}).ValuesList(ctx, "name", "books__pages")
	noError(t, err)
	equal(t, "but restricts what is named", list, [][]any{{"Ann", 200}, {"Bob", 150}, {"Bob", 300}})
	list, err = l.authors.Tail(2).ValuesList(ctx, "name", "books__id")
	noError(t, err)
	equal(t, "from the end, children in order", list, [][]any{{"Bob", int64(3)}, {"Bob", int64(4)}, {"Bob", int64(5)}, {"Cid", nil}})
	valuesInOrder(t, db, l.authors)
	rows, err = l.books.SelectRelated("author").Fields("title").Values(ctx)
	noError(t, err)
	equal(t, "what is selected", len(rows[0]), 1+4)
	list, err = l.books.Filter(orm.Q{"id": 1}).ValuesList(ctx, "tags__name", "tags__lib_tagging__weight")
	noError(t, err)
	equal(t, "link data", list, [][]any{{"go", 1}, {"sql", nil}})
	years, err := orm.Pluck[*int](ctx, l.books, "year")
	noError(t, err)
	equal(t, "plucked", []any{*years[0], years[1] == nil}, []any{1990, true})
	isError(t, "NULL does not fit", lastError(orm.Pluck[int](ctx, l.books, "year")), orm.ErrQuery)
	type line struct {
		Title  string
		Author string `db:"author__name"`
		Count  int64  `db:"n"`
		Note   string `db:"-"`
	}
	lines, err := orm.Into[line](ctx, l.books.Annotate("n", orm.CountOf("chapters")).OrderBy("-n"))
	noError(t, err)
	equal(t, "into structs", lines[0], line{"Alpha", "Ann", 2, ""})
	sent.Reset()
	for what, err := range map[string]error{
		"a wrong name": lastError(l.books.Values(ctx, "titel")), "a relation of several keys": lastError(l.books.Values(ctx, "")),
		"twice":            lastError(l.books.Values(ctx, "id", "id")),
		"into no struct":   lastError(orm.Into[int](ctx, l.books)),
		"into wrong names": lastError(orm.Into[struct{ Nothing int }](ctx, l.books)),
	} {
		isError(t, what, err, orm.ErrQuery)
	}
	sent.Want(t, 0)
}

// valuesInOrder: along a path that is selected and sorted by, each row sorts by its own value; pages count main rows.
func valuesInOrder(t *testing.T, db *orm.DB, authors orm.QuerySet[libAuthor]) {
	t.Helper()
	list, err := authors.OrderBy("-books__pages").ValuesList(t.Context(), "name", "books__pages")
	noError(t, err)
	first := []any{"Cid", nil}
	whole := [][]any{{"Bob", 300}, {"Ann", 200}, {"Bob", 150}, {"Ann", 100}, {"Bob", 50}}
	if db.SQLX().DriverName() == "pgx" {
		whole = append([][]any{first}, whole...)
	} else {
		whole = append(whole, first)
	}
	equal(t, "each row by its own value", list, whole)
	list, err = authors.OrderBy("books__pages").Limit(1).Filter(orm.Q{"books__pages__gt": 50}).ValuesList(t.Context(), "name", "books__pages")
	noError(t, err)
	equal(t, "of a page of main rows", list, [][]any{{"Ann", 100}, {"Ann", 200}})
	pages, err := orm.Pluck[int](t.Context(), authors.Filter(orm.Q{"books__pages__gt": 0}).OrderBy("books__pages"), "books__pages")
	noError(t, err)
	equal(t, "plucked in order", pages, []int{50, 100, 150, 200, 300})
}

func valueDistinct(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	list := func(q orm.QuerySet[libBook], paths ...string) [][]any {
		out, err := q.Distinct().ValuesList(t.Context(), paths...)
		noError(t, err)
		return out
	}
	draft, printed := libState("draft"), libState("printed")
	equal(t, "by value, enumerations as text", list(l.books, "state"), [][]any{{draft}, {printed}})
	equal(t, "descending", list(l.books.OrderBy("-state"), "state"), [][]any{{printed}, {draft}})
	equal(t, "from the end", list(l.books.Tail(1), "state"), [][]any{{printed}})
	equal(t, "a page", list(l.books.Limit(1).Offset(1), "state"), [][]any{{printed}})
	var prices []string
	for _, row := range list(l.books.OrderBy("price"), "price") {
		prices = append(prices, row[0].(decimal.Decimal).StringFixed(2))
	}
	equal(t, "decimals as numbers", prices, []string{"-1.00", "2.25", "9.50", "10.00", "100.00"})
	isError(t, "ordered by what is not there", lastError(l.books.OrderBy("pages").Distinct().Values(t.Context(), "state")), orm.ErrQuery)
	noted := l.books.Annotate("n", orm.CountOf("tags")).OrderBy("n").Distinct()
	isError(t, "ordered by an annotation that is not there", lastError(noted.Values(t.Context(), "state")), orm.ErrQuery)
	equal(t, "annotations", list(noted, "n"), [][]any{{int64(0)}, {int64(1)}, {int64(2)}})
}

func aggregateRows(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	l := fillLibrary(t, db)
	ctx := t.Context()
	row, err := l.books.Aggregate(ctx, orm.MaxOf("year"), orm.MinOf("title"), orm.SumOf("sold").As("total"), orm.AvgOf("pages"), orm.CountOf("year"), orm.MinOf("state"))
	noError(t, err)
	equal(t, "several", row, orm.Row{"year__max": 2000, "title__min": "Alpha", "total": int64(560), "pages__avg": 160.0, "year__count": int64(3), "state__min": libState("draft")})
	row, err = l.authors.Aggregate(ctx, orm.MaxOf("active"), orm.MinOf("active"), orm.CountOf("books"), orm.SumOf("books__pages"))
	noError(t, err)
	equal(t, "booleans, along relations", row, orm.Row{"active__max": true, "active__min": false, "books__count": int64(5), "books__pages__sum": int64(800)})
	row, err = l.authors.Filter(orm.Q{"books__pages__gt": 0}).Aggregate(ctx, orm.CountOf("id"), orm.SumOf("rank"))
	noError(t, err)
	equal(t, "a filter multiplies nothing", row, orm.Row{"id__count": int64(2), "rank__sum": int64(3)})
	row, err = l.books.OrderBy("-pages").Limit(2).Aggregate(ctx, orm.SumOf("pages"), orm.MaxOf("price"))
	noError(t, err)
	equal(t, "of a page", []any{row["pages__sum"], row["price__max"].(decimal.Decimal).StringFixed(2)}, []any{int64(500), "10.00"})
	row, err = l.books.Filter(orm.Or()).Aggregate(ctx, orm.SumOf("pages"), orm.CountOf("id"), orm.AvgOf("rating"))
	noError(t, err)
	equal(t, "of nothing", row, orm.Row{"pages__sum": nil, "id__count": int64(0), "rating__avg": nil})
	total, err := orm.Sum[decimal.Decimal](ctx, l.books, "price")
	noError(t, err)
	equal(t, "decimals are summed exactly", total.StringFixed(2), "120.75")
	largest, err := orm.Max[*int](ctx, l.books.Filter(orm.Q{"year": nil}), "year")
	noError(t, err)
	equal(t, "only NULLs", largest == nil, true)
	isError(t, "no rows into a number", lastError(orm.Max[int](ctx, l.books.Filter(orm.Or()), "year")), orm.ErrNoMatch)
	sent.Reset()
	for what, a := range map[string][]orm.Aggregate{
		"none": {}, "the zero one": {{}}, "a text": {orm.SumOf("title")}, "SQL": {orm.MaxOf("id) FROM lib_books --")}, "a key": {orm.AvgOf("author")},
		"one name twice": {orm.MaxOf("id"), orm.MaxOf("id")}, "a bad name": {orm.MaxOf("id").As("a b")}, "a relation's wrong field": {orm.MaxOf("author__x")},
	} {
		isError(t, what, lastError(l.books.Aggregate(ctx, a...)), orm.ErrQuery)
	}
	sent.Want(t, 0)
}

func aggregateGroups(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	l := fillLibrary(t, db)
	ctx := t.Context()
	rows, err := l.books.GroupBy("author__name").Aggregate(ctx, orm.SumOf("sold").As("n"), orm.MaxOf("title"))
	noError(t, err)
	equal(t, "by a related path", rows, []orm.Row{{"author__name": "Ann", "n": int64(250), "title__max": "beta 50%"}, {"author__name": "Bob", "n": int64(310), "title__max": "Ångström!"}})
	rows, err = l.books.GroupBy("state").Having(orm.Q{"n__gte": 3, "state__ne": "draft"}).Aggregate(ctx, orm.CountOf("id").As("n"))
	noError(t, err)
	equal(t, "having", rows, []orm.Row{{"state": libState("printed"), "n": int64(3)}})
	rows, err = l.books.GroupBy("author__name").Having(orm.Or(orm.Q{"author__name__istartswith": "b"}, orm.Q{"n__in": []int{7}})).Aggregate(ctx, orm.CountOf("id").As("n"))
	noError(t, err)
	equal(t, "having, a text lookup and a list", rows, []orm.Row{{"author__name": "Bob", "n": int64(3)}})
	rows, err = l.books.GroupBy("price").OrderBy("-price").Limit(2).Aggregate(ctx, orm.CountOf("id").As("n"))
	noError(t, err)
	equal(t, "decimals as numbers", []string{rows[0]["price"].(decimal.Decimal).StringFixed(2), rows[1]["price"].(decimal.Decimal).StringFixed(2)}, []string{"100.00", "10.00"})
	rows, err = l.books.GroupBy("year").OrderBy("-top", orm.NullsLast("year")).Aggregate(ctx, orm.MaxOf("price").As("top"))
	noError(t, err)
	equal(t, "ordered by a decimal aggregate", []any{rows[0]["year"], rows[1]["year"], rows[2]["year"]}, []any{2000, nil, 1990})
	sent.Reset()
	n := orm.CountOf("id").As("n")
	for what, g := range map[string]orm.Grouped[libBook]{
		"having of an ungrouped path": l.books.GroupBy("state").Having(orm.Q{"pages": 1}), "ordered by one": l.books.GroupBy("state").OrderBy("pages"),
		"a quantifier in having": l.books.GroupBy("state").Having(orm.Some("tags")), "of nothing": l.books.GroupBy(), "of a page": l.books.Limit(1).GroupBy("state"),
		"a wrong path": l.books.GroupBy("stat"), "a negative limit": l.books.GroupBy("state").Limit(-1), "a nil condition": l.books.GroupBy("state").Having(nil),
	} {
		isError(t, what, lastError(g.Aggregate(ctx, n)), orm.ErrQuery)
	}
	sent.Want(t, 0)
}

func aggregateNotes(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	q := l.authors.Annotate("n", orm.CountOf("books"))
	equal(t, "in a filter", authorNames(t, q.Filter(orm.Q{"n__gte": 2})), []string{"Ann", "Bob"})
	equal(t, "zero counts", authorNames(t, q.Filter(orm.Q{"n": 0})), []string{"Cid"})
	equal(t, "in an order", authorNames(t, q.OrderBy("-n")), []string{"Bob", "Ann", "Cid"})
	equal(t, "excluded", authorNames(t, q.Exclude(orm.Q{"n__gt": 2})), []string{"Ann", "Cid"})
	equal(t, "with a column", authorNames(t, q.Filter(orm.Or(orm.Q{"n": 3}, orm.Q{"rank": 1}))), []string{"Bob", "Cid"})
	equal(t, "in an expression", authorNames(t, q.Filter(orm.F("n").Lt(orm.F("rank")))), []string{"Ann", "Cid"})
	equal(t, "a page", authorNames(t, q.OrderBy("-n").Limit(1).Offset(1)), []string{"Ann"})
	equal(t, "decimals as numbers", authorNames(t, l.authors.Annotate("top", orm.MaxOf("books__price")).Filter(orm.Q{"top__gt": "9.00"}).OrderBy("-top")), []string{"Bob", "Ann"})
	equal(t, "sums of decimals", authorNames(t, l.authors.Annotate("sum", orm.SumOf("books__price")).Filter(orm.Q{"sum__lt": 100}).OrderBy("sum")), []string{"Ann"})
	equal(t, "of what the filter leaves", authorNames(t, q.Filter(orm.Q{"books__pages__gt": 100}).Filter(orm.Q{"n": 1})), []string{"Ann"})
	n, err := q.Filter(orm.Q{"n__gt": 0}).Count(t.Context())
	noError(t, err)
	equal(t, "counted", n, int64(2))
	rows, err := q.SelectRelated("books").Filter(orm.Q{"n": 3}).All(t.Context())
	noError(t, err)
	equal(t, "with children", rows[0].Books.Len(), 3)
	isError(t, "a field's name", lastError(l.authors.Annotate("name", orm.CountOf("books")).All(t.Context())), orm.ErrQuery)
	for _, name := range []string{"pk", "id", "name__ne", "pk__in", "books", "books__id", "books__title", "n", "n__gt", "", "a b", "1a", "é", "-n"} {
		isError(t, "the name "+name, lastError(q.Annotate(name, orm.CountOf("books")).All(t.Context())), orm.ErrQuery)
	}
	isError(t, "a name whose lookup is taken", lastError(l.authors.Annotate("top__gt", orm.CountOf("books")).Annotate("top", orm.CountOf("books")).All(t.Context())), orm.ErrQuery)
	for _, name := range []string{"state", "state__ne"} {
		isError(t, "a group's path "+name, lastError(l.books.GroupBy("state").Aggregate(t.Context(), orm.CountOf("id").As(name))), orm.ErrQuery)
	}
	isError(t, "twice", lastError(q.Annotate("n", orm.CountOf("books")).All(t.Context())), orm.ErrQuery)
	isError(t, "a text lookup", lastError(q.Filter(orm.Q{"n__contains": "1"}).All(t.Context())), orm.ErrQuery)
	isError(t, "no such lookup", lastError(q.Filter(orm.Q{"n__size": 1}).All(t.Context())), orm.ErrQuery)
}

// aggregateNotesApart: neither a second annotation nor an order or a condition along another relation multiplies what is counted.
func aggregateNotesApart(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	q := l.authors.Annotate("n", orm.CountOf("books")).Annotate("pages", orm.SumOf("edited__pages")).
		Annotate("chapters", orm.CountOf("books__chapters")).Annotate("own", orm.SumOf("rank"))
	list := func(q orm.QuerySet[libAuthor]) string {
		rows, err := q.ValuesList(t.Context(), "name", "n", "pages", "chapters", "own")
		noError(t, err)
		return fmt.Sprint(rows)
	}
	equal(t, "each along its own path", list(q), "[[Ann 2 150 3 3] [Bob 3 150 2 <nil>] [Cid 0 <nil> 0 1]]")
	equal(t, "under conditions on them", list(q.Filter(orm.Q{"n__gt": 1, "chapters": 2})), "[[Bob 3 150 2 <nil>]]")
	equal(t, "in either order", list(q.Filter(orm.Q{"n__gt": 1}).OrderBy("chapters", "-n")), "[[Bob 3 150 2 <nil>] [Ann 2 150 3 3]]")
	equal(t, "a page, by another relation", list(q.Exclude(orm.Q{"n": 0}).OrderBy("-books__tags__name").Limit(1)), "[[Ann 2 150 3 3]]")
	equal(t, "of what a condition leaves", list(q.Filter(orm.Q{"edited__title": "alpha"})), "[[Bob 3 50 2 <nil>]]")
	equal(t, "beside a column of related rows", list(q.Filter(orm.Or(orm.Q{"n": 0}, orm.Q{"books__title": "Alpha"}))),
		"[[Ann 2 150 3 3] [Cid 0 <nil> 0 1]]")
	n, err := q.Filter(orm.Q{"n__gt": 1, "pages": 150}).Count(t.Context())
	noError(t, err)
	equal(t, "counted", n, int64(2))
	one := l.authors.Annotate("n", orm.CountOf("books"))
	equal(t, "one, beside a column of related rows", authorNames(t, one.Filter(orm.Or(orm.Q{"n": 0}, orm.Q{"books__pages__lt": 301}))),
		[]string{"Ann", "Bob", "Cid"})
	equal(t, "by an order along another relation", authorNames(t, one.Filter(orm.Q{"n": 3}).OrderBy("-edited__title")), []string{"Bob"})
}
