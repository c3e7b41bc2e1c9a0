package limits

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

type node struct {
	orm.Model
	ID    int64
	Name  string
	Note  string
	Next  orm.One[node]
	Prior orm.Many[node]
}

func (n *node) Schema() schema.Table {
	return schema.Table{Name: "nodes", Fields: schema.Fields{
		schema.BigInteger(&n.ID).PrimaryKey(), schema.String(&n.Name, 100), schema.Text(&n.Note), schema.ForeignKey(&n.Next).RelatedName("prior"),
	}}
}

// chain makes ten nodes, each of which leads to the one before.
func chain(t *testing.T, db *orm.DB) {
	var last *node
	for i := range 10 {
		n := &node{ID: int64(i + 1), Name: fmt.Sprint("node ", i+1), Next: orm.Ref(last)}
		if err := orm.Save(t.Context(), db, n); err != nil {
			t.Fatal(err)
		}
		last = n
	}
}

// count counts the nodes of a question.
func count(q func(q orm.QuerySet[node]) orm.QuerySet[node], want int64) call {
	return func(ctx context.Context, db *orm.DB) error {
		n, err := q(orm.Objects[node](db)).Count(ctx)
		return same(n, want, err)
	}
}

func filtered(c orm.Condition, want int64) call {
	return count(func(q orm.QuerySet[node]) orm.QuerySet[node] { return q.Filter(c) }, want)
}

