package composite

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// ward is a room of a house by a number, and its rows are marked as deleted.
type ward struct {
	orm.Model
	House, Number int64
	Gone          *time.Time
	Beds          orm.Many[bed]
	Notes         orm.Many[note]
	Leases        orm.Many[lease]
}

func (w *ward) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&w.House).PrimaryKey(), schema.BigInteger(&w.Number).PrimaryKey(), schema.DateTime(&w.Gone).SoftDelete(),
	}}
}

// bed goes with its ward, whose key is a part of its own; it is marked as deleted itself.
type bed struct {
	orm.Model
	House, Number, Place int64
	Ward                 orm.One[ward]
	Gone                 *time.Time
	Sheets               orm.Many[sheet]
}

func (b *bed) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&b.House).PrimaryKey(), schema.BigInteger(&b.Number).PrimaryKey(), schema.BigInteger(&b.Place).PrimaryKey(),
		schema.ForeignKey(&b.Ward).On("house", "number").RelatedName("beds").OnDelete(schema.Cascade), schema.DateTime(&b.Gone).SoftDelete(),
	}}
}

// sheet goes with its bed for good, by three columns.
type sheet struct {
	orm.Model
	ID  int64
	Bed orm.One[bed]
}

func (s *sheet) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&s.ID).PrimaryKey(), schema.ForeignKey(&s.Bed).RelatedName("sheets").OnDelete(schema.Cascade)}}
}

// note forgets its ward, which it knows by two fields of its own.
type note struct {
	orm.Model
	ID            int64
	House, Number *int64
	Ward          orm.One[ward]
}

func (n *note) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&n.ID).PrimaryKey(), schema.BigInteger(&n.House), schema.BigInteger(&n.Number),
		schema.ForeignKey(&n.Ward).On("house", "number").RelatedName("notes").OnDelete(schema.SetNull),
	}}
}

// lease keeps its ward.
type lease struct {
	orm.Model
	ID   int64
	Ward orm.One[ward]
}

func (l *lease) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&l.ID).PrimaryKey(), schema.ForeignKey(&l.Ward).Columns("in_house", "in_number").RelatedName("leases").OnDelete(schema.Restrict)}}
}

func house() *schema.Registry {
	return schema.MustRegistry(&ward{}, &bed{}, &sheet{}, &note{}, &lease{})
}

// furnish makes two wards whose keys share each of their columns, with everything in both.
func furnish(t *testing.T, db *orm.DB) (a, b *ward) {
	t.Helper()
	of := func(house, number int64) *ward {
		return &ward{House: house, Number: number, Beds: orm.ManyOf(&bed{Place: 1, Sheets: orm.ManyOf(&sheet{}, &sheet{})}, &bed{Place: 2}), Notes: orm.ManyOf(&note{})}
	}
	a, b = of(1, 1), of(1, 2)
	for _, w := range []*ward{a, b, of(2, 1)} {
		must[int64](t)(orm.SaveRelated(t.Context(), db, w, orm.Follow()))
	}
	return a, b
}

func left(t *testing.T, db *orm.DB) string {
	t.Helper()
	ctx := t.Context()
	return fmt.Sprint(must[int64](t)(orm.Objects[ward](db).Count(ctx)), must[int64](t)(orm.Objects[bed](db).Count(ctx)), must[int64](t)(orm.Objects[sheet](db).Count(ctx)),
		must[int64](t)(orm.Objects[note](db).Filter(orm.Q{"ward__isnull": false}).Count(ctx)), must[int64](t)(orm.Objects[note](db).Count(ctx)))
}

// What foreign keys of several columns declare is done in Go where the row that goes is only marked.
func TestSoftDeleteOverSeveralColumns(t *testing.T) {
	dbtest.Each(t, house(), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		a, b := furnish(t, db)
		if got := left(t, db); got != "3 6 6 3 3" {
			t.Fatal(got)
		}
		kept := &lease{Ward: orm.Ref(b)}
		must[int](t)(0, orm.Save(ctx, db, kept))
		if err := orm.Delete(ctx, db, b); !errors.Is(err, orm.ErrForeignKey) {
			t.Error(err)
		}
		if _, err := orm.Objects[ward](db).Filter(orm.Q{"house": 1}).Delete(ctx); !errors.Is(err, orm.ErrForeignKey) {
			t.Error(err)
		}
		if got := left(t, db); got != "3 6 6 3 3" {
			t.Errorf("a refused delete has left %s", got)
		}
		must[int](t)(0, orm.Delete(ctx, db, a))
		if got := left(t, db); got != "2 4 4 2 3" {
			t.Errorf("a delete has left %s", got)
		}
		must[int](t)(0, orm.Restore(ctx, db, a))
		if got := left(t, db); got != "3 4 4 2 3" {
			t.Errorf("a row that is back has left %s", got)
		}
		must[int](t)(0, orm.Delete(ctx, db, kept))
		if n := must[int64](t)(orm.Objects[ward](db).Filter(orm.Q{"pk__in": []any{[]any{1, 2}, []any{2, 1}}}).Delete(ctx)); n != 2 {
			t.Error(n)
		}
		if got := left(t, db); got != "1 0 0 0 3" {
			t.Errorf("a delete of a set has left %s", got)
		}
		must[int](t)(0, orm.HardDelete(ctx, db, b))
		if n := must[int64](t)(orm.Objects[bed](db).WithDeleted().Count(ctx)); n != 4 {
			t.Errorf("%d beds are left where the database has deleted two", n)
		}
	})
}
