package hostile_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// byValue are the functions that take texts as values.
var byValue = map[string]attack{
	"exact": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Q{"name": v}))
	},
	"in": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Q{"name__in": []string{v, "x"}}))
	},
	"range": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Q{"name__range": []string{v, v}}))
	},
	"contains": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Q{"pets__name__contains": v}))
	},
	"Contains": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Contains(&orm.Fields[owner]().Name, v)))
	},
	"Search's words": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Search("name", v)))
	},
	"IContains": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.IContains(&orm.Fields[owner]().Name, v)))
	},
	"StartsWith": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.StartsWith(&orm.Fields[owner]().Name, v)))
	},
	"IStartsWith": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.IStartsWith(&orm.Fields[owner]().Name, v)))
	},
	"EndsWith": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.EndsWith(&orm.Fields[owner]().Name, v)))
	},
	"IEndsWith": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.IEndsWith(&orm.Fields[owner]().Name, v)))
	},
	"IExact": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.IExact(&orm.Fields[owner]().Name, v)))
	},
	"Expr.Eq": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.F("name").Eq(v)))
	},
	"Expr.Ne": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.F("name").Ne(v), orm.F("id").Lt(0)))
	},
	"Expr.In": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.F("name").In(v, "x")))
	},
	"Expr.Contains": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.F("name").Contains(v), orm.F("id").Lt(0)))
	},
	"Value": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.F("name").Eq(orm.Value(v))))
	},
	"Replace": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Replace(orm.F("name"), v, v).Eq("x"), orm.F("id").Lt(0)))
	},
	"Concat": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Concat(v, orm.F("name"), v).Eq(v), orm.F("id").Lt(0)))
	},
	"Coalesce": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Coalesce(orm.F("name"), v).Eq(v), orm.F("id").Lt(0)))
	},
	"NullIf": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.NullIf(orm.F("name"), v).Eq(v), orm.F("id").Lt(0)))
	},
	"Greatest": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Greatest(orm.F("name"), v).Eq(v), orm.F("id").Lt(0)))
	},
	"Least": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Least(v, orm.F("name")).Eq(v), orm.F("id").Lt(0)))
	},
	"AnnotateExpr's values": func(ctx context.Context, a *target, v string) error {
		e := orm.Concat(orm.F("name"), v)
		return finish(ctx, owners(a).AnnotateExpr("e", e).Filter(orm.Q{"e": v, "id__lt": 0}).OrderBy("e", orm.Replace(e, v, v).Desc()))
	},
	"StringAgg's separator": func(ctx context.Context, a *target, v string) error {
		_, err := owners(a).Filter(orm.Q{"id__lt": 0}).Aggregate(ctx, orm.StringAgg("name", v).Where(orm.Q{"name": v}))
		return err
	},
	"Expr.Cast's value": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Coalesce(orm.Cast[string](orm.F("age")), v).Eq(v), orm.F("id").Lt(0)))
	},
	"CaseExpr.When": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Case().When(orm.Q{"name": v}, v).End().Eq(v), orm.F("id").Lt(0)))
	},
	"CaseExpr.Else": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Case().When(orm.Q{"id": 0}, "x").Else(v).Eq(v), orm.F("id").Lt(0)))
	},
	"Expr.Lt": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.F("name").Lt(v)))
	},
	"Expr.Lte": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.F("name").Lte(v)))
	},
	"Expr.Gt": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.F("name").Gt(v)))
	},
	"Expr.Gte": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.F("name").Gte(v)))
	},
	"Untrusted's value": func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Untrusted(map[string]any{"name__iexact": v}, orm.Policy{})))
	},
	"Update's value": func(ctx context.Context, a *target, v string) error {
		_, err := owners(a).Filter(orm.Q{"id": -1}).Update(ctx, orm.V{"name": v})
		return err
	},
	"Having's value": func(ctx context.Context, a *target, v string) error {
		_, err := owners(a).GroupBy("id").Having(orm.Q{"n": v}).Aggregate(ctx, orm.MaxOf("name").As("n"))
		return err
	},
	"inside a transaction": func(ctx context.Context, a *target, v string) error {
		return a.db.Transaction(ctx, func(ctx context.Context) error { return orm.Save(ctx, a.db, &owner{Name: v}) }, orm.ForceRollback())
	},
}

