package inspected

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// pairsOf checks every relation of a model, joined and prefetched, against SQL that joins its columns: which rows lead to which. It gives
// the number of pairs.
func pairsOf[T any, P orm.PtrTo[T]](t *testing.T, db *orm.DB) (n int) {
	t.Helper()
	m := modelOf[T](t, db)
	for _, s := range m.Sides {
		if !s.HasField || len(m.Keys) == 0 {
			continue
		}
		want := pairsBySQL(t, db, s)
		n += len(want)
		for how, q := range map[string]orm.QuerySet[T]{"joined": orm.Objects[T, P](db).SelectRelated(s.Name), "prefetched": orm.Objects[T, P](db).PrefetchRelated(s.Name)} {
			rows, err := q.All(t.Context())
			if err != nil {
				t.Errorf("%s.%s %s: %v", m.Name, s.Name, how, err)
				continue
			}
			var got []string
			for _, r := range rows {
				tree := check(orm.Dump(db, P(r)))(t)
				for _, child := range children(tree[s.Name]) {
					got = append(got, keyIn(m, tree)+" | "+keyIn(s.Target, child))
				}
			}
			if slices.Sort(got); !slices.Equal(got, want) {
				t.Errorf("%s.%s %s:\n%v, want\n%v", m.Name, s.Name, how, got, want)
			}
		}
	}
	return n
}

func modelOf[T any](t *testing.T, db *orm.DB) *schema.Model {
	t.Helper()
	for _, m := range db.Models().Models() {
		if m.Type == nil {
			continue
		}
		if _, is := any(new(T)).(schema.Definer); is && fmt.Sprint(m.Type) == fmt.Sprintf("%T", *new(T)) {
			return m
		}
	}
	t.Fatalf("there is no model %T", *new(T))
	return nil
}

// children are the rows that a relation leads to.
func children(loaded any) []map[string]any {
	switch v := loaded.(type) {
	case map[string]any:
		return []map[string]any{v}
	case []any:
		var out []map[string]any
		for _, item := range v {
			out = append(out, item.(map[string]any))
		}
		return out
	}
	return nil
}

// keyIn is the key of a row that was dumped.
func keyIn(m *schema.Model, tree map[string]any) string {
	var out []string
	for _, a := range m.Keys {
		v := tree[a.Name]
		if inner, is := v.(map[string]any); is {
			out = append(out, keyIn(a.Side.Target, inner))
			continue
		}
		out = append(out, plainly(v))
	}
	return strings.Join(out, ",")
}

func plainly(v any) string {
	switch v := v.(type) {
	case time.Time:
		return v.Format(time.DateOnly)
	case []byte:
		return plainly(string(v))
	case string:
		return strings.TrimRight(strings.TrimSuffix(v, "T00:00:00Z"), " ")
	}
	return fmt.Sprint(v)
}

// pairsBySQL are the keys at both ends of a relation, by a join over its columns.
func pairsBySQL(t *testing.T, db *orm.DB, s *schema.Side) []string {
	t.Helper()
	quote := func(name string) string {
		if db.Dialect() == "mysql" || db.Dialect() == "mariadb" {
			return "`" + name + "`"
		}
		return `"` + name + `"`
	}
	table := func(m *schema.Model) string {
		if m.Schema != "" {
			return quote(m.Schema) + "." + quote(m.Table)
		}
		return quote(m.Table)
	}
	on := func(key, ref *schema.Attribute, keys, refs string) string {
		var out []string
		for i, a := range key.Columns() {
			out = append(out, keys+"."+quote(a.Column)+" = "+refs+"."+quote(ref.Columns()[i].Column))
		}
		return strings.Join(out, " AND ")
	}
	from := table(s.Owner) + " a JOIN "
	switch s.Kind {
	case schema.ForwardSide:
		from += table(s.Target) + " b ON " + on(s.Key, s.Ref, "a", "b")
	case schema.ReverseSide:
		from += table(s.Target) + " b ON " + on(s.Key, s.Ref, "b", "a")
	default:
		from += table(s.Through()) + " l ON " + on(s.LinkOwner.Key, s.LinkOwner.Ref, "l", "a") + " JOIN " + table(s.Target) + " b ON " +
			on(s.LinkTarget.Key, s.LinkTarget.Ref, "l", "b")
	}
	var columns []string
	for alias, m := range map[string]*schema.Model{"a": s.Owner, "b": s.Target} {
		for _, a := range m.Keys {
			columns = append(columns, alias+"."+quote(a.Column))
		}
	}
	slices.SortStableFunc(columns, func(x, y string) int { return int(x[0]) - int(y[0]) })
	rows, err := db.SQLX().QueryContext(t.Context(), "SELECT "+strings.Join(columns, ", ")+" FROM "+from)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		cells, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range cells {
			into[i] = &cells[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		texts := make([]string, len(cells))
		for i, c := range cells {
			texts[i] = plainly(c)
		}
		out = append(out, strings.Join(texts[:len(s.Owner.Keys)], ",")+" | "+strings.Join(texts[len(s.Owner.Keys):], ","))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}
