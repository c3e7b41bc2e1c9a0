package adopted

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Probe has types that a server may have no min, max or sum for.
type Probe struct {
	orm.Model
	ID     int64
	Name   string
	Raw    []byte
	Span   *string
	Size   uint64
	Wide   string
	Seen   *time.Time
	Local  *time.Time
	Parent orm.One[Probe]
	Kids   orm.Many[Probe]
}

func (p *Probe) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.Name, 20).CaseInsensitive(), schema.LargeBinary(&p.Raw, 20), schema.Native(&p.Span, "int4range"), schema.Unsigned(&p.Size, 64),
		schema.Decimal(&p.Wide, 19, 0), schema.DateTime(&p.Seen).Stored(schema.UnixSeconds), schema.DateTime(&p.Local).WithoutZone(berlin()),
		schema.ForeignKey(&p.Parent).RelatedName("kids"),
	}}
}

func probes(t *testing.T, run func(t *testing.T, db *orm.DB, probes orm.QuerySet[Probe])) {
	dbtest.Each(t, schema.MustRegistry(&Probe{}), func(t *testing.T, db *orm.DB) {
		at := time.Date(2024, 7, 1, 12, 0, 0, 0, time.UTC)
		list := orm.Objects[Probe](db)
		if err := list.BulkCreate(t.Context(), []*Probe{
			{ID: 1, Name: "b", Raw: []byte{9}, Span: new("[1,5)"), Size: math.MaxUint64, Wide: "9223372036854775807", Seen: new(at), Local: new(at)},
			{ID: 2, Name: "a", Raw: []byte{200}, Span: new("[3,4)"), Size: 3, Wide: "1", Seen: new(at.Add(time.Second)), Local: new(at), Parent: orm.RefPK[Probe](1)},
			{ID: 3, Name: "B", Raw: []byte{9, 0}, Size: 4, Wide: "2", Local: new(at.Add(time.Second)), Parent: orm.RefPK[Probe](1)},
		}); err != nil {
			t.Fatal(err)
		}
		run(t, db, list)
	})
}

// TestExtremes: what sorts has a smallest and a largest value, of all rows, of related ones and over a window.
func TestExtremes(t *testing.T) {
	probes(t, func(t *testing.T, _ *orm.DB, probes orm.QuerySet[Probe]) {
		ctx := t.Context()
		r, err := probes.Aggregate(ctx, orm.MinOf("raw"), orm.MaxOf("raw"), orm.MinOf("span"), orm.MaxOf("span"))
		if err != nil || fmt.Sprint(r) != "map[raw__max:[200] raw__min:[9] span__max:[3,4) span__min:[1,5)]" {
			t.Errorf("%v, %v", r, err)
		}
		if r, err := probes.Filter(orm.Q{"id": 3}).Aggregate(ctx, orm.MinOf("span"), orm.MaxOf("span")); err != nil || fmt.Sprint(r) != "map[span__max:<nil> span__min:<nil>]" {
			t.Errorf("%v, %v", r, err)
		}
		for key, want := range map[string]string{"kids__raw": "[2 3 1]", "-kids__span": "[2 3 1]", "kids__span": "[2 3 1]", "-kids__raw": "[2 3 1]"} {
			first, err := orm.Pluck[int64](ctx, probes.OrderBy(orm.NullsFirst(key), "id"), "id")
			if err != nil || fmt.Sprint(first) != want {
				t.Errorf("by %s: %v, want %s, %v", key, first, want, err)
			}
			if _, err := probes.OrderBy(key).SelectRelated("kids").Limit(1).All(ctx); err != nil {
				t.Errorf("a page by %s: %v", key, err)
			}
		}
		rows, err := probes.AnnotateExpr("most", orm.MaxOf("raw").Over(orm.PartitionBy("parent"))).
			AnnotateExpr("least", orm.MinOf("span").Over(orm.PartitionBy("parent"))).OrderBy("id").ValuesList(ctx, "most", "least")
		if err != nil || fmt.Sprint(rows) != "[[[9] [1,5)] [[200] [3,4)] [[200] [3,4)]]" {
			t.Errorf("%v, %v", rows, err)
		}
	})
}

