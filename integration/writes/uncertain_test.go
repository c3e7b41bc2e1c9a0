package writes

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// slot leaves a column to the server that is part of a unique constraint and may be NULL.
type slot struct {
	orm.Model
	Code  string
	Email string
	Row   int
	Place *int
	At    time.Time
}

func (s *slot) Schema() schema.Table {
	return schema.Table{Name: "slots", Fields: schema.Fields{
		schema.String(&s.Code, 20).PrimaryKey(),
		schema.String(&s.Email, 40).Unique(),
		schema.Integer(&s.Row),
		schema.Integer(&s.Place).ServerDefault("3"),
		schema.DateTime(&s.At),
	}, Constraints: []schema.Constraint{schema.UniqueTogether("row", "place")}}
}

func slots() *schema.Registry { return schema.MustRegistry(&slot{}) }

func slotRows(t *testing.T, db *orm.DB) []string {
	t.Helper()
	return rows(t, db, "SELECT code, ' ', email, ' ', row, ' ', COALESCE(place, -1) FROM slots ORDER BY code")
}

// A value that the server makes meets constraints as any other: the row that has it is neither written nor taken for the one that
// is meant.
func TestServerMadeValueMeetsAnotherConstraint(t *testing.T) {
	dbtest.Each(t, slots(), func(t *testing.T, db *orm.DB) {
		ctx, objects := t.Context(), orm.Objects[slot](db)
		noError(t, orm.Save(ctx, db, &slot{Code: "a", Email: "a", Row: 1, Place: new(3)}))
		before := []string{"a a 1 3"}
		for what, write := range map[string]func(s *slot) error{
			"IgnoreConflicts": func(s *slot) error {
				return objects.BulkCreate(ctx, []*slot{s}, orm.OnConflict("email"), orm.IgnoreConflicts())
			},
			"UpdateOnConflict": func(s *slot) error {
				return objects.BulkCreate(ctx, []*slot{s}, orm.OnConflict("email"), orm.UpdateOnConflict())
			},
			"Upsert": func(s *slot) error { return orm.Upsert(ctx, db, s) },
		} {
			if err := write(&slot{Code: "b", Email: "b", Row: 1}); !errors.Is(err, orm.ErrUnique) {
				t.Errorf("%s: %v, want ErrUnique", what, err)
			}
			if got := slotRows(t, db); !slices.Equal(got, before) {
				t.Errorf("%s left %q", what, got)
			}
		}
		noError(t, objects.BulkCreate(ctx, []*slot{{Code: "b", Email: "b", Row: 1}, {Code: "c", Email: "c", Row: 2}},
			orm.OnConflict("row", "place"), orm.IgnoreConflicts()))
		if got := slotRows(t, db); !slices.Equal(got, []string{"a a 1 3", "c c 2 3"}) {
			t.Errorf("the conflict that is meant: %q", got)
		}
	})
}

// A column that is named gets the object's value, also where an insert would leave it to the server.
func TestNamedColumnIsNotLeftToTheServer(t *testing.T) {
	dbtest.Each(t, slots(), func(t *testing.T, db *orm.DB) {
		ctx, objects := t.Context(), orm.Objects[slot](db)
		noError(t, orm.Save(ctx, db, &slot{Code: "a", Email: "a", Row: 1, Place: new(8)}))
		list := []*slot{{Code: "a", Email: "x", Row: 5}, {Code: "b", Email: "b", Row: 5}}
		noError(t, objects.BulkCreate(ctx, list, orm.OnConflict("code"), orm.UpdateOnConflict("place", "row")))
		if got := slotRows(t, db); !slices.Equal(got, []string{"a a 5 -1", "b b 5 3"}) {
			t.Errorf("the rows are %q", got)
		}
		if list[0].Place != nil || list[0].Email != "a" || list[1].Place == nil || *list[1].Place != 3 {
			t.Errorf("the objects are %+v and %+v", *list[0], *list[1])
		}
	})
}

