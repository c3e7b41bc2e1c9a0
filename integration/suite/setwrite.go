package suite

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// setWriteCases are about writes of many rows.
func setWriteCases() []Case {
	return []Case{
		{Name: "setwrite/update (Q-19)", Models: library, Run: setUpdate},
		{Name: "setwrite/delete (Q-20)", Models: library, Run: setDelete},
		{Name: "setwrite/without an effective condition (Q-19, Q-20)", Models: library, Run: setGuard},
		{Name: "bulk/create (B-01, B-03)", Models: library, Run: bulkCreate},
		{Name: "bulk/update (B-02, B-03)", Models: library, Run: bulkUpdate},
		{Name: "getorcreate/one row however many ask (Q-17, Q-18)", Models: library, Needs: Savepoints, Run: getOrCreate},
		{Name: "getorcreate/concurrent callers without a unique constraint (Q-17, Q-18)", Models: library, Needs: Savepoints | Locks | Isolation, Run: getOrCreateTogether},
	}
}

func setUpdate(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	l := fillLibrary(t, db)
	ctx := t.Context()
	update := func(what string, want int64, q orm.QuerySet[libBook], a ...orm.Assignment) {
		t.Helper()
		sent.Reset()
		n, err := q.Update(ctx, a...)
		noError(t, err)
		equal(t, what, n, want)
		sent.Want(t, 1)
	}
	book := func(id int64) *libBook {
		b, err := l.books.Get(ctx, orm.Q{"id": id})
		noError(t, err)
		return b
	}
	update("values", 2, l.books.Filter(orm.Q{"author": 1}), orm.V{"sold": 7, "year": nil, "price": "1.50"})
	update("matched rows count, changed or not", 2, l.books.Filter(orm.Q{"author": 1}), orm.V{"sold": 7})
	update("typed", 1, l.books.Filter(orm.Q{"id": 1}), orm.Set(&l.b.Title, "New"), orm.Set(&l.b.Editor, orm.One[libAuthor]{}))
	equal(t, "what was written", []any{book(1).Title, book(1).Editor.PK(), book(1).Year == nil, book(1).Price.StringFixed(2)}, []any{"New", nil, true, "1.50"})
	update("an expression", 1, l.books.Filter(orm.Q{"id": 3}), orm.SetExpr(&l.b.Sold, orm.Col(&l.b.Sold).Add(1)), orm.V{"price": orm.F("price").Mul("1.5")})
	equal(t, "computed", []any{book(3).Sold, book(3).Price.StringFixed(2)}, []any{301, "150.00"})
	equal(t, "a computed decimal is found by value", ids(t, l.books.Filter(orm.Q{"price": "150"})), []int64{3})
	update("the row as it was", 1, l.books.Filter(orm.Q{"id": 3}), orm.V{"sold": orm.F("pages"), "pages": orm.F("year")})
	equal(t, "not as the first assignment left it", []int{book(3).Sold, book(3).Pages}, []int{150, 2000})
	update("along a relation", 3, l.books.Filter(orm.Q{"author__name": "Bob"}), orm.V{"pages": 1})
	update("along a to-many relation", 2, l.books.Filter(orm.Q{"tags__name": "sql"}), orm.V{"pages": 2})
	update("where some", 3, l.books.Filter(orm.Some("chapters")), orm.V{"pages": 3})
	update("a page", 2, l.books.Exclude(orm.Q{"id": 1}).OrderBy("-id").Limit(2), orm.V{"pages": 4})
	update("in a sub-query of the same table", 2, l.books.Filter(orm.Q{"id__in": l.books.Filter(orm.Q{"pages": 4})}), orm.V{"pages": 5})
	update("of annotated rows", 1, l.books.Annotate("n", orm.CountOf("chapters")).Filter(orm.Q{"n": 1}), orm.V{"pages": 6})
	update("every row", 5, l.books.Each(), orm.V{"pages": 7})
	update("none", 0, l.books.Filter(orm.Or()), orm.V{"pages": 8})
	sent.Reset()
	one := l.books.Filter(orm.Q{"id": 1})
	for what, c := range map[string]struct {
		a    []orm.Assignment
		want error
	}{
		"nothing": {nil, orm.ErrQuery}, "an empty V": {[]orm.Assignment{orm.V{}}, orm.ErrQuery}, "nil": {[]orm.Assignment{nil}, orm.ErrQuery},
		"a wrong name": {[]orm.Assignment{orm.V{"titel": "x"}}, orm.ErrQuery}, "another table's": {[]orm.Assignment{orm.V{"author__name": "x"}}, orm.ErrQuery},
		"twice":     {[]orm.Assignment{orm.V{"pages": 1}, orm.Set(&l.b.Pages, 2)}, orm.ErrQuery},
		"of a text": {[]orm.Assignment{orm.V{"pages": orm.F("title")}}, orm.ErrQuery}, "of a wider number": {[]orm.Assignment{orm.V{"pages": orm.F("rating")}}, orm.ErrQuery},
		"of another table": {[]orm.Assignment{orm.V{"pages": orm.F("author__rank")}}, orm.ErrQuery}, "of a map": {[]orm.Assignment{orm.V{"title": map[string]any{"not": ""}}}, orm.ErrValidation},
		"too long": {[]orm.Assignment{orm.V{"title": string(make([]byte, 201))}}, orm.ErrValidation}, "a value outside the set": {[]orm.Assignment{orm.V{"state": "lost"}}, orm.ErrValidation},
		"a Sqlizer": {[]orm.Assignment{orm.V{"title": l.books}}, orm.ErrValidation}, "another model's pointer": {[]orm.Assignment{orm.Set(&l.a.Name, "x")}, orm.ErrQuery},
		"a pointer to nothing": {[]orm.Assignment{orm.Set(new(string), "x")}, orm.ErrQuery}, "excess scale": {[]orm.Assignment{orm.V{"price": "1.234"}}, orm.ErrValidation},
	} {
		isError(t, what, lastError(one.Update(ctx, c.a...)), c.want)
	}
	sent.Want(t, 0)
	isError(t, "a key that is not there", lastError(one.Update(ctx, orm.V{"author": 99})), orm.ErrForeignKey)
}

