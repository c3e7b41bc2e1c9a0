package ormtest

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// keys are the keys of the rows that a QuerySet finds, in its order.
func keys(t testing.TB, ctx context.Context, q orm.QuerySet[specimen]) string {
	t.Helper()
	list, err := orm.Pluck[int64](ctx, q, "id")
	must(t, err)
	return text(list)
}

func text(list []int64) string {
	out := make([]string, len(list))
	for i, n := range list {
		out[i] = fmt.Sprint(n)
	}
	return strings.Join(out, " ")
}

// holding are the keys of the n rows whose value of a kind holds; no lookup but isnull holds of NULL.
func (k kind) holding(holds func(v any) bool) string {
	var list []int64
	for i, v := range k.values {
		if holds(v) {
			list = append(list, int64(i+1))
		}
	}
	return text(list)
}

func equal(a, b any) bool { return reflect.DeepEqual(a, b) }

// values asks what each kind of value is when it comes back, and which rows each lookup finds.
func (e *exercise) values() {
	n := e.filled()
	for _, k := range kinds() {
		for i := range n {
			e.check(fmt.Sprintf("%s read %d", k.field, i), func(t *testing.T, ctx context.Context) {
				rows, err := orm.Objects[specimen](e.db).Filter(orm.Q{"id": i + 1}).Values(ctx, k.field)
				must(t, err)
				var want any
				if i < len(k.values) {
					want = k.values[i]
				}
				if got := rows[0][k.field]; !equal(got, want) {
					t.Errorf("%T %v, want %T %v", got, got, want, want)
				}
			})
		}
		for i, v := range k.values {
			for lookup, holds := range k.lookups(v) {
				e.check(fmt.Sprintf("%s %s %d", k.field, lookup, i), func(t *testing.T, ctx context.Context) {
					q := orm.Objects[specimen](e.db).Filter(orm.Q{k.field + "__" + lookup: v}).OrderBy("id")
					if got, want := keys(t, ctx, q), k.holding(holds); got != want {
						t.Errorf("%v finds %q, want %q", v, got, want)
					}
				})
			}
		}
		e.check(k.field+" in, isnull", func(t *testing.T, ctx context.Context) {
			first, last := k.values[0], k.values[len(k.values)-1]
			q := orm.Objects[specimen](e.db).OrderBy("id")
			want := k.holding(func(v any) bool { return equal(v, first) || equal(v, last) })
			if got := keys(t, ctx, q.Filter(orm.Q{k.field + "__in": []any{first, last}})); got != want {
				t.Errorf("in finds %q, want %q", got, want)
			}
			for null, want := range map[bool]string{true: text(span(len(k.values)+1, n)), false: text(span(1, len(k.values)))} {
				if got := keys(t, ctx, q.Filter(orm.Q{k.field + "__isnull": null})); got != want {
					t.Errorf("isnull %t finds %q, want %q", null, got, want)
				}
			}
		})
	}
}

func span(from, to int) []int64 {
	var list []int64
	for i := from; i <= to; i++ {
		list = append(list, int64(i))
	}
	return list
}

// lookups are what a kind is asked with, and what holds of a value then.
func (k kind) lookups(v any) map[string]func(other any) bool {
	out := map[string]func(any) bool{
		"exact": func(o any) bool { return equal(o, v) },
		"ne":    func(o any) bool { return !equal(o, v) },
	}
	if k.compare != nil {
		out["lt"] = func(o any) bool { return k.compare(o, v) < 0 }
		out["lte"] = func(o any) bool { return k.compare(o, v) <= 0 }
		out["gt"] = func(o any) bool { return k.compare(o, v) > 0 }
		out["gte"] = func(o any) bool { return k.compare(o, v) >= 0 }
	}
	return out
}

