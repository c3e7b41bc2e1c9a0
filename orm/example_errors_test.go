package orm_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
)

// A violated constraint is one type on every database, with the fields that it is about.
func ExampleConstraintError() {
	ctx, db := context.Background(), library()

	_, err := orm.Objects[Author](db).Create(ctx, Author{Name: "J.R.R. Tolkien"})
	var violated *orm.ConstraintError
	if errors.As(err, &violated) {
		fmt.Println(violated.Table, violated.Fields)
	}
	fmt.Println(errors.Is(err, orm.ErrUnique), errors.Is(err, orm.ErrForeignKey))
	// Output:
	// authors [name]
	// true false
}

// What is wrong with a query string is told at once, each parameter with a rule that a client can act on.
func ExampleRequestError() {
	ctx, db := context.Background(), library()

	asked := orm.UntrustedQuery(url.Values{"sort": {"salary"}, "year": {"soon"}}, orm.Policy{})
	_, err := orm.PageOf(ctx, orm.Objects[Book](db), asked)
	var refused *orm.RequestError
	if errors.As(err, &refused) {
		fmt.Println(len(refused.Parameters), errors.Is(err, orm.ErrQuery))
	}
	// Output:
	// 2 true
}

// A ParameterError names what was sent and the rule that it breaks.
func ExampleParameterError() {
	ctx, db := context.Background(), library()

	_, err := orm.PageOf(ctx, orm.Objects[Book](db), orm.UntrustedQuery(url.Values{"year": {"soon"}}, orm.Policy{}))
	var refused *orm.RequestError
	errors.As(err, &refused)
	var p orm.ParameterError = refused.Parameters[0]
	fmt.Printf("%s, %s: %s\n", p.Name, p.Rule, p.Detail)
	// Output:
	// year, type: it takes a whole number
}

// A scope that cannot answer stops every statement about its model, and the error says which.
func ExampleScopeError() {
	ctx, db := context.Background(), library()
	db, err := sqlite.New(db.SQLX(), db.Models(), orm.WithScope[Book]("tenant", func(context.Context) (orm.Condition, error) {
		return nil, errors.New("nobody is logged in")
	}))
	must(err)

	_, err = orm.Objects[Book](db).All(ctx)
	var stopped *orm.ScopeError
	if errors.As(err, &stopped) {
		fmt.Println(stopped.Model, stopped.Scope, stopped.Err)
	}
	// Output:
	// Book tenant nobody is logged in
}

// slow is an observer that tells of statements which take long.
type slow struct{ limit time.Duration }

func (s slow) Before(ctx context.Context, _ *orm.Statement) context.Context { return ctx }

func (s slow) After(_ context.Context, st *orm.Statement) {
	if st.Duration >= s.limit {
		fmt.Println("slow:", st.Operation, st.Table, st.Rows)
	}
}

// An observer is two methods; it sees each statement before and after it is sent.
func ExampleObserver() {
	ctx, db := context.Background(), library()

	watched := db.Observing(slow{limit: 0}) // orm.WithObserver does so for all of a DB
	_, err := orm.Objects[Book](watched).Limit(2).All(ctx)
	must(err)
	// Output:
	// slow: select books 2
}

// lines is an observer that shows statements.
type lines struct{}

func (lines) Before(ctx context.Context, _ *orm.Statement) context.Context { return ctx }

func (lines) After(_ context.Context, st *orm.Statement) { fmt.Println(st.Text) }

// The text of a statement depends on what is asked, never on values, so that a log holds none.
func ExampleStatement() {
	ctx, db := context.Background(), library()

	for _, name := range []string{"Tolkien", "x'; DROP TABLE books --"} {
		_, err := orm.Objects[Author](db.Observing(lines{})).Filter(orm.Q{"name": name}).Exists(ctx)
		must(err)
	}
	// Output:
	// SELECT EXISTS (SELECT 1 FROM `authors` AS t0 WHERE t0.`name` = ?)
	// SELECT EXISTS (SELECT 1 FROM `authors` AS t0 WHERE t0.`name` = ?)
}

// Change is a column of a row with its value from before and now: what an audit log wants of any model.
func ExampleChange() {
	ctx, db := context.Background(), accounts()
	hooks.PostUpdate(db.Hooks(), func(_ context.Context, e hooks.Update[Account]) error {
		for _, c := range orm.Changes(e.Instance) {
			fmt.Println(c.Name, c.From, "->", c.To)
		}
		return nil
	})

	account, err := orm.Objects[Account](db).Get(ctx)
	must(err)
	account.Balance -= 3
	must(orm.Update(ctx, db, account))
	// Output:
	// balance 10 -> 7
}
