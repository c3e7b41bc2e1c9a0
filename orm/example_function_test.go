package orm_test

import (
	"context"
	"fmt"
	"time"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// Functions stand in conditions like columns.
func ExampleLower() {
	ctx, db := context.Background(), library()
	b := orm.Fields[Book]()

	books, err := orm.Objects[Book](db).Filter(
		orm.Lower(orm.Replace(orm.Col(&b.Title), "The ", "")).Eq("hobbit")).All(ctx)
	must(err)
	fmt.Println(titles(books))
	undated, err := orm.Objects[Book](db).Filter(orm.Coalesce(orm.Col(&b.Year), 0).Lt(1900)).All(ctx)
	must(err)
	fmt.Println(titles(undated))
	// Output:
	// Hobbit
	// Tower of Fools
}

// A value of each row under a name, which filters, sorts and groups like a field.
func ExampleQuerySet_AnnotateExpr() {
	ctx, db := context.Background(), library()
	b := orm.Fields[Book]()
	decades := orm.Objects[Book](db).
		AnnotateExpr("decade", orm.Col(&b.Year).Div(10).Mul(10)).
		Filter(orm.Q{"decade__gte": 1900})

	groups, err := decades.GroupBy("decade").OrderBy("-decade").Aggregate(ctx, orm.CountOf("id").As("books"))
	must(err)
	fmt.Println(groups[0]["decade"], groups[0]["books"], len(groups))
	longest, err := decades.OrderBy(orm.Length(orm.Col(&b.Title)).Desc()).Values(ctx, "title", "decade")
	must(err)
	fmt.Println(longest[0]["title"], longest[0]["decade"])
	// Output:
	// 1990 1 4
	// The Lord of the Rings 1950
}

// Days and months as clocks show them somewhere, in groups.
func ExampleDateTrunc() {
	ctx, db := context.Background(), library()
	books := orm.Objects[Book](db)
	berlin := time.FixedZone("CET", 3600) // or what time.LoadLocation gives

	midnight := orm.Value(time.Date(2026, 5, 6, 23, 30, 0, 0, time.UTC))
	rows, err := books.AnnotateExpr("day", orm.DateTrunc("day", midnight, berlin)).
		AnnotateExpr("week", orm.DatePart("week", midnight, berlin)).
		AnnotateExpr("label", orm.Concat("sold ", orm.Cast[string](orm.F("sold")))).
		OrderBy("id").Limit(1).Values(ctx, "day", "week", "label")
	must(err)
	fmt.Println(rows[0]["day"].(time.Time).In(berlin), rows[0]["week"], rows[0]["label"])
	// Output:
	// 2026-05-07 00:00:00 +0100 CET 19 sold 100
}

// The authors of a book from before 1950, with their latest: sub-queries read the row around them.
func ExampleExistsIn() {
	ctx, db := context.Background(), library()
	authors, books := orm.Objects[Author](db), orm.Objects[Book](db)
	own := books.Filter(orm.F("author").Eq(orm.Outer("id")))

	rows, err := authors.Filter(orm.ExistsIn(own.Filter(orm.Q{"year__lt": 1950}))).
		AnnotateExpr("latest", orm.Scalar(orm.Column(own.OrderBy("-year"), "title"))).
		AnnotateExpr("copies", orm.ScalarOf(own, orm.SumOf("sold"))).
		Values(ctx, "name", "latest", "copies")
	must(err)
	fmt.Println(rows[0]["name"], rows[0]["latest"], rows[0]["copies"], len(rows))
	// Output:
	// J.R.R. Tolkien The Silmarillion 280 1
}

// The two best sold books of each author, with what sold better before them.
func ExampleRowNumber() {
	ctx, db := context.Background(), library()
	best := orm.PartitionBy("author").OrderKeys("-sold")

	rows, err := orm.Objects[Book](db).
		AnnotateExpr("place", orm.RowNumber(best)).
		AnnotateExpr("behind", orm.Lag(orm.F("title"), 1, best)).
		AnnotateExpr("share", orm.SumOf("sold").Over(orm.PartitionBy("author"))).
		Filter(orm.Q{"place__lte": 2}).
		OrderBy("author__name", "place").
		Values(ctx, "place", "title", "behind", "share")
	must(err)
	for _, row := range rows {
		fmt.Println(row["place"], row["title"], row["behind"], row["share"])
	}
	// Output:
	// 1 The Witcher <nil> 48
	// 2 The Tower of Fools The Witcher 48
	// 1 The Lord of the Rings <nil> 280
	// 2 The Hobbit The Lord of the Rings 280
}

// What lies inside a JSON field compares by its type.
func ExampleJSONPath() {
	ctx := context.Background()
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Profile{}))
	must(err)
	must(migrate.CreateAll(ctx, db))
	profiles, p := orm.Objects[Profile](db), orm.Fields[Profile]()
	must(profiles.BulkCreate(ctx, []*Profile{
		{Settings: map[string]any{"theme": "dark", "size": 12}}, {Settings: map[string]any{"theme": "light", "size": 9}}, {Settings: map[string]any{"theme": 12}},
	}))

	n, err := profiles.Filter(orm.JSONPath(&p.Settings, "theme").Ne("dark")).Count(ctx)
	must(err)
	rows, err := profiles.Filter(orm.Q{"settings__size__gt": 5}).OrderBy("-settings__size").Values(ctx, "settings__theme", "settings__size")
	must(err)
	fmt.Println(n, rows[0]["settings__theme"], rows[1]["settings__size"])
	// Output:
	// 1 dark 9
}

// A document is contained where each of its keys is, and each element of its arrays, in whatever order.
func ExampleContainsJSON() {
	ctx := context.Background()
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Profile{}))
	must(err)
	must(migrate.CreateAll(ctx, db))
	profiles, p := orm.Objects[Profile](db), orm.Fields[Profile]()
	must(profiles.BulkCreate(ctx, []*Profile{
		{Settings: map[string]any{"theme": "dark", "tags": []string{"new", "paid"}}},
		{Settings: map[string]any{"theme": "dark", "tags": []string{"paid"}, "mail": map[string]any{"daily": true, "hour": 8}}},
	}))

	dark, err := profiles.Filter(orm.Q{"settings__contains": map[string]any{"theme": "dark", "tags": []string{"paid", "new"}}}).Count(ctx)
	must(err)
	daily, err := profiles.Filter(orm.ContainsJSON(&p.Settings, map[string]any{"mail": map[string]any{"daily": true}})).Count(ctx)
	must(err)
	tagged, err := profiles.Filter(orm.JSONPath(&p.Settings, "tags").ContainsJSON("new")).Count(ctx)
	must(err)
	fmt.Println(dark, daily, tagged)
	// Output:
	// 1 1 1
}

// Profile is a model with a JSON field.
type Profile struct {
	orm.Model
	ID       int64
	Settings map[string]any
}

// Schema is the table of Profile.
func (p *Profile) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&p.ID).PrimaryKey(), schema.JSON(&p.Settings)}}
}

// A value chosen by conditions, in an assignment: the right side sees the row as it was.
func ExampleCase() {
	ctx, db := context.Background(), library()
	books, b := orm.Objects[Book](db), orm.Fields[Book]()

	n, err := books.Each().Update(ctx, orm.SetExpr(&b.Sold,
		orm.Case().When(orm.Gt(&b.Sold, 90), 90).Else(orm.Col(&b.Sold))))
	must(err)
	best, err := orm.Max[int](ctx, books, "sold")
	must(err)
	fmt.Println(n, best)
	// Output:
	// 5 90
}
