package suite

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// pageCases are about parts of the rows.
func pageCases() []Case {
	return []Case{
		{Name: "pages/limit, offset, paginate, slices and tails (Q-21, Q-23, Q-24)", Models: library, Run: pageSlices},
		{Name: "pages/main rows are counted, children stay complete (Q-21, Q-22)", Models: library, Run: pageChildren},
		{Name: "pages/several branches of children stay complete (Q-21)", Models: library, Run: pageBranches},
		{Name: "pages/numbers that make no page (Q-23, Q-24)", Models: library, Run: pageRefusals},
		{Name: "pages/cursors before and after a row", Models: library, Run: pageCursors},
		{Name: "pages/cursors that are refused", Models: library, Run: pageForged},
		{Name: "pages/iterate (Q-15)", Models: library, Run: pageIterate},
		{Name: "pages/locks", Models: library, Needs: Locks, Run: pageLocks},
	}
}

func pageSlices(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	q := l.books
	wantIDs(t, "limit", q.Limit(2), 1, 2)
	wantIDs(t, "limit of nothing", q.Limit(0))
	wantIDs(t, "limit beyond the end", q.Limit(10), 1, 2, 3, 4, 5)
	wantIDs(t, "offset", q.Offset(3), 4, 5)
	wantIDs(t, "offset beyond the end", q.Offset(10))
	wantIDs(t, "both", q.Offset(1).Limit(2), 2, 3)
	wantIDs(t, "a later limit takes the place of an earlier", q.Limit(1).Limit(3), 1, 2, 3)
	wantIDs(t, "so does an offset", q.Offset(4).Offset(0).Limit(1), 1)
	wantIDs(t, "conditions apply before the page", q.Limit(1).Filter(orm.Q{"id__gt": 2}), 3)
	wantIDs(t, "so does the order", q.Limit(1).OrderBy("-id"), 5)
	wantIDs(t, "page 1", q.Paginate(1, 2), 1, 2)
	wantIDs(t, "page 3", q.Paginate(3, 2), 5)
	wantIDs(t, "page 4", q.Paginate(4, 2))
	wantIDs(t, "slice", q.Slice(1, 3), 2, 3)
	wantIDs(t, "slice of a slice", q.Slice(1, 4).Slice(1, 2), 3)
	wantIDs(t, "slice beyond it", q.Slice(1, 3).Slice(1, 9), 3)
	wantIDs(t, "slice to before its beginning", q.Slice(3, 1))
	wantIDs(t, "slice from", q.SliceFrom(3), 4, 5)
	wantIDs(t, "slice from, of a slice", q.Slice(1, 4).SliceFrom(2), 4)
	wantIDs(t, "slice of a limit", q.Limit(3).Slice(2, 5), 3)
	wantIDs(t, "tail", q.Tail(2), 4, 5)
	wantIDs(t, "tail of nothing", q.Tail(0))
	wantIDs(t, "tail of more than there is", q.Tail(9), 1, 2, 3, 4, 5)
	wantIDs(t, "tail of an order", q.OrderBy(orm.NullsLast("-year")).Tail(3), 4, 2, 5)
	wantIDs(t, "tail of a slice", q.Slice(0, 3).Tail(2), 2, 3)
	wantIDs(t, "slice of a tail", q.Tail(3).Slice(0, 2), 3, 4)
	wantIDs(t, "slice of a tail of a slice", q.Slice(1, 5).Tail(3).Slice(1, 2), 4)
	wantIDs(t, "tail of a tail", q.Tail(3).Tail(1), 5)
	var all []int64
	for page := 1; page <= 3; page++ {
		all = append(all, ids(t, q.OrderBy("state").Paginate(page, 2))...)
	}
	equal(t, "pages concatenated are all", all, ids(t, q.OrderBy("state")))
}

