package indexes

import (
	"fmt"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Member is unique by what the database computes of its columns, which every database can: where there are no indexes over expressions
// or over some of the rows, such columns stand for them.
type Member struct {
	orm.Model
	ID     int64
	Email  string
	Folded *string
	Desk   int
	Active bool
	Seat   *int
	Hits   int
}

// Schema is the table of Member.
func (m *Member) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&m.ID).PrimaryKey(), schema.String(&m.Email, 80), schema.String(&m.Folded, 80).Generated("lower(email)", schema.GeneratedStored).Unique(),
		schema.Integer(&m.Desk), schema.Boolean(&m.Active), schema.Integer(&m.Seat).Generated("CASE WHEN active THEN desk END", schema.GeneratedStored).Unique(), schema.Integer(&m.Hits),
	}}
}

// A conflict of a generated column is known to the database alone.
func TestConflictsOfGeneratedColumns(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Member{}), func(t *testing.T, db *orm.DB) {
		ctx, all := t.Context(), orm.Objects[Member](db)
		first := &Member{Email: "Ann@x", Desk: 1, Active: true, Hits: 1}
		if err := all.BulkCreate(ctx, []*Member{first, {Email: "bob@x", Desk: 1}}); err != nil {
			t.Fatal(err)
		}
		violates(t, orm.Save(ctx, db, &Member{Email: "ANN@x", Desk: 2}), orm.ErrUnique, "uc_members_folded", "folded")
		violates(t, orm.Save(ctx, db, &Member{Email: "c@x", Desk: 1, Active: true}), orm.ErrUnique, "uc_members_seat", "seat")
		rows := []*Member{{Email: "ANN@X", Desk: 3, Active: true, Hits: 2}, {Email: "new@x", Desk: 4, Active: true}}
		if err := all.BulkCreate(ctx, rows, orm.OnConflict("folded"), orm.UpdateOnConflict("hits")); err != nil || rows[0].ID != first.ID || rows[0].Desk != 1 || rows[1].ID == 0 {
			t.Fatal(err, rows[0], rows[1])
		}
		rows = []*Member{{Email: "aNN@X", Hits: 5}, {Email: "NEW@x", Desk: 9, Hits: 7}, {Email: "other@x"}}
		inserted, err := orm.BulkUpsert(ctx, all, rows, orm.OnConflict("folded"), orm.OnConflictSet(orm.V{"hits": orm.F("hits").Add(orm.Excluded("hits"))}))
		if err != nil || fmt.Sprint(inserted) != "[false false true]" || rows[0].Hits != 7 || rows[0].Desk != 1 || rows[1].Hits != 7 || rows[2].ID == 0 {
			t.Fatal(err, inserted, rows[0], rows[1])
		}
		rows = []*Member{{Email: "s@x", Desk: 1, Active: true, Hits: 50}, {Email: "t@x", Desk: 1, Hits: 60}}
		if inserted, err = orm.BulkUpsert(ctx, all, rows, orm.OnConflict("seat"), orm.UpdateOnConflict("hits")); err != nil || fmt.Sprint(inserted) != "[false true]" || rows[0].ID != first.ID {
			t.Fatal(err, inserted, rows[0])
		}
		if err := all.BulkCreate(ctx, []*Member{{Email: "u@x", Desk: 1, Active: true}, {Email: "v@x", Desk: 30}}, orm.OnConflict("seat"), orm.IgnoreConflicts()); err != nil {
			t.Fatal(err)
		}
		if n, err := all.Count(ctx); n != 6 || err != nil {
			t.Error(n, err)
		}
		err = all.BulkCreate(ctx, []*Member{{Email: "BOB@x", Desk: 31, Active: true}}, orm.OnConflict("seat"), orm.UpdateOnConflict("hits"))
		violates(t, err, orm.ErrUnique, "uc_members_folded", "folded")
	})
}
