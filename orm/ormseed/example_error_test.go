package ormseed_test

import (
	"context"
	"errors"
	"fmt"
	"testing/fstest"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm/ormseed"
	"github.com/ormar-go/ormar/orm/sqlite"
)

// An Error says in which file and line.
func ExampleError() {
	ctx := context.Background()
	db, err := sqlite.Open(":memory:", models())
	if err != nil {
		panic(err)
	}
	defer db.Close()
	if err := migrate.CreateAll(ctx, db); err != nil {
		panic(err)
	}

	_, err = ormseed.Load(ctx, db, fstest.MapFS{"authors.yaml": {Data: []byte("authors:\n  - full_name: Lem\n  - nmae: Dick\n")}}, "*.yaml")
	var wrong *ormseed.Error
	if errors.As(err, &wrong) {
		fmt.Println(wrong.File, wrong.Line, wrong.Table, errors.Is(err, ormseed.ErrSeed))
	}
	// Output:
	// authors.yaml 3 authors true
}