// TestUnsignedAggregates: sums of 64 bits without a sign are exact, averages floats, and a row without any is NULL.
func TestUnsignedAggregates(t *testing.T) {
	probes(t, func(t *testing.T, db *orm.DB, probes orm.QuerySet[Probe]) {
		ctx := t.Context()
		r, err := probes.Aggregate(ctx, orm.SumOf("size"), orm.MaxOf("size"), orm.AvgOf("size"))
		sum, _ := new(big.Int).SetString("18446744073709551622", 10)
		if got, ok := r["size__sum"].(*big.Int); err != nil || !ok || got.Cmp(sum) != 0 || r["size__max"] != uint64(math.MaxUint64) {
			t.Errorf("%v, %v", r, err)
		}
		if f, ok := r["size__avg"].(float64); !ok || math.Abs(f/6148914691236517207-1) > 1e-9 {
			t.Errorf("the average is %T %v", r["size__avg"], r["size__avg"])
		}
		r, err = probes.Filter(orm.Q{"id__gt": 1}).Aggregate(ctx, orm.SumOf("size"), orm.AvgOf("size"))
		if err != nil || r["size__sum"] != uint64(7) || r["size__avg"] != 3.5 {
			t.Errorf("%v, %v", r, err)
		}
		n, err := probes.Annotate("mean", orm.AvgOf("kids__size")).Filter(orm.Q{"mean__gt": 3.4, "mean__lt": 3.6}).Count(ctx)
		if err != nil || n != 1 {
			t.Errorf("%d with an average near 3.5, %v", n, err)
		}
		own := probes.Filter(orm.F("parent").Eq(orm.Outer("pk")))
		rows, err := probes.AnnotateExpr("most", orm.ScalarOf(own, orm.MaxOf("size"))).OrderBy("id").ValuesList(ctx, "most")
		if err != nil || fmt.Sprint(rows) != "[[4] [<nil>] [<nil>]]" {
			t.Errorf("%v, %v", rows, err)
		}
		_, is := rows[0][0].(uint64)
		if !is {
			t.Errorf("a computed one is a %T", rows[0][0])
		}
		for _, field := range []string{"size", "wide"} { // of more digits than SQLite sums over a window
			sums, err := probes.AnnotateExpr("all", orm.SumOf(field).Over(orm.PartitionBy())).Limit(1).ValuesList(ctx, "all")
			if db.Dialect() == "sqlite" {
				if !errors.Is(err, orm.ErrUnsupported) {
					t.Errorf("the sum of %s over a window: %v", field, err)
				}
			} else if want := map[string]string{"size": "18446744073709551622", "wide": "9223372036854775810"}[field]; err != nil || fmt.Sprint(sums) != "[["+want+"]]" {
				t.Errorf("the sum of %s over a window: %v, %v", field, sums, err)
			}
		}
	})
}

// TestFormedOuter: a column without a zone, or a number, is compared with one of its own form in the row around, and with no other.
func TestFormedOuter(t *testing.T) {
	probes(t, func(t *testing.T, _ *orm.DB, probes orm.QuerySet[Probe]) {
		ctx := t.Context()
		for name, want := range map[string]string{"seen": "[2]", "local": "[3]"} {
			later := probes.Filter(orm.ExistsIn(probes.Filter(orm.F(name).Lt(orm.Outer(name)))))
			keys, err := orm.Pluck[int64](ctx, later.OrderBy("id"), "id")
			if err != nil || fmt.Sprint(keys) != want {
				t.Errorf("%s: %v, want %s, %v", name, keys, want, err)
			}
			keys, err = orm.Pluck[int64](ctx, probes.Filter(orm.ExistsIn(probes.Filter(orm.Q{name + "__lt": orm.Outer(name)}))).OrderBy("id"), "id")
			if err != nil || fmt.Sprint(keys) != want {
				t.Errorf("%s by a path: %v, want %s, %v", name, keys, want, err)
			}
		}
		for what, c := range map[string]orm.Condition{
			"two forms":      orm.F("seen").Eq(orm.Outer("local")),
			"computed with":  orm.F("seen").Eq(orm.Coalesce(orm.Outer("seen"), orm.Outer("seen"))),
			"compared twice": orm.Coalesce(orm.Outer("local"), orm.Outer("local")).Eq(orm.Outer("local")),
		} {
			if _, err := probes.Filter(orm.ExistsIn(probes.Filter(c))).Count(ctx); !errors.Is(err, orm.ErrQuery) {
				t.Errorf("%s: %v, want ErrQuery", what, err)
			}
		}
	})
}

// TestFoldedExtremes: what is computed of a text whose case counts for nothing is compared and ordered so too, and searched as any text.
func TestFoldedExtremes(t *testing.T) {
	probes(t, func(t *testing.T, _ *orm.DB, probes orm.QuerySet[Probe]) {
		ctx := t.Context()
		groups, err := probes.GroupBy("parent").Having(orm.Q{"most__lt": "B"}).Aggregate(ctx, orm.MaxOf("name").As("most"))
		if err != nil || len(groups) != 0 {
			t.Errorf("below B: %v, %v", groups, err)
		}
		noted := probes.Annotate("most", orm.MaxOf("kids__name"))
		for lookup, want := range map[string]string{"most": "[1]", "most__gt": "[]"} {
			keys, err := orm.Pluck[int64](ctx, noted.Filter(orm.Q{lookup: "b"}), "id")
			if err != nil || fmt.Sprint(keys) != want {
				t.Errorf("%s: %v, want %s, %v", lookup, keys, want, err)
			}
		}
		found, err := orm.Pluck[int64](ctx, probes.Filter(orm.Coalesce(orm.F("name"), orm.F("name")).Contains("b")), "id")
		if err != nil || fmt.Sprint(found) != "[1]" {
			t.Errorf("searched: %v, %v", found, err)
		}
		keys, err := orm.Pluck[int64](ctx, probes.AnnotateExpr("last", orm.MaxOf("name").Over(orm.PartitionBy("id"))).OrderBy("-last", "id"), "id")
		if err != nil || fmt.Sprint(keys) != "[1 3 2]" {
			t.Errorf("ordered: %v, %v", keys, err)
		}
	})
}
