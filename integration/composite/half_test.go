package composite

import (
	"errors"
	"fmt"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Shelf is keyed by a hall and a number.
type Shelf struct {
	orm.Model
	Hall, Number int
}

func (s *Shelf) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&s.Hall).PrimaryKey(), schema.Integer(&s.Number).PrimaryKey()}}
}

// Box stands on a shelf by columns that may be NULL one by one.
type Box struct {
	orm.Model
	ID           int64
	Hall, Number *int
	Shelf        orm.One[Shelf]
}

func (b *Box) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&b.ID).PrimaryKey(), schema.Integer(&b.Hall), schema.Integer(&b.Number),
		schema.ForeignKey(&b.Shelf).On("hall", "number").RelatedName("boxes"),
	}}
}

// TestHalfAKey: a foreign key of which some columns are NULL is NULL: it is neither equal to a key nor another one, whatever its
// other columns have.
func TestHalfAKey(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Shelf{}, &Box{}), func(t *testing.T, db *orm.DB) {
		ctx, boxes := t.Context(), orm.Objects[Box](db)
		if err := orm.Objects[Shelf](db).BulkCreate(ctx, []*Shelf{{Hall: 1, Number: 1}, {Hall: 1, Number: 2}}); err != nil {
			t.Fatal(err)
		}
		if err := boxes.BulkCreate(ctx, []*Box{
			{ID: 1, Hall: new(1), Number: new(1)}, {ID: 2, Hall: new(1), Number: new(2)}, {ID: 3, Number: new(2)}, {ID: 4, Hall: new(2)}, {ID: 5},
		}); err != nil {
			t.Fatal(err)
		}
		first := []any{1, 1}
		shelves := orm.Objects[Shelf](db).Filter(orm.Q{"number": 1})
		for _, c := range []struct {
			where orm.Condition
			want  string
		}{
			{orm.Q{"shelf": first}, "[1]"}, {orm.Q{"shelf__pk": first}, "[1]"}, {orm.Q{"shelf__ne": first}, "[2]"}, {orm.Q{"shelf__pk__ne": first}, "[2]"},
			{orm.Not(orm.Q{"shelf": first}), "[2]"}, {orm.Not(orm.Q{"shelf__ne": first}), "[1]"}, {orm.Not(orm.Not(orm.Q{"shelf": first})), "[1]"},
			{orm.Q{"shelf__in": [][]any{first}}, "[1]"}, {orm.Not(orm.Q{"shelf__in": [][]any{first}}), "[2]"}, {orm.Not(orm.Q{"shelf__in": shelves}), "[2]"},
			{orm.Not(orm.Q{"shelf__in": shelves.Filter(orm.Q{"hall": 7})}), "[1 2 3 4 5]"}, {orm.Not(orm.Q{"shelf__in": [][]any{}}), "[1 2 3 4 5]"},
			{orm.Q{"shelf__isnull": true}, "[3 4 5]"}, {orm.Not(orm.Q{"shelf__isnull": true}), "[1 2]"}, {orm.Q{"shelf__pk__isnull": false}, "[1 2]"},
			{orm.Not(orm.Or(orm.Q{"shelf": first}, orm.Q{"id": 5})), "[2]"},
		} {
			keys, err := orm.Pluck[int64](ctx, boxes.Filter(c.where).OrderBy("id"), "id")
			if err != nil || fmt.Sprint(keys) != c.want {
				t.Errorf("%v: %v, want %s, %v", c.where, keys, c.want, err)
			}
		}
		keys, err := orm.Pluck[int64](ctx, boxes.Exclude(orm.Q{"shelf": first}).OrderBy("id"), "id")
		if err != nil || fmt.Sprint(keys) != "[2]" {
			t.Errorf("excluded: %v, %v", keys, err)
		}
	})
}

// TestHalfAKeyInASubquery: half a key belongs to no row of a sub-query and is among no keys that one has; of none is it known that it is not
// among them. A sub-query of keys of several columns is one of rows, whose keys are never NULL: half a key cannot be asked for by Column.
func TestHalfAKeyInASubquery(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Shelf{}, &Box{}), func(t *testing.T, db *orm.DB) {
		ctx, boxes, shelves := t.Context(), orm.Objects[Box](db), orm.Objects[Shelf](db)
		if err := shelves.BulkCreate(ctx, []*Shelf{{Hall: 1, Number: 1}, {Hall: 1, Number: 2}, {Hall: 2, Number: 3}}); err != nil {
			t.Fatal(err)
		}
		if err := boxes.BulkCreate(ctx, []*Box{
			{ID: 1, Hall: new(1), Number: new(1)}, {ID: 2, Hall: new(1), Number: new(2)}, {ID: 3, Number: new(2)}, {ID: 4, Hall: new(2)}, {ID: 5},
		}); err != nil {
			t.Fatal(err)
		}
		own := boxes.Filter(orm.F("hall").Eq(orm.Outer("hall")), orm.F("number").Eq(orm.Outer("number")))
		first := shelves.Filter(orm.Q{"number": 1})
		for _, c := range []struct {
			where orm.Condition
			want  string
		}{
			{orm.ExistsIn(own), "[1 2]"}, {orm.Not(orm.ExistsIn(own)), "[3]"}, {orm.None("boxes"), "[3]"}, {orm.Some("boxes", orm.Q{"shelf__in": first}), "[1]"},
			{orm.Some("boxes", orm.Not(orm.Q{"shelf__in": first})), "[2]"}, {orm.Q{"pk__in": shelves.Filter(orm.Some("boxes"))}, "[1 2]"},
			{orm.Not(orm.Q{"pk__in": shelves.Filter(orm.Some("boxes"))}), "[3]"}, {orm.Not(orm.Q{"boxes__shelf__in": first}), "[2]"},
		} {
			keys, err := orm.Pluck[int](ctx, shelves.Filter(c.where).OrderBy("number"), "number")
			if err != nil || fmt.Sprint(keys) != c.want {
				t.Errorf("shelves, %v: %v, want %s, %v", c.where, keys, c.want, err)
			}
		}
		page := shelves.OrderBy("number").Limit(1)
		for _, c := range []struct {
			where orm.Condition
			want  string
		}{
			{orm.Q{"shelf__in": page}, "[1]"}, {orm.Not(orm.Q{"shelf__in": page}), "[2]"}, {orm.Not(orm.Not(orm.Q{"shelf__in": page})), "[1]"},
			{orm.Q{"shelf__boxes__shelf__in": first}, "[1]"}, {orm.Not(orm.Q{"shelf__boxes__shelf__in": first}), "[2]"},
		} {
			keys, err := orm.Pluck[int64](ctx, boxes.Filter(c.where).OrderBy("id"), "id")
			if err != nil || fmt.Sprint(keys) != c.want {
				t.Errorf("boxes, %v: %v, want %s, %v", c.where, keys, c.want, err)
			}
		}
		if _, err := shelves.Filter(orm.Q{"pk__in": orm.Column(boxes, "shelf")}).All(ctx); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("half a key in a sub-query: %v", err)
		}
	})
}
