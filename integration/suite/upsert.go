package suite

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// upsertCases are a real upsert by primary key.
func upsertCases() []Case {
	return []Case{
		{Name: "upsert/inserts, then updates (MM-03)", Models: clerks, Run: upsertBoth},
		{Name: "upsert/defaults and what the server makes (MM-03, F-17, F-18)", Models: clerks, Run: upsertDefaults},
		{Name: "upsert/never writes another row through another constraint (MM-03)", Models: clerks, Run: upsertConflict},
		{Name: "upsert/inside a transaction a conflict undoes itself only (MM-03)", Models: clerks, Needs: Savepoints, Run: upsertInTransaction},
		{Name: "upsert/the save hooks without a key, the update hooks with one (MM-03, S-02)", Models: clerks, Run: upsertHooks},
		{Name: "upsert/a key of several fields and nothing else (MM-03)", Models: clerks, Run: upsertKeyOnly},
		{Name: "upsert/concurrent callers make one row (MM-03)", Models: clerks, Needs: Locks, Run: upsertRace},
	}
}

func upsertBoth(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	posts := orm.Objects[clerkPost](db)
	post := &clerkPost{ID: 5, Title: "new", Weight: new(1)}
	noError(t, orm.Upsert(t.Context(), db, post))
	sent.Want(t, returningCost(db, returnsInserts(db)))
	equal(t, "on-update value of an insert", post.Edits, 0)
	equal(t, "server default", post.Rank, 9)
	noError(t, orm.Upsert(t.Context(), db, post))
	sent.Want(t, returningCost(db, returnsInserts(db)))
	equal(t, "on-update value of an update", post.Edits > 0, true)
	post.Title, post.Weight, post.Rank = "", nil, 0
	noError(t, orm.Upsert(t.Context(), db, post))
	got, err := posts.Get(t.Context(), orm.Q{"id": 5})
	noError(t, err)
	equal(t, "empty title of a saved row", got.Title, "")
	equal(t, "NULL of a saved row", got.Weight == nil, true)
	equal(t, "zero of a saved row", got.Rank, 0)
	equal(t, "edits in memory", got.Edits, post.Edits)
	n, err := posts.Count(t.Context())
	noError(t, err)
	equal(t, "rows", n, int64(1))
	noError(t, orm.Delete(t.Context(), db, got))
	noError(t, orm.Upsert(t.Context(), db, got))
	equal(t, "a row that was deleted is there again", got.Saved(), true)
	unkeyed := &clerkPost{Title: "no key"}
	noError(t, orm.Upsert(t.Context(), db, unkeyed))
	equal(t, "a generated key", unkeyed.ID > 0, true)
}

func upsertDefaults(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	posts := orm.Objects[clerkPost](db)
	_, err := posts.Create(t.Context(), clerkPost{ID: 3, Title: "old", Status: "live", Rank: 2})
	noError(t, err)
	literal := &clerkPost{ID: 3, Title: "literal"}
	noError(t, orm.Upsert(t.Context(), db, literal))
	equal(t, "what only the server makes is left alone and read", literal.Rank, 2)
	equal(t, "a zero takes its default", literal.Status, "draft")
	read, err := posts.Get(t.Context(), orm.Q{"id": 3})
	noError(t, err)
	equal(t, "stored rank", read.Rank, 2)
	equal(t, "stored status", read.Status, "draft")
	ticket := &clerkTicket{Text: "x"}
	noError(t, orm.Upsert(t.Context(), db, ticket))
	equal(t, "key from its default", ticket.Code, "made")
}

