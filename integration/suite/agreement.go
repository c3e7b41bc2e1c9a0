package suite

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// agreementCases are questions on which a database once disagreed with the model of package differential.
func agreementCases() []Case {
	return []Case{
		{Name: "agreement/a relation that is walked there and back through its link rows reads them again (Q-02, J-01)", Models: bookshop, Run: agreeThereAndBack},
		{Name: "agreement/explicit keys sort the children that they lie along, joined or fetched (O-01, O-04, J-08)", Models: bookshop, Run: agreeChildOrder},
		{Name: "agreement/what is selected below a prefetch stays beside the way back (J-07)", Models: bookshop, Run: agreeWayBack},
		{Name: "agreement/an order along another relation changes no annotation (A-03, O-01)", Models: bookshop, Run: agreeAnnotated},
		{Name: "agreement/the end of an order along many rows (Q-12, Q-24, O-01)", Models: bookshop, Run: agreeTail},
		{Name: "agreement/branches in the order of one of them (J-01, O-01)", Models: bookshop, Run: agreeBranches},
		{Name: "agreement/pages inside other queries (Q-24, J-10)", Models: bookshop, Run: agreeInner},
		{Name: "agreement/an offset without a limit over grouped rows (Q-21)", Models: bookshop, Run: agreeOffset},
		{Name: "agreement/conditions on a paged prefetch's own link rows (J-10, R-16)", Models: bookshop, Run: agreeOwnLinks},
		{Name: "agreement/averages of whole numbers have their digits, and decimals compare as numbers (A-01, A-03)", Models: bookshop, Run: agreeNumbers},
		{Name: "agreement/averages of decimals have their digits (A-01)", Models: bookshop, Run: agreeDecimals},
	}
}

// writePoems makes two poets: the first with poems 1 and 2, the second with poem 3; moods 1 and 2 are shared.
func writePoems(t *testing.T, db *orm.DB) {
	t.Helper()
	ctx := t.Context()
	price := decimal.RequireFromString
	noError(t, orm.Objects[poet](db).BulkCreate(ctx, []*poet{{ID: 1, Name: "a"}, {ID: 2, Name: "b"}, {ID: 3, Name: "c"}}))
	poems := []*poem{
		{ID: 1, Title: "x", Poet: orm.RefPK[poet](1), Lines: 1, Price: price("9.5")},
		{ID: 2, Title: "y", Poet: orm.RefPK[poet](1), Lines: 2, Price: price("10")},
		{ID: 3, Title: "z", Poet: orm.RefPK[poet](2), Lines: 2, Price: price("2")},
	}
	noError(t, orm.Objects[poem](db).BulkCreate(ctx, poems))
	noError(t, orm.Objects[prize](db).BulkCreate(ctx, []*prize{
		{ID: 1, Poet: orm.RefPK[poet](1), Year: 1999}, {ID: 2, Poet: orm.RefPK[poet](1), Year: 2001}, {ID: 3, Poet: orm.RefPK[poet](2), Year: 2000},
	}))
	moods := []*mood{{ID: 1, Name: "glad"}, {ID: 2, Name: "sad"}}
	noError(t, orm.Objects[mood](db).BulkCreate(ctx, moods))
	for i, weights := range [][]int{{5, 1}, {2, 3}, {4}} { // of the moods of each poem
		for j, weight := range weights {
			noError(t, poems[i].Moods.AddLink(ctx, moods[j], poemMood{Weight: weight}))
		}
	}
}

// listed joins what f says of each item.
func listed[T any](items []*T, f func(*T) string) string {
	parts := make([]string, len(items))
	for i, item := range items {
		parts[i] = f(item)
	}
	return strings.Join(parts, " ")
}

func poemText(p *poem) string {
	if !p.Moods.Loaded() {
		return p.Title
	}
	return p.Title + "(" + listed(p.Moods.All(), func(m *mood) string { return moodText(m) }) + ")"
}

