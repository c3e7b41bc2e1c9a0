package suite

import (
	"math"
	"sync"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// overflowCases are about numbers that the database computes for a column.
func overflowCases() []Case {
	return []Case{
		{Name: "setwrite/no column takes a computed number outside its range (Q-19)", Models: gauges, Run: overflow},
		{Name: "setwrite/no answer to a computation is stored: divisions by zero, infinities", Models: gauges, Run: noAnswer},
		{Name: "conditions/arithmetic is that of 64 bits, cuts toward zero and is NULL or an error where it has no answer", Models: gauges, Run: arithmetic},
		{Name: "aggregates/sums beyond 64 bits", Models: gauges, Run: longSums},
		{Name: "bulk/a batch is cut by its bytes too (B-01, B-02)", Models: parcels, Run: heavyBatches},
	}
}

var gauges = sync.OnceValue(func() *schema.Registry { return schema.MustRegistry(&gauge{}) })

type gauge struct {
	orm.Model
	ID    int64
	Small int16
	Whole int32
	Big   int64
	Maybe *int
	Price decimal.Decimal
	Ratio float64
}

func (g *gauge) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&g.ID).PrimaryKey(), schema.SmallInteger(&g.Small), schema.Integer(&g.Whole), schema.BigInteger(&g.Big),
		schema.Integer(&g.Maybe), schema.Decimal(&g.Price, 5, 2),
		schema.Float(&g.Ratio),
	}}
}

func overflow(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	all, g := orm.Objects[gauge](db), orm.Fields[gauge]()
	ctx := t.Context()
	top := &gauge{Small: math.MaxInt16, Whole: math.MaxInt32, Big: math.MaxInt64, Price: decimal.RequireFromString("999.99")}
	low := &gauge{Small: math.MinInt16, Whole: math.MinInt32, Big: math.MinInt64, Maybe: new(1)}
	noError(t, all.BulkCreate(ctx, []*gauge{top, low}))
	highest, lowest := all.Filter(orm.Q{"id": top.ID}), all.Filter(orm.Q{"id": low.ID})
	for what, err := range map[string]error{
		"16 bits":              lastError(highest.Update(ctx, orm.SetExpr(&g.Small, orm.Col(&g.Small).Add(1)))),
		"32 bits":              lastError(highest.Update(ctx, orm.V{"whole": orm.F("whole").Add(1)})),
		"64 bits":              lastError(highest.Update(ctx, orm.V{"big": orm.F("big").Add(1)})),
		"below 16 bits":        lastError(lowest.Update(ctx, orm.V{"small": orm.F("small").Sub(1)})),
		"below 32 bits":        lastError(lowest.Update(ctx, orm.V{"whole": orm.F("whole").Sub(1)})),
		"below 64 bits":        lastError(lowest.Update(ctx, orm.V{"big": orm.F("big").Sub(1)})),
		"beyond on the way":    lastError(highest.Update(ctx, orm.V{"whole": orm.F("big").Mul(2).Div(math.MaxInt64)})),
		"a wider column":       lastError(highest.Update(ctx, orm.V{"small": orm.F("whole")})),
		"the widest column":    lastError(lowest.Update(ctx, orm.V{"maybe": orm.F("big")})),
		"one row among many":   lastError(all.Each().Update(ctx, orm.V{"whole": orm.F("whole").Add(5)})),
		"a decimal's digits":   lastError(highest.Update(ctx, orm.V{"price": orm.F("price").Mul(10)})),
		"a product of its own": lastError(highest.Update(ctx, orm.V{"big": orm.F("big").Mul(orm.F("whole"))})),
	} {
		isError(t, what, err, orm.ErrValidation)
	}
	for _, was := range []*gauge{top, low} {
		now, err := all.Get(ctx, orm.Q{"id": was.ID})
		noError(t, err)
		equal(t, "nothing was written", [3]int64{int64(now.Small), int64(now.Whole), now.Big}, [3]int64{int64(was.Small), int64(was.Whole), was.Big})
	}
	n, err := all.Each().Update(ctx, orm.V{"small": orm.F("small").Div(2), "whole": orm.F("small"), "big": orm.F("whole").Mul(-1).Add(7),
		"maybe": orm.F("maybe").Add(41)})
	noError(t, err)
	equal(t, "what fits is written", n, int64(2))
	now, err := all.Get(ctx, orm.Q{"id": low.ID})
	noError(t, err)
	equal(t, "its values", []int64{int64(now.Small), int64(now.Whole), now.Big, int64(*now.Maybe)}, []int64{-16384, -32768, 2147483655, 42})
	now, err = all.Get(ctx, orm.Q{"id": top.ID})
	noError(t, err)
	equal(t, "NULL stays", now.Maybe == nil, true)
}

var parcels = sync.OnceValue(func() *schema.Registry { return schema.MustRegistry(&parcel{}) })

type parcel struct {
	orm.Model
	ID   int64
	Data []byte
}

func (p *parcel) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&p.ID).PrimaryKey(), schema.LargeBinary(&p.Data, 8<<20)}}
}

// heavyBatches writes more bytes than a statement takes; all of it is one transaction.
func heavyBatches(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	all := orm.Objects[parcel](db)
	list := make([]*parcel, 6)
	for i := range list {
		list[i] = &parcel{ID: int64(i + 1), Data: make([]byte, 3<<20)}
	}
	sent.Reset()
	noError(t, all.BulkCreate(t.Context(), list))
	sent.Want(t, 3)
	for i, p := range list {
		p.Data[0] = byte(i + 1)
	}
	sent.Reset()
	n, err := all.BulkUpdate(t.Context(), list)
	noError(t, err)
	equal(t, "rows", n, int64(6))
	sent.Want(t, 3)
	last, err := all.Get(t.Context(), orm.Q{"id": 6})
	noError(t, err)
	equal(t, "the last of them", []int{len(last.Data), int(last.Data[0])}, []int{3 << 20, 6})
}
