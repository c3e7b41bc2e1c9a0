package scopes

import (
	"context"
	"fmt"
	"slices"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// ending is a call that answers.
type ending struct {
	kind     string
	path     string
	other    string
	key      int64
	relation string
}

func (w *world) finish(t target) (string, ending) {
	r := w.r
	related := append(slices.Clone(t.one), t.many...)
	e := ending{kind: pick(r, "all", "all", "select", "prefetch", "prefetch", "count", "rows", "exists", "first", "last", "values", "list", "distinct", "pluck", "sum", "group", "annotate",
		"iterate", "update", "delete", "get", "load", "save", "remove", "upsert", "loadall", "bulk", "manager", "fields"),
		path: pick(r, t.paths...), other: pick(r, t.numbers...), key: int64(1 + r.IntN(80))}
	if r.IntN(5) < 2 {
		e.kind = pick(r, furtherKinds...)
	}
	if len(related) > 0 {
		e.relation = pick(r, related...)
	}
	return fmt.Sprintf("%+v", e), e
}

// finishing asks, and gives something that JSON can write.
func finishing[T any, P interface {
	*T
	schema.Definer
}](ctx context.Context, db *orm.DB, q orm.QuerySet[T], e ending) (any, error) {
	rows := orm.Objects[T, P](db).OrderBy("id")
	byKey := func() (*T, error) { return q.OrderBy("id").First(ctx) }
	switch e.kind {
	case "select":
		return q.SelectRelated(e.relation).All(ctx)
	case "prefetch":
		return q.PrefetchRelated(e.relation).All(ctx)
	case "fields":
		return q.Fields("id", e.path).SelectRelated(e.relation).All(ctx)
	case "count":
		return q.Count(ctx)
	case "rows":
		return q.SelectRelated(e.relation).CountRows(ctx)
	case "exists":
		return q.Exists(ctx)
	case "first":
		return q.First(ctx)
	case "last":
		return q.LastOrNone(ctx)
	case "values":
		return q.Values(ctx, "id", e.path)
	case "list":
		return q.ValuesList(ctx, e.path, e.other)
	case "distinct":
		return q.OrderBy(e.path).Distinct().Values(ctx, e.path)
	case "pluck":
		return orm.Pluck[any](ctx, q, e.path)
	case "sum":
		return q.Aggregate(ctx, orm.SumOf(e.other), orm.CountOf(e.path), orm.MaxOf(e.path))
	case "group":
		return q.GroupBy(e.path).Aggregate(ctx, orm.CountOf("id"), orm.MinOf(e.other))
	case "annotate":
		return q.Annotate("n", orm.CountOf(e.other)).Filter(orm.Q{"n__gte": e.key % 3}).OrderBy("-n").Values(ctx, "id", "n")
	case "iterate":
		var out []*T
		for row, err := range q.Iterate(ctx) {
			if err != nil {
				return nil, err
			}
			out = append(out, row)
		}
		return out, nil
	case "update":
		n, err := q.Each().Update(ctx, orm.V{textOf[T](): "new"})
		if err != nil {
			return nil, err
		}
		all, err := rows.All(ctx)
		return []any{n, all}, err
	case "delete":
		n, err := q.Each().Delete(ctx)
		if err != nil {
			return nil, err
		}
		left, err := rows.Values(ctx, "id")
		return []any{n, left}, err
	case "get":
		return orm.Objects[T, P](db).Get(ctx, orm.Q{"id": e.key})
	case "load", "save", "remove", "upsert", "bulk":
		return instance[T, P](ctx, db, e)
	case "loadall":
		row, err := byKey()
		if err != nil {
			return nil, err
		}
		return row, orm.LoadAll[T, P](ctx, db, row)
	case "manager":
		p, err := orm.Objects[Issue](db).OrderBy("id").First(ctx)
		if err != nil {
			return nil, err
		}
		labels, err := p.Labels.Objects().OrderBy("-name").All(ctx)
		if err != nil {
			return nil, err
		}
		n, err := p.Notes.Clear(ctx, orm.DeleteRows())
		return []any{labels, n, p.Project.PK()}, err
	}
	return q.All(ctx)
}

// textOf is a column of a model that can be set.
func textOf[T any]() string {
	var row T
	switch any(row).(type) {
	case Note:
		return "text"
	case Issue:
		return "title"
	}
	return "name"
}

// instance writes or loads the row of a key, which may be another tenant's.
func instance[T any, P interface {
	*T
	schema.Definer
}](ctx context.Context, db *orm.DB, e ending) (any, error) {
	row := new(T)
	switch p := any(row).(type) {
	case *Person:
		p.ID, p.Name = e.key, "new"
	case *Project:
		p.ID, p.Name, p.Tenant = e.key, "new", 1
	case *Issue:
		p.ID, p.Title = e.key, "new"
	case *Label:
		p.ID, p.Name, p.Tenant = e.key, "new", 1
	case *Note:
		p.ID, p.Text, p.Tenant = e.key, "new", 1
	}
	var err error
	switch e.kind {
	case "load":
		err = orm.Load[T, P](ctx, db, row)
	case "save", "upsert": // an insert would meet the key of a row that the other database does not have
		err = orm.Update[T, P](ctx, db, row, textOf[T]())
	case "remove":
		err = orm.Delete[T, P](ctx, db, row)
	case "bulk":
		n, err := orm.Objects[T, P](db).BulkUpdate(ctx, []*T{row}, textOf[T]())
		if err != nil {
			return nil, err
		}
		all, err := orm.Objects[T, P](db).OrderBy("id").Values(ctx, "id", textOf[T]())
		return []any{n, all}, err
	}
	return row, err
}