// T8 to T10, T21, T25, T27: O1, a text does not depend on the value; O2 and O3, it is one statement of known names. A value that is no
// text is refused.
func TestValuesStayValues(t *testing.T) {
	list := values()
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			a := aim(t, database)
			for call, try := range byValue {
				var texts []string
				for _, v := range list {
					err := try(t.Context(), a, v)
					sent := a.sent.take()
					switch {
					case err != nil && (!isRefusal(err) || len(sent) > 0):
						t.Errorf("%s(%q): %v", call, v, err)
					case err == nil && texts == nil:
						texts = sent
					case err == nil && !slices.Equal(sent, texts):
						t.Errorf("%s(%q) sent %q, another value %q", call, v, sent, texts)
					}
				}
				if len(texts) == 0 {
					t.Errorf("%s sent nothing", call)
				}
				for _, text := range texts {
					if bad := foreign(text); bad != "" {
						t.Errorf("%s: %s is in %s", call, bad, text)
					}
				}
			}
			a.unharmed(t)
		})
	}
}

// T10: a wildcard is a character. What is found is what Go finds.
func TestPatternsAreTexts(t *testing.T) {
	texts := []string{"%", "_", "!", "\\", "a%b", "a_b", "a\\b", "[ab]", "*", "?", "'", "\"", "ab", "AB", "a!b", "!%", "\\%", "%%"}
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			a := aim(t, database)
			ctx := t.Context()
			for _, text := range texts {
				if err := orm.Save(ctx, a.db, &owner{Name: text}); err != nil {
					t.Fatal(err)
				}
			}
			for _, v := range texts {
				for lookup, match := range map[string]func(s string) bool{
					"contains":    func(s string) bool { return strings.Contains(s, v) },
					"icontains":   func(s string) bool { return strings.Contains(strings.ToLower(s), strings.ToLower(v)) },
					"startswith":  func(s string) bool { return strings.HasPrefix(s, v) },
					"istartswith": func(s string) bool { return strings.HasPrefix(strings.ToLower(s), strings.ToLower(v)) },
					"endswith":    func(s string) bool { return strings.HasSuffix(s, v) },
					"iendswith":   func(s string) bool { return strings.HasSuffix(strings.ToLower(s), strings.ToLower(v)) },
					"iexact":      func(s string) bool { return strings.EqualFold(s, v) },
					"exact":       func(s string) bool { return s == v },
				} {
					got, err := orm.Pluck[string](ctx, owners(a).Filter(orm.Q{"id__gt": 2, "name__" + lookup: v}).OrderBy("id"), "name")
					want := slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return !match(s) })
					if err != nil || !slices.Equal(got, want) {
						t.Errorf("%s %q found %q, want %q (%v)", lookup, v, got, want, err)
					}
				}
			}
		})
	}
}

// T8, T9, T11, T12, T18, T20: what JSON can hold is taken by a field only as what it is, the same way on every database.
func TestValuesOfOtherTypes(t *testing.T) {
	inputs := []string{`null`, `true`, `0`, `-1`, `1.5`, `1e400`, `9223372036854775808`, `2147483648`, `"x"`, `""`, `"1"`, `"false"`, `[]`, `["a"]`, `[1,[2]]`, `[null]`, `{}`, `{"not":""}`, `{"$gt":0}`}
	said := map[string]map[string]string{} // by lookup and input, by database
	for _, database := range dbtest.Names() {
		a := aim(t, database)
		for _, key := range []string{"name", "age", "id", "name__in", "age__in", "name__isnull", "age__gt", "name__contains", "age__range", "pets", "pets__owner", "age__ne", "name__iexact"} {
			for _, input := range inputs {
				var v any
				d := json.NewDecoder(strings.NewReader(input))
				d.UseNumber()
				if err := d.Decode(&v); err != nil {
					t.Fatal(err)
				}
				for _, form := range []any{v, plain(v)} {
					_, err := owners(a).All(t.Context(), orm.Q{key: form})
					if sent := a.sent.take(); err != nil && (!errors.Is(err, orm.ErrQuery) || len(sent) > 0) {
						t.Errorf("%s: %s=%s: sent %q: %v", database, key, input, sent, err)
					}
					if object, isObject := form.(map[string]any); isObject && err == nil {
						t.Errorf("%s=%v is taken", key, object)
					}
					k := fmt.Sprintf("%s=%s %T", key, input, form)
					if said[k] == nil {
						said[k] = map[string]string{}
					}
					said[k][database] = fmt.Sprint(err)
				}
			}
		}
		a.unharmed(t)
	}
	for k, by := range said {
		for database, err := range by {
			if err != by["sqlite"] {
				t.Errorf("%s: %s says %q, sqlite %q", k, database, err, by["sqlite"])
			}
		}
	}
}

// plain is v as a decoder without UseNumber would give it.
func plain(v any) any {
	switch v := v.(type) {
	case json.Number:
		f, err := v.Float64()
		if err != nil {
			return v
		}
		return f
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = plain(v[i])
		}
		return out
	}
	return v
}

