package app

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/examples/tracker/model"
	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// owned is a model with the columns of model.Base.
type owned[T any] interface {
	orm.PtrTo[T]
	Owner() *orm.One[model.Tenant]
	Key() uuid.UUID
}

// watch sees to every way of writing, the API's, the import's and the administration's alike: a new row is of the writer's tenant,
// what a row refers to is too, and the audit log has who did what.
func (a *App) watch() {
	set := a.db.Hooks()
	watch(a.db, func(context.Context, *model.User) error { return nil })
	watch(a.db, func(context.Context, *model.Label) error { return nil })
	watch(a.db, func(ctx context.Context, t *model.Team) error { return nil })
	watch(a.db, func(ctx context.Context, p *model.Project) error { return seen(ctx, a.db, "team", p.Team) })
	watch(a.db, func(ctx context.Context, i *model.Issue) error {
		stamp(i)
		return all(seen(ctx, a.db, "project", i.Project), seen(ctx, a.db, "parent", i.Parent), seen(ctx, a.db, "assignee", i.Assignee))
	})
	watch(a.db, func(ctx context.Context, c *model.Comment) error {
		return all(seen(ctx, a.db, "issue", c.Issue), seen(ctx, a.db, "author", c.Author))
	})
	watch(a.db, func(ctx context.Context, f *model.Attachment) error { return seen(ctx, a.db, "issue", f.Issue) })
	hooks.PreSave(set, func(ctx context.Context, e hooks.Save[model.Entry]) error { return own(ctx, e.Instance) })
}

func watch[T any, P owned[T]](db *orm.DB, check func(context.Context, P) error) {
	set, table := db.Hooks(), db.Models().Model(typeOf[T]()).Table
	prepare := func(ctx context.Context, row P) error {
		if err := own(ctx, row); err != nil {
			return err
		}
		return check(ctx, row)
	}
	log := func(ctx context.Context, did string, row P, changes []orm.Change) error {
		return write(ctx, db, did, table, row, changes)
	}
	hooks.PreSave(set, func(ctx context.Context, e hooks.Save[T]) error { return prepare(ctx, e.Instance) })
	hooks.PreUpdate(set, func(ctx context.Context, e hooks.Update[T]) error { return check(ctx, e.Instance) })
	hooks.PostSave(set, func(ctx context.Context, e hooks.Save[T]) error { return log(ctx, "create", e.Instance, nil) })
	hooks.PostUpdate(set, func(ctx context.Context, e hooks.Update[T]) error {
		return log(ctx, "update", e.Instance, orm.Changes[T, P](e.Instance))
	})
	hooks.PostDelete(set, func(ctx context.Context, e hooks.Delete[T]) error { return log(ctx, "delete", e.Instance, nil) })
	hooks.PreBulkCreate(set, func(ctx context.Context, e hooks.Bulk[T]) error {
		for _, row := range e.Instances {
			if err := own(ctx, P(row)); err != nil {
				return err
			}
		}
		return nil
	})
}

// own gives a new row to the tenant of whoever writes it.
func own(ctx context.Context, row interface{ Owner() *orm.One[model.Tenant] }) error {
	if !row.Owner().IsZero() { // of a seed
		return nil
	}
	who, err := WhoOf(ctx)
	if err != nil {
		return err
	}
	*row.Owner() = orm.RefPK[model.Tenant](who.Tenant)
	return nil
}

// seen refuses a relation to a row that the writer does not see: of another tenant, deleted, or not there.
func seen[T any, P orm.PtrTo[T]](ctx context.Context, db *orm.DB, field string, ref orm.One[T]) error {
	if ref.IsZero() {
		return nil
	}
	if ok, err := orm.Objects[T, P](db).Filter(orm.Q{"pk": ref.PK()}).Exists(ctx); err != nil || ok {
		return err
	}
	return wrong(schema.Failure{Path: field, Rule: "reference"})
}

func wrong(list ...schema.Failure) error { return &schema.ValidationError{Failures: list} }

// all is the first error of some checks.
func all(list ...error) error {
	for _, err := range list {
		if err != nil {
			return err
		}
	}
	return nil
}

// stamp keeps in mind when an issue was closed.
func stamp(i *model.Issue) {
	switch {
	case i.Status != model.Closed:
		i.ClosedAt = nil
	case i.ClosedAt == nil:
		i.ClosedAt = new(time.Now())
	}
}

// write adds a line to the audit log, in the transaction of what it tells.
func write[T any, P owned[T]](ctx context.Context, db *orm.DB, did, table string, row P, changes []orm.Change) error {
	e := &model.Entry{Did: did, Table: table, Row: row.Key(), Changes: map[string]model.Change{}}
	e.Tenant = *row.Owner()
	if who, err := WhoOf(ctx); err == nil {
		e.Who = orm.RefPK[model.User](who.User)
	}
	for _, c := range changes {
		if c.Name != "updated_at" {
			e.Changes[c.Name] = model.Change{From: c.From, To: c.To}
		}
	}
	return orm.Save(ctx, db, e)
}
