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

// watch sees to every way of writing, the API's, the import's and the administration's alike: a new row is of the writer's tenant, and
// the audit log has who did what. That what a row refers to is the tenant's too is looked at by those who read a body.
func (a *App) watch() {
	set := a.db.Hooks()
	watch(a.db, func(*model.User) {})
	watch(a.db, func(*model.Label) {})
	watch(a.db, func(*model.Team) {})
	watch(a.db, func(*model.Project) {})
	watch(a.db, stamp)
	watch(a.db, func(*model.Comment) {})
	watch(a.db, func(*model.Attachment) {})
	hooks.PreSave(set, func(ctx context.Context, e hooks.Save[model.Entry]) error { return own(ctx, e.Instance) })
}

func watch[T any, P owned[T]](db *orm.DB, prepare func(P)) {
	set, table := db.Hooks(), db.Models().Model(typeOf[T]()).Table
	log := func(ctx context.Context, did string, row P, changes []orm.Change) error {
		return write(ctx, db, did, table, row, changes)
	}
	hooks.PreSave(set, func(ctx context.Context, e hooks.Save[T]) error {
		prepare(e.Instance)
		return own(ctx, P(e.Instance))
	})
	hooks.PreUpdate(set, func(ctx context.Context, e hooks.Update[T]) error {
		prepare(e.Instance)
		return nil
	})
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
