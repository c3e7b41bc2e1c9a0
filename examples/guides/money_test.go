package guides_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/orm"
)

func Example_money() {
	ctx, sales := context.Background(), orm.Objects[Sale](shops())

	total, err := orm.Sum[decimal.Decimal](ctx, sales, "amount") // exact, on every database
	must(err)
	average, err := orm.Avg[decimal.Decimal](ctx, sales, "amount")
	must(err)
	fmt.Println(total, average.Round(2))

	// Arithmetic is the server's, and exact as well.
	_, err = sales.Filter(orm.Q{"shop": "south"}).Update(ctx, orm.V{"amount": orm.F("amount").Add(decimal.RequireFromString("0.10"))})
	must(err)
	south, err := orm.Sum[decimal.Decimal](ctx, sales.Filter(orm.Q{"shop": "south"}), "amount")
	must(err)
	fmt.Println(south)

	// A third digit behind the point would be lost: it is refused, before any SQL.
	_, err = sales.Create(ctx, Sale{Shop: "north", At: time.Now(), Amount: decimal.RequireFromString("1.005")})
	fmt.Println(errors.Is(err, orm.ErrValidation), err)
	// Output:
	// 165.05 41.26
	// 45.35
	// true schema: validation: amount takes at most 2 digits behind the point (round it first), got string "1.005"
}

func Example_zones() {
	ctx, sales := context.Background(), orm.Objects[Sale](shops())
	berlin, err := time.LoadLocation("Europe/Berlin")
	must(err)

	// Instants are kept in UTC; any zone may ask for them.
	from := time.Date(2026, 2, 1, 0, 0, 0, 0, berlin)
	february, err := sales.Filter(orm.Q{"at__gte": from, "at__lt": from.AddDate(0, 1, 0)}).OrderBy("at").All(ctx)
	must(err)
	for _, s := range february {
		fmt.Println(s.At.Format(time.RFC3339), s.At.In(berlin).Format("2 January 15:04"))
	}
	// Output:
	// 2026-01-31T23:00:00Z 1 February 00:00
	// 2026-02-02T12:00:00Z 2 February 13:00
	// 2026-02-14T08:00:00Z 14 February 09:00
}