func TestStatements(t *testing.T) {
	parameters := map[string]int{"sqlite": 32_766, "postgres": 65_535, "mysql": 65_535}
	hold(t, schema.MustRegistry(&node{}), []limit{
		{what: "parameters of SQL", on: parameters, more: orm.ErrQuery, try: func(n int) call {
			return func(ctx context.Context, db *orm.DB) error {
				args := make([]any, n)
				for i := range args {
					args[i] = i
				}
				rows, err := orm.Raw[node](ctx, db, sq.Expr("SELECT * FROM nodes WHERE id IN ("+strings.Repeat(", ?", n)[2:]+")", args...))
				return same(len(rows), 10, err)
			}
		}},
		{what: "different comparisons", most: 5_000, more: orm.ErrQuery, try: func(n int) call {
			terms := make([]orm.Condition, n)
			for i := range terms {
				terms[i] = orm.Q{"id__gt": i + 9}
			}
			return filtered(orm.Or(terms...), 1)
		}},
		{what: "nested groups", most: 100, more: orm.ErrQuery, try: func(n int) call {
			c := orm.Condition(orm.Q{"id__gt": 9})
			for i := range n {
				if i%2 == 0 {
					c = orm.Or(c, orm.Q{"name": "?"})
				} else {
					c = orm.And(c, orm.Q{"id__lt": 100})
				}
			}
			return filtered(c, 1)
		}},
		{what: "nested negations", most: 99, more: orm.ErrQuery, try: func(n int) call {
			c := orm.Condition(orm.Q{"id__gt": 9})
			for range n / 2 * 2 {
				c = orm.Not(c)
			}
			if n%2 == 1 {
				c = orm.Not(c)
				return filtered(c, 9)
			}
			return filtered(c, 1)
		}},
		{what: "nested arithmetic", most: 100, more: orm.ErrQuery, try: func(n int) call {
			e := orm.F("id")
			for range n {
				e = e.Add(1)
			}
			return filtered(e.Eq(n+1), 1)
		}},
		{what: "arguments of Coalesce", most: 100, more: orm.ErrQuery, try: func(n int) call {
			list := []any{orm.F("id")}
			for i := range n - 1 {
				list = append(list, i)
			}
			return filtered(orm.Coalesce(list...).Eq(3), 1)
		}},
		{what: "arguments of Greatest", most: 100, more: orm.ErrQuery, try: func(n int) call {
			list := []any{orm.F("id")}
			for i := range n - 1 {
				list = append(list, i-n)
			}
			return filtered(orm.Greatest(list...).Eq(3), 1)
		}},
		{what: "parts of Concat", most: 100, more: orm.ErrQuery, try: func(n int) call {
			list := []any{orm.F("name")}
			for range n - 1 {
				list = append(list, "x")
			}
			return filtered(orm.Concat(list...).Eq("node 3"+strings.Repeat("x", n-1)), 1)
		}},
		{what: "keys of a list", most: 1_000, try: func(n int) call { return filtered(orm.In(&orm.Fields[node]().ID, keys(n)...), 10) }},
		{what: "keys of a list", most: 65_535, try: func(n int) call { return filtered(orm.In(&orm.Fields[node]().ID, keys(n)...), 10) }},
		{what: "texts of a list", most: 10_000, try: func(n int) call {
			list := make([]string, n)
			for i := range list {
				list[i] = fmt.Sprint("node ", i)
			}
			return filtered(orm.In(&orm.Fields[node]().Name, list...), 10)
		}},
		{what: "bytes of a searched text", most: 50_000, try: func(n int) call {
			return filtered(orm.Or(orm.Q{"note__icontains": strings.Repeat("%", n)}, orm.Q{"note__contains": strings.Repeat("x", n)}), 0)
		}},
		{what: "steps to a condition", most: 60 - 1, more: orm.ErrQuery, try: func(n int) call { // the first table is one more
			return filtered(orm.Q{strings.Repeat("next__", n) + "name": "x"}, 0)
		}},
		{what: "steps to many", most: 60 - 1, more: orm.ErrQuery, try: func(n int) call { // the first table is one more
			return filtered(orm.Q{strings.Repeat("prior__", n) + "id": 1}, 0)
		}},
		{what: "sub-queries in each other", most: 20 - 1, more: orm.ErrQuery, try: func(n int) call { // the outermost is one more
			return func(ctx context.Context, db *orm.DB) error {
				q := orm.Objects[node](db).Filter(orm.Q{"id__gt": 9})
				for range n {
					q = orm.Objects[node](db).Filter(orm.InQuery(&orm.Fields[node]().ID, q))
				}
				found, err := q.Count(ctx)
				return same(found, 1, err)
			}
		}},
		{what: "sets in a union", most: 500, try: func(n int) call {
			return func(ctx context.Context, db *orm.DB) error {
				var sets []orm.QuerySet[node]
				for i := range n {
					sets = append(sets, orm.Objects[node](db).Filter(orm.Q{"id": i}))
				}
				found, err := sets[0].Union(sets[1:]...).Count(ctx)
				return same(found, 10, err)
			}
		}},
		{what: "branches of a case", most: 1000, try: func(n int) call {
			e := orm.Case()
			for i := range n {
				e = e.When(orm.Q{"id": i}, i)
			}
			return filtered(e.Else(-1).Eq(5), 1)
		}},
		{what: "bytes of an answer's name", most: 63, more: orm.ErrQuery, try: func(n int) call {
			return func(ctx context.Context, db *orm.DB) error {
				name := strings.Repeat("n", n)
				rows, err := orm.Objects[node](db).AnnotateExpr(name, orm.F("id")).Filter(orm.Q{"id": 3}).Values(ctx, name)
				if err != nil {
					return err
				}
				return same(fmt.Sprint(rows[0][name]), "3", nil)
			}
		}},
		{what: "values of a row", on: map[string]int{"sqlite": 2_000, "postgres": 1_664, "mysql": 4_096}, more: orm.ErrQuery, try: func(n int) call {
			return func(ctx context.Context, db *orm.DB) error {
				q := orm.Objects[node](db)
				names := make([]string, n)
				for i := range names {
					names[i] = fmt.Sprint("n", i)
					q = q.AnnotateExpr(names[i], orm.F("id"))
				}
				rows, err := q.OrderBy("id").ValuesList(ctx, names...)
				if err != nil {
					return err
				}
				return same(fmt.Sprint(rows[2][n-1]), "3", nil)
			}
		}},
		{what: "transactions in each other", most: 200, try: func(n int) call {
			return func(ctx context.Context, db *orm.DB) error { return within(ctx, db, n) }
		}},
		{what: "steps of a prefetch", most: 200, try: func(n int) call {
			return func(ctx context.Context, db *orm.DB) error {
				_, err := orm.Objects[node](db).PrefetchRelated(strings.TrimSuffix(strings.Repeat("next__", n), "__")).All(ctx)
				return err
			}
		}},
	}, chain)
}

func keys(n int) []int64 {
	list := make([]int64, n)
	for i := range list {
		list[i] = int64(i)
	}
	return list
}

var errBack = errors.New("back")

// within opens transactions in each other, and rolls the innermost back.
func within(ctx context.Context, db *orm.DB, n int) error {
	err := db.Transaction(ctx, func(ctx context.Context) error {
		if n > 1 {
			return within(ctx, db, n-1)
		}
		if _, err := orm.Objects[node](db).Each().Update(ctx, orm.Set(&orm.Fields[node]().Name, "gone")); err != nil {
			return err
		}
		return errBack
	})
	if n == 1 && errors.Is(err, errBack) {
		found, err := orm.Objects[node](db).Filter(orm.Q{"name": "gone"}).Count(ctx)
		return same(found, 0, err)
	}
	return err
}