// What fails leaves the objects as they were: times with their nanoseconds and zone, also those of rows before the one that failed.
func TestFailedBulkLeavesObjects(t *testing.T) {
	dbtest.Each(t, slots(), func(t *testing.T, db *orm.DB) {
		ctx, objects := t.Context(), orm.Objects[slot](db)
		at := time.Date(2024, 5, 6, 7, 8, 9, 123456789, time.FixedZone("x", 3600))
		check := func(what string, list []*slot, err error) {
			t.Helper()
			if err == nil {
				t.Errorf("%s: no error", what)
			}
			for _, s := range list {
				if s.At != at || s.Saved() || s.Place != nil || s.Email != "same" {
					t.Errorf("%s left %+v", what, *s)
				}
			}
		}
		pair := func() []*slot {
			return []*slot{{Code: "a", Email: "same", Row: 1, At: at}, {Code: "b", Email: "same", Row: 2, At: at}}
		}
		list := pair()
		check("BulkCreate", list, objects.BulkCreate(ctx, list))
		list = pair()
		check("UpdateOnConflict", list, objects.BulkCreate(ctx, list, orm.OnConflict("row", "place"), orm.UpdateOnConflict()))
		list = pair()
		check("IgnoreConflicts", list, objects.BulkCreate(ctx, list, orm.OnConflict("code"), orm.IgnoreConflicts()))
		removes := []func(){
			hooks.PreBulkCreate(db.Hooks(), func(_ context.Context, e hooks.Bulk[slot]) error { return spoil(e) }),
			hooks.PostBulkUpdate(db.Hooks(), func(_ context.Context, e hooks.Bulk[slot]) error { return spoil(e) }),
		}
		list = pair()
		check("a listener that panics", list, caught(func() error { return objects.BulkCreate(ctx, list) }))
		list = pair()[:1]
		check("a listener to BulkUpdate that panics", list, caught(func() error { _, err := objects.BulkUpdate(ctx, list); return err }))
		for _, remove := range removes {
			remove()
		}
		if got := slotRows(t, db); len(got) != 0 {
			t.Errorf("the table has %q", got)
		}
	})
}

func spoil(e hooks.Bulk[slot]) error {
	for _, s := range e.Instances {
		s.Email = "spoilt"
	}
	panic("spoilt")
}

func caught(do func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("panic")
		}
	}()
	return do()
}

// An object whose row BulkUpdate did not find does not become saved by it.
func TestBulkUpdateOfNoRow(t *testing.T) {
	dbtest.Each(t, slots(), func(t *testing.T, db *orm.DB) {
		ctx, objects := t.Context(), orm.Objects[slot](db)
		there := &slot{Code: "a", Email: "a", Row: 1}
		noError(t, orm.Save(ctx, db, there))
		gone := &slot{Code: "b", Email: "b", Row: 2}
		if n, err := objects.BulkUpdate(ctx, []*slot{there, gone}, "row"); n != 1 || err != nil {
			t.Errorf("BulkUpdate = %d, %v", n, err)
		}
		if gone.Saved() || !there.Saved() {
			t.Errorf("saved is %t of the row that is gone, %t of the other", gone.Saved(), there.Saved())
		}
	})
}

// A zero or NULL that is said is no value that was left out: it is written, and the row that it makes is found by it again.
func TestZeroThatIsSaid(t *testing.T) {
	dbtest.Each(t, slots(), func(t *testing.T, db *orm.DB) {
		ctx, objects := t.Context(), orm.Objects[slot](db)
		for n, want := range []bool{true, false} {
			got, created, err := objects.GetOrCreate(ctx, orm.V{"code": "a", "place": nil}, orm.V{"email": "a"})
			if err != nil || created != want || got.Place != nil {
				t.Errorf("GetOrCreate for the time %d = %+v, %t, %v", n, got, created, err)
			}
		}
		if got, _, err := objects.UpdateOrCreate(ctx, orm.V{"code": "b"}, orm.V{"email": "b", "place": nil}); err != nil || got.Place != nil {
			t.Errorf("UpdateOrCreate = %+v, %v", got, err)
		}
		said, left := &slot{}, &slot{}
		noError(t, orm.Decode(db, strings.NewReader(`{"Code":"c","Email":"c","Row":3,"Place":null,"At":"2024-05-06T07:08:09Z"}`), said, orm.AllowKey()))
		noError(t, orm.Decode(db, strings.NewReader(`{"Code":"d","Email":"d","Row":4,"At":"2024-05-06T07:08:09Z"}`), left, orm.AllowKey()))
		noError(t, objects.BulkCreate(ctx, []*slot{said, left}))
		if got := slotRows(t, db); !slices.Equal(got, []string{"a a 0 -1", "b b 0 -1", "c c 3 -1", "d d 4 3"}) {
			t.Errorf("the table has %q", got)
		}
	})
}
