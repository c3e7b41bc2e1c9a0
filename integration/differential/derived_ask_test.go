package differential

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/ormar-go/ormar/orm"
)

// derive puts a derived question to a database.
func (b *builder) derive(ctx context.Context, d *derived) ([]string, error) {
	switch d.root() {
	case "Publisher":
		return derive[Publisher](ctx, b, d)
	case "Author":
		return derive[Author](ctx, b, d)
	case "Profile":
		return derive[Profile](ctx, b, d)
	case "Book":
		return derive[Book](ctx, b, d)
	case "Tag":
		return derive[Tag](ctx, b, d)
	case "Gauge":
		return derive[Gauge](ctx, b, d)
	}
	return derive[BookTag](ctx, b, d)
}

func derive[T any, P orm.PtrTo[T]](ctx context.Context, b *builder, d *derived) ([]string, error) {
	t := b.world.table(d.root())
	set := combined[T, P](b, d.parts)
	for _, f := range d.after {
		if f.exclude {
			set = set.Exclude(b.conditions(t, f.kids)...)
		} else {
			set = set.Filter(b.conditions(t, f.kids)...)
		}
	}
	for _, n := range d.notes {
		set = set.AnnotateExpr(n.name, b.note(t, n))
	}
	for _, c := range d.late {
		set = set.Filter(b.condition(t, c))
	}
	if d.distinctOn != nil {
		set = set.DistinctOn(d.distinctOn...)
	}
	set = paged(set.OrderBy(keyTexts(d.order)...), d.pages)
	switch d.call {
	case "Count":
		n, err := set.Count(ctx)
		return []string{fmt.Sprint(n)}, err
	case "Exists":
		ok, err := set.Exists(ctx)
		return []string{fmt.Sprint(ok)}, err
	case "Aggregate":
		r, err := set.Aggregate(ctx, b.totals(t, d)...)
		return []string{totalsOf(d, r)}, err
	case "GroupBy":
		rows, err := set.GroupBy(d.paths...).OrderBy(keyTexts(d.order)...).Aggregate(ctx, b.totals(t, d)...)
		lines := make([]string, len(rows))
		for i, r := range rows {
			lines[i] = rowLine(d, r) + " : " + totalsOf(d, r)
		}
		return lines, err
	case "All":
		rows, err := set.All(ctx)
		lines := make([]string, len(rows))
		for i, r := range rows {
			lines[i] = show(columnValue(reflect.ValueOf(r), t, 0))
		}
		return lines, err
	}
	rows, err := set.Values(ctx, d.paths...)
	lines := make([]string, len(rows))
	for i, r := range rows {
		lines[i] = rowLine(d, r)
	}
	return lines, err
}

func rowLine(d *derived, r orm.Row) string {
	parts := make([]string, len(d.paths))
	for i, p := range d.paths {
		parts[i] = show(plain(r[p]))
	}
	return strings.Join(parts, " | ")
}

func combined[T any, P orm.PtrTo[T]](b *builder, parts []part) orm.QuerySet[T] {
	set := querySet[T, P](b, parts[0].query)
	for _, p := range parts[1:] {
		more := querySet[T, P](b, p.query)
		switch p.op {
		case "Union":
			set = set.Union(more)
		case "UnionAll":
			set = set.UnionAll(more)
		case "Intersect":
			set = set.Intersect(more)
		default:
			set = set.Except(more)
		}
	}
	return set
}

func (b *builder) note(t *table, n *note) orm.Expr {
	switch {
	case n.formula != nil:
		return b.formula(t, n.formula)
	case n.window != nil:
		return b.windowed(n.window)
	}
	return b.scalar(n.scalar)
}

func (b *builder) scalar(s *scalar) orm.Expr {
	q := b.correlated(s.of)
	q.order = s.order
	switch q.root {
	case "Publisher":
		return scalarOf[Publisher](b, q, s)
	case "Author":
		return scalarOf[Author](b, q, s)
	case "Profile":
		return scalarOf[Profile](b, q, s)
	case "Book":
		return scalarOf[Book](b, q, s)
	case "Tag":
		return scalarOf[Tag](b, q, s)
	case "Crate":
		return scalarOf[Crate](b, q, s)
	case "Gauge":
		return scalarOf[Gauge](b, q, s)
	case "BookTag":
		return scalarOf[BookTag](b, q, s)
	}
	return scalarOf[Genre](b, q, s)
}

func scalarOf[T any, P orm.PtrTo[T]](b *builder, q *question, s *scalar) orm.Expr {
	set := querySet[T, P](b, q)
	if s.function == "" {
		return orm.Scalar(orm.Column(set, s.path))
	}
	return orm.ScalarOf(set, aggregate{function: s.function, path: s.path}.bare())
}

// bare is the aggregate without a name.
func (a aggregate) bare() orm.Aggregate {
	call := map[string]func(string) orm.Aggregate{"max": orm.MaxOf, "min": orm.MinOf, "sum": orm.SumOf, "avg": orm.AvgOf, "count": orm.CountOf}
	return call[a.function](a.path)
}

func (b *builder) totals(t *table, d *derived) []orm.Aggregate {
	out := make([]orm.Aggregate, len(d.totals))
	for i, a := range d.totals {
		switch {
		case a.function == "distinct":
			out[i] = orm.CountDistinctOf(a.path)
		case a.function == "text":
			out[i] = orm.StringAgg(a.path, "; ", keyTexts(a.order)...)
		case a.function == "json":
			out[i] = orm.JSONAgg(a.path, keyTexts(a.order)...)
		case a.formula == nil:
			out[i] = aggregate{function: a.function, path: a.path}.bare()
		case a.function == "sum":
			out[i] = orm.SumOfExpr(b.formula(t, a.formula))
		case a.function == "min":
			out[i] = orm.MinOfExpr(b.formula(t, a.formula))
		default:
			out[i] = orm.MaxOfExpr(b.formula(t, a.formula))
		}
		if len(a.where) > 0 {
			out[i] = out[i].Where(b.conditions(t, a.where)...)
		}
		out[i] = out[i].As(a.name)
	}
	return out
}

func totalsOf(d *derived, r orm.Row) string {
	var parts []string
	for _, a := range d.totals {
		text := ""
		if raw, ok := r[a.name].(json.RawMessage); ok {
			text = compact(raw)
		} else {
			text = show(plain(r[a.name]))
		}
		parts = append(parts, a.name+"="+text)
	}
	return strings.Join(parts, " ")
}

// compact is a JSON text as encoding/json would write it; nothing is NULL.
func compact(raw json.RawMessage) string {
	if raw == nil {
		return show(nil)
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return err.Error()
	}
	text, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
