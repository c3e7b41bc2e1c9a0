package lookup

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// An expression as a sort key is the expression, whatever it is made of.
func TestExprKeys(t *testing.T) {
	works, _, _ := scopes(t)
	q := &query.Query{Model: works.Model}
	when := []Condition{Q{"id__in": []int64{1, 2}, "title": "a\"b"}, Group(query.Or, "", []Condition{
		Column("title").Compare(query.Ne, Leaf("x")), Column("id").Compare(query.In, []any{int64(1), uint8(3)}), Fragment("{id} > ?", []any{2.5}),
	})}
	for name, e := range map[string]Expr{
		"a function":  Call(query.Lower, []any{Column("title")}),
		"arithmetic":  Column("id").With('+', 3).With('*', Column("id")),
		"values":      Call(query.Coalesce, []any{Column("title"), "é\n"}),
		"conditions":  Call(query.Case, []any{Column("id"), new(int64), nil}, when...),
		"an instant":  Call(query.Case, []any{time.Date(2026, 1, 2, 3, 4, 5, 6000, time.FixedZone("", 3600)), nil}, when[:1]...),
		"truth":       Call(query.Case, []any{true, false}, when[:1]...),
		"an order":    Call(query.Random, nil),
		"along a key": Call(query.Upper, []any{Column("writer__name")}),
	} {
		want, err := works.Value(e)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, desc := range []bool{false, true} {
			o, err := sortKey(works.DB, q, NullsLast(ExprKey(e, desc)))
			if err != nil || o.Desc != desc || o.Nulls != query.NullsLast || o.Expr == nil || !query.SameExpr(o.Expr, want) {
				t.Errorf("%s: %+v, %v", name, o, err)
			}
		}
	}
	column := Column("title")
	if o, err := sortKey(works.DB, q, ExprKey(column, true)); err != nil || o.Path == nil || o.Path.Text != "title" || !o.Desc {
		t.Errorf("a column is a plain key: %+v, %v", o, err)
	}
}

// What a text cannot carry, and what this process has not signed, is refused.
func TestExprKeysAreRefused(t *testing.T) {
	works, _, _ := scopes(t)
	q := &query.Query{Model: works.Model}
	good := ExprKey(Call(query.Lower, []any{Column("title")}), false)
	for name, key := range map[string]string{
		"a changed path":     strings.Replace(good, "title", "token", 1),
		"a cut key":          good[:len(good)-1],
		"no signature":       markExpr,
		"a minus":            "-" + good,
		"from outside":       UntrustedKeys([]string{good}, Policy{})[0],
		"a struct":           ExprKey(Call(query.Coalesce, []any{Column("title"), struct{ A int }{1}}), false),
		"a refused argument": ExprKey(RefusedExpr(query.Errorf("no")), false),
		"another model":      ExprKey(Call(query.Lower, []any{Column("nothing")}), false),
		"no kind":            ExprKey(Call(query.Lower, []any{Column("id")}), true),
	} {
		if o, err := sortKey(works.DB, q, key); !errors.Is(err, schema.ErrQuery) {
			t.Errorf("%s: %+v, %v", name, o, err)
		}
	}
}