func setDelete(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	l := fillLibrary(t, db)
	remove := func(what string, want int64, q orm.QuerySet[libBook], c ...orm.Condition) {
		t.Helper()
		sent.Reset()
		n, err := q.Delete(t.Context(), c...)
		noError(t, err)
		equal(t, what, n, want)
		sent.Want(t, 1)
	}
	chapters := orm.Objects[libChapter](db)
	n, err := chapters.Delete(t.Context(), orm.Q{"book__tags__name": "sql", "number__gt": 2})
	noError(t, err)
	equal(t, "along two relations", n, int64(1))
	noError(t, lastError(orm.Objects[libTagging](db).Each().Delete(t.Context())))
	remove("a condition of the call and an earlier one", 1, l.books.Filter(orm.Q{"author": 1}), orm.Q{"state": "draft"})
	remove("a page", 1, l.books.Exclude(orm.Q{"id": 1}).OrderBy("-pages").Limit(1))
	remove("where none", 1, l.books.Filter(orm.None("chapters")))
	wantIDs(t, "what is left", l.books, 1, 4)
	left, err := chapters.Count(t.Context())
	noError(t, err)
	equal(t, "the database's cascades apply", left, int64(3))
	remove("every row", 2, l.books.Each())
}

func setGuard(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	l := fillLibrary(t, db)
	sent.Reset()
	for what, q := range map[string]orm.QuerySet[libBook]{
		"none": l.books, "and of nothing": l.books.Filter(orm.And()), "an empty Q": l.books.Filter(orm.Q{}), "or of and": l.books.Filter(orm.Or(orm.And(), orm.Q{"id": 1})),
		"not or": l.books.Filter(orm.Not(orm.Or())), "not in nothing": l.books.Filter(orm.NotIn(&l.b.ID)), "exclude of or": l.books.Exclude(orm.Or()),
		"every of nothing": l.books.Filter(orm.Every("tags")), "none of or": l.books.Filter(orm.None("tags", orm.Or())), "an order": l.books.OrderBy("id"),
		"a page": l.books.Limit(1), "not some of or": l.books.Filter(orm.Not(orm.Some("tags", orm.Or()))),
	} {
		isError(t, what+", delete", lastError(q.Delete(t.Context())), orm.ErrUnfiltered)
		isError(t, what+", update", lastError(q.Update(t.Context(), orm.V{"pages": 1})), orm.ErrUnfiltered)
	}
	isError(t, "a page from the end", lastError(l.books.Filter(orm.Q{"id__gt": 0}).Tail(1).Delete(t.Context())), orm.ErrQuery)
	sent.Want(t, 0)
}

