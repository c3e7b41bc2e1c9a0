package shards

import (
	"context"
	"errors"

	"github.com/ormar-go/ormar/orm"
)

func instances() []Call {
	return []Call{
		{"instance", func(ctx context.Context, w *World) error {
			p := &Post{TenantID: Tenant, Title: "fresh"}
			if err := orm.Save(ctx, w.DB, p); err != nil {
				return err
			}
			p.Title = "fresher"
			if err := orm.Update(ctx, w.DB, p); err != nil {
				return err
			}
			if err := orm.Update(ctx, w.DB, p, "stars"); err != nil {
				return err
			}
			return errors.Join(orm.Load(ctx, w.DB, p), orm.Delete(ctx, w.DB, p))
		}},
		{"instance that was read in part", func(ctx context.Context, w *World) error {
			p, err := w.posts().Fields("title").OrderBy("id").First(ctx)
			if err != nil {
				return err
			}
			p.Title = "in part"
			return errors.Join(w.want("tenant", p.TenantID, Tenant), orm.Update(ctx, w.DB, p))
		}},
		{"upsert", func(ctx context.Context, w *World) error {
			a := &Author{ID: 1000, TenantID: Tenant, Name: "given"}
			if err := orm.Upsert(ctx, w.DB, a); err != nil {
				return err
			}
			a.Name = "given again"
			return orm.Upsert(ctx, w.DB, &Author{ID: 1000, TenantID: Tenant, Name: "given again"})
		}},
		{"soft delete", func(ctx context.Context, w *World) error {
			c, err := w.comments().OrderBy("id").First(ctx)
			if err != nil {
				return err
			}
			return errors.Join(orm.Delete(ctx, w.DB, c), orm.Restore(ctx, w.DB, c), orm.HardDelete(ctx, w.DB, c))
		}},
		{"graph", func(ctx context.Context, w *World) error {
			label, comment := &Label{Name: "of a graph"}, &Comment{Text: "of a graph"}
			p := &Post{TenantID: Tenant, Title: "graph", Author: orm.Ref(&Author{Name: "of a graph"}),
				Labels: orm.LinksOf(orm.Link[Label, PostLabel]{Target: label}), Comments: orm.ManyOf(comment)}
			if _, err := orm.SaveRelated(ctx, w.DB, p); err != nil {
				return err
			}
			if err := w.want("tenants", []int64{p.Author.Get().TenantID, label.TenantID, comment.TenantID}, []int64{Tenant, Tenant, Tenant}); err != nil {
				return err
			}
			p.Author.Get().Name = "renamed"
			_, err := orm.SaveRelated(ctx, w.DB, p, orm.SaveAll())
			return err
		}},
		{"get or create", func(ctx context.Context, w *World) error {
			_, made, err := w.posts().GetOrCreate(ctx, orm.V{"tenant_id": Tenant, "title": "got"}, orm.V{"stars": 3})
			_, again, more := w.posts().UpdateOrCreate(ctx, orm.V{"tenant_id": Tenant, "title": "got"}, orm.V{"stars": 4})
			return errors.Join(err, more, w.want("made", []bool{made, again}, []bool{true, false}))
		}},
	}
}

func bulks() []Call {
	return []Call{
		{"bulk", func(ctx context.Context, w *World) error {
			list := []*Author{{TenantID: Tenant, Name: "one"}, {TenantID: Tenant, Name: "two"}}
			if err := orm.Objects[Author](w.DB).BulkCreate(ctx, list); err != nil {
				return err
			}
			list[0].Name, list[1].Name = "uno", "due"
			n, err := orm.Objects[Author](w.DB).BulkUpdate(ctx, list, "name")
			return errors.Join(err, w.want("rows", n, 2))
		}},
		{"bulk with conflicts", func(ctx context.Context, w *World) error {
			list := []*Label{{ID: 2000, TenantID: Tenant, Name: "given"}, {ID: 2001, TenantID: Tenant, Name: "given too"}}
			return errors.Join(orm.Objects[Label](w.DB).BulkCreate(ctx, list, orm.IgnoreConflicts()),
				orm.Objects[Label](w.DB).BulkCreate(ctx, []*Label{{ID: 2000, TenantID: Tenant, Name: "other"}}, orm.UpdateOnConflict("name"), orm.OnConflict("id")))
		}},
	}
}

func sets() []Call {
	return []Call{
		{"update a set", func(ctx context.Context, w *World) error {
			n, err := w.posts().Filter(orm.Q{"stars__gte": 1}).Update(ctx, orm.V{"stars": orm.F("stars").Add(1)})
			return errors.Join(err, w.want("rows above none", n > 0, true))
		}},
		{"update a set by related rows", func(ctx context.Context, w *World) error {
			_, err := w.posts().Filter(orm.Q{"author__name": "first"}).Update(ctx, orm.V{"stars": 9})
			return err
		}},
		{"update a page", func(ctx context.Context, w *World) error {
			_, err := w.posts().OrderBy("title").Limit(1).Update(ctx, orm.V{"stars": 10})
			return err
		}},
		{"delete a set", func(ctx context.Context, w *World) error {
			_, err := w.labels().Filter(orm.Q{"name": "nobody's"}).Delete(ctx)
			_, again := w.comments().Filter(orm.Q{"text": "comment 0"}).Delete(ctx)
			return errors.Join(err, again)
		}},
		{"delete a set by related rows", func(ctx context.Context, w *World) error {
			_, err := w.posts().Filter(orm.Q{"comments__text": "new"}).Delete(ctx)
			return err
		}},
		{"transaction with a savepoint", func(ctx context.Context, w *World) error {
			return w.DB.Transaction(ctx, func(ctx context.Context) error {
				return w.DB.Transaction(ctx, func(ctx context.Context) error {
					_, err := w.authors().Filter(orm.Q{"name": "second"}).Update(ctx, orm.V{"name": "third"})
					return err
				})
			})
		}},
	}
}
