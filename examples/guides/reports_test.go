package guides_test

import (
	"context"
	"fmt"
	"time"

	"github.com/ormar-go/ormar/orm"
)

// A report by month, as the calendar on the wall of a shop has it.
func Example_months() {
	ctx, sales := context.Background(), orm.Objects[Sale](shops())
	berlin, err := time.LoadLocation("Europe/Berlin")
	must(err)

	rows, err := sales.AnnotateExpr("month", orm.DateTrunc("month", orm.F("at"), berlin)).
		GroupBy("month").OrderBy("month").Aggregate(ctx,
		orm.CountOf("id").As("sales"), orm.SumOf("amount").As("total"),
		orm.SumOf("amount").Where(orm.Q{"shop": "north"}).As("north"))
	must(err)
	for _, r := range rows {
		fmt.Println(r["month"].(time.Time).In(berlin).Format("January"), r["sales"], r["total"], r["north"])
	}
	// Output:
	// January 1 19.9 19.9
	// February 3 145.15 100
}

// What a row is among others: a running total, a place, a share.
func Example_windows() {
	ctx, sales := context.Background(), orm.Objects[Sale](shops())
	shop := orm.PartitionBy("shop")

	rows, err := sales.AnnotateExpr("so_far", orm.SumOf("amount").Over(shop.OrderKeys("at"))).
		AnnotateExpr("place", orm.RowNumber(shop.OrderKeys("-amount"))).
		OrderBy("shop", "at").Values(ctx, "shop", "amount", "so_far", "place")
	must(err)
	for _, r := range rows {
		fmt.Println(r["shop"], r["amount"], r["so_far"], r["place"])
	}

	best, err := sales.AnnotateExpr("place", orm.RowNumber(shop.OrderKeys("-amount"))).
		Filter(orm.Q{"place": 1}).OrderBy("shop").All(ctx) // the best sale of each shop
	must(err)
	fmt.Println(len(best), best[0].Amount, best[1].Amount)
	// Output:
	// north 19.9 19.9 2
	// north 100 119.9 1
	// south 5.05 5.05 2
	// south 40.1 45.15 1
	// 2 100 40.1
}
