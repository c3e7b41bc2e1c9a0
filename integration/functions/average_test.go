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
