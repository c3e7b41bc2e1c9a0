package forms

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
)

// A list of a table of others has the values as a list of the same rows in a table of ours.
func TestLists(t *testing.T) {
	db, mine := open(t, false), open(t, true)
	fill(t, db, writer{rand.New(rand.NewPCG(replay.Seed(t), 23)), false})
	ctx := t.Context()
	rows, err := orm.Objects[Visit](db).OrderBy("id").All(ctx)
	if err != nil {
		t.Fatal(err)
	}
	copies := make([]*Visit, len(rows))
	for i, r := range rows {
		copies[i] = &Visit{ID: r.ID, Key: r.Key, At: r.At, Day: r.Day, Clock: r.Clock, Open: r.Open, Left: r.Left}
	}
	if err := orm.Objects[Visit](mine).BulkCreate(ctx, copies); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"key", "at", "day", "clock", "open", "left"} {
		list := func(db *orm.DB) string {
			got, err := orm.Objects[Visit](db).Aggregate(ctx, orm.JSONAgg(name, "id").As("list"))
			if err != nil {
				t.Fatal(name, err)
			}
			return fmt.Sprintf("%s", got["list"])
		}
		if got, want := list(db), list(mine); got != want || len(want) < len(rows) {
			t.Errorf("%s: %.300s\nwant %.300s", name, got, want)
		}
	}
}
