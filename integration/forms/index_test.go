package forms

import (
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// TestIndexes: in a table of ours the index over a time serves conditions and orders, in others at least the conditions; a UUID is
// looked up in both.
func TestIndexes(t *testing.T) {
	for name, own := range map[string]bool{"a table of ours": true, "a table of others": false} {
		t.Run(name, func(t *testing.T) {
			db := open(t, own)
			visits, badges := orm.Objects[Visit](db), orm.Objects[Badge](db)
			plans := map[string]func() (string, error){
				"range": func() (string, error) {
					return visits.Filter(orm.Q{"at__range": []string{"2024-05-06T07:08:09Z", "2024-05-07T00:00:00Z"}}).Explain(t.Context())
				},
				"exact": func() (string, error) { return visits.Filter(orm.Q{"at": "2024-05-06T07:08:09Z"}).Explain(t.Context()) },
				"key":   func() (string, error) { return badges.Filter(orm.Q{"id": [16]byte{1}}).Explain(t.Context()) },
				"keys": func() (string, error) {
					return badges.Filter(orm.Q{"id__in": [][16]byte{{1}, {2}}}).Explain(t.Context())
				},
			}
			if own {
				plans["order"] = func() (string, error) { return visits.OrderBy("at").Limit(3).Explain(t.Context()) }
				plans["gte"] = func() (string, error) {
					return visits.Filter(orm.Q{"at__gte": "2024-05-06T07:08:09Z"}).OrderBy("at").Explain(t.Context())
				}
			} else {
				plans["join"] = func() (string, error) {
					return badges.SelectRelated("notes").Filter(orm.Q{"id": [16]byte{1}}).Explain(t.Context())
				}
			}
			for what, explain := range plans {
				plan, err := explain()
				scans := strings.Contains(plan, "SCAN t1") || strings.Contains(plan, "SCAN t0") && what != "order"
				if err != nil || scans || what == "order" && !strings.Contains(plan, "SCAN t0 USING INDEX") {
					t.Errorf("%s: %v\n%s", what, err, plan)
				}
				if (what == "order" || what == "gte") && strings.Contains(plan, "TEMP B-TREE") {
					t.Errorf("%s sorts:\n%s", what, plan)
				}
			}
		})
	}
}

// TestTriggersOfOthers: what a server's default, a trigger and an upsert of others store in a table of ours is in our form, and a value
// that is none stays as it is.
func TestTriggersOfOthers(t *testing.T) {
	db := open(t, true)
	send(t, db, "CREATE TRIGGER touch AFTER UPDATE ON visits BEGIN UPDATE visits SET `left` = CURRENT_TIMESTAMP WHERE id = NEW.id; END")
	send(t, db, "INSERT INTO visits (id, `key`, at, day, clock, open) VALUES (1, ?, CURRENT_TIMESTAMP, CURRENT_DATE, CURRENT_TIME, 1)", strings.Repeat("0", 32))
	send(t, db, "UPDATE visits SET open = 0")
	send(t, db, "INSERT INTO visits (id, `key`, at, day, clock, open) VALUES (2, 'x', '2024-02-30 00:00:00', '2024-13-01', '24:00', 1)")
	var own int
	const form = "SELECT count(*) FROM visits WHERE id = 1 AND length(at) = 26 AND length(`left`) = 26 AND length(clock) = 15"
	if err := db.SQLX().Get(&own, form); err != nil || own != 1 {
		t.Errorf("%d rows are in our form, %v", own, err)
	}
	const garbage = "SELECT count(*) FROM visits WHERE id = 2 AND `key` = 'x' AND at = '2024-02-30 00:00:00' AND day = '2024-13-01' AND clock = '24:00'"
	if err := db.SQLX().Get(&own, garbage); err != nil || own != 1 {
		t.Errorf("%d rows are as they were, %v", own, err)
	}
}

// TestWithoutGuards: a table of ours that has lost its triggers is one of others, and so is one that was made under an open pool after a
// question to it had failed.
func TestWithoutGuards(t *testing.T) {
	const insert = "INSERT INTO visits (id, `key`, at, day, clock, open) VALUES (1, ?, '2024-05-06T09:08:09+02:00', '2024-05-06 00:00', '07:08', 1)"
	question := orm.Q{"at": "2024-05-06T07:08:09Z", "day": "2024-05-06", "clock": "07:08:00"}
	db := open(t, true)
	send(t, db, "DROP TRIGGER form_visits_insert")
	send(t, db, insert, strings.Repeat("0", 32))
	if n, err := orm.Objects[Visit](db).Filter(question).Count(t.Context()); err != nil || n != 1 {
		t.Errorf("without its trigger: %d, %v", n, err)
	}
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Visit{}, &Badge{}, &Note{}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if _, err := orm.Objects[Visit](db).Filter(question).Count(t.Context()); err == nil {
		t.Error("there is no table")
	}
	for _, text := range byHand {
		send(t, db, text)
	}
	send(t, db, insert, strings.Repeat("a", 32))
	if n, err := orm.Objects[Visit](db).Filter(question).Count(t.Context()); err != nil || n != 1 {
		t.Errorf("made by hand: %d, %v", n, err)
	}
}
