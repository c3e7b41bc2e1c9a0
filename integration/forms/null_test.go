package forms

import (
	"errors"
	"fmt"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Crate has a label that may not be NULL, in a table that does not say so.
type Crate struct {
	orm.Model
	ID    int64
	Label string
	Size  int
	Items orm.Many[Item]
}

// Schema is the table of Crate.
func (c *Crate) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&c.ID).PrimaryKey(), schema.String(&c.Label, 20), schema.Integer(&c.Size)}}
}

// Item lies in a crate, or in none.
type Item struct {
	orm.Model
	ID    int64
	Name  string
	Crate orm.One[Crate]
}

// Schema is the table of Item.
func (i *Item) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&i.ID).PrimaryKey(), schema.String(&i.Name, 20), schema.ForeignKey(&i.Crate).RelatedName("items"),
	}}
}

// NULL where a joined row has a column that must not be NULL is no value, and not the same as no row.
func TestNullOfAJoinedRow(t *testing.T) {
	models := schema.MustRegistry(&Crate{}, &Item{})
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := dbtest.OpenEmpty(t, name, models)
			for _, s := range []string{
				"CREATE TABLE crates (id bigint PRIMARY KEY, label varchar(20), size int)",
				"CREATE TABLE items (id bigint PRIMARY KEY, name varchar(20), crate bigint)",
				"INSERT INTO crates VALUES (1, 'one', 1), (2, NULL, 2)",
				"INSERT INTO items VALUES (1, 'a', 1), (2, 'b', NULL), (3, 'c', 9)", // 9 leads nowhere
			} {
				if _, err := db.SQLX().ExecContext(t.Context(), s); err != nil {
					t.Fatal(err)
				}
			}
			ctx := t.Context()
			reads := func(q orm.QuerySet[Item]) map[string]func() (any, error) {
				return map[string]func() (any, error){
					"Values":     func() (any, error) { return q.Values(ctx, "name", "crate__label") },
					"ValuesList": func() (any, error) { return q.ValuesList(ctx, "crate__label", "crate__size", "crate__id") },
					"Pluck":      func() (any, error) { return orm.Pluck[*string](ctx, q, "crate__label") },
					"distinct":   func() (any, error) { return q.Distinct().ValuesList(ctx, "crate__size", "crate__label") },
					"Into": func() (any, error) {
						return orm.Into[struct {
							Label *string `db:"crate__label"`
						}](ctx, q)
					},
				}
			}
			items := orm.Objects[Item](db).OrderBy("id")
			for what, read := range reads(items) {
				if what == "distinct" {
					continue // ordered by what is not read
				}
				if got, err := read(); err != nil {
					t.Errorf("%s where no crate is there: %v, %v", what, got, err)
				}
			}
			if got, err := items.ValuesList(ctx, "crate__label", "crate__size"); err != nil || fmt.Sprint(got) != "[[one 1] [<nil> <nil>] [<nil> <nil>]]" {
				t.Errorf("the rows are %v, %v", got, err)
			}
			if _, err := db.SQLX().ExecContext(ctx, "UPDATE items SET crate = 2 WHERE id = 2"); err != nil {
				t.Fatal(err)
			}
			for what, read := range reads(orm.Objects[Item](db)) {
				var at *schema.ValueError
				if got, err := read(); !errors.Is(err, orm.ErrStored) || !errors.As(err, &at) || at.Model != "Crate" || at.Field != "label" {
					t.Errorf("%s of a label that is NULL: %v, %v, want ErrStored", what, got, err)
				}
			}
			if got, err := orm.Objects[Crate](db).ValuesList(ctx, "id", "items__name"); err != nil || fmt.Sprint(got) != "[[1 a] [2 b]]" {
				t.Errorf("children: %v, %v", got, err)
			}
			if got, err := orm.Objects[Crate](db).Filter(orm.Q{"items__id": 1}).ValuesList(ctx, "items__crate__label"); err != nil || fmt.Sprint(got) != "[[one]]" {
				t.Errorf("and back: %v, %v", got, err)
			}
		})
	}
}
