package forms

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Paper has JSON of several Go types.
type Paper struct {
	orm.Model
	ID   int64
	Tags []string
	Any  any
	Raw  json.RawMessage
}

// Schema is the table of Paper.
func (p *Paper) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(), schema.JSON(&p.Tags), schema.JSON(&p.Any).Nullable(), schema.JSON(&p.Raw),
	}}
}

// TestJSONNull: nil asks for NULL, in a NOT NULL field too; a JSON null in an any that can be NULL stays one when the row is written.
func TestJSONNull(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Paper{}), func(t *testing.T, db *orm.DB) {
		ctx, papers := t.Context(), orm.Objects[Paper](db)
		for id, v := range map[int64]any{1: nil, 2: json.RawMessage("null"), 3: "x"} {
			if _, err := papers.Create(ctx, Paper{ID: id, Any: v, Raw: json.RawMessage("[]")}); err != nil {
				t.Fatal(err)
			}
		}
		counts := func(when string) {
			t.Helper()
			for _, c := range []struct {
				q    orm.Q
				want int64
			}{
				{orm.Q{"tags": nil}, 0}, {orm.Q{"tags__isnull": true}, 0}, {orm.Q{"tags__ne": nil}, 3}, {orm.Q{"tags": []string(nil)}, 3},
				{orm.Q{"any": nil}, 1}, {orm.Q{"any__isnull": true}, 1}, {orm.Q{"any": json.RawMessage("null")}, 1}, {orm.Q{"any__ne": nil}, 2},
			} {
				if n, err := papers.Filter(c.q).Count(ctx); err != nil || n != c.want {
					t.Errorf("%s: %v: %d, want %d, %v", when, c.q, n, c.want, err)
				}
			}
		}
		counts("created")
		rows, err := papers.OrderBy("id").All(ctx)
		if err != nil || fmt.Sprintf("%T %s %v", rows[0].Any, rows[1].Any, rows[2].Any) != "<nil> null x" {
			t.Fatalf("%+v, %v", rows, err)
		}
		for _, row := range rows {
			if err := orm.Update(ctx, db, row); err != nil {
				t.Error(err)
			}
		}
		counts("updated")
		values, err := orm.Pluck[any](ctx, papers.OrderBy("id"), "any")
		if err != nil || fmt.Sprintf("%T %s %v", values[0], values[1], values[2]) != "<nil> null x" {
			t.Errorf("%v, %v", values, err)
		}
	})
}

// TestRawJSONAfterWrite: after a write the instance holds what the column does, which on PostgreSQL is another text.
func TestRawJSONAfterWrite(t *testing.T) {
	const text = `{"bb": 1e2, "a": "\u00e9", "ab": [ 1.50 ]}`
	dbtest.Each(t, schema.MustRegistry(&Paper{}), func(t *testing.T, db *orm.DB) {
		ctx, papers := t.Context(), orm.Objects[Paper](db)
		check := func(how string, row *Paper) {
			t.Helper()
			got, err := papers.Get(ctx, orm.Q{"id": row.ID})
			if err != nil || string(got.Raw) != string(row.Raw) {
				t.Errorf("%s: the instance has %s, the column %s, %v", how, row.Raw, got.Raw, err)
			}
		}
		saved := &Paper{Raw: json.RawMessage(text)}
		if err := orm.Save(ctx, db, saved); err != nil {
			t.Fatal(err)
		}
		check("Save", saved)
		saved.Raw = json.RawMessage(`[ 1E1 ]`)
		if err := orm.Update(ctx, db, saved, "raw"); err != nil {
			t.Fatal(err)
		}
		check("Update", saved)
		saved.Raw = json.RawMessage(text)
		if err := orm.Upsert(ctx, db, saved); err != nil {
			t.Fatal(err)
		}
		check("Upsert", saved)
		list := []*Paper{{Raw: json.RawMessage(text)}, {Raw: json.RawMessage("-0.0")}}
		if err := papers.BulkCreate(ctx, list); err != nil {
			t.Fatal(err)
		}
		check("BulkCreate", list[0])
		check("BulkCreate", list[1])
	})
}

// TestUUIDsOfOthers: on the servers a UUID that is stored otherwise than its field declares is found or cannot be read.
func TestUUIDsOfOthers(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Badge{}, &Note{}), func(t *testing.T, db *orm.DB) {
		if db.Dialect() == "sqlite" {
			return // see TestStoredForms
		}
		ctx, badges := t.Context(), orm.Objects[Badge](db)
		send(t, db, "DROP TABLE notes")
		send(t, db, "DROP TABLE badges")
		send(t, db, "CREATE TABLE badges (id varchar(36) PRIMARY KEY, name varchar(9) NOT NULL)")
		for i, spelled := range []string{"01234567-89ab-cdef-0123-456789abcdef", "0123456789ABCDEF0123456789ABCDEF", "01234567-89AB-CDEF-0123-456789ABCDEF", "0123456789aBCDEF0123456789ABCDEF"} {
			send(t, db, "DELETE FROM badges")
			send(t, db, fmt.Sprintf("INSERT INTO badges VALUES ('%s', '%d')", spelled, i))
			_, all := badges.All(ctx)
			_, values := orm.Pluck[[16]byte](ctx, badges, "id")
			_, most := badges.Aggregate(ctx, orm.MaxOf("id"))
			for what, err := range map[string]error{"All": all, "Pluck": values, "Max": most} {
				var at *schema.ValueError
				if !errors.Is(err, orm.ErrStored) || !errors.As(err, &at) || at.Model != "Badge" || at.Field != "id" {
					t.Errorf("%s of %s: %v, want ErrStored", what, spelled, err)
				}
			}
		}
		send(t, db, "DELETE FROM badges")
		send(t, db, "INSERT INTO badges VALUES ('0123456789abcdef0123456789abcdef', 'x')")
		if b, err := badges.Get(ctx, orm.Q{"id": "01234567-89AB-CDEF-0123-456789ABCDEF"}); err != nil || b.Name != "x" {
			t.Errorf("%+v, %v", b, err)
		}
	})
}
