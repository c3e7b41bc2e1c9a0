package functions

import (
	"fmt"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// Averages that are the same quotient are equal, and rows that have them are in the order of the next key, whatever sum and count
// made it: PostgreSQL by itself keeps more digits of 7.5 / 7 than of 15 / 14, and fewer behind the point the larger they are.
func TestEqualAveragesAreEqual(t *testing.T) {
	for _, offset := range []int64{0, 1, 100_000_000, -3} {
		dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
			var rows []*Cell
			for i, n := range []int{7, 14, 21} {
				for k := range n {
					whole, exact := offset, decimal.NewFromInt(offset)
					if k < i+1 { // one in seven
						whole++
						exact = exact.Add(decimal.RequireFromString("0.5"))
					}
					rows = append(rows, &Cell{Other: string(rune('a' + i)), Whole: &whole, Exact: &exact, State: "new", Small: int(whole)})
				}
			}
			if err := orm.Objects[Cell](db).BulkCreate(t.Context(), rows); err != nil {
				t.Fatal(err)
			}
			for _, field := range []string{"whole", "exact", "small"} {
				groups, err := orm.Objects[Cell](db).GroupBy("other").OrderBy("mean", "-other").
					Aggregate(t.Context(), orm.AvgOf(field).As("mean"))
				if err != nil {
					t.Fatal(err)
				}
				var order []string
				for _, g := range groups {
					order = append(order, g["other"].(string))
					if fmt.Sprint(g["mean"]) != fmt.Sprint(groups[0]["mean"]) {
						t.Errorf("%d: the averages of %s are %v and %v", offset, field, groups[0]["mean"], g["mean"])
					}
				}
				if got := strings.Join(order, ""); got != "cba" {
					t.Errorf("%d: groups of equal averages of %s are in the order %s, not cba", offset, field, got)
				}
			}
		})
	}
}

// TestMeanOfASubQuery: the mean of decimals is a decimal where a sub-query finds it too, to its last digit, of which a float has fewer.
func TestMeanOfASubQuery(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		ctx, objects := t.Context(), orm.Objects[Cell](db)
		rows := cells()
		for i, c := range rows {
			v := decimal.RequireFromString("90071992.547").Add(decimal.New(int64(i*i), -3))
			c.Exact = &v
		}
		if err := objects.BulkCreate(ctx, rows); err != nil {
			t.Fatal(err)
		}
		mean := orm.ScalarOf(objects.Filter(orm.F("id").Lte(orm.Outer("id"))), orm.AvgOf("exact"))
		list, err := objects.AnnotateExpr("mean", mean).OrderBy("id").Values(ctx, "id", "mean")
		if err != nil || len(list) != len(rows) {
			t.Fatal(list, err)
		}
		for _, row := range list {
			alone, err := objects.Filter(orm.Q{"id__lte": row["id"]}).Aggregate(ctx, orm.AvgOf("exact").As("mean"))
			if err != nil {
				t.Fatal(err)
			}
			want, got := alone["mean"].(decimal.Decimal), row["mean"].(decimal.Decimal)
			if !got.Equal(want) {
				t.Errorf("the mean of %v rows is %v, by itself %v", row["id"], got, want)
			}
		}
	})
}
