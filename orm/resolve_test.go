package orm_test

import (
	"errors"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// halt has a composite key.
type halt struct {
	orm.Model
	Line   string
	Number int64
	Name   string
}

func (h *halt) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.String(&h.Line, 10).PrimaryKey(), schema.BigInteger(&h.Number).PrimaryKey(), schema.String(&h.Name, 10),
	}}
}

// crossing has a composite key of one type.
type crossing struct {
	orm.Model
	X, Y int64
}

func (c *crossing) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&c.X).PrimaryKey(), schema.BigInteger(&c.Y).PrimaryKey()}}
}

// A composite key is any slice or array in key order, and several of them are any slice or array of those.
func TestCompositeKeysByAnySlice(t *testing.T) {
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&halt{}, &crossing{}))
	halts, crossings := orm.Objects[halt](db), orm.Objects[crossing](db)
	check(0, halts.BulkCreate(t.Context(), []*halt{{Line: "U1", Number: 1}, {Line: "U1", Number: 2}, {Line: "U2", Number: 1}}))(t)
	check(0, crossings.BulkCreate(t.Context(), []*crossing{{X: 1, Y: 1}, {X: 1, Y: 2}, {X: 2, Y: 1}}))(t)
	type key [2]int64
	for want, list := range map[int64][]any{
		2: {[][2]int64{{1, 1}, {2, 1}}, [][]int64{{1, 1}, {2, 1}}, []key{{1, 1}, {2, 1}}, [2][2]int{{1, 1}, {2, 1}}, []any{[]any{1, 1}, [2]int{2, 1}},
			[][]any{{1, 1}, {2, 1}}},
		0: {[][]int64{}, []any{}, []key{{9, 9}}},
	} {
		for _, keys := range list {
			if n, err := crossings.Filter(orm.Q{"pk__in": keys}).Count(t.Context()); err != nil || n != want {
				t.Errorf("%T %v: %d, %v, want %d", keys, keys, n, err, want)
			}
		}
	}
	for _, one := range []any{[]any{1, 2}, []int64{1, 2}, [2]int{1, 2}, key{1, 2}} {
		if n, err := crossings.Filter(orm.Q{"pk": one}).Count(t.Context()); err != nil || n != 1 {
			t.Errorf("%T: %d, %v, want 1", one, n, err)
		}
	}
	if n, err := halts.Filter(orm.Q{"pk__in": [][]any{{"U1", 2}, {"U2", 1}, {"U3", 1}}}).Count(t.Context()); err != nil || n != 2 {
		t.Errorf("keys of two types: %d, %v, want 2", n, err)
	}
	for _, wrong := range []any{"U1", []string{"U1"}, [][]any{{"U1"}}, [][]any{{"U1", 1, 2}}, [][]any{{1, "U1"}}, []byte("U1"), [][]byte{{1, 2}}, nil, 5} {
		if n, err := halts.Filter(orm.Q{"pk__in": wrong}).Count(t.Context()); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("%T: %d, %v, want ErrQuery", wrong, n, err)
		}
	}
}
