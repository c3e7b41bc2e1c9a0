package writes

import (
	"fmt"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// plant has a generated key and a name that is unique.
type plant struct {
	orm.Model
	ID   int64
	Name string
	Size int
}

func (p *plant) Schema() schema.Table {
	return schema.Table{Name: "plants", Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(),
		schema.String(&p.Name, 40).Unique(),
		schema.Integer(&p.Size),
	}}
}

// price has an amount for which the tables of these tests have a default with more digits than the field takes.
type price struct {
	orm.Model
	ID     int64
	Name   string
	Amount decimal.Decimal
}

func (p *price) Schema() schema.Table {
	return schema.Table{Name: "prices", Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(),
		schema.String(&p.Name, 40).Unique(),
		schema.Decimal(&p.Amount, 12, 2).ServerDefault("0"),
	}}
}

func strangers() *schema.Registry { return schema.MustRegistry(&plant{}, &price{}) }

// made is a database with the tables that the statements make, one list for each kind of database.
func made(t *testing.T, name string, statements map[string][]string, opts ...orm.Option) *orm.DB {
	t.Helper()
	db := dbtest.OpenEmpty(t, name, strangers(), opts...)
	list, ok := statements[name]
	if !ok {
		list = statements["mariadb"]
	}
	for _, s := range list {
		run(t, db, s)
	}
	return db
}

func run(t *testing.T, db *orm.DB, statement string) {
	t.Helper()
	if _, err := db.SQLX().ExecContext(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// rows are all rows of a query, each as one text.
func rows(t *testing.T, db *orm.DB, query string) []string {
	t.Helper()
	list, err := db.SQLX().QueryxContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer list.Close()
	out := []string{}
	for list.Next() {
		values, err := list.SliceScan()
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range values {
			if b, ok := v.([]byte); ok {
				values[i] = string(b)
			}
		}
		out = append(out, fmt.Sprint(values...))
	}
	if err := list.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
