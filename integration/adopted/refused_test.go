package adopted

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// What a column has that no field can hold, or refuses itself, is an error of its kind, and nothing is lost of what is beside it.
func TestArraysOfSeveralDimensions(t *testing.T) {
	onBoth(t, schema.MustRegistry(&Article{}), articles, func(t *testing.T, db *orm.DB) {
		ctx, all := t.Context(), orm.Objects[Article](db)
		for i := range 3 {
			if err := orm.Save(ctx, db, article(i)); err != nil {
				t.Fatal(err)
			}
		}
		text := "'[[1,2],[3,4]]'"
		if db.Dialect() == "postgres" {
			text = "'{{1,2},{3,4}}'"
		}
		if _, err := db.SQLX().ExecContext(ctx, "UPDATE articles SET big = "+text+" WHERE id = 2"); err != nil {
			t.Fatal(err)
		}
		if _, err := all.All(ctx); !errors.Is(err, orm.ErrStored) {
			t.Errorf("two dimensions: %v", err)
		}
		if list, err := all.Exclude(orm.Q{"id": 2}).All(ctx); err != nil || len(list) != 2 {
			t.Errorf("the others: %d, %v", len(list), err)
		}
		if list, err := all.Fields("id", "tags").All(ctx); err != nil || len(list) != 3 {
			t.Errorf("the other columns: %d, %v", len(list), err)
		}
	})
}

// MariaDB's type refuses versions from 8 on where the group behind them begins with 8; elsewhere any sixteen bytes are a UUID.
func TestUUIDsThatAreRefused(t *testing.T) {
	onBoth(t, schema.MustRegistry(&Device{}, &Signal{}, &Network{}), devices, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		for _, c := range []struct {
			text  string
			taken bool
		}{{"7f1c2a34-0000-4000-8000-0000000000ff", true}, {"018f2a34-0000-7000-8000-0000000000ff", true}, {"7f1c2a34-0000-0000-8000-0000000000ff", true},
			{"7f1c2a34-0000-9000-c000-0000000000ff", true}, {"ffffffff-ffff-ffff-ffff-ffffffffffff", true}, {"7f1c2a34-0000-9000-8000-0000000000ff", false}, {"7f1c2a34-0000-f000-b000-0000000000ff", true}} {
			err := orm.Save(ctx, db, &Device{ID: uuid.MustParse(c.text), Name: "x"})
			if refused := db.Dialect() == "mariadb" && !c.taken; refused != errors.Is(err, orm.ErrValidation) || refused != (err != nil) {
				t.Errorf("%s: %v", c.text, err)
			}
		}
	})
}
