package composite

import (
	"errors"
	"slices"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// TestARelationOfTheKeyStays: a saved row that is given another owner by a part of its key does not write that owner's row.
func TestARelationOfTheKeyStays(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, ctx := dbtest.Open(t, name, schema.MustRegistry(&parcel{}, &stop{})), t.Context()
			first, second := &parcel{ID: 1}, &parcel{ID: 2}
			rows := []*stop{{ParcelID: 1, Place: 1, Town: "Ulm"}, {ParcelID: 2, Place: 1, Town: "Bonn"}}
			if err := errors.Join(orm.Save(ctx, db, first), orm.Save(ctx, db, second), orm.Objects[stop](db).BulkCreate(ctx, rows)); err != nil {
				t.Fatal(err)
			}
			moved, err := orm.Objects[stop](db).Get(ctx, orm.Q{"town": "Ulm"})
			if err != nil {
				t.Fatal(err)
			}
			moved.Parcel = orm.Ref(second)
			if err := orm.Update(ctx, db, moved); !errors.Is(err, orm.ErrRelationship) {
				t.Errorf("another owner: %v", err)
			}
			if err := second.Stops.Add(ctx, rows[0]); err == nil {
				t.Error("a row was added to another owner, of which its key is part")
			}
			towns, err := orm.Pluck[string](ctx, orm.Objects[stop](db).OrderBy("parcel_id"), "town")
			if err != nil || !slices.Equal(towns, []string{"Ulm", "Bonn"}) {
				t.Errorf("the rows are %v, %v", towns, err)
			}
		})
	}
}

// TestTrackedRelationMoves: of a model that tracks changes it is known as well which was changed, the relation or its fields.
func TestTrackedRelationMoves(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, ctx := dbtest.Open(t, name, schema.MustRegistry(&parcel{}, &stop{}, &scanned{})), t.Context()
			if err := orm.Objects[parcel](db).BulkCreate(ctx, []*parcel{{ID: 1}, {ID: 2}, {ID: 3}}); err != nil {
				t.Fatal(err)
			}
			row := &scanned{ParcelID: new(int64(1))}
			if err := orm.Save(ctx, db, row); err != nil {
				t.Fatal(err)
			}
			row.Parcel = orm.Ref(&parcel{ID: 2})
			if err := orm.Update(ctx, db, row); err != nil || row.ParcelID == nil || *row.ParcelID != 2 {
				t.Fatalf("a row that was written: %v, %v", row.ParcelID, err)
			}
			row, err := orm.Objects[scanned](db).Get(ctx)
			if err != nil {
				t.Fatal(err)
			}
			row.Parcel = orm.Ref(&parcel{ID: 3})
			if err := orm.Update(ctx, db, row); err != nil || row.ParcelID == nil || *row.ParcelID != 3 {
				t.Fatalf("a row that was read: %v, %v", row.ParcelID, err)
			}
			row.Parcel = orm.One[parcel]{}
			if err := orm.Update(ctx, db, row); err != nil || row.ParcelID != nil {
				t.Errorf("a relation that was emptied: %v, %v", row.ParcelID, err)
			}
		})
	}
}

// scanned is where a parcel was seen, and remembers what it was.
type scanned struct {
	orm.Model
	ID       int64
	ParcelID *int64
	Parcel   orm.One[parcel]
}

func (s *scanned) Schema() schema.Table {
	return schema.Table{TrackChanges: true, Fields: schema.Fields{schema.BigInteger(&s.ID).PrimaryKey(), schema.BigInteger(&s.ParcelID),
		schema.ForeignKey(&s.Parcel).On("parcel_id").RelatedName("seen")}}
}

// parcel makes stops.
type parcel struct {
	orm.Model
	ID    int64
	Stops orm.Many[stop]
}

func (p *parcel) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&p.ID).PrimaryKey()}}
}

// stop has its parcel in its key.
type stop struct {
	orm.Model
	ParcelID, Place int64
	Town            string
	Parcel          orm.One[parcel]
}

func (s *stop) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&s.ParcelID).PrimaryKey(), schema.BigInteger(&s.Place).PrimaryKey(), schema.String(&s.Town, 20),
		schema.ForeignKey(&s.Parcel).On("parcel_id").RelatedName("stops")}}
}