func pageChildren(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	shape := func(q orm.QuerySet[libAuthor]) (out []int) {
		rows, err := q.All(t.Context())
		noError(t, err)
		for _, a := range rows {
			out = append(out, a.Books.Len())
		}
		n, err := q.Count(t.Context())
		noError(t, err)
		equal(t, "count is the page's", n, int64(len(rows)))
		return out
	}
	q := l.authors.SelectRelated("books")
	equal(t, "all", shape(q), []int{2, 3, 0})
	equal(t, "two parents with all children", shape(q.Limit(2)), []int{2, 3})
	equal(t, "offset", shape(q.Offset(1)), []int{3, 0})
	equal(t, "by a child's column", shape(q.OrderBy(orm.NullsLast("-books__pages")).Limit(1)), []int{3})
	equal(t, "by a child's column, ascending", shape(q.OrderBy(orm.NullsLast("books__sold")).Limit(2)), []int{3, 2})
	equal(t, "by a boolean", shape(q.OrderBy("-active").Limit(2)), []int{2, 0})
	equal(t, "filtered children", shape(q.Filter(orm.Q{"books__pages__gt": 120}).Limit(1)), []int{1})
	equal(t, "nothing related and a page", shape(q.Filter(orm.Q{"books__isnull": true}).Paginate(1, 2)), []int{0})
	equal(t, "raw: joined rows are counted", shape(q.Limit(3).LimitRaw()), []int{2, 1})
	equal(t, "raw, whatever the order of the calls", shape(l.authors.LimitRaw().Offset(1).Limit(3).SelectRelated("books")), []int{1, 2})
	rows, err := l.authors.PrefetchRelated("books").Limit(1).All(t.Context())
	noError(t, err)
	equal(t, "prefetched", rows[0].Books.Len(), 2)
	n, err := q.CountRows(t.Context())
	noError(t, err)
	equal(t, "joined rows", n, int64(6))
	n, err = q.Limit(2).CountRows(t.Context())
	noError(t, err)
	equal(t, "joined rows of a page", n, int64(5))
	n, err = q.Limit(4).LimitRaw().CountRows(t.Context())
	noError(t, err)
	equal(t, "joined rows of a raw page", n, int64(4))
}

func pageBranches(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	rows, err := l.authors.SelectRelated("books", "edited").Limit(2).All(t.Context())
	noError(t, err)
	var lengths [][2]int
	for _, a := range rows {
		lengths = append(lengths, [2]int{a.Books.Len(), a.Edited.Len()})
	}
	equal(t, "books and edited books", lengths, [][2]int{{2, 1}, {3, 2}})
}

func pageRefusals(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	l := fillLibrary(t, db)
	sent.Reset()
	q := l.books.Filter(orm.Q{"id": 1})
	for what, q := range map[string]orm.QuerySet[libBook]{
		"limit": q.Limit(-1), "offset": q.Offset(-1), "page 0": q.Paginate(0, 10), "page -1": q.Paginate(-1, 10), "size 0": q.Paginate(1, 0),
		"an overflowing page": q.Paginate(math.MaxInt, 3), "slice": q.Slice(-1, 2), "slice to": q.Slice(0, -2), "slice from": q.SliceFrom(-1),
		"tail": q.Tail(-1), "an overflowing slice": q.SliceFrom(math.MaxInt).SliceFrom(1), "kept by later calls": q.Limit(-1).Limit(1),
	} {
		refusedEverywhere(t, what, q)
	}
	sent.Want(t, 0)
}

// refusedEverywhere checks that every finishing call gives ErrQuery.
func refusedEverywhere(t *testing.T, what string, q orm.QuerySet[libBook]) {
	t.Helper()
	ctx := t.Context()
	var row libBook
	for call, err := range map[string]error{
		"All": lastError(q.All(ctx)), "Get": lastError(q.Get(ctx)), "GetOrNone": lastError(q.GetOrNone(ctx)), "First": lastError(q.First(ctx)),
		"Last": lastError(q.Last(ctx)), "Count": lastError(q.Count(ctx)), "CountRows": lastError(q.CountRows(ctx)),
		"Exists": lastError(q.Exists(ctx)), "Values": lastError(q.Values(ctx, "id")), "ValuesList": lastError(q.ValuesList(ctx)),
		"Aggregate": lastError(q.Aggregate(ctx, orm.CountOf("id"))), "Update": lastError(q.Update(ctx, orm.V{"pages": 1})),
		"Delete": lastError(q.Delete(ctx)), "Explain": lastError(q.Explain(ctx)), "Cursor": lastError(q.Cursor(&row)),
		"GroupBy": lastError(q.GroupBy("state").Aggregate(ctx, orm.CountOf("id"))), "Pluck": lastError(orm.Pluck[int64](ctx, q, "id")),
		"BulkUpdate": lastError(q.BulkUpdate(ctx, []*libBook{{ID: 1}})), "BulkCreate": q.BulkCreate(ctx, []*libBook{{ID: 1}}),
		"Create":    lastError(q.Create(ctx, libBook{})),
		"Max":       lastError(orm.Max[int](ctx, q, "pages")),
		"subselect": lastError(q.Filter(orm.Q{"id__in": orm.Column(q, "id")}).All(ctx)),
	} {
		if !errors.Is(err, orm.ErrQuery) {
			t.Errorf("%s: %s gives %v", what, call, err)
		}
	}
	if _, _, err := q.ToSql(); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("%s: ToSql gives %v", what, err)
	}
	if _, _, err := q.GetOrCreate(ctx, orm.V{"id": 1}); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("%s: GetOrCreate gives %v", what, err)
	}
	for _, err := range q.Iterate(ctx) {
		if !errors.Is(err, orm.ErrQuery) {
			t.Errorf("%s: Iterate gives %v", what, err)
		}
	}
}

