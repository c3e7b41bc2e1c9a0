package suite

import (
	"testing"
	"time"

	sq "github.com/Masterminds/squirrel"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// conditionCases are about which rows a question selects.
func conditionCases() []Case {
	return []Case{
		{Name: "conditions/every lookup in both spellings (Q-03, Q-05, Q-06, Q-27)", Models: library, Run: conditionLookups},
		{Name: "conditions/text is found byte for byte, wildcards are text (Q-04)", Models: library, Run: conditionText},
		{Name: "conditions/groups, negation and nothing (Q-07, Q-08, Q-28)", Models: library, Run: conditionGroups},
		{Name: "conditions/along relations one joined row must do it all (Q-01, Q-02, Q-26)", Models: library, Run: conditionRelations},
		{Name: "conditions/quantifiers ask about all related rows", Models: library, Run: conditionQuantifiers},
		{Name: "conditions/columns against columns", Models: library, Run: conditionExpressions},
		{Name: "conditions/sub-queries", Models: library, Run: conditionSubqueries},
		{Name: "conditions/fragments of squirrel", Models: library, Run: conditionFragments},
		{Name: "conditions/filtering loads nothing, with SelectRelated it restricts (Q-02)", Models: library, Run: conditionLoading},
	}
}

// spelled is a condition as a Q and as the typed functions make it.
type spelled struct {
	q     orm.Q
	typed orm.Condition
	want  []int64
}

func conditionLookups(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	l := fillLibrary(t, db)
	b := l.b
	noYear := (*int)(nil)
	instant := time.Date(2020, 1, 2, 13, 0, 0, 123456999, time.FixedZone("", 3600)) // cut to microseconds, another zone
	for _, c := range []spelled{
		{orm.Q{"title": "Alpha"}, orm.Eq(&b.Title, "Alpha"), []int64{1}},
		{orm.Q{"title__ne": "Alpha"}, orm.Ne(&b.Title, "Alpha"), []int64{2, 3, 4, 5}},
		{orm.Q{"year": nil}, orm.Eq(&b.Year, noYear), []int64{2, 5}},
		{orm.Q{"year__ne": nil}, orm.Ne(&b.Year, noYear), []int64{1, 3, 4}},
		{orm.Q{"year__ne": 1990}, orm.Ne(&b.Year, new(1990)), []int64{3}},
		{orm.Q{"year__gt": 1990}, orm.Gt(&b.Year, new(1990)), []int64{3}},
		{orm.Q{"year__gte": int64(1990)}, orm.Gte(&b.Year, new(1990)), []int64{1, 3, 4}},
		{orm.Q{"year__lt": 2000}, orm.Lt(&b.Year, new(2000)), []int64{1, 4}},
		{orm.Q{"year__lte": "2000"}, orm.Lte(&b.Year, new(2000)), nil},
		{orm.Q{"pages__in": []int{50, 300, 7}}, orm.In(&b.Pages, 50, 300, 7), []int64{4, 5}},
		{orm.Q{"pages__range": []int{100, 200}}, orm.Between(&b.Pages, 100, 200), []int64{1, 2, 3}},
		{orm.Q{"pages__range": []int{200, 100}}, orm.Between(&b.Pages, 200, 100), []int64{}},
		{orm.Q{"rating__isnull": true}, orm.IsNull(&b.Rating), []int64{2, 4, 5}},
		{orm.Q{"rating__isnull": false}, orm.NotNull(&b.Rating), []int64{1, 3}},
		{orm.Q{"price": "9.5"}, orm.Eq(&b.Price, decimal.RequireFromString("9.5")), []int64{1}},
		{orm.Q{"price__gt": 9}, orm.Gt(&b.Price, decimal.NewFromInt(9)), []int64{1, 2, 3}},
		{orm.Q{"price__lt": "0"}, orm.Lt(&b.Price, decimal.Zero), []int64{5}},
		{orm.Q{"price__in": []string{"10", "2.25"}}, orm.In(&b.Price, decimal.NewFromInt(10), decimal.RequireFromString("2.25")), []int64{2, 4}},
		{orm.Q{"price__range": []string{"2.25", "10.00"}}, orm.Between(&b.Price, decimal.RequireFromString("2.25"), decimal.NewFromInt(10)), []int64{1, 2, 4}},
		{orm.Q{"rating__gte": 4.5}, orm.Gte(&b.Rating, new(4.5)), []int64{1}},
		{orm.Q{"state": "draft"}, orm.Eq(&b.State, libState("draft")), []int64{2, 4}},
		{orm.Q{"state__gt": "draft"}, orm.Gt(&b.State, libState("draft")), []int64{1, 3, 5}}, // by text, not by declaration
		{orm.Q{"released": instant}, orm.Eq(&b.Released, &instant), []int64{2}},
		{orm.Q{"released__gte": instant}, orm.Gte(&b.Released, &instant), []int64{2, 5}},
		{orm.Q{"code": uuid.UUID{3}}, orm.Eq(&b.Code, uuid.UUID{3}), []int64{3}},
		{orm.Q{"code__in": []string{uuid.UUID{3}.String(), uuid.UUID{5}.String()}}, orm.In(&b.Code, uuid.UUID{3}, uuid.UUID{5}), []int64{3, 5}},
		{orm.Q{"cover": []byte{0, 1}}, orm.Eq(&b.Cover, []byte{0, 1}), []int64{1}},
		{orm.Q{"cover__gt": []byte{0}}, orm.Gt(&b.Cover, []byte{0}), []int64{1, 3}},
		{orm.Q{"author": 2}, orm.Eq(&b.Author, orm.RefPK[libAuthor](2)), []int64{3, 4, 5}},
		{orm.Q{"author": &libAuthor{ID: 1}}, orm.Eq(&b.Author, orm.Ref(&libAuthor{ID: 1})), []int64{1, 2}},
		{orm.Q{"author__gt": 1}, orm.Gt(&b.Author, orm.RefPK[libAuthor](1)), []int64{3, 4, 5}},
		{orm.Q{"editor": nil}, orm.Eq(&b.Editor, orm.One[libAuthor]{}), []int64{2, 5}},
		{orm.Q{"editor__in": []int{1, 2}}, orm.In(&b.Editor, orm.RefPK[libAuthor](1), orm.RefPK[libAuthor](2)), []int64{1, 3, 4}},
		{orm.Q{"pk": 4}, orm.Eq(&b.ID, 4), []int64{4}},
		{orm.Q{"pk__in": []int64{5, 4}}, orm.In(&b.ID, 5, 4), []int64{4, 5}},
	} {
		if c.want == nil { // a text is no number
			wantRefused(t, "a text for a number", c.q, l.books, orm.ErrQuery)
			continue
		}
		sent.Reset()
		equal(t, keyOf(c.q), ids(t, l.books.Filter(c.q)), c.want)
		equal(t, keyOf(c.q)+", typed", ids(t, l.books.Filter(c.typed)), c.want)
		texts := sent.Reset()
		equal(t, keyOf(c.q)+": both spellings are one statement", texts[0], texts[1])
		rest := len(ids(t, l.books.Exclude(c.q))) + len(c.want)
		unknown := len(ids(t, l.books.Filter(orm.Not(orm.Or(c.q, orm.Not(c.q))))))
		equal(t, keyOf(c.q)+": unknown is never selected", unknown, 0)
		if rest > 5 {
			t.Errorf("%v: the condition and its negation overlap", c.q)
		}
	}
}

func keyOf(q orm.Q) string {
	for k := range q {
		return k
	}
	return ""
}

func wantRefused(t *testing.T, what string, c orm.Condition, q orm.QuerySet[libBook], target error) {
	t.Helper()
	_, err := q.Filter(c).All(t.Context())
	isError(t, what, err, target)
}

func conditionText(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	b := l.b
	for _, c := range []spelled{
		{orm.Q{"title__contains": "a"}, orm.Contains(&b.Title, "a"), []int64{1, 2, 3, 4}},
		{orm.Q{"title__contains": "A"}, orm.Contains(&b.Title, "A"), []int64{1}},
		{orm.Q{"title__icontains": "ALP"}, orm.IContains(&b.Title, "ALP"), []int64{1, 4}},
		{orm.Q{"title__startswith": "al"}, orm.StartsWith(&b.Title, "al"), []int64{4}},
		{orm.Q{"title__istartswith": "al"}, orm.IStartsWith(&b.Title, "al"), []int64{1, 4}},
		{orm.Q{"title__endswith": "a"}, orm.EndsWith(&b.Title, "a"), []int64{1, 4}},
		{orm.Q{"title__iendswith": "X"}, orm.IEndsWith(&b.Title, "X"), []int64{3}},
		{orm.Q{"title__iexact": "ALPHA"}, orm.IExact(&b.Title, "ALPHA"), []int64{1, 4}},
		{orm.Q{"title__iexact": "%"}, orm.IExact(&b.Title, "%"), []int64{}},
		{orm.Q{"title__contains": "%"}, orm.Contains(&b.Title, "%"), []int64{2}},
		{orm.Q{"title__icontains": "_"}, orm.IContains(&b.Title, "_"), []int64{3}},
		{orm.Q{"title__endswith": "!"}, orm.EndsWith(&b.Title, "!"), []int64{5}},
		{orm.Q{"title__contains": `\`}, orm.Contains(&b.Title, `\`), []int64{}},
		{orm.Q{"title__contains": ""}, orm.Contains(&b.Title, ""), []int64{1, 2, 3, 4, 5}},
		{orm.Q{"title__startswith": ""}, orm.StartsWith(&b.Title, ""), []int64{1, 2, 3, 4, 5}},
		{orm.Q{"title__endswith": ""}, orm.EndsWith(&b.Title, ""), []int64{1, 2, 3, 4, 5}},
		{orm.Q{"title__endswith": "a longer text than any title"}, orm.EndsWith(&b.Title, "a longer text than any title"), []int64{}},
		{orm.Q{"title__contains": "ngstr"}, orm.Contains(&b.Title, "ngstr"), []int64{5}},
		{orm.Q{"title__startswith": "Å"}, orm.StartsWith(&b.Title, "Å"), []int64{5}},
		{orm.Q{"title": "Angström!"}, orm.Eq(&b.Title, "Angström!"), []int64{}},
		{orm.Q{"title": "Alpha "}, orm.Eq(&b.Title, "Alpha "), []int64{}},
		{orm.Q{"title__in": []string{"alpha", "ALPHA", "Alpha "}}, orm.In(&b.Title, "alpha", "ALPHA", "Alpha "), []int64{4}},
		{orm.Q{"title__gt": "b"}, orm.Gt(&b.Title, "b"), []int64{2, 5}},
		{orm.Q{"title__regex": "^[Aa]l"}, orm.Regex(&b.Title, "^[Aa]l"), []int64{1, 4}},
		{orm.Q{"title__regex": "^al"}, orm.Regex(&b.Title, "^al"), []int64{4}},
	} {
		equal(t, keyOf(c.q), ids(t, l.books.Filter(c.q)), c.want)
		equal(t, keyOf(c.q)+", typed", ids(t, l.books.Filter(c.typed)), c.want)
	}
	wantIDs(t, "a NULL has no text", l.books.Filter(orm.Q{"press__city__contains": ""}), 1, 4)
}

func conditionGroups(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	l := fillLibrary(t, db)
	b := l.b
	wantIDs(t, "and of nothing", l.books.Filter(orm.And()), 1, 2, 3, 4, 5)
	wantIDs(t, "or of nothing", l.books.Filter(orm.Or()))
	wantIDs(t, "an empty Q", l.books.Filter(orm.Q{}), 1, 2, 3, 4, 5)
	wantIDs(t, "exclude of nothing", l.books.Exclude(), 1, 2, 3, 4, 5)
	wantIDs(t, "in nothing", l.books.Filter(orm.Q{"year__in": []int{}}))
	wantIDs(t, "not in nothing, NULL too", l.books.Filter(orm.NotIn(&b.Year)), 1, 2, 3, 4, 5)
	wantIDs(t, "exclude of in nothing", l.books.Exclude(orm.Q{"year__in": []int{}}), 1, 2, 3, 4, 5)
	wantIDs(t, "all of a Q", l.books.Filter(orm.Q{"pages__gt": 60, "year": 1990}), 1)
	wantIDs(t, "or", l.books.Filter(orm.Or(orm.Q{"year": 2000}, orm.Eq(&b.Title, "alpha"))), 3, 4)
	wantIDs(t, "nested", l.books.Filter(orm.Or(orm.And(orm.Gt(&b.Pages, 100), orm.Not(orm.Q{"state": "draft"})), orm.Q{"pk": 4})), 3, 4, 5)
	wantIDs(t, "calls accumulate", l.books.Filter(orm.Q{"year": 1990}).Filter(orm.Q{"pages__lt": 100}), 4)
	wantIDs(t, "exclude negates the conjunction", l.books.Exclude(orm.Q{"state": "printed"}, orm.Gt(&b.Pages, 120)), 1, 2, 4)
	wantIDs(t, "exclude calls accumulate", l.books.Exclude(orm.Q{"pk": 1}).Exclude(orm.Q{"pk": 2}), 3, 4, 5)
	wantIDs(t, "NULL stays out of exclude", l.books.Exclude(orm.Q{"year": 1990}), 3)
	wantIDs(t, "NULL stays out of ne", l.books.Filter(orm.Q{"year__ne": 1990}), 3)
	wantIDs(t, "isnull is never unknown", l.books.Exclude(orm.Q{"year__isnull": true}), 1, 3, 4)
	q := orm.Q{"year__in": []int{1990}}
	c := orm.Or(q)
	q["pages"], q["year__in"].([]int)[0] = 1, 1
	wantIDs(t, "a condition keeps what it was built of", l.books.Filter(c), 1, 4)
	eq := sq.Eq{"1": []int{1}}
	c = orm.SQL(eq)
	eq["1"] = []int{2}
	wantIDs(t, "so does a fragment", l.books.Filter(c), 1, 2, 3, 4, 5)
	deep := orm.Condition(orm.Q{"pk": 1})
	for range 98 {
		deep = orm.Not(deep)
	}
	wantIDs(t, "98 negations", l.books.Filter(deep), 1)
	terms := make([]orm.Condition, 10_000)
	for i := range terms {
		terms[i] = orm.Q{"pages": i}
	}
	wantIDs(t, "10,000 terms", l.books.Filter(orm.Or(terms...)), 1, 2, 3, 4, 5)
}
