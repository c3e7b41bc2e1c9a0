package write_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// ticket has a default, an on-update value and a rule.
type ticket struct {
	orm.Model
	ID       int64
	Title    string
	Colour   string
	Revision int
}

func (t *ticket) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&t.ID).PrimaryKey(), schema.String(&t.Title, 10), schema.String(&t.Colour, 10).Default("grey"),
		schema.Integer(&t.Revision).OnUpdate(7),
	}}
}

// way is one way to write a ticket, of one row or of many.
type way struct {
	pre, post hooks.Kind
	write     func(ctx context.Context, db *orm.DB, t *ticket) error
	title     string // the title that the ticket has before the write
}

func ways() map[string]way {
	objects := func(db *orm.DB) orm.QuerySet[ticket] { return orm.Objects[ticket](db) }
	return map[string]way{
		"Save":   {hooks.PreSaveKind, hooks.PostSaveKind, func(ctx context.Context, db *orm.DB, t *ticket) error { return orm.Save(ctx, db, t) }, ""},
		"Update": {hooks.PreUpdateKind, hooks.PostUpdateKind, func(ctx context.Context, db *orm.DB, t *ticket) error { return orm.Update(ctx, db, t) }, "old"},
		"Upsert": {hooks.PreUpdateKind, hooks.PostUpdateKind, func(ctx context.Context, db *orm.DB, t *ticket) error { return orm.Upsert(ctx, db, t) }, "old"},
		"SaveRelated": {hooks.PreSaveKind, hooks.PostSaveKind, func(ctx context.Context, db *orm.DB, t *ticket) error {
			_, err := orm.SaveRelated(ctx, db, t)
			return err
		}, ""},
		"SaveRelated of a saved one": {hooks.PreUpdateKind, hooks.PostUpdateKind, func(ctx context.Context, db *orm.DB, t *ticket) error {
			_, err := orm.SaveRelated(ctx, db, t, orm.SaveAll())
			return err
		}, "old"},
		"BulkCreate": {hooks.PreBulkCreateKind, hooks.PostBulkCreateKind, func(ctx context.Context, db *orm.DB, t *ticket) error {
			return objects(db).BulkCreate(ctx, []*ticket{t})
		}, ""},
		"BulkUpdate": {hooks.PreBulkUpdateKind, hooks.PostBulkUpdateKind, func(ctx context.Context, db *orm.DB, t *ticket) error {
			_, err := objects(db).BulkUpdate(ctx, []*ticket{t})
			return err
		}, "old"},
	}
}

// start is a database and the ticket that a way writes.
func (w way) start(t *testing.T) (*orm.DB, *ticket) {
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&ticket{}))
	row := &ticket{Title: w.title}
	if w.title != "" {
		if err := orm.Save(t.Context(), db, row); err != nil {
			t.Fatal(err)
		}
	}
	return db, row
}

// TestStepsOfEveryWrite: listeners before a write see what defaults and on-update values made of
// the row, what they change is checked and written, and listeners after it see a saved row.
func TestStepsOfEveryWrite(t *testing.T) {
	for name, w := range ways() {
		t.Run(name, func(t *testing.T) {
			db, row := w.start(t)
			var seen []hooks.Kind
			hooks.Any(db.Hooks(), func(_ context.Context, kind hooks.Kind, _ any) error {
				seen = append(seen, kind)
				switch kind {
				case w.pre:
					if row.Colour != "grey" {
						t.Errorf("before the write the colour is %q", row.Colour)
					}
					if touched := w.title != "" && name != "Upsert"; touched != (row.Revision == 7) { // an upsert may still be an insert
						t.Errorf("before the write the revision is %d", row.Revision)
					}
					row.Title = "by a hook"
				case w.post:
					if !row.Saved() || row.ID == 0 {
						t.Errorf("after the write it is %+v", row)
					}
				}
				return nil
			})
			if err := w.write(t.Context(), db, row); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(seen, []hooks.Kind{w.pre, w.post}) {
				t.Errorf("heard %v", seen)
			}
			got, err := orm.Objects[ticket](db).Get(t.Context())
			if err != nil || !reflect.DeepEqual(got, row) || got.Title != "by a hook" {
				t.Errorf("stored %+v (%v), in memory %+v", got, err, row)
			}
		})
	}
}

// TestFailedWritesLeaveTheRow: whatever step fails, and however, row and database are what they
// were.
func TestFailedWritesLeaveTheRow(t *testing.T) {
	no := errors.New("no")
	for name, w := range ways() {
		for how, listen := range map[string]func(s *hooks.Set, row *ticket){
			"refused before": func(s *hooks.Set, row *ticket) { fail(s, w.pre, row, func() error { return no }) },
			"invalid": func(s *hooks.Set, row *ticket) {
				fail(s, w.pre, row, func() error { row.Title = "too long for it"; return nil })
			},
			"refused after": func(s *hooks.Set, row *ticket) { fail(s, w.post, row, func() error { return no }) },
			"panic":         func(s *hooks.Set, row *ticket) { fail(s, w.post, row, func() error { panic(no) }) },
		} {
			t.Run(name+" "+how, func(t *testing.T) {
				db, row := w.start(t)
				listen(db.Hooks(), row)
				before := *row
				err := guarded(func() error { return w.write(t.Context(), db, row) })
				if how == "invalid" && !errors.Is(err, orm.ErrValidation) || how != "invalid" && !errors.Is(err, no) {
					t.Errorf("it says %v", err)
				}
				if !reflect.DeepEqual(*row, before) {
					t.Errorf("the row was %+v and is %+v", before, *row)
				}
				list, err := orm.Objects[ticket](db).All(t.Context())
				if err != nil || len(list) != len(w.title)/len("old") || len(list) == 1 && !reflect.DeepEqual(list[0], row) {
					t.Errorf("stored %v (%v)", list, err)
				}
			})
		}
	}
}

// fail changes a row and does something at an event.
func fail(s *hooks.Set, kind hooks.Kind, row *ticket, then func() error) {
	hooks.Any(s, func(_ context.Context, k hooks.Kind, _ any) error {
		if k != kind {
			return nil
		}
		row.Colour = "red"
		return then()
	})
}

// guarded gives the error of a panic.
func guarded(call func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %w", p.(error))
		}
	}()
	return call()
}

// TestBulkUpdateNamesPositions: of objects of which some were read in part, a failure names the
// position in the caller's list.
func TestBulkUpdateNamesPositions(t *testing.T) {
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&ticket{}))
	list := []*ticket{{Title: "a"}, {Title: "b"}, {Title: "c"}}
	tickets := orm.Objects[ticket](db)
	if err := tickets.BulkCreate(t.Context(), list); err != nil {
		t.Fatal(err)
	}
	part, err := tickets.Fields("id", "title").Get(t.Context(), orm.Q{"id": list[1].ID})
	if err != nil {
		t.Fatal(err)
	}
	list[1] = part
	for _, row := range list[1:] {
		row.Title = "too long for it"
	}
	_, err = tickets.BulkUpdate(t.Context(), list)
	var failed *schema.ValidationError
	if !errors.As(err, &failed) || len(failed.Failures) != 2 || failed.Failures[0].Path != "1.title" || failed.Failures[1].Path != "2.title" {
		t.Errorf("it says %v", err)
	}
}
