package orm_test

import (
	"context"
	"fmt"
	"time"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// Account remembers what it was.
type Account struct {
	orm.Model
	ID      int64
	Name    string
	Balance int
	Seen    *time.Time
}

func (a *Account) Schema() schema.Table {
	return schema.Table{TrackChanges: true, Fields: schema.Fields{
		schema.BigInteger(&a.ID).PrimaryKey(),
		schema.String(&a.Name, 100),
		schema.Integer(&a.Balance),
		schema.DateTime(&a.Seen),
	}}
}

// Entry is a line of the audit log.
type Entry struct {
	ID      int64
	Account orm.One[Account]
	Columns []string
	Was     string
}

func (e *Entry) Schema() schema.Table {
	return schema.Table{Name: "entries", Fields: schema.Fields{
		schema.BigInteger(&e.ID).PrimaryKey(),
		schema.ForeignKey(&e.Account),
		schema.JSON(&e.Columns),
		schema.String(&e.Was, 100),
	}}
}

// accounts is a database with one account.
func accounts() *orm.DB {
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Account{}, &Entry{}))
	must(err)
	must(migrate.CreateAll(context.Background(), db))
	must(orm.Save(context.Background(), db, &Account{Name: "Ada", Balance: 10}))
	return db
}

func ExampleChanged() {
	ctx, db := context.Background(), accounts()
	db, err := sqlite.New(db.SQLX(), db.Models(), orm.WithObserver(statements{}))
	must(err)
	account, err := orm.Objects[Account](db).Get(ctx)
	must(err)

	must(orm.Update(ctx, db, account)) // nothing has changed: nothing is sent
	account.Balance += 5
	was, known := orm.Old(account, &account.Balance)
	fmt.Println(orm.Changed(account), was, known)
	must(orm.Update(ctx, db, account))
	fmt.Println(orm.Changed(account))
	// Output:
	// select Account 1 <nil>
	// [balance] 10 true
	// update Account 1 <nil>
	// []
}

// An audit log: each update of an account leaves a line in the same transaction.
func ExampleOld() {
	ctx, db := context.Background(), accounts()
	hooks.PostUpdate(db.Hooks(), func(ctx context.Context, e hooks.Update[Account]) error {
		name, _ := orm.Old(e.Instance, &e.Instance.Name)
		return orm.Save(ctx, db, &Entry{Account: orm.Ref(e.Instance), Columns: e.Columns, Was: name})
	})

	account, err := orm.Objects[Account](db).Get(ctx)
	must(err)
	account.Name, account.Seen = "Ada Lovelace", new(time.Now())
	must(orm.Update(ctx, db, account))

	entries, err := orm.Objects[Entry](db).All(ctx)
	must(err)
	for _, e := range entries {
		fmt.Println(e.Account.PK(), e.Columns, e.Was)
	}
	// Output:
	// 1 [name seen] Ada
}
