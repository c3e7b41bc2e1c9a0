package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/schema"
)

// Account is a row of the table accounts.
type Account struct {
	orm.Model
	ID   int64
	Name string
}

// Schema is the table of Account.
func (a *Account) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&a.ID).PrimaryKey(), schema.String(&a.Name, 50)}}
}

func ExampleOpen_pooler() {
	models, err := schema.NewRegistry(&Account{})
	if err != nil {
		log.Fatal(err)
	}
	address := "postgres://shop@127.0.0.1:1/shop?pooler=transaction" // nobody is there
	_, err = postgres.Open(address, models, orm.WithTimeout(5*time.Second), orm.WithRetry(3))
	fmt.Println(errors.Is(err, orm.ErrConnect))

	_, err = postgres.Open(address+"&search_path=billing", models)
	fmt.Println(err)
	// Output:
	// true
	// orm: connect: postgres: host 127.0.0.1:1, database "shop": with pooler=transaction search_path cannot be set for a session; set it for the role or the database: ALTER ROLE … SET …
}

func ExampleOpenCluster() {
	models, err := schema.NewRegistry(&Account{})
	if err != nil {
		log.Fatal(err)
	}
	db, err := postgres.OpenCluster("postgres://shop@127.0.0.1:1,127.0.0.1:2/shop?sslmode=disable", // nobody is there
		[]string{"postgres://shop@127.0.0.1:1/shop", "postgres://shop@127.0.0.1:2/shop"}, models,
		orm.WithCursorKey([]byte("the same key on all machines")))
	if errors.Is(err, orm.ErrConnect) {
		fmt.Println("neither of them takes writes")
		return
	}
	defer db.Close()

	ctx := orm.AtPosition(context.Background(), "what a cookie has brought")
	if err := orm.Save(ctx, db, &Account{Name: "new"}); err != nil { // on the primary
		log.Fatal(err)
	}
	list, err := orm.Objects[Account](db).All(ctx) // on a replica that has the new row
	fmt.Println(len(list), err, orm.Position(ctx)) // for the cookie
	list, err = orm.Objects[Account](db).All(orm.Primary(ctx))
	for _, n := range db.Nodes() {
		fmt.Println(n.Name, n.Primary, n.Reads, n.Lag, len(list), err)
	}
	// Output:
	// neither of them takes writes
}
