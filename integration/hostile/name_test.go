package hostile_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// attack uses a payload in the place of a name. It returns what the call said.
type attack func(ctx context.Context, a *target, name string) error

func owners(a *target) orm.QuerySet[owner] { return orm.Objects[owner](a.db) }

// finish runs a query to its end.
func finish[T any](ctx context.Context, q orm.QuerySet[T]) error { _, err := q.All(ctx); return err }

// byName are the functions that take names, each by the way in which an outsider's text could come into it.
var byName = map[string]attack{
	"QuerySet.OrderBy":   func(ctx context.Context, a *target, n string) error { return finish(ctx, owners(a).OrderBy(n)) },
	"OrderBy descending": func(ctx context.Context, a *target, n string) error { return finish(ctx, owners(a).OrderBy("-"+n)) },
	"QuerySet.Unscoped":  func(ctx context.Context, a *target, n string) error { return finish(ctx, owners(a).Unscoped(n)) },
	"Excluded": func(ctx context.Context, a *target, n string) error {
		_, err := orm.BulkUpsert(ctx, owners(a), []*owner{{Name: "x"}}, orm.OnConflict("id"), orm.OnConflictSet(orm.V{"name": orm.Excluded(n)}))
		return err
	},
	"QuerySet.PrefetchAs": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).PrefetchAs("named", n, orm.Objects[owner](a.db)))
	},
	"PrefetchAs's name": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).PrefetchAs(n, "pets", orm.Objects[owner](a.db)))
	},
	"NullsFirst": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).OrderBy(orm.NullsFirst(n)))
	},
	"NullsLast": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).OrderBy(orm.NullsLast("-"+n)))
	},
	"PageOfRelated": func(ctx context.Context, a *target, n string) error {
		_, err := orm.PageOfRelated(ctx, a.db, &owner{ID: 1}, n, orm.Request{})
		return err
	},
	"Untyped.Links": func(ctx context.Context, a *target, n string) error {
		u, err := a.db.Untyped("owners")
		if err == nil {
			_, err = u.Links(ctx, &owner{ID: 1}, n, []any{&owner{ID: 1}})
		}
		return err
	},
	"Untyped.LinkPairs": func(ctx context.Context, a *target, n string) error {
		u, err := a.db.Untyped("owners")
		if err == nil {
			_, _, err = u.LinkPairs(ctx, &owner{ID: 1}, n)
		}
		return err
	},
	"UntrustedOrder": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).OrderBy(orm.UntrustedOrder([]string{n}, orm.Policy{})...))
	},
	"UntrustedOrder's policy": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).OrderBy(orm.UntrustedOrder([]string{"name"}, orm.Policy{Sort: []string{n}})...))
	},
	"Untrusted": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).Filter(orm.Untrusted(map[string]any{n: "x"}, orm.Policy{})))
	},
	"Untrusted's policy": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).Filter(orm.Untrusted(nil, orm.Policy{Filter: []string{n}})))
	},
	"DateTrunc": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).Filter(orm.DateTrunc(n, orm.Now()).IsNull()))
	},
	"Outer": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).Filter(orm.ExistsIn(owners(a).Filter(orm.F("name").Eq(orm.Outer(n))))))
	},
	"DatePart": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).Filter(orm.DatePart(n, orm.Now()).IsNull()))
	},
	"QuerySet.Fields":          func(ctx context.Context, a *target, n string) error { return finish(ctx, owners(a).Fields(n)) },
	"QuerySet.ExcludeFields":   func(ctx context.Context, a *target, n string) error { return finish(ctx, owners(a).ExcludeFields(n)) },
	"QuerySet.SelectRelated":   func(ctx context.Context, a *target, n string) error { return finish(ctx, owners(a).SelectRelated(n)) },
	"QuerySet.PrefetchRelated": func(ctx context.Context, a *target, n string) error { return finish(ctx, owners(a).PrefetchRelated(n)) },
	"QuerySet.Prefetch": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).Prefetch(n, orm.Objects[pet](a.db)))
	},
	"QuerySet.Values": func(ctx context.Context, a *target, n string) error { _, err := owners(a).Values(ctx, n); return err },
	"QuerySet.ValuesList": func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).ValuesList(ctx, n)
		return err
	},
	"Pluck": func(ctx context.Context, a *target, n string) error {
		_, err := orm.Pluck[any](ctx, owners(a), n)
		return err
	},
	"Max": func(ctx context.Context, a *target, n string) error {
		_, err := orm.Max[any](ctx, owners(a), n)
		return err
	},
	"Min": func(ctx context.Context, a *target, n string) error {
		_, err := orm.Min[any](ctx, owners(a), n)
		return err
	},
	"Sum": func(ctx context.Context, a *target, n string) error {
		_, err := orm.Sum[any](ctx, owners(a), n)
		return err
	},
	"Avg": func(ctx context.Context, a *target, n string) error {
		_, err := orm.Avg[any](ctx, owners(a), n)
		return err
	},
	"CountDistinctOf": func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).Aggregate(ctx, orm.CountDistinctOf(n))
		return err
	},
	"StringAgg": func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).Aggregate(ctx, orm.StringAgg(n, ","))
		return err
	},
	"JSONAgg": func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).Aggregate(ctx, orm.JSONAgg("name", n))
		return err
	},
	"PartitionBy": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).AnnotateExpr("v", orm.RowNumber(orm.PartitionBy(n))))
	},
	"Window.OrderKeys": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).AnnotateExpr("v", orm.RowNumber(orm.PartitionBy("name").OrderKeys(n))))
	},
	"QuerySet.DistinctOn":  func(ctx context.Context, a *target, n string) error { return finish(ctx, owners(a).DistinctOn(n)) },
	"QuerySet.Descendants": func(ctx context.Context, a *target, n string) error { return finish(ctx, owners(a).Descendants(n, 1)) },
	"QuerySet.Ancestors":   func(ctx context.Context, a *target, n string) error { return finish(ctx, owners(a).Ancestors(n, 1)) },
	"JSONPath": func(ctx context.Context, a *target, n string) error { // of a field that is no JSON
		return finish(ctx, owners(a).Filter(orm.JSONPath(&orm.Fields[owner]().Name, n).IsNull()))
	},
	"ContainsJSON": func(ctx context.Context, a *target, n string) error { // of a field that is no JSON
		return finish(ctx, owners(a).Filter(orm.ContainsJSON(&orm.Fields[owner]().Name, map[string]any{n: n})))
	},
	"Expr.ContainsJSON": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).Filter(orm.F("name").ContainsJSON(map[string]any{n: n})))
	},
	"MaxOf": func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).Aggregate(ctx, orm.MaxOf(n))
		return err
	},
	"MinOf": func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).Aggregate(ctx, orm.MinOf(n))
		return err
	},
	"SumOf": func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).Aggregate(ctx, orm.SumOf(n))
		return err
	},
	"AvgOf": func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).Aggregate(ctx, orm.AvgOf(n))
		return err
	},
	"CountOf": func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).Aggregate(ctx, orm.CountOf(n))
		return err
	},
	"QuerySet.GroupBy": func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).GroupBy(n).Aggregate(ctx, orm.CountOf("id"))
		return err
	},
	"Grouped.OrderBy": func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).GroupBy("name").OrderBy(n).Aggregate(ctx, orm.CountOf("id"))
		return err
	},
	"Having": func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).GroupBy("name").Having(orm.Q{n: 1}).Aggregate(ctx, orm.CountOf("id"))
		return err
	},
	"QuerySet.After": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).OrderBy("name").After(n))
	},
	"QuerySet.Before": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).OrderBy("name").Before(n))
	},
	"Filter": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).Filter(orm.Q{n: "x"}))
	},
	"Exclude a Q": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).Exclude(orm.Or(orm.Q{"name": "x"}, orm.Not(orm.Q{n: "x"}))))
	},
	"Get": func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).Get(ctx, orm.Q{n: nil})
		return err
	},
	"Delete": func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).Delete(ctx, orm.Q{n: true})
		return err
	},
	"QuerySet.Update": func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).Each().Update(ctx, orm.V{n: "x"})
		return err
	},
	"QuerySet.GetOrCreate": func(ctx context.Context, a *target, n string) error {
		_, _, err := owners(a).GetOrCreate(ctx, orm.V{n: "x"})
		return err
	},
	"GetOrCreate's defaults": func(ctx context.Context, a *target, n string) error {
		_, _, err := owners(a).GetOrCreate(ctx, orm.V{"name": "none"}, orm.V{n: "x"})
		return err
	},
	"QuerySet.UpdateOrCreate": func(ctx context.Context, a *target, n string) error {
		_, _, err := owners(a).UpdateOrCreate(ctx, orm.V{"name": "none"}, orm.V{n: "x"})
		return err
	},
	"Many.GetOrCreate": func(ctx context.Context, a *target, n string) error {
		_, _, err := a.owner.Pets.GetOrCreate(ctx, orm.V{n: "x"})
		return err
	},
	"Many.UpdateOrCreate": func(ctx context.Context, a *target, n string) error {
		_, _, err := a.owner.Pets.UpdateOrCreate(ctx, orm.V{"name": "none"}, orm.V{n: "x"})
		return err
	},
	"QuerySet.BulkUpdate": func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).BulkUpdate(ctx, []*owner{a.owner}, n)
		return err
	},
	"UpdateOnConflict": func(ctx context.Context, a *target, n string) error {
		return owners(a).BulkCreate(ctx, []*owner{{Name: "x"}}, orm.UpdateOnConflict(n), orm.OnConflict("name"))
	},
	"OnConflict": func(ctx context.Context, a *target, n string) error {
		return owners(a).BulkCreate(ctx, []*owner{{Name: "x"}}, orm.UpdateOnConflict("age"), orm.OnConflict(n))
	},
	"Update": func(ctx context.Context, a *target, n string) error { return orm.Update(ctx, a.db, a.owner, n) },
	"F": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).Filter(orm.Q{"name": orm.F(n)}))
	},
	"F in an assignment": func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).Each().Update(ctx, orm.V{"age": orm.F(n).Add(1)})
		return err
	},
	"Some": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).Filter(orm.Some(n)))
	},
	"None": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).Filter(orm.None(n)))
	},
	"Every": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).Filter(orm.Every(n, orm.Q{"name": "x"})))
	},
	"Search": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).Filter(orm.Search(n, "x")))
	},
	"Some's condition": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).Filter(orm.Some("pets", orm.Q{"owner__" + n: "x"})))
	},
	"Column": func(ctx context.Context, a *target, n string) error {
		return finish(ctx, owners(a).Filter(orm.Q{"name__in": orm.Column(owners(a), n)}))
	},
	"Annotate's path": func(ctx context.Context, a *target, n string) error {
		_, err := owners(a).Annotate("n", orm.CountOf(n)).Values(ctx)
		return err
	},
	"Include": func(_ context.Context, a *target, n string) error {
		_, err := orm.Dump(a.db, a.owner, orm.Include(n))
		return err
	},
	"Exclude": func(_ context.Context, a *target, n string) error {
		_, err := orm.JSONSchema[owner](a.db, orm.Exclude(n))
		return err
	},
	"AllowFields": func(_ context.Context, a *target, n string) error {
		return orm.Decode(a.db, strings.NewReader(`{}`), &owner{}, orm.AllowFields(n))
	},
	"FollowPaths": func(_ context.Context, a *target, n string) error {
		return orm.Decode(a.db, strings.NewReader(`{}`), &owner{}, orm.FollowPaths(n))
	},
	"Except": func(ctx context.Context, a *target, n string) error {
		return orm.LoadAll(ctx, a.db, a.owner, orm.Except(n))
	},
	"OrderRelated": func(ctx context.Context, a *target, n string) error {
		return orm.LoadAll(ctx, a.db, a.owner, orm.OrderRelated(n))
	},
	"OfPaths": func(ctx context.Context, a *target, n string) error {
		return a.db.Transaction(ctx, func(ctx context.Context) error { return finish(ctx, owners(a).ForUpdate(orm.OfPaths(n))) })
	},
}