// texts asks the lookups that look into texts, with the characters that mean something to somebody.
func (e *exercise) texts() {
	e.filled()
	k := kinds()[0]
	for _, part := range []string{"", "a", "A", "%", "_", `\`, "'", "日", "ä", " ", "100%_", "本", "zz"} {
		for lookup, holds := range map[string]func(s string) bool{
			"contains":   func(s string) bool { return strings.Contains(s, part) },
			"startswith": func(s string) bool { return strings.HasPrefix(s, part) },
			"endswith":   func(s string) bool { return strings.HasSuffix(s, part) },
		} {
			e.check(fmt.Sprintf("%s %q", lookup, part), func(t *testing.T, ctx context.Context) {
				q := orm.Objects[specimen](e.db).Filter(orm.Q{"text__" + lookup: part}).OrderBy("id")
				if got, want := keys(t, ctx, q), k.holding(func(v any) bool { return holds(v.(string)) }); got != want {
					t.Errorf("finds %q, want %q", got, want)
				}
			})
			if strings.ContainsFunc(part, func(r rune) bool { return r > 127 }) {
				continue // what folds beyond ASCII is the database's
			}
			e.check(fmt.Sprintf("i%s %q", lookup, part), func(t *testing.T, ctx context.Context) {
				part := strings.ToLower(part)
				holds := map[string]func(s string) bool{
					"contains":   func(s string) bool { return strings.Contains(s, part) },
					"startswith": func(s string) bool { return strings.HasPrefix(s, part) },
					"endswith":   func(s string) bool { return strings.HasSuffix(s, part) },
				}[lookup]
				q := orm.Objects[specimen](e.db).Filter(orm.Q{"text__i" + lookup: part}).OrderBy("id")
				if got, want := keys(t, ctx, q), k.holding(func(v any) bool { return holds(strings.ToLower(v.(string))) }); got != want {
					t.Errorf("finds %q, want %q", got, want)
				}
			})
		}
	}
}

// orders asks for the rows by each kind that has an order, both ways, with NULL at either end.
func (e *exercise) orders() {
	n := e.filled()
	for _, k := range kinds() {
		if k.compare == nil {
			continue
		}
		for _, desc := range []bool{false, true} {
			for _, last := range []bool{false, true} {
				e.check(fmt.Sprintf("%s desc=%t nulls last=%t", k.field, desc, last), func(t *testing.T, ctx context.Context) {
					rows := span(1, len(k.values))
					slices.SortStableFunc(rows, func(a, b int64) int {
						if desc {
							a, b = b, a
						}
						return k.compare(k.values[a-1], k.values[b-1])
					})
					nulls := span(len(k.values)+1, n)
					key := k.field
					if desc {
						key = "-" + key
					}
					want := slices.Concat(nulls, rows)
					if key = orm.NullsFirst(key); last {
						key, want = orm.NullsLast(strings.TrimPrefix(key, orm.NullsFirst(""))), slices.Concat(rows, nulls)
					}
					if got := keys(t, ctx, orm.Objects[specimen](e.db).OrderBy(key, "id")); got != text(want) {
						t.Errorf("%q, want %q", got, text(want))
					}
				})
			}
		}
	}
}

// regex asks with regular expressions.
func (e *exercise) regex() {
	e.filled()
	for pattern, want := range map[string]string{"^a": "2 5", "^[aA]$": "2 3", "本$": "6", "%": "7", "zz": ""} {
		e.check(pattern, func(t *testing.T, ctx context.Context) {
			if got := keys(t, ctx, orm.Objects[specimen](e.db).Filter(orm.Q{"text__regex": pattern}).OrderBy("id")); got != want {
				t.Errorf("finds %q, want %q", got, want)
			}
		})
	}
}

// aggregates asks for numbers over the rows.
func (e *exercise) aggregates() {
	n := e.filled()
	for _, k := range kinds() {
		e.check(k.field+" count", func(t *testing.T, ctx context.Context) {
			got, err := orm.Objects[specimen](e.db).Aggregate(ctx, orm.CountOf(k.field).As("n"), orm.CountOf("id").As("all"))
			must(t, err)
			if got["n"] != int64(len(k.values)) || got["all"] != int64(n) {
				t.Errorf("%v, want %d of %d", got, len(k.values), n)
			}
		})
		if k.compare == nil {
			continue
		}
		e.check(k.field+" min, max", func(t *testing.T, ctx context.Context) {
			got, err := orm.Objects[specimen](e.db).Aggregate(ctx, orm.MinOf(k.field).As("least"), orm.MaxOf(k.field).As("most"))
			must(t, err)
			least, most := slices.MinFunc(k.values, k.compare), slices.MaxFunc(k.values, k.compare)
			if !equal(got["least"], least) || !equal(got["most"], most) {
				t.Errorf("%v, want %v to %v", got, least, most)
			}
		})
	}
	for field, want := range map[string]string{"small": "-1", "whole": "5", "exact": "19.4999"} {
		e.check(field+" sum", func(t *testing.T, ctx context.Context) {
			got, err := orm.Objects[specimen](e.db).Aggregate(ctx, orm.SumOf(field).As("sum"))
			must(t, err)
			if fmt.Sprint(got["sum"]) != want {
				t.Errorf("%v, want %s", got["sum"], want)
			}
		})
	}
}

// pages asks for parts of the rows, by number and by cursor.
func (e *exercise) pages() {
	n := e.filled()
	q := orm.Objects[specimen](e.db).OrderBy("-whole", "id")
	e.check("cursors", func(t *testing.T, ctx context.Context) {
		all, err := q.All(ctx)
		must(t, err)
		var seen []int64
		at := q
		for range n {
			page, err := at.Limit(2).All(ctx)
			must(t, err)
			for _, row := range page {
				seen = append(seen, row.ID)
			}
			if len(page) < 2 {
				break
			}
			cursor, err := q.Cursor(page[1])
			must(t, err)
			at = q.After(cursor)
		}
		var want []int64
		for _, row := range all {
			want = append(want, row.ID)
		}
		if !slices.Equal(seen, want) || len(want) != n {
			t.Errorf("%v, want %v", seen, want)
		}
	})
	for size := 1; size <= n+1; size++ {
		e.check(fmt.Sprintf("pages of %d", size), func(t *testing.T, ctx context.Context) {
			var seen []int64
			for page := 1; page <= n/size+1; page++ {
				list, err := orm.Pluck[int64](ctx, orm.Objects[specimen](e.db).OrderBy("id").Paginate(page, size), "id")
				must(t, err)
				seen = append(seen, list...)
			}
			if !slices.Equal(seen, span(1, n)) {
				t.Errorf("%v", seen)
			}
		})
	}
}

// updates writes each value of each kind by a statement about rows, which binds it without an instance, and NULL behind it.
func (e *exercise) updates() {
	must(e, orm.Save(e.Context(), e.db, &specimen{ID: 1}))
	q := orm.Objects[specimen](e.db).Filter(orm.Q{"id": 1})
	for _, k := range kinds() {
		for i, v := range append(k.values[:len(k.values):len(k.values)], nil) {
			e.check(fmt.Sprintf("%s set %d", k.field, i), func(t *testing.T, ctx context.Context) {
				n, err := q.Update(ctx, orm.V{k.field: v})
				must(t, err)
				rows, err := q.Values(ctx, k.field)
				must(t, err)
				if got := rows[0][k.field]; n != 1 || !equal(got, v) {
					t.Errorf("%d rows, %T %v, want %T %v", n, got, got, v, v)
				}
			})
		}
	}
}