func moodText(m *mood) string {
	if !m.Poems.Loaded() {
		return m.Name
	}
	return m.Name + "(" + listed(m.Poems.All(), poemText) + ")"
}

func poetText(p *poet) string {
	text := p.Name
	if p.Poems.Loaded() {
		text += "[" + listed(p.Poems.All(), poemText) + "]"
	}
	if p.Prizes.Loaded() {
		text += listed(p.Prizes.All(), func(p *prize) string { return fmt.Sprint(" ", p.Year) })
	}
	return text
}

// gives asks a QuerySet of poets and compares the graphs.
func gives(t *testing.T, what string, q orm.QuerySet[poet], want string) {
	t.Helper()
	rows, err := q.All(t.Context())
	noError(t, err)
	equal(t, what, listed(rows, poetText), want)
}

func agreeThereAndBack(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	writePoems(t, db)
	moods := orm.Objects[mood](db)
	for what, q := range map[string]orm.QuerySet[mood]{"selected": moods.SelectRelated("poems__moods"), "fetched": moods.PrefetchRelated("poems__moods")} {
		rows, err := q.All(t.Context(), orm.Q{"name": "sad"})
		noError(t, err)
		equal(t, what, listed(rows, moodText), "sad(x(glad sad) y(glad sad))") // the objects below are of other paths
	}
	n, err := moods.Filter(orm.Q{"name": "sad", "poems__moods__name": "glad"}).Count(t.Context())
	noError(t, err)
	equal(t, "sad moods of poems that are glad as well", n, int64(1))
}

func agreeChildOrder(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	writePoems(t, db)
	poets := orm.Objects[poet](db)
	for what, load := range map[string]func(orm.QuerySet[poet], ...string) orm.QuerySet[poet]{
		"joined": orm.QuerySet[poet].SelectRelated, "fetched": orm.QuerySet[poet].PrefetchRelated} {
		// poem 2 has the lightest glad mood; that sorts moods, not poems
		gives(t, what+" by a key below", load(poets, "poems__moods").OrderBy("-id", "poems__moods__name"), "c[] b[z(glad)] a[x(glad sad) y(glad sad)]")
		gives(t, what+" by the link's own key", load(poets, "poems__moods").OrderBy("id", "poems__poem_mood__weight"), "a[x(sad glad) y(glad sad)] b[z(glad)] c[]")
		gives(t, what+" by the child's key", load(poets, "poems").OrderBy("id", "-poems__title"), "a[y x] b[z] c[]")
	}
	// the key leads on from the children to one row, which nothing else joins
	moods, err := orm.Objects[mood](db).SelectRelated("poems").OrderBy("-poems__poet__name", "-name").Limit(1).All(t.Context())
	noError(t, err)
	equal(t, "a page", listed(moods, moodText), "glad(z x y)")
}

func agreeWayBack(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	writePoems(t, db)
	rows, err := orm.Objects[poet](db).Prefetch("poems", orm.Objects[poem](db).SelectRelated("poet__prizes")).All(t.Context(), orm.Q{"id": 1})
	noError(t, err)
	for _, p := range rows[0].Poems.All() {
		if !p.Poet.Loaded() || p.Poet.Get().Prizes.Len() != 2 {
			t.Errorf("poem %s: the prizes of its poet were asked for and are not there", p.Title)
		}
	}
}

func agreeAnnotated(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	writePoems(t, db)
	q := orm.Objects[poet](db).Annotate("n", orm.CountOf("poems")).OrderBy("-prizes__year")
	rows, err := q.ValuesList(t.Context(), "name", "n")
	noError(t, err)
	order := "[[a 2] [b 1] [c 0]]"
	if family(db) == "postgres" { // NULL is the largest there
		order = "[[c 0] [a 2] [b 1]]"
	}
	equal(t, "poems by the latest prize", fmt.Sprint(rows), order)
	gives(t, "with a condition", q.Filter(orm.Q{"n": 2}), "a")
	n, err := q.Filter(orm.Q{"n__lte": 1}).Limit(1).Count(t.Context())
	noError(t, err)
	equal(t, "a page of it", n, int64(1))
}