// refusals are the errors that a wrong name may be.
var refusals = []error{orm.ErrQuery, orm.ErrDecode, orm.ErrValidation, orm.ErrUnsupported, orm.ErrRelationship}

// T1 to T6, T21 to T23, T32: whatever is no name of the models is refused as a wrong question, before anything is sent.
func TestNamesAreRefused(t *testing.T) {
	list := names()
	if len(list) < 450 {
		t.Fatalf("only %d payloads", len(list))
	}
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			a := aim(t, database)
			for call, try := range byName {
				for _, n := range list {
					err := try(t.Context(), a, n)
					if sent := a.sent.take(); len(sent) > 0 {
						t.Errorf("%s(%q) sent %q (%v)", call, n, sent, err)
					}
					if err == nil {
						t.Errorf("%s(%q) is taken", call, n)
					} else if !isRefusal(err) {
						t.Errorf("%s(%q): %v", call, n, err)
					} else if strings.Contains(err.Error(), "\x00") || strings.Contains(err.Error(), "\x1b") || strings.Contains(err.Error(), "\n") && strings.Contains(n, "\n") {
						t.Errorf("%s(%q): the error is no line of text: %q", call, n, err) // T33
					}
				}
			}
			a.unharmed(t)
		})
	}
}

func isRefusal(err error) bool {
	for _, r := range refusals {
		if errors.Is(err, r) {
			return true
		}
	}
	return false
}

// T23: a name that the caller makes up is letters, digits and underscore, or refused; no other reaches a text.
func TestOutputNames(t *testing.T) {
	calls := map[string]attack{
		"Aggregate.As": func(ctx context.Context, a *target, n string) error {
			_, err := owners(a).Aggregate(ctx, orm.MaxOf("age").As(n))
			return err
		},
		"QuerySet.AnnotateExpr": func(ctx context.Context, a *target, n string) error {
			return finish(ctx, owners(a).AnnotateExpr(n, orm.Lower(orm.F("name"))).OrderBy(n))
		},
		"QuerySet.Annotate": func(ctx context.Context, a *target, n string) error {
			_, err := owners(a).Annotate(n, orm.CountOf("pets")).Values(ctx, "id")
			return err
		},
	}
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			a := aim(t, database)
			for call, try := range calls {
				for _, n := range names() {
					err := try(t.Context(), a, n)
					for _, text := range a.sent.take() {
						if bad := foreign(text); bad != "" {
							t.Errorf("%s(%q): %s is in %s", call, n, bad, text)
						}
					}
					if err != nil && !isRefusal(err) {
						t.Errorf("%s(%q): %v", call, n, err)
					}
				}
			}
			a.unharmed(t)
		})
	}
}
