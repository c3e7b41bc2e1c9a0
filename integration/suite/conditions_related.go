package suite

import (
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

func conditionRelations(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	l := fillLibrary(t, db)
	b := l.b
	wantIDs(t, "to one", l.books.Filter(orm.Q{"author__name": "Bob"}), 3, 4, 5)
	wantIDs(t, "to one, typed", l.books.Filter(orm.Eq(&b.Author.Fields().Name, "Bob")), 3, 4, 5)
	wantIDs(t, "two relations to one model", l.books.Filter(orm.Q{"author__name": "Bob", "editor__name": "Ann"}), 3)
	wantIDs(t, "nothing related is NULL", l.books.Filter(orm.Q{"editor__name__isnull": true}), 2, 5)
	wantIDs(t, "a comparison with it is unknown", l.books.Exclude(orm.Q{"editor__name": "Bob"}), 3)
	wantIDs(t, "there and back", l.books.Filter(orm.Q{"author__books__title": "Alpha"}), 1, 2)
	wantIDs(t, "to many, once each", l.books.Filter(orm.Q{"chapters__title__in": []string{"Intro", "End"}}), 1, 2, 4)
	wantIDs(t, "one row does it all", l.books.Filter(orm.Q{"chapters__title": "Intro", "chapters__number__gt": 1}))
	wantIDs(t, "also over two calls", l.books.Filter(orm.Q{"chapters__title": "End"}).Filter(orm.Q{"chapters__number": 2}), 1)
	wantIDs(t, "and with exclude", l.books.Filter(orm.Q{"chapters__title": "Intro"}).Exclude(orm.Q{"chapters__number": 1}))
	wantIDs(t, "exclude keeps who has another", l.books.Exclude(orm.Q{"chapters__title": "Intro"}), 1, 4)
	wantIDs(t, "a reverse relation by key", l.books.Filter(orm.Q{"chapters": 3}), 2)
	wantIDs(t, "nothing related", l.books.Filter(orm.Q{"chapters__isnull": true}), 3, 5)
	wantIDs(t, "something related", l.books.Filter(orm.Q{"chapters__isnull": false}), 1, 2, 4)
	wantIDs(t, "or with a column of its own", l.books.Filter(orm.Or(orm.Q{"chapters__title": "End"}, orm.Q{"pk": 5})), 1, 5)
	wantIDs(t, "or over two to-many paths", l.books.Filter(orm.Or(orm.Q{"chapters__title": "End"}, orm.Q{"tags__name": "sql"})), 1, 4)
	wantIDs(t, "many to many", l.books.Filter(orm.Q{"tags__name": "go"}), 1, 2)
	wantIDs(t, "many to many, typed", l.books.Filter(orm.Eq(&b.Tags.Fields().Name, "sql")), 1, 4)
	wantIDs(t, "with link data", l.books.Filter(orm.Q{"tags__name": "go", "tags__lib_tagging__weight__gt": 1}), 2)
	wantIDs(t, "link data alone", l.books.Filter(orm.Q{"lib_tagging__weight": 2}), 4)
	wantIDs(t, "without tags", l.books.Filter(orm.Q{"tags__isnull": true}), 3, 5)
	wantIDs(t, "to many below to many", l.books.Filter(orm.Q{"tags__books__title": "alpha"}), 1, 4)
	wantIDs(t, "negated in of nothing accepts who has none", l.books.Filter(orm.Not(orm.Q{"chapters__title__in": []string{}})), 1, 2, 3, 4, 5)
	n, err := l.authors.Filter(orm.Q{"books__pages__gt": 0, "edited__pages__gt": 0}).Count(t.Context())
	noError(t, err)
	equal(t, "parents are not multiplied", n, int64(2))
	sent.Reset()
	_, err = l.books.Filter(orm.Q{"author__name": "Ann", "author__rank": 3, "author__active": true}).OrderBy("author__name").All(t.Context())
	noError(t, err)
	equal(t, "one path, one join", countOf(sent.Reset()[0], "JOIN"), 1)
}

func countOf(text, word string) int {
	n := 0
	for i := 0; i+len(word) <= len(text); i++ {
		if text[i:i+len(word)] == word {
			n++
		}
	}
	return n
}

func conditionQuantifiers(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	intro := orm.Q{"title": "Intro"}
	wantIDs(t, "some", l.books.Filter(orm.Some("chapters", intro)), 1, 2, 4)
	wantIDs(t, "some, all of it", l.books.Filter(orm.Some("chapters", intro, orm.Q{"number__gt": 1})))
	wantIDs(t, "two of them may be two rows", l.books.Filter(orm.Some("chapters", intro), orm.Some("chapters", orm.Q{"number": 2})), 1)
	wantIDs(t, "some of nothing", l.books.Filter(orm.Some("chapters")), 1, 2, 4)
	wantIDs(t, "none", l.books.Filter(orm.None("chapters", intro)), 3, 5)
	wantIDs(t, "none of nothing", l.books.Filter(orm.None("chapters")), 3, 5)
	wantIDs(t, "every, also of none", l.books.Filter(orm.Every("chapters", intro)), 2, 3, 5)
	wantIDs(t, "every of nothing", l.books.Filter(orm.Every("chapters")), 1, 2, 3, 4, 5)
	wantIDs(t, "unknown is not every", l.books.Filter(orm.Every("tags", orm.Q{"lib_tagging__weight__gt": 0})), 2, 3, 4, 5)
	wantIDs(t, "negated", l.books.Filter(orm.Not(orm.Some("chapters", intro))), 3, 5)
	wantIDs(t, "many to many", l.books.Filter(orm.Some("tags", orm.Q{"name": "sql"})), 1, 4)
	wantIDs(t, "along to one", l.books.Filter(orm.Some("editor", orm.Q{"name": "Bob"})), 1, 4)
	wantIDs(t, "none along to one, also where none is", l.books.Filter(orm.None("editor", orm.Q{"name": "Bob"})), 2, 3, 5)
	wantIDs(t, "a longer path", l.books.Filter(orm.Some("author__books", orm.Q{"state": "draft", "pages__lt": 100})), 3, 4, 5)
	wantIDs(t, "nested", l.books.Filter(orm.Some("author", orm.Every("books", orm.Q{"pages__gte": 100}))), 1, 2)
	wantIDs(t, "or", l.books.Filter(orm.Or(orm.None("chapters"), orm.Q{"pk": 1})), 1, 3, 5)
	wantIDs(t, "typed inside", l.books.Filter(orm.Some("chapters", orm.Gt(&orm.Fields[libChapter]().Number, 2))), 4)
	authors, err := l.authors.Filter(orm.Every("books", orm.Some("chapters"))).Count(t.Context())
	noError(t, err)
	equal(t, "every in some", authors, int64(2)) // Ann, and Cid who has no book
}

func conditionExpressions(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	b := l.b
	for _, c := range []spelled{
		{orm.Q{"sold__gt": orm.F("pages")}, orm.Col(&b.Sold).Gt(orm.Col(&b.Pages)), []int64{3}},
		{orm.Q{"sold__gte": orm.F("pages")}, orm.Col(&b.Sold).Gte(orm.F("pages")), []int64{2, 3}},
		{orm.Q{"sold": orm.F("pages")}, orm.Col(&b.Sold).Eq(orm.F("pages")), []int64{2}},
		{orm.Q{"sold__ne": orm.F("pages")}, orm.Col(&b.Sold).Ne(orm.F("pages")), []int64{1, 3, 4, 5}},
		{orm.Q{"sold__lt": orm.F("pages").Mul(2).Sub(149)}, orm.F("sold").Lt(orm.F("pages").Mul(2).Sub(149)), []int64{1, 2, 5}},
		{orm.Q{"year__lt": orm.F("pages").Add(1850)}, orm.F("year").Lt(orm.F("pages").Add(1850)), []int64{}},
		{orm.Q{"price__lt": orm.F("price").Mul("1.5")}, orm.F("price").Lt(orm.F("price").Mul("1.5")), []int64{1, 2, 3, 4}},
		{orm.Q{"price__gt": orm.F("price").Add(orm.F("price")).Sub("9.5")}, orm.F("price").Gt(orm.F("price").Add(orm.F("price")).Sub("9.5")), []int64{4, 5}},
		{orm.Q{"rating__gt": orm.F("rating").Div(1.5)}, orm.F("rating").Gt(orm.F("rating").Div(1.5)), []int64{1, 3}},
		{orm.Q{"author": orm.F("editor")}, orm.Col(&b.Author).Eq(orm.Col(&b.Editor)), []int64{4}},
		{orm.Q{"title__lt": orm.F("author__name")}, orm.F("title").Lt(orm.F("author__name")), []int64{1}},
		{orm.Q{"chapters__number__gt": orm.F("author__rank").Sub(2)}, orm.F("chapters__number").Gt(orm.F("author__rank").Sub(2)), []int64{1}},
		{orm.Q{"price__gt": orm.F("sold")}, orm.F("price").Gt(orm.F("sold")), []int64{4}},
		{orm.Q{"sold__gt": orm.F("price").Mul(5)}, orm.F("sold").Gt(orm.F("price").Mul(5)), []int64{1, 2, 5}},
		{orm.Q{"sold__gt": orm.F("sold").Mul(orm.F("price"))}, orm.F("sold").Gt(orm.F("sold").Mul(orm.F("price"))), []int64{5}},
	} {
		equal(t, keyOf(c.q), ids(t, l.books.Filter(c.q)), c.want)
		equal(t, keyOf(c.q)+", typed", ids(t, l.books.Filter(c.typed)), c.want)
	}
	for what, c := range map[string]orm.Condition{
		"a text against a number": orm.Q{"title__gt": orm.F("pages")},
		"typed":                   orm.Col(&b.Title).Eq(orm.F("year")),
		"a column under contains": orm.Q{"title__contains": orm.F("title")},
		"a column under in":       orm.Q{"pages__in": orm.F("sold")},
		"arithmetic of text":      orm.F("title").Add("x").Eq("y"),
		"a value that is none":    orm.F("pages").Add("x").Eq(1),
		"nil":                     orm.F("pages").Eq(nil),
		"no column at all":        orm.F("pages").Add(map[string]int{}).Eq(1),
	} {
		wantRefused(t, what, c, l.books, orm.ErrQuery)
	}
}

func conditionSubqueries(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	l := fillLibrary(t, db)
	b := l.b
	ann := l.authors.Filter(orm.Q{"name": "Ann"})
	wantIDs(t, "its keys", l.books.Filter(orm.Q{"author__in": ann}), 1, 2)
	wantIDs(t, "typed", l.books.Filter(orm.InQuery(&b.Author, ann)), 1, 2)
	wantIDs(t, "not in", l.books.Filter(orm.NotInQuery(&b.Author, ann)), 3, 4, 5)
	wantIDs(t, "one column", l.books.Filter(orm.InQuery(&b.Title, orm.Column(l.books.Filter(orm.Q{"author": 2}), "title"))), 3, 4, 5)
	wantIDs(t, "along a relation", l.books.Filter(orm.Q{"pk__in": orm.Column(orm.Objects[libChapter](db).Filter(orm.Q{"title": "Intro"}), "book")}), 1, 2, 4)
	wantIDs(t, "a page", l.books.Filter(orm.Q{"pk__in": l.books.OrderBy("-pages").Limit(2)}), 2, 5)
	wantIDs(t, "a page of a to-many order", l.books.Filter(orm.Q{"author__in": l.authors.OrderBy(orm.NullsLast("-books__pages")).Limit(1)}), 3, 4, 5)
	wantIDs(t, "NULL among the rows: not in is unknown", l.books.Filter(orm.NotInQuery(&b.Author, orm.Column(l.books, "editor"))))
	wantIDs(t, "no rows: not in is true, for NULL too", l.books.Filter(orm.NotInQuery(&b.Editor, l.authors.Filter(orm.Or()))), 1, 2, 3, 4, 5)
	wantIDs(t, "of annotated rows", l.books.Filter(orm.Q{"author__in": l.authors.Annotate("n", orm.CountOf("books")).Filter(orm.Q{"n__gt": 2})}), 3, 4, 5)
	sent.Reset()
	ids(t, l.books.Filter(orm.Q{"author__in": ann}))
	sent.Want(t, 1)
	wantRefused(t, "under another lookup", orm.Q{"author": ann}, l.books, orm.ErrQuery)
	wantRefused(t, "with a mistake of its own", orm.Q{"author__in": l.authors.Filter(orm.Q{"nam": 1})}, l.books, orm.ErrQuery)
	wantRefused(t, "of no database", orm.Q{"author__in": orm.QuerySet[libAuthor]{}}, l.books, orm.ErrQuery)
	text, args, err := l.books.Filter(orm.Q{"author__name": "Ann"}).SelectRelated("author").ToSql()
	noError(t, err)
	rows, err := db.SQLX().Queryx(db.SQLX().Rebind(text), args...)
	noError(t, err)
	n := 0
	for rows.Next() {
		n++
	}
	noError(t, rows.Close())
	equal(t, "ToSql runs as it is", n, 2)
}

func conditionFragments(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	fragment := func(text string, args ...any) orm.Condition { return orm.SQL(sq.Expr(text, args...)) }
	wantIDs(t, "its own columns", l.books.Filter(fragment("{sold} > {pages} + ?", 1)), 3)
	wantIDs(t, "along a relation", l.books.Filter(fragment("{author__name} = ?", "Ann")), 1, 2)
	wantIDs(t, "along a to-many relation", l.books.Filter(fragment("{chapters__number} = ?", 2)), 1)
	wantIDs(t, "with other conditions, in one joined row", l.books.Filter(fragment("{chapters__number} = ?", 1), orm.Q{"chapters__title": "Intro"}, orm.Q{"pk__gt": 1}), 2, 4)
	wantIDs(t, "a ? in a literal stays", l.books.Filter(fragment("'?' = '?' AND {title} <> '{pages}'")), 1, 2, 3, 4, 5)
	wantIDs(t, "negated", l.books.Filter(orm.Not(fragment("{pages} > 100"))), 1, 4)
	wantIDs(t, "a comment at its end", l.books.Filter(fragment("{pages} > 100 -- not many"), orm.Q{"pk__gt": 2}), 3, 5)
	for what, c := range map[string]orm.Condition{
		"a wrong path":      fragment("{nothing} = 1"),
		"a relation":        fragment("{chapters__nothing} = 1"),
		"nil":               orm.SQL(nil),
		"too few arguments": fragment("{pages} = ? AND {sold} = ?", 1),
		"two statements":    fragment("1 = 1; DELETE FROM lib_books"),
		"an open quote":     fragment("{title} = 'x"),
		"a broken builder":  orm.SQL(sq.Select()),
	} {
		wantRefused(t, what, c, l.books, orm.ErrQuery)
	}
}

func conditionLoading(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	rows, err := l.books.Filter(orm.Q{"author__name": "Ann", "chapters__title": "Intro"}).All(t.Context())
	noError(t, err)
	for _, b := range rows {
		equal(t, "author loaded", b.Author.Loaded(), false)
		equal(t, "chapters loaded", b.Chapters.Loaded(), false)
	}
	rows, err = l.books.SelectRelated("chapters").Filter(orm.Q{"chapters__title": "Intro"}).All(t.Context())
	noError(t, err)
	equal(t, "books", len(rows), 3)
	for _, b := range rows {
		equal(t, "chapters that satisfy the filter", b.Chapters.Len(), 1)
	}
	rows, err = l.books.PrefetchRelated("chapters").Filter(orm.Q{"chapters__title": "Intro"}).All(t.Context())
	noError(t, err)
	equal(t, "prefetched chapters are complete", []int{rows[0].Chapters.Len(), rows[1].Chapters.Len(), rows[2].Chapters.Len()}, []int{2, 1, 2})
	rows, err = l.books.SelectRelated("author").Filter(orm.Q{"author__books__chapters__title": "End"}).All(t.Context())
	noError(t, err)
	equal(t, "a longer path restricts the selected prefix", len(rows), 2)
}
