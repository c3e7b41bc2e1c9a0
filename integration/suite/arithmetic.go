package suite

import (
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// noAnswer: what a computation has no answer for is no value of a column, not even of one that takes NULL.
func noAnswer(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx, all := t.Context(), orm.Objects[gauge](db)
	row := &gauge{Small: 7, Whole: 0, Big: math.MinInt64, Maybe: new(5), Price: decimal.RequireFromString("1.50"), Ratio: 1e308}
	noError(t, orm.Save(ctx, db, row))
	zero := orm.F("whole")
	for what, e := range map[string]orm.V{
		"a whole number by zero":   {"small": orm.F("small").Div(zero)},
		"by a value that is zero":  {"small": orm.F("small").Div(0)},
		"into a column with NULL":  {"maybe": orm.F("maybe").Div(zero)},
		"a decimal by zero":        {"price": orm.F("price").Div(zero)},
		"a decimal by decimal 0":   {"price": orm.F("price").Div("0.00")},
		"a float by zero":          {"ratio": orm.F("ratio").Div(0.0)},
		"within a larger one":      {"big": orm.F("small").Add(orm.F("small").Div(zero))},
		"the smallest by -1":       {"big": orm.F("big").Div(-1)},
		"an infinity":              {"ratio": orm.F("ratio").Mul(10.0)},
		"minus infinity":           {"ratio": orm.F("ratio").Mul(-10.0)},
		"an infinity on the way":   {"ratio": orm.F("small").Div(orm.F("ratio").Mul(10.0))},
		"no number on the way":     {"ratio": orm.F("ratio").Mul(10.0).Sub(orm.F("ratio").Mul(10.0))},
		"64 bits left, as a float": {"ratio": orm.F("big").Mul(2)},
		"64 bits left, as decimal": {"price": orm.F("big").Sub(1).Mul(0)},
	} {
		_, err := all.Filter(orm.Q{"id": row.ID}).Update(ctx, e)
		isError(t, what, err, orm.ErrValidation)
	}
	now, err := all.Get(ctx, orm.Q{"id": row.ID})
	noError(t, err)
	equal(t, "NULL was not written", now.Maybe != nil && *now.Maybe == 5, true)
	equal(t, "nothing was written", fmt.Sprint(now.Small, now.Big, now.Price, now.Ratio), fmt.Sprint(row.Small, row.Big, row.Price, row.Ratio))
	n, err := all.Filter(orm.Q{"id": row.ID}, orm.F("small").Div(zero).Gt(0)).Update(ctx, orm.V{"small": 1})
	noError(t, err)
	equal(t, "in the condition of a write it is unknown", n, int64(0))
	_, err = all.Filter(orm.F("big").Sub(1).Lt(0)).Update(ctx, orm.V{"small": 1})
	isError(t, "in the condition of a write", err, orm.ErrQuery)
	_, err = all.Filter(orm.F("big").Sub(1).Lt(0)).Delete(ctx)
	isError(t, "in the condition of a delete", err, orm.ErrQuery)
	n, err = all.Filter(orm.Q{"id": row.ID}).Update(ctx, orm.V{"small": orm.F("small").Mul(-1).Div(2), "price": orm.F("price").Div(9), "ratio": orm.F("ratio").Div(4)})
	noError(t, err)
	equal(t, "what has an answer", n, int64(1))
	now, err = all.Get(ctx, orm.Q{"id": row.ID})
	noError(t, err)
	equal(t, "its values", fmt.Sprint(now.Small, now.Price, now.Ratio), "-3 0.17 2.5e+307")
}

// arithmetic asks conditions whose answers are known, over one row.
func arithmetic(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx, all := t.Context(), orm.Objects[gauge](db)
	noError(t, orm.Save(ctx, db, &gauge{Small: -7, Whole: math.MaxInt32, Big: math.MaxInt64, Price: decimal.RequireFromString("2.00"), Ratio: 1e308}))
	f := orm.F
	for what, c := range map[string]struct {
		holds orm.Condition
		want  int64
	}{
		"cut toward zero":                  {f("small").Div(2).Eq(-3), 1},
		"by a negative one":                {f("whole").Div(-1000).Eq(-2147483), 1},
		"16 bits are computed in 64":       {f("small").Mul(100_000).Eq(-700_000), 1},
		"32 bits are computed in 64":       {f("whole").Mul(f("whole")).Eq(int64(math.MaxInt32) * math.MaxInt32), 1},
		"32 bits and a value beyond":       {f("whole").Add(5_000_000_000).Gt(6_000_000_000), 1},
		"a quotient stays whole":           {f("small").Div(2).Mul(2).Eq(-6), 1},
		"in a float expression too":        {f("ratio").Div(f("ratio")).Mul(f("small").Div(2)).Eq(-3.0), 1},
		"by zero is unknown":               {f("small").Div(0).Eq(0), 0},
		"by zero is not known to be false": {orm.Not(f("small").Div(f("small").Add(7)).Eq(0)), 0},
		"decimals by zero":                 {orm.Not(f("price").Div(f("price").Sub(f("price"))).Eq("0")), 0},
		"floats by zero":                   {orm.Not(f("ratio").Div(f("ratio").Sub(f("ratio"))).Eq(0.0)), 0},
		"decimals to 16 digits":            {f("price").Div(3).Mul(3).Gt(f("price")), 1},
	} {
		n, err := all.Filter(c.holds).Count(ctx)
		noError(t, err)
		equal(t, what, n, c.want)
	}
	for what, c := range map[string]orm.Condition{
		"a sum":              f("big").Add(1).Gt(0),
		"a product":          f("big").Mul(f("big")).Gt(0),
		"on the way":         f("big").Mul(2).Div(math.MaxInt64).Gt(0),
		"on the right":       orm.Q{"big__lt": f("big").Add(f("small").Mul(-1))},
		"beside a float":     f("ratio").Add(f("big").Mul(2)).Gt(0.0),
		"beside a decimal":   f("price").Add(f("big").Mul(2)).Gt("0"),
		"the smallest by -1": f("big").Mul(-1).Sub(1).Div(-1).Gt(0),
		"floats":             f("ratio").Mul(10.0).Gt(0.0),
		"floats on the way":  f("small").Div(f("ratio").Mul(10.0)).Lt(1.0),
		"within a negation":  orm.Not(f("big").Add(1).Lt(0)),
	} {
		_, err := all.Filter(c).All(ctx)
		isError(t, what, err, orm.ErrQuery)
	}
	summed := all.Annotate("total", orm.SumOf("big"))
	n, err := summed.Filter(orm.F("total").Sub(7).Div(2).Eq(int64(math.MaxInt64-7) / 2)).Count(ctx)
	noError(t, err)
	equal(t, "arithmetic over a sum", n, int64(1))
	_, err = summed.Filter(orm.F("total").Add(1).Gt(0)).All(ctx)
	isError(t, "over a sum, beyond 64 bits", err, orm.ErrQuery)
}

// longSums are exact, and compared as numbers; SQLite tells two of them apart as far as floating-point numbers do.
func longSums(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx, all := t.Context(), orm.Objects[gauge](db)
	top, low := int64(math.MaxInt64), int64(math.MinInt64)
	var rows []*gauge
	for small, list := range map[int16][]int64{1: {top, top, 5}, 2: {low, low, -5, 3}, 3: {top, -1, 1}, 4: {low, top}, 5: {top, top, 60_000}} {
		for _, n := range list {
			rows = append(rows, &gauge{Small: small, Big: n, Ratio: 1e308})
		}
	}
	noError(t, all.BulkCreate(ctx, rows))
	number := func(text string) *big.Int { n, _ := new(big.Int).SetString(text, 10); return n }
	want := []any{number("18446744073709551619"), number("-18446744073709551618"), top, int64(-1), number("18446744073709611614")}
	for i, w := range want {
		row, err := all.Filter(orm.Q{"small": i + 1}).Aggregate(ctx, orm.SumOf("big").As("sum"))
		noError(t, err)
		equal(t, fmt.Sprint("sum ", i+1), fmt.Sprintf("%T %v", row["sum"], row["sum"]), fmt.Sprintf("%T %v", w, w))
	}
	groups, err := all.GroupBy("small").Having(orm.Q{"big__sum__gt": -1}).OrderBy("-big__sum").Aggregate(ctx, orm.SumOf("big"))
	noError(t, err)
	var order []any
	for _, g := range groups {
		order = append(order, fmt.Sprint(g["small"], " ", g["big__sum"]))
	}
	equal(t, "groups in their order", fmt.Sprint(order), "[5 18446744073709611614 1 18446744073709551619 3 9223372036854775807]")
	for what, q := range map[string]orm.QuerySet[gauge]{"a sum": all, "a page of them": all.OrderBy("id").Limit(100)} {
		_, err = q.Aggregate(ctx, orm.SumOf("ratio"))
		isError(t, what+" of floats beyond their range", err, orm.ErrQuery)
	}
}
