package orm_test

import (
	"encoding/json"
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

func countedDB(t *testing.T) (*orm.DB, *dbtest.Counter) {
	t.Helper()
	sent := &dbtest.Counter{}
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&author{}, &book{}), orm.WithObserver(sent))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db, sent
}

// a QuerySet that is forked a thousand ways stays what it was, whatever capacity its lists have.
func TestQuerySetIsImmutable(t *testing.T) {
	db, _ := countedDB(t)
	seed := replay.Seed(t)
	r := rand.New(rand.NewPCG(seed, 4))
	b := orm.Fields[book]()
	ways := []func(q orm.QuerySet[book]) orm.QuerySet[book]{
		func(q orm.QuerySet[book]) orm.QuerySet[book] { return q.Filter(orm.Q{"title": "x"}, orm.Eq(&b.ID, 1)) },
		func(q orm.QuerySet[book]) orm.QuerySet[book] { return q.Exclude(orm.Q{"author__name": "x"}) },
		func(q orm.QuerySet[book]) orm.QuerySet[book] { return q.OrderBy("-title", "author__name") },
		func(q orm.QuerySet[book]) orm.QuerySet[book] { return q.SelectRelated("author") },
		func(q orm.QuerySet[book]) orm.QuerySet[book] { return q.SelectRelated("author__books") },
		func(q orm.QuerySet[book]) orm.QuerySet[book] { return q.PrefetchRelated("author") },
		func(q orm.QuerySet[book]) orm.QuerySet[book] { return q.Fields("title") },
		func(q orm.QuerySet[book]) orm.QuerySet[book] { return q.ExcludeFields("year") },
		func(q orm.QuerySet[book]) orm.QuerySet[book] { return q.Limit(3).Offset(2) },
		func(q orm.QuerySet[book]) orm.QuerySet[book] { return q.Slice(1, 9) },
		func(q orm.QuerySet[book]) orm.QuerySet[book] { return q.Tail(2) },
		func(q orm.QuerySet[book]) orm.QuerySet[book] { return q.Distinct().Each().Strict() },
		func(q orm.QuerySet[book]) orm.QuerySet[book] { return q.Filter(orm.Q{"nothing": 1}) },
	}
	type kept struct {
		q    orm.QuerySet[book]
		text string
		args int
	}
	say := func(q orm.QuerySet[book]) kept {
		text, args, err := q.ToSql()
		if err != nil {
			text = err.Error()
		}
		return kept{q, text, len(args)}
	}
	all := []kept{say(orm.Objects[book](db))}
	for range 1000 {
		parent := all[r.IntN(len(all))]
		if len(parent.text) > 4000 {
			parent = all[0]
		}
		all = append(all, say(ways[r.IntN(len(ways))](parent.q)))
	}
	for _, k := range all {
		if again := say(k.q); again.text != k.text || again.args != k.args {
			t.Fatalf("seed %d: a fork has changed its parent from\n%s\nto\n%s", seed, k.text, again.text)
		}
	}
}

