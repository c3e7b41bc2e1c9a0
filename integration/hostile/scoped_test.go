package hostile_test

import (
	"context"
	"slices"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// byScope are writes that stay among the rows of one owner, or of one tenant, whatever the text is that comes with them.
var byScope = map[string]attack{
	"pets.Update": func(ctx context.Context, a *target, v string) error {
		_, err := a.owner.Pets.Objects().Filter(orm.Q{"name": v}).Update(ctx, orm.V{"name": v})
		return err
	},
	"pets.Update each": func(ctx context.Context, a *target, v string) error {
		_, err := a.owner.Pets.Objects().Each().Update(ctx, orm.V{"name": v})
		return err
	},
	"pets.Delete": func(ctx context.Context, a *target, v string) error {
		_, err := a.owner.Pets.Objects().Filter(orm.Q{"name__contains": v}).Delete(ctx)
		return err
	},
	"pets.Create": func(ctx context.Context, a *target, v string) error {
		_, err := a.owner.Pets.Objects().Create(ctx, pet{Name: v})
		return err
	},
	"pets.GetOrCreate": func(ctx context.Context, a *target, v string) error {
		_, _, err := a.owner.Pets.Objects().GetOrCreate(ctx, orm.V{"name": v})
		return err
	},
	"pets.UpdateOrCreate": func(ctx context.Context, a *target, v string) error {
		_, _, err := a.owner.Pets.Objects().UpdateOrCreate(ctx, orm.V{"name": v}, orm.V{"name": v})
		return err
	},
	"pets.BulkCreate": func(ctx context.Context, a *target, v string) error {
		return a.owner.Pets.Objects().BulkCreate(ctx, []*pet{{Name: v}, {Name: v}})
	},
	"Update": func(ctx context.Context, a *target, v string) error {
		_, err := owners(a).Filter(orm.Q{"password": v}).Update(ctx, orm.V{"password": "x"})
		return err
	},
	"Update each": func(ctx context.Context, a *target, v string) error {
		_, err := owners(a).Each().Update(ctx, orm.V{"age": 8, "password": short(v)})
		return err
	},
	"Delete": func(ctx context.Context, a *target, v string) error {
		_, err := owners(a).Filter(orm.Or(orm.Q{"name": v}, orm.Q{"pets__name": v})).Delete(ctx)
		return err
	},
	"UpdateOrCreate": func(ctx context.Context, a *target, v string) error {
		_, _, err := owners(a).UpdateOrCreate(ctx, orm.V{"name": "O"}, orm.V{"password": short(v)})
		return err
	},
}

// short is a text that a password can hold.
func short(v string) string {
	if runes := []rune(v); len(runes) > 40 {
		return string(runes[:40])
	}
	return v
}

// A write within a relation, or within a scope, sends the same text whatever its values are, and reaches no row outside.
func TestScopedWritesStayInside(t *testing.T) {
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			a := aim(t, database, orm.WithScope[owner]("mine", func(context.Context) (orm.Condition, error) { return orm.Q{"name": "O"}, nil }))
			ctx := orm.Unscoped(t.Context())
			other := &pet{Name: "B", Owner: orm.RefPK[owner](2)}
			if err := orm.Save(ctx, a.db, other); err != nil {
				t.Fatal(err)
			}
			a.sent.take()
			for call, try := range byScope {
				var texts []string
				for _, v := range values() {
					var sent []string
					err := a.db.Transaction(t.Context(), func(ctx context.Context) error {
						a.sent.take()
						err := try(ctx, a, v)
						sent = a.sent.take()
						a.outside(t, ctx, call, v)
						return err
					}, orm.ForceRollback())
					switch {
					case err != nil && !isRefusal(err):
						t.Errorf("%s(%q): %v", call, v, err)
					case err == nil && texts == nil:
						texts = sent
					case err == nil && !slices.Equal(sent, texts):
						t.Errorf("%s(%q) sent %q, another value %q", call, v, sent, texts)
					}
				}
				for _, text := range texts {
					if bad := foreign(text); bad != "" {
						t.Errorf("%s: %s is in %s", call, bad, text)
					}
				}
			}
			if err := orm.Delete(ctx, a.db, other); err != nil {
				t.Fatal(err)
			}
			a.unharmed(t)
		})
	}
}

// outside looks at the rows that no write within the relation or the scope may reach. A transaction that is broken cannot be asked.
func (a *target) outside(t *testing.T, ctx context.Context, call, v string) {
	t.Helper()
	ctx = orm.Unscoped(ctx)
	passwords, err := orm.Pluck[string](ctx, orm.Objects[owner](a.db).Filter(orm.Q{"id": 2, "age__isnull": true}), "password")
	if err != nil {
		a.sent.take()
		return
	}
	pets, err := orm.Pluck[string](ctx, orm.Objects[pet](a.db).Filter(orm.Q{"owner": 2}), "name")
	if err != nil || !slices.Equal(passwords, []string{""}) || !slices.Equal(pets, []string{"B"}) {
		t.Errorf("%s(%q): outside there are %q and %q, %v", call, v, passwords, pets, err)
	}
	a.sent.take()
}

// Patterns are bound values, whatever they are; one that the database cannot read is a wrong question. What a plan is asked for is a text
// of known names.
func TestPatternsAndPlans(t *testing.T) {
	calls := map[string]attack{
		"Regex": func(ctx context.Context, a *target, v string) error {
			return finish(ctx, owners(a).Filter(orm.Regex(&orm.Fields[owner]().Name, v)))
		},
		"regex": func(ctx context.Context, a *target, v string) error {
			return finish(ctx, owners(a).Filter(orm.Q{"pets__name__regex": v}))
		},
		"QuerySet.Explain": func(ctx context.Context, a *target, v string) error {
			_, err := owners(a).Filter(orm.Q{"name": v, "pets__name__contains": v}).Explain(ctx)
			return err
		},
		"QuerySet.ToSql": func(_ context.Context, a *target, v string) error {
			_, _, err := owners(a).Filter(orm.Q{"name": v}).ToSql()
			return err
		},
	}
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			a := aim(t, database)
			for call, try := range calls {
				var texts []string
				for _, v := range values() {
					err := try(t.Context(), a, v)
					sent := a.sent.take()
					switch {
					case err != nil && !isRefusal(err):
						t.Errorf("%s(%q): %v", call, v, err)
					case len(sent) > 0 && texts == nil:
						texts = sent
					case len(sent) > 0 && !slices.Equal(sent, texts):
						t.Errorf("%s(%q) sent %q, another value %q", call, v, sent, texts)
					}
				}
				for _, text := range texts {
					if bad := foreign(text); bad != "" {
						t.Errorf("%s: %s is in %s", call, bad, text)
					}
				}
				if len(texts) == 0 && call != "QuerySet.ToSql" {
					t.Errorf("%s sent nothing", call)
				}
			}
			a.unharmed(t)
		})
	}
}
