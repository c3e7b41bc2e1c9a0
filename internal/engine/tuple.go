package engine

import (
	"context"
	"unsafe"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/scan"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// KeyBatch is how many keys one statement asks for at most.
func (db *DB) KeyBatch(a *schema.Attribute) int {
	if len(a.Parts) == 0 || db.Dialect.Arrays {
		return db.Dialect.PrefetchKeys
	}
	return min(db.Dialect.PrefetchKeys, compile.MostTuples(db.Dialect, a))
}

// keyColumns reads keys of the rows of a query, in their canonical form: of each row one value for each attribute.
func (db *DB) keyColumns(ctx context.Context, q *query.Query, attrs ...*schema.Attribute) ([][]any, error) {
	var fields []query.Field
	columns := schema.Spread(attrs)
	for _, a := range columns {
		fields = append(fields, query.Field{Name: a.Name, Path: attributePath(q.Model, a)})
	}
	rows, _, err := db.rawValues(ctx, q, fields)
	if err != nil {
		return nil, err
	}
	for i, row := range rows {
		for j, a := range columns {
			if row[j], err = Canonical(a, row[j]); err != nil {
				return nil, scan.Stored(a, i+1, err)
			}
		}
		out, at := make([]any, len(attrs)), 0
		for j, a := range attrs {
			n := len(a.Columns())
			out[j] = row[at]
			if len(a.Parts) > 0 {
				out[j] = tupleOf(row[at : at+n])
			}
			at += n
		}
		rows[i] = out
	}
	return rows, nil
}

// tupleOf is NULL where one of the parts is.
func tupleOf(parts []any) any {
	for _, p := range parts {
		if p == nil {
			return nil
		}
	}
	return schema.NewTuple(parts)
}

// equalTuples is equalKeys for keys of several columns: the database is asked about texts, column by column.
func (db *DB) equalTuples(ctx context.Context, a *schema.Attribute, found []schema.Key, b *schema.Attribute, asked []schema.Key) ([]loaders.Same, error) {
	left, right := partsOf(found), partsOf(asked)
	same := make([]map[[2]string]bool, len(a.Parts))
	for i, p := range a.Parts {
		if !p.Kind.IsText() || p.Constant != "" || b.Parts[i].Constant != "" {
			continue
		}
		x, y := distinctKeys(left, i), distinctKeys(right, i)
		pairs, err := db.equalKeys(ctx, p, x, b.Parts[i], y)
		if err != nil {
			return nil, err
		}
		same[i] = map[[2]string]bool{}
		for _, s := range pairs {
			same[i][[2]string{x[s.Found].Str, y[s.Asked].Str}] = true
		}
	}
	return joinTuples(left, right, same), nil
}

// joinTuples are the pairs of equal tuples. Only those are compared whose texts are of a kin in each column, so that the work grows
// with the lists and not with their product.
func joinTuples(left, right [][]any, same []map[[2]string]bool) []loaders.Same {
	kin := make([]kinship, len(same))
	for i, pairs := range same {
		kin[i] = kinship{}
		for p := range pairs {
			kin[i].marry(p[0], p[1])
		}
	}
	places := map[schema.Tuple][]int{}
	for j, parts := range right {
		family := familyOf(parts, kin)
		places[family] = append(places[family], j)
	}
	var out []loaders.Same
	for i, parts := range left {
		for _, j := range places[familyOf(parts, kin)] {
			if tuplesEqual(parts, right[j], same) { // kin by way of a third need not be equal
				out = append(out, loaders.Same{Found: i, Asked: j})
			}
		}
	}
	return out
}

// kinship leads from texts to one that stands for all that equal each other, be it by way of others.
type kinship map[string]string

func (k kinship) head(s string) string {
	for {
		next, ok := k[s]
		if !ok || next == s {
			return s
		}
		if further, ok := k[next]; ok {
			k[s] = further // the next time it is nearer
		}
		s = next
	}
}

func (k kinship) marry(x, y string) {
	if x, y = k.head(x), k.head(y); x != y {
		k[x] = y
	}
}

// familyOf is a tuple with the heads of its texts.
func familyOf(parts []any, kin []kinship) schema.Tuple {
	heads := make([]any, len(parts))
	for i, v := range parts {
		if s, ok := v.(string); ok {
			v = kin[i].head(s)
		}
		heads[i] = v
	}
	return schema.NewTuple(heads)
}

func tuplesEqual(a, b []any, same []map[[2]string]bool) bool {
	for i := range a {
		x, y := schema.KeyOf(a[i]), schema.KeyOf(b[i])
		if x != y && !(same[i] != nil && same[i][[2]string{x.Str, y.Str}]) {
			return false
		}
	}
	return true
}

func partsOf(keys []schema.Key) [][]any {
	out := make([][]any, len(keys))
	for i, k := range keys {
		out[i] = schema.Tuple(k.Str).Parts()
	}
	return out
}

func distinctKeys(list [][]any, i int) []schema.Key {
	seen := map[schema.Key]bool{}
	var out []schema.Key
	for _, parts := range list {
		if k := schema.KeyOf(parts[i]); !seen[k] {
			seen[k] = true
			out = append(out, k)
		}
	}
	return out
}

// folds reports whether a database may take two values of a key for equal that Go tells apart.
func folds(a *schema.Attribute) bool {
	for _, c := range a.Columns() {
		if c.Kind.IsText() && c.Constant == "" {
			return true
		}
	}
	return false
}

// Assign is the assignment of a key: to each of its columns. NULL goes to those that can be.
func Assign(a *schema.Attribute, canonical any) []*query.Assignment {
	var out []*query.Assignment
	values := a.Spread(canonical, nil)
	for i, c := range a.Columns() {
		if values[i] != nil || len(a.Parts) == 0 || c.SQLNullable {
			out = append(out, &query.Assignment{Attr: c, Value: values[i]})
		}
	}
	return out
}

// SideKey is what the rows of a far side refer to, of an instance of their owner.
func SideKey(side *schema.Side, row unsafe.Pointer) (any, error) {
	a := loaders.KeyAttribute(side)
	if side.Kind == schema.ManySide || side.ByKey() {
		return KeyOf(side.Owner, row)
	}
	return a.Get(row)
}