// Operators that hide in values, values that are none, and names that are none are refused before any SQL.
func TestConditionsRefuse(t *testing.T) {
	db, sent := countedDB(t)
	books := orm.Objects[book](db)
	a, b := orm.Fields[author](), orm.Fields[book]()
	var nilCondition orm.Condition
	for what, c := range map[string]orm.Condition{
		"a map":                      orm.Q{"title": map[string]any{"not": ""}},
		"a list":                     orm.Q{"title": []string{"a", "b"}},
		"a Sqlizer":                  orm.Q{"title": sq.Expr("1 OR 1 = 1")},
		"a pointer to a Sqlizer":     orm.Q{"id": &sq.Eq{"id": 1}},
		"a QuerySet outside of in":   orm.Q{"author": orm.Objects[author](db)},
		"a QuerySet in a list":       orm.Q{"id__in": []any{orm.Objects[book](db)}},
		"a list in a list":           orm.Q{"id__in": []any{[]any{1}}},
		"nil in a list":              orm.Q{"id__in": []any{1, nil}},
		"no list":                    orm.Q{"id__in": 1},
		"a text for a list":          orm.Q{"title__in": "abc"},
		"bytes for a list":           orm.Q{"title__in": []byte("abc")},
		"a fraction for a number":    orm.Q{"id": 1.5},
		"a number beyond its range":  orm.Q{"year": math.MaxInt64},
		"a JSON number with a point": orm.Q{"id": json.Number("1.0e400")},
		"a text for a number":        orm.Q{"id": "1; DROP TABLE books"},
		"a number for a text":        orm.Q{"title": 5},
		"a bool for a number":        orm.Q{"id": true},
		"a NUL":                      orm.Q{"title": "a\x00b"},
		"broken UTF-8":               orm.Q{"title__contains": "\xff"},
		"a struct":                   orm.Q{"id": struct{}{}},
		"a function":                 orm.Q{"id": func() {}},
		"isnull of a number":         orm.Q{"id__isnull": 1},
		"isnull of nil":              orm.Q{"id__isnull": nil},
		"gt of nil":                  orm.Q{"id__gt": nil},
		"contains of nil":            orm.Q{"title__contains": nil},
		"contains on a number":       orm.Q{"id__contains": "1"},
		"a range of three":           orm.Q{"id__range": []int{1, 2, 3}},
		"a range of one":             orm.Q{"id__range": []int{1}},
		"another model's instance":   orm.Q{"author": &book{ID: 1}},
		"an empty key":               orm.Q{"": 1},
		"a wrong field":              orm.Q{"titel": "x"},
		"a wrong lookup":             orm.Q{"title__like": "x"},
		"two lookups":                orm.Q{"title__exact__exact": "x"},
		"a relation's wrong field":   orm.Q{"author__titel": "x"},
		"a field of a field":         orm.Q{"title__name": "x"},
		"underscores":                orm.Q{"__": 1},
		"SQL for a key":              orm.Q{"id` = 1 OR `id": 1},
		"nil":                        nilCondition,
		"nil in a group":             orm.And(orm.Q{"id": 1}, nil),
		"nil negated":                orm.Not(nil),
		"another model's pointer":    orm.Eq(&a.Name, "x"),
		"a pointer to no field":      orm.Eq(new(string), "x"),
		"a nil pointer":              orm.Eq((*string)(nil), "x"),
		"a path of no field":         orm.Q{orm.Path(new(string)): "x"},
		"a quantifier's wrong path":  orm.Some("title"),
		"a quantifier of nothing":    orm.None(""),
		"a quantifier of no field":   orm.Every(orm.Path(new(string))),
		"a wrong field inside":       orm.Some("author", orm.Q{"title": "x"}),
		"a pointer of the outside":   orm.Some("author", orm.Eq(&b.Title, "x")),
		"a wrong column":             orm.F("titel").Eq(1),
		"a column of no field":       orm.Col(new(int)).Eq(1),
		"a column of another model":  orm.Col(&a.Name).Eq("x"),
		"untrusted: a relation":      orm.Untrusted(map[string]any{"author__name": "x"}, orm.Policy{}),
		"untrusted: a map":           orm.Untrusted(map[string]any{"title": map[string]any{"not": ""}}, orm.Policy{}),
		"untrusted: a column":        orm.Untrusted(map[string]any{"title": orm.F("title")}, orm.Policy{}),
		"untrusted: a sub-query":     orm.Untrusted(map[string]any{"id__in": orm.Objects[book](db)}, orm.Policy{}),
	} {
		for call, q := range map[string]orm.QuerySet[book]{"Filter": books.Filter(c), "Exclude": books.Exclude(c), "a group": books.Filter(orm.Or(c))} {
			if _, err := q.All(t.Context()); !errors.Is(err, orm.ErrQuery) {
				t.Errorf("%s in %s: %v", what, call, err)
			}
		}
		if _, err := books.Delete(t.Context(), c); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("%s in Delete: %v", what, err)
		}
	}
	if _, err := orm.Raw[book](t.Context(), db, nil); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("Raw of nil: %v", err)
	}
	if _, err := orm.Raw[book](t.Context(), db, sq.Expr("SELECT 1 WHERE ? = ?", 1)); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("Raw with an argument too few: %v", err)
	}
	if _, err := (orm.QuerySet[book]{}).All(t.Context()); !errors.Is(err, orm.ErrQuery) {
		t.Errorf("the zero QuerySet: %v", err)
	}
	for call, q := range map[string]orm.QuerySet[book]{
		"SelectRelated": books.SelectRelated("title"), "PrefetchRelated": books.PrefetchRelated("autor"), "Fields": books.Fields("x"),
		"ExcludeFields": books.ExcludeFields(""), "OrderBy": books.OrderBy("author__x"), "Annotate": books.Annotate("a b", orm.CountOf("id")),
		"Prefetch": books.Prefetch("author", books), "ForUpdate": books.ForUpdate(orm.OfPaths("x")),
		"UntrustedOrder": books.OrderBy(orm.UntrustedOrder([]string{"author__name"}, orm.Policy{})...),
	} {
		if _, err := q.All(t.Context()); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("%s: %v", call, err)
		}
	}
	sent.Want(t, 0)
}