func pageCursors(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	for what, q := range map[string]orm.QuerySet[libBook]{
		"by key": l.books, "descending": l.books.OrderBy("-id"), "by text": l.books.OrderBy("title"), "with equals": l.books.OrderBy("-state", "author"),
		"NULL where the database puts it": l.books.OrderBy("year"), "descending NULL": l.books.OrderBy("-year", "-id"),
		"NULL first": l.books.OrderBy(orm.NullsFirst("-rating")), "NULL last": l.books.OrderBy(orm.NullsLast("rating"), "pages"),
		"decimals": l.books.OrderBy("price"), "times": l.books.OrderBy("released"), "UUIDs": l.books.OrderBy("-code"), "bytes": l.books.OrderBy("-cover"),
		"along a relation": l.books.SelectRelated("press").OrderBy(orm.NullsLast("press__city"), "-pages"),
		"filtered":         l.books.Filter(orm.Q{"chapters__title__isnull": false}).OrderBy("-pages"),
	} {
		all, err := q.All(t.Context())
		noError(t, err)
		want := ids(t, q)
		for i, row := range all {
			c, err := q.Cursor(row)
			noError(t, err)
			equal(t, what+", after", ids(t, q.After(c)), append([]int64{}, want[i+1:]...))
			equal(t, what+", before", ids(t, q.Before(c)), append([]int64{}, want[:i]...))
			equal(t, what+", the next", ids(t, q.After(c).Limit(1)), append([]int64{}, want[i+1:min(i+2, len(want))]...))
			equal(t, what+", the one before", ids(t, q.Before(c).Limit(1)), append([]int64{}, want[max(i-1, 0):i]...))
			n, err := q.After(c).Count(t.Context())
			noError(t, err)
			equal(t, what+", counted", n, int64(len(want)-i-1))
		}
	}
}

func pageForged(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	l := fillLibrary(t, db)
	row, err := l.books.First(t.Context())
	noError(t, err)
	q := l.books.OrderBy("title")
	c, err := q.Cursor(row)
	noError(t, err)
	sent.Reset()
	last := "A"
	if strings.HasSuffix(c, "A") {
		last = "B"
	}
	for what, q := range map[string]orm.QuerySet[libBook]{
		"changed": q.After(c[:len(c)-1] + last), "cut": q.After(c[:len(c)-4]), "empty": q.After(""), "no token": q.After("%%%"),
		"with line breaks": q.After(c[:8] + "\r\n" + c[8:]), "with a line break behind it": q.Before(c + "\n"),
		"under another order": l.books.OrderBy("-title").After(c), "under more keys": l.books.OrderBy("title", "pages").After(c),
		"with NULL elsewhere": l.books.OrderBy(orm.NullsLast("title")).After(c), "by key": l.books.Before(c), "empty, before": q.Before(""),
	} {
		_, err := q.All(t.Context())
		isError(t, what, err, orm.ErrQuery)
	}
	foreign, err := l.authors.Cursor(&libAuthor{ID: 1})
	noError(t, err)
	isError(t, "of another model", lastError(l.books.After(foreign).All(t.Context())), orm.ErrQuery)
	isError(t, "of a nil row", lastError(q.Cursor(nil)), orm.ErrQuery)
	isError(t, "of an order along what was not loaded", lastError(l.books.OrderBy("press__city").Cursor(row)), orm.ErrQuery)
	isError(t, "of a to-many order", lastError(l.books.OrderBy("chapters__number").Cursor(row)), orm.ErrQuery)
	isError(t, "of an annotation", lastError(l.books.Annotate("n", orm.CountOf("tags")).OrderBy("n").Cursor(row)), orm.ErrQuery)
	sent.Want(t, 0)
	part, err := l.books.Fields("id").First(t.Context())
	noError(t, err)
	isError(t, "of a column that was not read", lastError(q.Cursor(part)), orm.ErrQuery)
}

