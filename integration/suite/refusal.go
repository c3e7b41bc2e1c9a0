package suite

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// refusalCases are questions that cannot be asked: a typed error that says what is wrong, before any SQL.
func refusalCases() []Case {
	return []Case{
		{Name: "refusal/a wrong name says the nearest one", Models: shelf, Run: refuseName},
		{Name: "refusal/a wrong value says field, wanted and got", Models: shelf, Run: refuseValue},
	}
}

func all(books orm.QuerySet[shelfBook]) func(context.Context) error {
	return func(ctx context.Context) error { _, err := books.All(ctx); return err }
}

func refuseName(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	books := orm.Objects[shelfBook](db)
	for _, c := range []struct {
		kind, model, part, suggest string
		ask                        func(context.Context) error
	}{
		{"field", "shelfBook", "titel", "title", all(books.Filter(orm.Q{"titel": "x"}))},
		{"field", "shelfBook", "titel", "title", all(books.Exclude(orm.Q{"titel__contains": "x"}))},
		{"field", "shelfAuthor", "nmae", "name", all(books.Filter(orm.Q{"author__nmae": "x"}))},
		{"lookup", "shelfBook", "containz", "contains", all(books.Filter(orm.Q{"title__containz": "x"}))},
		{"relation", "shelfBook", "auhtor", "author", all(books.SelectRelated("auhtor"))},
		{"relation", "shelfAuthor", "boks", "books", all(books.PrefetchRelated("author__boks"))},
		{"field", "shelfBook", "yaer", "year", all(books.OrderBy("-yaer"))},
		{"field", "shelfBook", "titel", "title", all(books.Fields("titel"))},
		{"field", "shelfBook", "titel", "title", func(ctx context.Context) error { _, err := books.Values(ctx, "titel"); return err }},
		{"field", "shelfBook", "yaer", "year", func(ctx context.Context) error { _, err := orm.Max[int](ctx, books, "yaer"); return err }},
		{"field", "shelfBook", "titel", "title", func(ctx context.Context) error {
			_, err := books.Each().Update(ctx, orm.V{"titel": "x"})
			return err
		}},
	} {
		err := c.ask(t.Context())
		sent.Want(t, 0)
		var path *orm.PathError
		if !errors.As(err, &path) || !errors.Is(err, orm.ErrQuery) {
			t.Errorf("%s: %v, want a PathError", c.part, err)
			continue
		}
		equal(t, "kind of "+c.part, path.Kind, c.kind)
		equal(t, "model of "+c.part, path.Model, c.model)
		equal(t, "part of "+path.Path, path.Part, c.part)
		equal(t, "suggestion for "+c.part, path.Suggest, c.suggest)
	}
}

func refuseValue(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	books := orm.Objects[shelfBook](db)
	for _, c := range []struct {
		field, wanted, got string
		kind               error
		ask                func(context.Context) error
	}{
		{"year", "int", "string", orm.ErrQuery, all(books.Filter(orm.Q{"year": "long ago"}))},
		{"title", "string", "int", orm.ErrQuery, all(books.Filter(orm.Q{"title": 1937}))},
		{"year", "int", "float64", orm.ErrQuery, all(books.Filter(orm.Q{"year__lt": 1937.5}))},
		{"title", "string", "map", orm.ErrQuery, all(books.Filter(orm.Q{"title": map[string]any{"ne": ""}}))},
		{"year", "int", "string", orm.ErrValidation, func(ctx context.Context) error {
			_, err := books.Each().Update(ctx, orm.V{"year": "long ago"})
			return err
		}},
	} {
		err := c.ask(t.Context())
		sent.Want(t, 0)
		if !errors.Is(err, c.kind) {
			t.Errorf("%s: %v, want %v", c.field, err, c.kind)
			continue
		}
		for _, word := range []string{c.field, c.wanted, c.got} {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%q does not say %q", err, word)
			}
		}
	}
}
