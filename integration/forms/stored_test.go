package forms

import (
	"errors"
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// TestUnreadable: whatever reads a value that its field cannot hold, or a NULL that must not be, says so in the same way.
func TestUnreadable(t *testing.T) {
	for column, values := range map[string][]any{
		"at": {"yesterday", nil, 5, "2024-02-30 00:00:00"}, "day": {"2024-05-06 12:00", nil}, "clock": {"24:00", nil},
		"key": {"aBcdefab0000000000000000000000ff0", nil, []byte{1}}, "open": {"yes", nil, 2},
	} {
		for _, v := range values {
			db := open(t, false)
			send(t, db, "DROP TABLE visits")
			send(t, db, "CREATE TABLE visits (id INTEGER PRIMARY KEY, `key` UUID, at DATETIME, day DATE, clock TIME, open BOOLEAN, `left` DATETIME)")
			row := map[string]any{"key": "abcdef00000000000000000000000001", "at": "2024-05-06 07:08:09", "day": "2024-05-06", "clock": "07:08", "open": 1}
			row[column] = v
			send(t, db, "INSERT INTO visits (id, `key`, at, day, clock, open) VALUES (1, ?, ?, ?, ?, ?)", row["key"], row["at"], row["day"], row["clock"], row["open"])
			reads(t, db, column, v)
		}
	}
}

func reads(t *testing.T, db *orm.DB, column string, v any) {
	t.Helper()
	ctx, visits := t.Context(), orm.Objects[Visit](db)
	errs := map[string]error{}
	_, errs["All"] = visits.All(ctx)
	_, errs["Get"] = visits.Get(ctx, orm.Q{"id": 1})
	for _, err := range visits.Iterate(ctx) {
		errs["Iterate"] = err
	}
	_, errs["Values"] = visits.Values(ctx, "id", column)
	_, errs["ValuesList"] = visits.ValuesList(ctx, column)
	_, errs["Distinct"] = visits.Distinct().ValuesList(ctx, column)
	_, errs["GroupBy"] = visits.GroupBy(column).Aggregate(ctx, orm.CountOf("id"))
	if column != "open" || v == nil {
		_, errs["Aggregate"] = visits.Aggregate(ctx, orm.MaxOf(column))
	}
	if v == nil { // of others the driver makes a zero time or true before anybody can tell
		_, errs["Raw"] = orm.Raw[Visit](ctx, db, sq.Expr("SELECT * FROM visits"))
	}
	for what, err := range errs {
		var at *schema.ValueError
		if !errors.Is(err, orm.ErrStored) || !errors.As(err, &at) {
			t.Errorf("%s of %s = %v: %v, want ErrStored with a ValueError", what, column, v, err)
			continue
		}
		if at.Model != "Visit" || at.Field != column || at.Row != 1 && what != "Aggregate" {
			t.Errorf("%s of %s = %v: %+v", what, column, v, at)
		}
	}
}