func upsertConflict(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	owners := orm.Objects[clerkOwner](db)
	noError(t, owners.BulkCreate(t.Context(), []*clerkOwner{{ID: 1, Email: "one"}, {ID: 2, Email: "two", Login: new("second")}}))
	sent.Reset()
	taken := &clerkOwner{ID: 3, Email: "two"}
	err := orm.Upsert(t.Context(), db, taken)
	if !errors.Is(err, orm.ErrUnique) {
		t.Errorf("an e-mail that another row has: %v, want ErrUnique", err)
	}
	if sent := len(sent.Reset()); sent > 3 {
		t.Errorf("%d statements, want at most 3", sent)
	}
	if err := orm.Upsert(t.Context(), db, &clerkOwner{ID: 1, Email: "one", Login: new("second")}); !errors.Is(err, orm.ErrUnique) {
		t.Errorf("an update to a login that another row has: %v, want ErrUnique", err)
	}
	noError(t, orm.Upsert(t.Context(), db, &clerkOwner{ID: 2, Email: "two", Login: new("second"), Note: "changed"}))
	noError(t, orm.Upsert(t.Context(), db, &clerkOwner{ID: 4, Email: "four", Login: new("fourth")}))
	rows, err := owners.OrderBy("id").ValuesList(t.Context(), "id", "email", "note")
	noError(t, err)
	equal(t, "rows", rows, [][]any{{int64(1), "one", "none"}, {int64(2), "two", "changed"}, {int64(4), "four", "none"}})
}

func upsertInTransaction(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	owners := orm.Objects[clerkOwner](db)
	noError(t, owners.BulkCreate(t.Context(), []*clerkOwner{{ID: 1, Email: "one"}}))
	noError(t, db.Transaction(t.Context(), func(ctx context.Context) error {
		if err := orm.Upsert(ctx, db, &clerkOwner{ID: 2, Email: "two"}); err != nil {
			return err
		}
		err := db.Transaction(ctx, func(ctx context.Context) error {
			return orm.Upsert(ctx, db, &clerkOwner{ID: 3, Email: "one"})
		})
		if !errors.Is(err, orm.ErrUnique) {
			t.Errorf("%v, want ErrUnique", err)
		}
		return orm.Upsert(ctx, db, &clerkOwner{ID: 1, Email: "1"})
	}))
	emails, err := orm.Pluck[string](t.Context(), owners.OrderBy("id"), "email")
	noError(t, err)
	equal(t, "e-mails", emails, []string{"1", "two"})
}

func upsertHooks(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	var heard []string
	hooks.Any(db.Hooks(), func(_ context.Context, kind hooks.Kind, instance any) error {
		heard = append(heard, fmt.Sprint(kind, " ", instance.(*clerkTicket).Code))
		return nil
	})
	hooks.PreUpdate(db.Hooks(), func(_ context.Context, e hooks.Update[clerkTicket]) error {
		e.Instance.Text += " and the hook's"
		return nil
	})
	noError(t, orm.Upsert(t.Context(), db, &clerkTicket{Text: "mine"}))
	noError(t, orm.Upsert(t.Context(), db, &clerkTicket{Code: "given", Text: "mine"}))
	equal(t, "events", heard, []string{"pre_save made", "post_save made", "pre_update given", "post_update given"})
	texts, err := orm.Pluck[string](t.Context(), orm.Objects[clerkTicket](db).OrderBy("code"), "text")
	noError(t, err)
	equal(t, "texts", texts, []string{"mine and the hook's", "mine"})
}

func upsertKeyOnly(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	for range 2 {
		label := &clerkLabel{Kind: "colour", Name: "red"}
		noError(t, orm.Upsert(t.Context(), db, label))
		sent.Want(t, 1)
		equal(t, "saved", label.Saved(), true)
	}
	noError(t, orm.Upsert(t.Context(), db, &clerkLabel{Kind: "colour", Name: "blue"}))
	n, err := orm.Objects[clerkLabel](db).Count(t.Context())
	noError(t, err)
	equal(t, "rows", n, int64(2))
}

func upsertRace(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	const callers, rounds = 8, 5
	for id := range int64(rounds) {
		var group sync.WaitGroup
		for i := range callers {
			group.Go(func() {
				owner := &clerkOwner{ID: id + 1, Email: fmt.Sprint("owner ", id), Note: fmt.Sprint(i)}
				if err := orm.Upsert(t.Context(), db, owner); err != nil {
					t.Errorf("caller %d: %v", i, err)
				}
			})
		}
		group.Wait()
	}
	n, err := orm.Objects[clerkOwner](db).Count(t.Context())
	noError(t, err)
	equal(t, "rows", n, int64(rounds))
}
