package forms

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
)

// twins are a table of others, and one of ours with the same rows.
func twins(t *testing.T) (db, mine *orm.DB, rows []*Visit) {
	t.Helper()
	db, mine = open(t, false), open(t, true)
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
	return db, mine, rows
}

// A list of a table of others has the values as a list of the same rows in a table of ours.
func TestLists(t *testing.T) {
	db, mine, rows := twins(t)
	ctx := t.Context()
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

// What is computed of the columns of a table of others is what it is in a table of ours.
func TestComputed(t *testing.T) {
	db, mine, _ := twins(t)
	ctx := t.Context()
	same := func(name string, ask func(db *orm.DB) (any, error)) {
		t.Helper()
		got, err := ask(db)
		want, other := ask(mine)
		if err != nil || other != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %.300s, %v\nwant %.300s, %v", name, fmt.Sprint(got), err, fmt.Sprint(want), other)
		}
	}
	for name, e := range map[string]orm.Expr{
		"a boolean as a text": orm.Cast[string](orm.F("open")), "a boolean as a number": orm.Cast[int64](orm.F("open")),
		"an instant as a text": orm.Cast[string](orm.F("at")), "a date as a text": orm.Cast[string](orm.F("day")), "a month": orm.DateTrunc("month", orm.F("at")),
		"a day": orm.DatePart("day", orm.F("day")), "Coalesce": orm.Coalesce(orm.F("left"), orm.F("at")),
		"Greatest": orm.Greatest(orm.F("left"), orm.F("at")), "NullIf": orm.NullIf(orm.F("left"), orm.F("at")),
	} {
		same(name, func(db *orm.DB) (any, error) {
			return orm.Objects[Visit](db).AnnotateExpr("x", e).OrderBy("id").Values(ctx, "id", "x")
		})
	}
	for name, a := range map[string]orm.Aggregate{"MaxOf at": orm.MaxOf("at"), "MinOf day": orm.MinOf("day"), "MaxOf key": orm.MaxOf("key"), "MinOf clock": orm.MinOf("clock")} {
		same(name, func(db *orm.DB) (any, error) { return orm.Objects[Visit](db).Aggregate(ctx, a.As("x")) })
	}
}