func bulkCreate(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	tags := orm.Objects[libTag](db)
	ctx := t.Context()
	list := make([]*libTag, 250)
	for i := range list {
		list[i] = &libTag{Name: fmt.Sprint("tag", i)}
	}
	noError(t, tags.BulkCreate(ctx, list))
	for i, tag := range list {
		found, err := tags.Get(ctx, orm.Q{"id": tag.ID})
		noError(t, err)
		if found.Name != fmt.Sprint("tag", i) || !tag.Saved() {
			t.Fatalf("object %d has the key of %s", i, found.Name)
		}
		if i == 20 {
			break
		}
	}
	again := []*libTag{{Name: "x"}, {Name: "y"}, {ID: list[0].ID, Name: "taken"}}
	err := tags.BulkCreate(ctx, again, orm.BatchSize(1))
	isError(t, "a key that is taken", err, orm.ErrUnique)
	equal(t, "nothing of it is there, and the objects know", []any{again[0].Saved(), again[0].ID, again[2].ID}, []any{false, int64(0), list[0].ID})
	n, err := tags.Count(ctx)
	noError(t, err)
	equal(t, "rows", n, int64(250))
	noError(t, tags.BulkCreate(ctx, []*libTag{{ID: list[0].ID, Name: "ignored"}, {ID: 9000, Name: "new"}}, orm.IgnoreConflicts()))
	noError(t, tags.BulkCreate(ctx, []*libTag{{ID: 9000, Name: "newer"}, {ID: 9001, Name: "newest"}}, orm.UpdateOnConflict()))
	names, err := orm.Pluck[string](ctx, tags.Filter(orm.Q{"id__in": []int64{list[0].ID, 9000, 9001}}), "name")
	noError(t, err)
	equal(t, "conflicts", names, []string{"tag0", "newer", "newest"})
	sent.Reset()
	for what, err := range map[string]error{
		"a batch of nothing": tags.BulkCreate(ctx, []*libTag{{}}, orm.BatchSize(0)),
		"a nil object":       tags.BulkCreate(ctx, []*libTag{nil}),
		"both ways":          tags.BulkCreate(ctx, []*libTag{{}}, orm.IgnoreConflicts(), orm.UpdateOnConflict()),
		"no such target":     tags.BulkCreate(ctx, []*libTag{{}}, orm.IgnoreConflicts(), orm.OnConflict("name")),
		"one row twice":      tags.BulkCreate(ctx, []*libTag{{ID: 7, Name: "x"}, {Name: "y"}, {Name: "z"}, {ID: 7, Name: "y"}}, orm.UpdateOnConflict()),
		"no such column":     tags.BulkCreate(ctx, []*libTag{{ID: 1}}, orm.UpdateOnConflict("nam")),
	} {
		isError(t, what, err, orm.ErrQuery)
	}
	isError(t, "nothing", tags.BulkCreate(ctx, nil), orm.ErrEmptyList)
	isError(t, "a value that does not fit", tags.BulkCreate(ctx, []*libTag{{Name: string(make([]byte, 51))}}), orm.ErrValidation)
	sent.Want(t, 0)
}

func bulkUpdate(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	l := fillLibrary(t, db)
	ctx := t.Context()
	rows, err := l.books.All(ctx)
	noError(t, err)
	for i, b := range rows {
		b.Sold, b.Price, b.Year, b.Title = i, decimal.New(int64(i), -2), nil, "not written"
	}
	sent.Reset()
	n, err := l.books.BulkUpdate(ctx, rows, "sold", "price", "year")
	noError(t, err)
	sent.Want(t, 1)
	equal(t, "matched", n, int64(5))
	list, err := l.books.ValuesList(ctx, "sold", "title")
	noError(t, err)
	equal(t, "the named columns", list[1], []any{1, "beta 50%"})
	n, err = l.books.BulkUpdate(ctx, []*libBook{rows[0], {ID: 99, State: "draft"}}, "pages")
	noError(t, err)
	equal(t, "a row that is not there does not count", n, int64(1))
	sent.Reset()
	isError(t, "without a key", lastError(l.books.BulkUpdate(ctx, []*libBook{rows[0], {}}, "pages")), orm.ErrNotPersisted)
	isError(t, "nothing", lastError(l.books.BulkUpdate(ctx, nil)), orm.ErrEmptyList)
	isError(t, "one row twice", lastError(l.books.BulkUpdate(ctx, []*libBook{rows[0], rows[1], {ID: rows[0].ID, State: "draft"}}, "pages")), orm.ErrQuery)
	isError(t, "a wrong column", lastError(l.books.BulkUpdate(ctx, rows, "pagse")), orm.ErrQuery)
	sent.Want(t, 0)
}