// splice is what builders splice into a text.
type splice struct{}

func (splice) ToSql() (string, []any, error) { return "1; DROP TABLE canary_secret", nil, nil }

// T8, T13, T14, T19: what is no value at all, what selects everything, what stands for no row, and what is no page.
func TestWhatIsNoQuestion(t *testing.T) {
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			a := aim(t, database)
			ctx := t.Context()
			for name, call := range map[string]func() error{
				"ToSql in a Q":           func() error { return finish(ctx, owners(a).Filter(orm.Q{"name": splice{}})) },
				"ToSql in a list":        func() error { return finish(ctx, owners(a).Filter(orm.Q{"name__in": []any{splice{}}})) },
				"ToSql in a V":           func() error { _, err := owners(a).Each().Update(ctx, orm.V{"name": splice{}}); return err },
				"ToSql in an expression": func() error { return finish(ctx, owners(a).Filter(orm.F("age").Add(splice{}).Gt(1))) },
				"a channel":              func() error { return finish(ctx, owners(a).Filter(orm.Q{"name": make(chan int)})) },
				"a nil condition":        func() error { return finish(ctx, owners(a).Filter(nil)) },
				"a nil assignment":       func() error { _, err := owners(a).Each().Update(ctx, nil); return err },
				"arithmetic on text":     func() error { return finish(ctx, owners(a).Filter(orm.F("name").Sub("x").Eq(1))) },
				"times text":             func() error { return finish(ctx, owners(a).Filter(orm.F("age").Mul("x").Eq(1))) },
				"by text":                func() error { return finish(ctx, owners(a).Filter(orm.F("age").Div("x").Eq(1))) },
				"RefPK of a map":         func() error { return orm.Save(ctx, a.db, &pet{Owner: orm.RefPK[owner](map[string]any{"id": 1})}) },
				"RefAny of a text": func() error {
					return finish(ctx, orm.Objects[pet](a.db).Filter(orm.Q{"owner": orm.RefAny("1 OR 1=1")}))
				},
				"RefPK in a condition": func() error {
					return finish(ctx, orm.Objects[pet](a.db).Filter(orm.Eq(&orm.Fields[pet]().Owner, orm.RefPK[owner]("1 OR 1=1"))))
				},
				"limit -1":              func() error { return finish(ctx, owners(a).Limit(-1)) },
				"offset -1":             func() error { return finish(ctx, owners(a).Offset(-1)) },
				"page 0":                func() error { return finish(ctx, owners(a).Paginate(0, 10)) },
				"page of no size":       func() error { return finish(ctx, owners(a).Paginate(1, -10)) },
				"a page too far":        func() error { return finish(ctx, owners(a).Paginate(1<<62, 1<<62)) },
				"delete all":            func() error { _, err := owners(a).Delete(ctx); return err },
				"delete by an empty Q":  func() error { _, err := owners(a).Delete(ctx, orm.Q{}); return err },
				"delete by nothing":     func() error { _, err := owners(a).Filter(orm.And(), orm.Not(orm.Or())).Delete(ctx); return err },
				"delete not in nothing": func() error { _, err := owners(a).Delete(ctx, orm.Not(orm.Q{"id__in": []int{}})); return err },
				"update by nothing":     func() error { _, err := owners(a).Exclude(orm.Or()).Update(ctx, orm.V{"age": 1}); return err },
				"delete by what was untrusted and empty": func() error {
					_, err := owners(a).Delete(ctx, orm.Untrusted(map[string]any{}, orm.Policy{}))
					return err
				},
				"delete an unsaved row":      func() error { return orm.Delete(ctx, a.db, &owner{}) },
				"update an unsaved row":      func() error { return orm.Update(ctx, a.db, &owner{Name: "x"}) },
				"load an unsaved row":        func() error { return orm.Load(ctx, a.db, &owner{}) },
				"filter by an unsaved row":   func() error { return finish(ctx, orm.Objects[pet](a.db).Filter(orm.Q{"owner": &owner{}})) },
				"add an unsaved row's child": func() error { o := owner{}; return o.Pets.Add(ctx, &pet{Name: "x"}) },
			} {
				err := call()
				sent := a.sent.take()
				if err == nil || len(sent) > 0 || !(isRefusal(err) || errors.Is(err, orm.ErrUnfiltered) || errors.Is(err, orm.ErrNotPersisted)) {
					t.Errorf("%s: sent %q: %v", name, sent, err)
				}
			}
			a.unharmed(t)
		})
	}
}
