package ormseed_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm/ormseed"
	"github.com/ormar-go/ormar/orm/sqlite"
)

func ExampleLoad() {
	ctx := context.Background()
	db, err := sqlite.Open(":memory:", models())
	if err != nil {
		panic(err)
	}
	defer db.Close()
	if err := migrate.CreateAll(ctx, db); err != nil {
		panic(err)
	}

	seeds := fstest.MapFS{ // an embed.FS, or os.DirFS("seeds")
		"authors.yaml": {Data: []byte("authors:\n  - full_name: Lem\n")},
		"books.json":   {Data: []byte(`{"books": [{"title": "Eden", "writer": {"full_name": "Lem"}, "price": 9.5}]}`)},
	}
	for range 2 {
		report, err := ormseed.Load(ctx, db, seeds, "*.yaml", "*.json")
		fmt.Println(report.Inserted, "inserted,", report.Unchanged, "unchanged", err)
	}
	// Output:
	// 2 inserted, 0 unchanged <nil>
	// 0 inserted, 2 unchanged <nil>
}