func getOrCreate(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ctx := t.Context()
	l := lib{authors: orm.Objects[libAuthor](db), a: orm.Fields[libAuthor]()}
	for _, a := range []libAuthor{{Name: "Ann", Rank: new(3), Active: true}, {Name: "Cid", Active: true}} {
		noError(t, lastError(l.authors.Create(ctx, a)))
	}
	a, created, err := l.authors.GetOrCreate(ctx, orm.V{"name": "Ann"}, orm.V{"rank": 99})
	noError(t, err)
	equal(t, "found as it is", []any{created, a.ID, *a.Rank}, []any{false, int64(1), 3})
	a, created, err = l.authors.GetOrCreate(ctx, orm.V{"name": "Dan", "rank": nil}, orm.V{"active": true})
	noError(t, err)
	equal(t, "created with both", []any{created, a.Name, a.Rank == nil, a.Active, a.Saved()}, []any{true, "Dan", true, true, true})
	a, created, err = l.authors.UpdateOrCreate(ctx, orm.V{"name": "Dan"}, orm.Set(&l.a.Rank, new(5)))
	noError(t, err)
	equal(t, "updated", []any{created, *a.Rank, a.Active}, []any{false, 5, true})
	_, created, err = l.authors.UpdateOrCreate(ctx, orm.V{"id": 50}, orm.V{"name": "Eve"})
	noError(t, err)
	equal(t, "a missing key is created", created, true)
	_, _, err = l.authors.GetOrCreate(ctx, orm.V{"active": true})
	isError(t, "several", err, orm.ErrMultipleMatches)
	_, _, err = l.authors.UpdateOrCreate(ctx, orm.V{"active": true}, orm.V{"rank": 1})
	isError(t, "several, updated", err, orm.ErrMultipleMatches)
	sent.Reset()
	for what, match := range map[string]orm.V{"nothing": {}, "a wrong name": {"nam": "x"}, "a lookup": {"name__contains": "x"}, "another table": {"books__title": "x"},
		"an expression": {"rank": orm.F("id")}} {
		_, _, err := l.authors.GetOrCreate(ctx, match)
		isError(t, what, err, orm.ErrQuery)
	}
	_, _, err = l.authors.GetOrCreate(ctx, orm.V{"name": []string{"x"}})
	isError(t, "a list for a text", err, orm.ErrValidation)
	sent.Want(t, 0)
}

func getOrCreateTogether(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	authors := orm.Objects[libAuthor](db)
	a := orm.Fields[libAuthor]()
	together(t, 12, func(i int) error {
		name := fmt.Sprint("name", i%3)
		_, _, err := authors.GetOrCreate(t.Context(), orm.V{"name": name})
		if err == nil {
			_, _, err = authors.UpdateOrCreate(t.Context(), orm.V{"name": "all"}, orm.Set(&a.Rank, new(i)))
		}
		if err != nil {
			return err
		}
		return db.Transaction(t.Context(), func(ctx context.Context) error {
			_, _, err := authors.UpdateOrCreate(ctx, orm.V{"name": "inside"}, orm.Set(&a.Rank, new(i)))
			return err
		})
	})
	n, err := authors.Count(t.Context())
	noError(t, err)
	equal(t, "no duplicate", n, int64(5))
}

// together runs a function n times at once and reports every error.
func together(t *testing.T, n int, run func(i int) error) {
	t.Helper()
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			if err := run(i); err != nil {
				t.Errorf("caller %d: %v", i, err)
			}
		})
	}
	wg.Wait()
}
