package orm_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// guardLeaves are the leaves of random conditions, over values that the random rows have.
var guardLeaves = []func(r *rand.Rand, db *orm.DB) (string, orm.Condition){
	func(r *rand.Rand, _ *orm.DB) (string, orm.Condition) {
		key := []string{"weight", "note", "title", "via__name", "depot__name", "stops__place", "fragile", "via", "depot"}[r.IntN(9)]
		on := r.IntN(2) == 0
		return fmt.Sprintf("%s isnull %v", key, on), orm.Q{key + "__isnull": on}
	},
	func(r *rand.Rand, _ *orm.DB) (string, orm.Condition) {
		l, v := []string{"exact", "ne", "lt", "lte", "gt", "gte"}[r.IntN(6)], r.IntN(3)
		return fmt.Sprintf("weight %s %d", l, v), orm.Q{"weight__" + l: v}
	},
	func(r *rand.Rand, _ *orm.DB) (string, orm.Condition) {
		key := []string{"note", "title", "via__name", "depot__name", "stops__place"}[r.IntN(5)]
		l := []string{"contains", "startswith", "iendswith", "gte", "ne", "iexact"}[r.IntN(6)]
		v := []string{"", "a"}[r.IntN(2)]
		return fmt.Sprintf("%s %s %q", key, l, v), orm.Q{key + "__" + l: v}
	},
	func(r *rand.Rand, _ *orm.DB) (string, orm.Condition) {
		list := [][]int{{}, {0}, {0, 1}, {0, 1, 2}}[r.IntN(4)]
		return fmt.Sprintf("weight in %v", list), orm.Q{"weight__in": list}
	},
	func(r *rand.Rand, _ *orm.DB) (string, orm.Condition) {
		key := []string{"weight", "note"}[r.IntN(2)]
		if r.IntN(2) == 0 {
			return key + " = itself", orm.Q{key: orm.F(key)}
		}
		return key + " <> itself", orm.Q{key + "__ne": orm.F(key)}
	},
	func(r *rand.Rand, _ *orm.DB) (string, orm.Condition) {
		text := []string{"1 = 1", "1 = 0", "{weight} = 1 OR 1 = 1", "{weight} = 1 AND 1 = 1", "{note} IS NOT NULL", "{title} IS NOT NULL", "title LIKE '%'", "NOT (weight = weight)"}[r.IntN(8)]
		return "SQL " + text, orm.SQL(sq.Expr(text))
	},
	func(r *rand.Rand, db *orm.DB) (string, orm.Condition) {
		q := orm.Objects[parcel](db)
		switch r.IntN(4) {
		case 0:
			return "id in all", orm.Q{"id__in": q}
		case 1:
			return "id in none", orm.Q{"id__in": q.Filter(orm.Or())}
		case 2:
			return "via in all", orm.Q{"via__in": orm.Objects[depot](db)}
		}
		return "id in light", orm.Q{"id__in": q.Filter(orm.Q{"weight": 0})}
	},
}

func guardCondition(r *rand.Rand, db *orm.DB, depth int) (string, orm.Condition) {
	if depth == 0 || r.IntN(4) == 0 {
		return guardLeaves[r.IntN(len(guardLeaves))](r, db)
	}
	several := func(n int) (text string, list []orm.Condition) {
		for range n {
			t, c := guardCondition(r, db, depth-1)
			text, list = text+" ("+t+")", append(list, c)
		}
		return text, list
	}
	switch r.IntN(6) {
	case 0:
		text, list := several(1)
		return "not" + text, orm.Not(list[0])
	case 1:
		text, list := several(r.IntN(3))
		return "and" + text, orm.And(list...)
	case 2:
		place := []string{"", "a"}[r.IntN(2)]
		c := orm.Q{"place__contains": place}
		return fmt.Sprintf("some, none, every %q", place), []orm.Condition{orm.Some("stops", c), orm.None("stops", c), orm.Every("stops", c)}[r.IntN(3)]
	}
	text, list := several(r.IntN(4))
	return "or" + text, orm.Or(list...)
}

