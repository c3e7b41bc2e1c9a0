package graphs

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
	"unsafe"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// parcel has every way in which a column gets its value: from the caller, a default, the server, an update, a key that the
// database makes. Two types of it have a table each, one written in bulk and one row by row.
type parcel[A any] struct {
	orm.Model
	Own     A
	ID      int64
	Code    string
	Weight  *int
	Price   decimal.Decimal
	Tags    []string
	State   string
	Region  *string
	Sent    time.Time
	Changed time.Time
	Owner   orm.One[keeper]
}

var (
	sentAt    = time.Date(2024, 5, 6, 7, 8, 9, 123456000, time.UTC)
	changedAt = sentAt.AddDate(1, 0, 0)
)

func (p *parcel[A]) Schema() schema.Table {
	size := unsafe.Sizeof(p.Own)
	return schema.Table{Name: fmt.Sprint("parcels_", size), Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.Code, 20).Unique(), schema.Integer(&p.Weight),
		schema.Decimal(&p.Price, 10, 2), schema.JSON(&p.Tags), schema.String(&p.State, 20).Default("new"),
		schema.String(&p.Region, 20).ServerDefault("'north'"), schema.DateTime(&p.Sent).DefaultFunc(func() time.Time { return sentAt }),
		schema.DateTime(&p.Changed).Default(sentAt).OnUpdate(changedAt),
		schema.ForeignKey(&p.Owner).RelatedName(fmt.Sprint("parcels_", size)),
	}}
}

// TestBulkIsLoop writes the same random rows in bulk and one by one: the table and the instances must be the same (B-01, B-02,
// F-17, F-18, F-19).
func TestBulkIsLoop(t *testing.T) {
	seed := replay.Seed(t)
	t.Logf("ORMAR_SEED=%d", seed)
	models := schema.MustRegistry(&parcel[[0]byte]{}, &parcel[[1]byte]{}, &keeper{}, &thing{}, &colour{}, &shape{})
	dbtest.Each(t, models, func(t *testing.T, db *orm.DB) {
		for i := range 8 {
			f := &filler{t, db, rand.New(rand.NewPCG(seed, uint64(i)))}
			owners := made(f, 1, func(int) *keeper { return &keeper{ID: f.uuid()} })
			n := 1 + f.IntN(130) // more than one batch at times
			again := func() *filler { return &filler{t, db, rand.New(rand.NewPCG(seed, uint64(1000+i)))} }
			many, loop := parcels[[0]byte](again(), owners, n, i), parcels[[1]byte](again(), owners, n, i)
			f.check(orm.Objects[parcel[[0]byte]](db).BulkCreate(t.Context(), many))
			for _, p := range loop {
				f.check(orm.Save(t.Context(), db, p))
			}
			agree(f, "created", many, loop)
			var columns []string
			if i%2 == 1 {
				columns = []string{"weight", "tags", "owner"}
			}
			change(again(), owners, many)
			change(again(), owners, loop)
			changed, err := orm.Objects[parcel[[0]byte]](db).BulkUpdate(t.Context(), many, columns...)
			f.check(err)
			if changed != int64(n) {
				t.Errorf("%d of %d rows are updated", changed, n)
			}
			for _, p := range loop {
				f.check(orm.Update(t.Context(), db, p, columns...))
			}
			agree(f, fmt.Sprintf("updated %q", columns), many, loop)
			if t.Failed() {
				t.Fatalf("ORMAR_SEED=%d, round %d", seed, i)
			}
		}
	})
}

func parcels[A any](f *filler, owners []*keeper, n, round int) []*parcel[A] {
	out := make([]*parcel[A], n)
	for i := range out {
		out[i] = &parcel[A]{Code: fmt.Sprint(f.text(i), "/", round)}
		if f.IntN(2) == 0 {
			out[i].State, out[i].Sent = f.text(i), sentAt.Add(time.Duration(f.IntN(1e9))*time.Microsecond)
		}
	}
	change(f, owners, out)
	return out
}

// change sets some of the fields at random.
func change[A any](f *filler, owners []*keeper, rows []*parcel[A]) {
	for _, p := range rows {
		p.Weight, p.Price, p.Owner = f.number(), decimal.New(f.Int64N(1e6), -2), either(f, owners)
		if p.Tags = []string{}; f.IntN(2) == 0 {
			p.Tags = append(p.Tags, f.text(f.IntN(9)), "é\"'\\\x00"[:2+f.IntN(4)])
		}
	}
}

// agree compares the instances, and then the tables.
func agree[A, B any](f *filler, when string, many []*parcel[A], loop []*parcel[B]) {
	f.t.Helper()
	same(f.t, when+" instances", nil, plain(f, many), plain(f, loop))
	left, err := orm.Objects[parcel[A]](f.db).OrderBy("code").All(f.t.Context())
	f.check(err)
	right, err := orm.Objects[parcel[B]](f.db).OrderBy("code").All(f.t.Context())
	f.check(err)
	same(f.t, when+" rows", nil, plain(f, left), plain(f, right))
}

// plain are the columns and the saved flag.
func plain[A any](f *filler, rows []*parcel[A]) []string {
	m := f.db.Models().Model(reflect.TypeFor[parcel[A]]())
	out := make([]string, len(rows))
	for i, p := range rows {
		w := &writer{t: f.t}
		w.columns(m, unsafe.Pointer(p))
		out[i] = fmt.Sprint(w.b.String(), " saved:", p.Saved())
	}
	return out
}
