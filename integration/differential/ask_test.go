package differential

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ormar-go/ormar/orm"
)

// ask puts a question to a database.
func (b *builder) ask(ctx context.Context, q *question) ([]string, error) {
	switch q.root {
	case "Publisher":
		return ask[Publisher](ctx, b, q)
	case "Author":
		return ask[Author](ctx, b, q)
	case "Profile":
		return ask[Profile](ctx, b, q)
	case "Book":
		return ask[Book](ctx, b, q)
	case "Tag":
		return ask[Tag](ctx, b, q)
	case "Crate":
		return ask[Crate](ctx, b, q)
	case "Gauge":
		return ask[Gauge](ctx, b, q)
	case "BookTag":
		return ask[BookTag](ctx, b, q)
	}
	return ask[Genre](ctx, b, q)
}

func ask[T any, P orm.PtrTo[T]](ctx context.Context, b *builder, q *question) ([]string, error) {
	set := querySet[T, P](b, q)
	switch q.finish.call {
	case "Count":
		n, err := set.Count(ctx)
		return []string{fmt.Sprint(n)}, err
	case "CountRows":
		n, err := set.CountRows(ctx)
		return []string{fmt.Sprint(n)}, err
	case "Exists":
		ok, err := set.Exists(ctx)
		return []string{fmt.Sprint(ok)}, err
	case "Values", "ValuesList":
		return tuples(ctx, set, q)
	case "Aggregate":
		r, err := set.Aggregate(ctx, aggregates(q.finish.aggregates)...)
		return []string{rowText(q, r)}, err
	case "GroupBy":
		return grouped(ctx, b, set, q)
	case "Pages":
		rows, err := cursorPages[T](ctx, set, q.finish.size)
		return objectTexts[T, P](b, q, rows, err)
	case "First", "Last", "Get":
		return single[T, P](ctx, b, set, q)
	case "Iterate":
		var rows []*T
		for row, err := range set.Iterate(ctx) {
			if err != nil {
				return nil, err
			}
			rows = append(rows, row)
		}
		return objectTexts[T, P](b, q, rows, nil)
	}
	rows, err := set.All(ctx)
	return objectTexts[T, P](b, q, rows, err)
}

func tuples[T any](ctx context.Context, set orm.QuerySet[T], q *question) ([]string, error) {
	if q.finish.call == "ValuesList" {
		list, err := set.ValuesList(ctx, q.finish.paths...)
		lines := make([]string, len(list))
		for i, tuple := range list {
			parts := make([]string, len(tuple))
			for j, v := range tuple {
				parts[j] = show(valueOf(q, q.finish.paths[j], v))
			}
			lines[i] = strings.Join(parts, " | ")
		}
		return lines, err
	}
	rows, err := set.Values(ctx, q.finish.paths...)
	lines := make([]string, len(rows))
	for i, r := range rows {
		parts := make([]string, len(q.finish.paths))
		for j, p := range q.finish.paths {
			v, ok := r[p]
			if parts[j] = show(valueOf(q, p, v)); !ok {
				parts[j] = "missing"
			}
		}
		lines[i] = strings.Join(parts, " | ")
	}
	return lines, err
}

func grouped[T any](ctx context.Context, b *builder, set orm.QuerySet[T], q *question) ([]string, error) {
	g := set.GroupBy(q.finish.paths...).Having(b.conditions(b.world.table(q.root), q.finish.having)...).OrderBy(keyTexts(q.finish.order)...)
	if q.finish.limit > 0 {
		g = g.Limit(q.finish.limit)
	}
	rows, err := g.Aggregate(ctx, aggregates(q.finish.aggregates)...)
	lines := make([]string, len(rows))
	for i, r := range rows {
		lines[i] = rowText(q, r)
	}
	return lines, err
}

func rowText(q *question, r orm.Row) string {
	values := map[string]any{}
	for name, v := range r {
		values[name] = plain(v)
	}
	for _, a := range q.finish.aggregates {
		values[a.name] = closest(a, values[a.name])
	}
	return groupText(q, values)
}

func valueOf(q *question, path string, v any) any {
	if a := q.note(path); a != nil {
		return closest(*a, plain(v))
	}
	return plain(v)
}

// closest makes averages of decimals what the model has: the closest floating-point number.
func closest(a aggregate, v any) any {
	if f, ok := v.(interface{ Float64() (float64, bool) }); ok && a.function == "avg" {
		v, _ = f.Float64()
	}
	return v
}

func single[T any, P orm.PtrTo[T]](ctx context.Context, b *builder, set orm.QuerySet[T], q *question) ([]string, error) {
	call := map[string]func(context.Context, ...orm.Condition) (*T, error){"First": set.First, "Last": set.Last, "Get": set.Get}
	row, err := call[q.finish.call](ctx)
	switch {
	case errors.Is(err, orm.ErrNoMatch):
		return []string{"no match"}, nil
	case errors.Is(err, orm.ErrMultipleMatches):
		return []string{"several"}, nil
	}
	return objectTexts[T, P](b, q, []*T{row}, err)
}

// cursorPages reads all rows forwards by cursor, and checks that going back gives the same pages.
func cursorPages[T any](ctx context.Context, set orm.QuerySet[T], size int) ([]*T, error) {
	var all []*T
	pageOf := set.Limit(size)
	for {
		rows, err := pageOf.All(ctx)
		if err != nil {
			return nil, err
		}
		if len(all) > 0 && len(rows) > 0 {
			cursor, err := set.Cursor(rows[0])
			if err != nil {
				return nil, err
			}
			before, err := set.Before(cursor).Limit(size).All(ctx)
			if err != nil {
				return nil, err
			}
			if len(before) != size {
				return nil, fmt.Errorf("the page before has %d rows, not %d", len(before), size)
			}
		}
		all = append(all, rows...)
		if len(rows) < size {
			return all, nil
		}
		cursor, err := set.Cursor(rows[len(rows)-1])
		if err != nil {
			return nil, err
		}
		pageOf = set.Limit(size).After(cursor)
	}
}