func pageIterate(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	var shape []int
	for a, err := range l.authors.SelectRelated("books").PrefetchRelated("edited").Iterate(t.Context()) {
		noError(t, err)
		shape = append(shape, a.Books.Len(), a.Edited.Len())
		n, err := l.books.Count(t.Context()) // the connection is free while the loop runs
		noError(t, err)
		equal(t, "books", n, int64(5))
	}
	equal(t, "children of each", shape, []int{2, 1, 3, 2, 0, 0})
	for range l.books.Iterate(t.Context()) {
		break
	}
	equal(t, "connections in use after a break", db.Stats().InUse, 0)
	n := 0
	for _, err := range l.books.Iterate(t.Context(), orm.Or()) {
		noError(t, err)
		n++
	}
	equal(t, "of nothing", n, 0)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range l.books.Iterate(ctx) {
		isError(t, "cancelled", err, context.Canceled)
	}
}

func pageLocks(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	l := fillLibrary(t, db)
	isError(t, "outside a transaction", lastError(l.books.ForUpdate().All(t.Context())), refusalOf(db, orm.ErrQuery))
	locked := l.books.ForUpdate() // without rows nothing would be locked
	for what, err := range map[string]error{
		"count": lastError(locked.Count(t.Context())), "rows": lastError(locked.CountRows(t.Context())), "exists": lastError(locked.Exists(t.Context())),
		"aggregate": lastError(locked.Aggregate(t.Context(), orm.CountOf("id"))), "the largest": lastError(orm.Max[int](t.Context(), locked, "pages")),
		"a sub-query": lastError(l.books.Filter(orm.Q{"pk__in": locked}).All(t.Context())), "one column": lastError(l.books.Filter(orm.Q{"pk__in": orm.Column(locked, "pk")}).All(t.Context())),
		"a prefetch": lastError(l.authors.Prefetch("books", locked).All(t.Context())),
		"groups":     lastError(locked.GroupBy("state").Aggregate(t.Context(), orm.CountOf("id"))),
	} {
		isError(t, what, err, orm.ErrQuery)
	}
	isError(t, "both ways not to wait", lastError(l.books.ForUpdate(orm.SkipLocked(), orm.NoWait()).All(t.Context())), orm.ErrQuery)
	sent.Reset()
	err := db.Transaction(t.Context(), func(ctx context.Context) error {
		for what, q := range map[string]orm.QuerySet[libBook]{
			"all": l.books.ForUpdate(), "a page": l.books.Limit(2).ForUpdate(orm.SkipLocked()), "a relation": l.books.ForUpdate(orm.OfPaths("author"), orm.NoWait()),
			"with children":      l.books.SelectRelated("chapters").OrderBy("-chapters__number").Limit(3).ForUpdate(),
			"by a to-many order": l.books.SelectRelated("chapters").OrderBy("chapters__number").ForUpdate(),
			"filtered":           l.books.Filter(orm.Q{"tags__name": "go"}).ForUpdate(),
		} {
			rows, err := q.All(ctx)
			if family(db) == "sqlite" {
				isError(t, what, err, orm.ErrUnsupported)
				continue
			}
			if err != nil || len(rows) == 0 {
				t.Errorf("%s: %d rows, %v", what, len(rows), err)
			}
		}
		_, err := l.books.ForUpdate().First(ctx)
		if family(db) != "sqlite" {
			noError(t, err)
		}
		isError(t, "distinct rows", lastError(l.books.Distinct().ForUpdate().Values(ctx, "state")), refusalOf(db, orm.ErrQuery))
		isError(t, "along a to-many path", lastError(l.books.ForUpdate(orm.OfPaths("chapters")).All(ctx)), refusalOf(db, orm.ErrQuery))
		return nil
	})
	noError(t, err)
}

// refusalOf is what a lock gives where it is refused: SQLite has none at all.
func refusalOf(db *orm.DB, other error) error {
	if family(db) == "sqlite" {
		return orm.ErrUnsupported
	}
	return other
}
