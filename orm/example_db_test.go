package orm_test

import (
	"log"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// exampleDB is the database of the examples.
func exampleDB() *orm.DB {
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&author{}, &book{}))
	if err != nil {
		log.Fatal(err)
	}
	return db
}
