package jsonio_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

type color string

type audit struct {
	Made  time.Time
	Maker *string `json:"by"`
}

// thing has a field of each kind that is written in a way of its own, and some that are not.
type thing struct {
	orm.Model
	audit
	ID     int64 `json:"id"`
	Name   string
	Note   *string
	Color  color
	Small  int32
	Count  *int
	Byte   int8
	Weight float64
	Height *float64
	Ok     bool
	Maybe  *bool
	At     *time.Time
	Data   []byte
	Facts  map[string]any
	Key    uuid.UUID
	Price  decimal.Decimal
	Secret string         `json:"-"`
	Owner  orm.One[thing] `json:"owner,omitzero"`
	Next   orm.One[thing]
	Owned  orm.Many[thing] `json:"owned,omitzero"`
	After  orm.Many[thing]
	Extra  any
	Words  []string
}

func (x *thing) Schema() schema.Table {
	return schema.Table{Name: "things", Fields: schema.Fields{
		schema.DateTime(&x.Made), schema.String(&x.Maker, 50),
		schema.BigInteger(&x.ID).PrimaryKey(), schema.String(&x.Name, 50), schema.String(&x.Note, 50), schema.String(&x.Color, 50), schema.Integer(&x.Small),
		schema.Integer(&x.Count), schema.SmallInteger(&x.Byte), schema.Float(&x.Weight), schema.Float(&x.Height), schema.Boolean(&x.Ok), schema.Boolean(&x.Maybe),
		schema.DateTime(&x.At), schema.LargeBinary(&x.Data, 50), schema.JSON(&x.Facts), schema.UUID(&x.Key), schema.Decimal(&x.Price, 10, 2),
		schema.String(&x.Secret, 10).Secret(), schema.ForeignKey(&x.Owner).RelatedName("owned"), schema.ForeignKey(&x.Next).RelatedName("after"),
	}}
}

// strangeTexts are written otherwise than they are, or look as if they were.
var strangeTexts = []string{"", "plain", "é", "日本", `"`, `\`, "<b>&", "\u2028", "a\u2029b", "\x00", "\n\t", "\xff", "a\xffb", "\x7f", "😀", "\ufffd"}

var strangeFloats = []float64{0, math.Copysign(0, -1), 1.5, -3, 1e-6, 9e-7, 1e20, 1e21, 1.7e308, 5e-324, 123456789.125}

func randomThing(r *rand.Rand, depth int) *thing {
	text := func() string { return strangeTexts[r.IntN(len(strangeTexts))] }
	at := func() time.Time {
		zones := []*time.Location{time.UTC, time.FixedZone("", 3600), time.FixedZone("x", -5*3600-1800)}
		return time.Date([]int{1, 1969, 2026, 9999}[r.IntN(4)], 5, 6, 7, 8, 9, r.IntN(2)*r.IntN(1e9), zones[r.IntN(3)])
	}
	x := &thing{ID: r.Int64(), Name: text(), Color: color(text()), Small: r.Int32() - 1<<30, Byte: int8(r.Uint32()), Weight: strangeFloats[r.IntN(len(strangeFloats))],
		Ok: r.IntN(2) == 0, Key: uuid.UUID{1: byte(r.Uint32())}, Price: decimal.New(r.Int64N(1000), -2), Secret: "canary"}
	x.Made = at()
	if r.IntN(2) == 0 {
		x.Note, x.Count, x.Height, x.Maybe, x.At, x.Maker = new(text()), new(r.Int()), new(r.NormFloat64()), new(r.IntN(2) == 0), new(at()), new(text())
		x.Data, x.Facts, x.Extra, x.Words = []byte(text()), map[string]any{"a": text()}, []any{text(), nil, 1.5}, []string{text()}
	}
	if depth > 0 {
		x.Owner, x.Next = orm.Ref(randomThing(r, depth-1)), orm.RefPK[thing](r.Int64())
		x.Owned = orm.ManyOf(randomThing(r, depth-1), randomThing(r, 0))
	}
	return x
}

// What is written field by field is what encoding/json makes of a copy, under any options.
func TestDirectIsTheSame(t *testing.T) {
	r := rand.New(rand.NewPCG(replay.Seed(t), 0))
	options := [][]orm.DumpOption{nil, {orm.ExcludeNull()}, {orm.Include("name", "owner__note", "owned")}, {orm.Exclude("facts", "owner__id", "next")},
		{orm.ExcludePrimaryKeys()}, {orm.Exclude("words", "made")}}
	for i := range 2000 {
		x, with := randomThing(r, r.IntN(3)), options[i%len(options)]
		got, err := json.Marshal(orm.JSON(x, with...))
		var want []byte
		var err2 error
		direct, err3 := jsonio.Copied(reflect.TypeFor[thing](), func() { want, err2 = json.Marshal(orm.JSON(x, with...)) })
		if err3 != nil || !direct {
			t.Fatalf("nothing is written directly, %v", err3)
		}
		if string(got) != string(want) || (err == nil) != (err2 == nil) {
			t.Fatalf("%s, %v\nwant %s, %v", got, err, want, err2)
		}
	}
}

func TestDirectTellsWhatHasNoText(t *testing.T) {
	for _, x := range []*thing{{Weight: math.NaN()}, {Height: new(math.Inf(1))}, {At: new(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC))}, {Extra: make(chan int)}} {
		if text, err := json.Marshal(orm.JSON(x)); err == nil {
			t.Errorf("%s", text)
		}
	}
}