// The guard against data: what it refuses is true of every row of every set, what it lets through leaves out a row of some set, but
// for a few conditions.
func TestGuardAgainstData(t *testing.T) {
	seed, conditions := uint64(20261130), 600
	if text := os.Getenv("ORMAR_SEED"); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		seed = n
	}
	r := rand.New(rand.NewPCG(seed, 11))
	const rows = 60
	var sets []*orm.DB
	for i := range 4 {
		sets = append(sets, guardData(t, r, i))
	}
	refused, passed, missed := 0, 0, []string(nil)
	for i := range conditions {
		// The same condition for every set: sub-queries belong to their database.
		state := r.Uint64()
		limits, out, text := false, false, ""
		for k, db := range sets {
			var c orm.Condition
			text, c = guardCondition(rand.New(rand.NewPCG(state, 1)), db, 3)
			_, err := orm.Objects[parcel](db).Filter(c).Update(t.Context(), orm.V{"title": orm.F("title")})
			limits = !errors.Is(err, orm.ErrUnfiltered)
			if err != nil && limits {
				t.Fatalf("seed %d, condition %d: %s: %v", seed, i, text, err)
			}
			n, err := orm.Objects[parcel](db).Filter(c).Count(t.Context())
			if err != nil {
				t.Fatalf("seed %d, condition %d: %s: %v", seed, i, text, err)
			}
			if out = out || n < rows; out && !limits {
				t.Fatalf("seed %d, condition %d is refused and leaves out rows of set %d: %s", seed, i, k, text)
			}
		}
		if limits && !out {
			missed = append(missed, text)
		}
		if limits {
			passed++
		} else {
			refused++
		}
	}
	// What two quantifiers, or a quantifier and a joined column, say of each other is not looked for: Or(Every(x), Some()).
	if len(missed) > conditions/50 {
		t.Errorf("seed %d: %d conditions pass and leave out no row of any set: %q", seed, len(missed), missed)
	}
	if refused < conditions/20 || passed < conditions/20 {
		t.Errorf("%d refused and %d passed are too few to say anything", refused, passed)
	}
}

// guardData is a set of random rows; in the first set nothing is related that need not be, in the second everything is.
func guardData(t *testing.T, r *rand.Rand, set int) *orm.DB {
	t.Helper()
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&parcel{}, &depot{}, &stop{}))
	var parcels []*parcel
	var stops []*stop
	depots := []*depot{{ID: 1, Name: ""}, {ID: 2, Name: "a"}, {ID: 3, Name: "b"}}
	maybe := func() bool { return set == 1 || set > 1 && r.IntN(2) == 0 }
	for i := range 60 {
		p := &parcel{ID: int64(i + 1), Depot: orm.Ref(depots[r.IntN(3)]), Title: []string{"", "a", "b"}[r.IntN(3)], Weight: r.IntN(5) - 1, State: "sent",
			Fragile: r.IntN(2) == 0}
		if maybe() {
			p.Note = new([]string{"", "a", "b"}[r.IntN(3)])
			p.Via = orm.Ref(depots[r.IntN(3)])
		}
		parcels = append(parcels, p)
		for maybe() && len(stops) < 3*i {
			stops = append(stops, &stop{Parcel: orm.Ref(p), Place: []string{"", "a", "b"}[r.IntN(3)]})
		}
	}
	ctx := t.Context()
	err := errors.Join(orm.Objects[depot](db).BulkCreate(ctx, depots), orm.Objects[parcel](db).BulkCreate(ctx, parcels))
	if len(stops) > 0 {
		err = errors.Join(err, orm.Objects[stop](db).BulkCreate(ctx, stops))
	}
	if err != nil {
		t.Fatal(err)
	}
	return db
}