func agreeTail(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	writePoems(t, db)
	poets := orm.Objects[poet](db).Filter(orm.Q{"prizes__isnull": false}).OrderBy("prizes__year") // a by 1999, b by 2000
	gives(t, "the order", poets, "a b")
	gives(t, "its tail", poets.Tail(1), "b")
	last, err := poets.OrderBy("id").Last(t.Context())
	noError(t, err)
	equal(t, "its last", last.Name, "b")
}

func agreeBranches(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	writePoems(t, db)
	gives(t, "by poems", orm.Objects[poet](db).SelectRelated("poems", "prizes").OrderBy(orm.NullsLast("-poems__title")), "b[z] 2000 a[y x] 1999  2001 c[]")
}

func agreeInner(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	writePoems(t, db)
	ctx := t.Context()
	poets, poems := orm.Objects[poet](db), orm.Objects[poem](db)
	_, err := poems.All(ctx, orm.Q{"poet__in": poets.Limit(2).Tail(1)})
	isError(t, "a slice of what is read from the end, inside", err, orm.ErrQuery)
	_, err = poets.Prefetch("poems", poems.Tail(2).Slice(0, 1)).All(ctx)
	isError(t, "the same in a prefetch", err, orm.ErrQuery)
	rows, err := poems.All(ctx, orm.Q{"poet__in": poets.Tail(2)})
	noError(t, err)
	equal(t, "of the last two", listed(rows, poemText), "z")
	gives(t, "the last two poems of each", poets.Prefetch("poems", poems.OrderBy("title").Tail(2)), "a[x y] b[z] c[]")
	first, err := poets.First(ctx)
	noError(t, err)
	cursor, err := poets.Cursor(first)
	noError(t, err)
	n, err := poems.Filter(orm.Q{"poet__in": poets.After(cursor)}).Count(ctx)
	noError(t, err)
	equal(t, "poems of the poets after the first", n, int64(1))
}

func agreeOffset(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	writePoems(t, db)
	gives(t, "all but the first", orm.Objects[poet](db).OrderBy(orm.NullsLast("prizes__year")).Offset(1), "b c")
}

func agreeOwnLinks(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	writePoems(t, db)
	moods := orm.Objects[mood](db).Filter(orm.Q{"poem_mood__weight__gt": 2}).SelectRelated("poems").Limit(1)
	rows, err := orm.Objects[poem](db).Prefetch("moods", moods).All(t.Context())
	noError(t, err)
	equal(t, "the first heavy mood of each", listed(rows, poemText), "x(glad(x y z)) y(sad(x y)) z(glad(x y z))")
}

func agreeNumbers(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	writePoems(t, db)
	ctx := t.Context()
	poems := orm.Objects[poem](db)
	lines, err := orm.Avg[float64](ctx, poems, "lines")
	noError(t, err)
	equal(t, "5/3", fmt.Sprintf("%.9f", lines), "1.666666667")
	q := orm.Objects[poet](db).Annotate("sum", orm.SumOf("poems__price")).Annotate("top", orm.MaxOf("poems__price"))
	gives(t, "sums are numbers", q.Filter(orm.Q{"sum__gt": "3"}), "a")
	gives(t, "so are maxima", q.Filter(orm.Q{"top__gte": "10"}), "a")
	gives(t, "and what sorts", q.OrderBy(orm.NullsLast("-sum")), "a b c")
	gives(t, "along many rows", orm.Objects[poet](db).OrderBy(orm.NullsLast("-poems__price")).Limit(2), "a b")
}

func agreeDecimals(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	writePoems(t, db)
	price, err := orm.Avg[decimal.Decimal](t.Context(), orm.Objects[poem](db), "price")
	noError(t, err)
	equal(t, "21.5/3", price.Round(9).String(), "7.166666667")
}
