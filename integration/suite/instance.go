package suite

import (
	"errors"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// instanceCases are the calls on one instance, with the statements that they cost.
func instanceCases() []Case {
	return []Case{
		{Name: "instances/save inserts always and fills in what the database made (MM-01, F-18)", Models: clerks, Run: instanceSave},
		{Name: "instances/defaults of New, of a literal and of a pointer (F-17)", Models: clerks, Run: instanceDefaults},
		{Name: "instances/update writes all or the named columns (MM-02, F-19)", Models: clerks, Run: instanceUpdate},
		{Name: "instances/a row that is gone is no match (M-16, MM-04, MM-05)", Models: clerks, Run: instanceGone},
		{Name: "instances/a partly loaded row keeps what it did not read", Models: clerks, Run: instancePartly},
		{Name: "instances/a partly loaded row in a bulk keeps what it did not read (B-02)", Models: clerks, Run: instancePartlyBulk},
		{Name: "instances/the saved flag (M-15)", Models: clerks, Run: instanceSaved},
		{Name: "instances/what cannot be written is refused before any SQL", Models: clerks, Run: instanceRefused},
	}
}

// returningCost is how many statements a write takes whose server-made values must be read back.
func returningCost(db *orm.DB, returning bool) int {
	if returning {
		return 1
	}
	return 2
}

// returnsInserts reports whether the database returns what an INSERT made.
func returnsInserts(db *orm.DB) bool { return family(db) != "mysql" }

func instanceSave(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	owner := &clerkOwner{Email: "a@b"}
	noError(t, orm.Save(t.Context(), db, owner))
	sent.Want(t, 1)
	post := &clerkPost{Title: "first", Owner: orm.Ref(owner)}
	noError(t, orm.Save(t.Context(), db, post))
	sent.Want(t, returningCost(db, returnsInserts(db)))
	equal(t, "generated key", post.ID, int64(1))
	equal(t, "server default", post.Rank, 9)
	equal(t, "default", post.Status, "draft")
	equal(t, "on-update value of an insert", post.Edits, 0)
	equal(t, "time as stored", post.Written, time.Date(2001, 2, 3, 4, 5, 6, 7_891_000, time.UTC))
	again, err := orm.Objects[clerkPost](db).Get(t.Context(), orm.Q{"id": 1})
	noError(t, err)
	equal(t, "stored time", again.Written, post.Written)
	equal(t, "stored owner", again.Owner.PK(), any(owner.ID))
	post.Title = "second"
	sent.Reset()
	if err := orm.Save(t.Context(), db, post); !errors.Is(err, orm.ErrUnique) {
		t.Errorf("saving a key that is there: %v, want ErrUnique", err)
	}
	equal(t, "an instance that was saved before stays saved", post.Saved(), true)
	set := &clerkPost{ID: 7, Title: "with a rank", Rank: 4}
	noError(t, orm.Save(t.Context(), db, set))
	equal(t, "given key", set.ID, int64(7))
	equal(t, "given value instead of the server default", set.Rank, 4)
	fresh := &clerkPost{Title: "copy", Owner: orm.RefPK[clerkOwner](99)}
	if err := orm.Save(t.Context(), db, fresh); !errors.Is(err, orm.ErrForeignKey) {
		t.Errorf("an owner that is not there: %v, want ErrForeignKey", err)
	}
	equal(t, "a refused row has no key", fresh.ID, int64(0))
	equal(t, "a refused row is not saved", fresh.Saved(), false)
}

func instanceDefaults(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	post := orm.New[clerkPost](db)
	equal(t, "default of New", post.Status, "draft")
	equal(t, "pointer default of New", *post.Weight, 3)
	post.Title, post.Weight, post.Written = "explicit", nil, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	noError(t, orm.Save(t.Context(), db, post))
	literal := &clerkPost{Title: "literal"}
	noError(t, orm.Save(t.Context(), db, literal))
	for name, want := range map[string]*clerkPost{"explicit": post, "literal": literal} {
		got, err := orm.Objects[clerkPost](db).Get(t.Context(), orm.Q{"title": name})
		noError(t, err)
		equal(t, name+" weight is NULL", got.Weight == nil, true)
		equal(t, name+" status", got.Status, "draft")
		equal(t, name+" written", got.Written, want.Written)
	}
	ticket := &clerkTicket{Text: "key from a function"}
	noError(t, orm.Save(t.Context(), db, ticket))
	equal(t, "key", ticket.Code, "made")
}

func instanceUpdate(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	posts := orm.Objects[clerkPost](db)
	post, err := posts.Create(t.Context(), clerkPost{Title: "one"})
	noError(t, err)
	sent.Reset()
	post.Title, post.Status = "two", "live"
	noError(t, orm.Update(t.Context(), db, post))
	sent.Want(t, 1)
	first := post.Edits
	equal(t, "on-update value came", first > 0, true)
	post.Title, post.Status = "three", "draft"
	noError(t, orm.Update(t.Context(), db, post, "title"))
	sent.Want(t, 1)
	got, err := posts.Get(t.Context(), orm.Q{"id": post.ID})
	noError(t, err)
	equal(t, "named column", got.Title, "three")
	equal(t, "column that was not named", got.Status, "live")
	equal(t, "on-update column besides", got.Edits > first, true)
	equal(t, "and in memory", got.Edits, post.Edits)
	got.Edits = -1
	noError(t, orm.Update(t.Context(), db, got, "edits"))
	again, err := posts.Get(t.Context(), orm.Q{"id": post.ID})
	noError(t, err)
	equal(t, "on-update column that is named", again.Edits, -1)
	label := &clerkLabel{Kind: "k", Name: "n"}
	noError(t, orm.Save(t.Context(), db, label))
	sent.Reset()
	noError(t, orm.Update(t.Context(), db, label))
	sent.Want(t, 1)
}

func instanceGone(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	post, err := orm.Objects[clerkPost](db).Create(t.Context(), clerkPost{Title: "gone"})
	noError(t, err)
	sent.Reset()
	noError(t, orm.Delete(t.Context(), db, post))
	sent.Want(t, 1)
	equal(t, "values stay", post.Title, "gone")
	for name, call := range map[string]func() error{
		"update": func() error { return orm.Update(t.Context(), db, post) },
		"delete": func() error { return orm.Delete(t.Context(), db, post) },
		"load":   func() error { return orm.Load(t.Context(), db, post) },
	} {
		if err := call(); !errors.Is(err, orm.ErrNoMatch) {
			t.Errorf("%s of a row that is gone: %v, want ErrNoMatch", name, err)
		}
		sent.Want(t, 1)
	}
	noError(t, orm.Save(t.Context(), db, post))
	equal(t, "saved again", post.Saved(), true)
	post.Title = "changed in memory"
	noError(t, orm.Load(t.Context(), db, post))
	equal(t, "loaded", post.Title, "gone")
}

func instancePartly(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	posts := orm.Objects[clerkPost](db)
	whole, err := posts.Create(t.Context(), clerkPost{Title: "whole", Status: "live", Weight: new(5)})
	noError(t, err)
	for round, write := range map[string]func(*clerkPost) error{
		"update": func(p *clerkPost) error { return orm.Update(t.Context(), db, p) },
		"upsert": func(p *clerkPost) error { return orm.Upsert(t.Context(), db, p) },
	} {
		part, err := posts.Fields("title").Get(t.Context(), orm.Q{"id": whole.ID})
		noError(t, err)
		equal(t, "weight read", part.Has(&part.Weight), false)
		for _, title := range []string{round + " once", round + " twice"} {
			part.Title = title
			sent.Reset()
			noError(t, write(part))
			got, err := posts.Get(t.Context(), orm.Q{"id": whole.ID})
			noError(t, err)
			equal(t, round+": title", got.Title, title)
			equal(t, round+": status that was not read", got.Status, "live")
			equal(t, round+": weight that was not read", got.Weight, new(5))
			equal(t, round+": still knows what it read", part.Has(&part.Weight), false)
		}
		part.Weight = new(6)
		noError(t, orm.Update(t.Context(), db, part, "weight"))
		equal(t, round+": a column that was named and written is known", part.Has(&part.Weight), true)
		part.Weight = new(5)
		noError(t, orm.Update(t.Context(), db, part))
	}
	got, err := posts.Get(t.Context(), orm.Q{"id": whole.ID})
	noError(t, err)
	equal(t, "weight in the end", got.Weight, new(5))
	part, err := posts.Fields("title").Get(t.Context(), orm.Q{"id": whole.ID})
	noError(t, err)
	noError(t, orm.Delete(t.Context(), db, whole))
	if err := orm.Upsert(t.Context(), db, part); !errors.Is(err, orm.ErrNoMatch) {
		t.Errorf("a part of a row that is gone: %v, want ErrNoMatch", err)
	}
}

func instancePartlyBulk(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	posts := orm.Objects[clerkPost](db)
	noError(t, posts.BulkCreate(t.Context(), []*clerkPost{{Title: "a", Status: "live", Weight: new(5)}, {Title: "b", Weight: new(6)}}))
	parts, err := posts.Fields("title").OrderBy("id").All(t.Context())
	noError(t, err)
	for _, mark := range []string{"!", "?"} {
		for _, p := range parts {
			p.Title += mark
		}
		sent.Reset()
		n, err := posts.BulkUpdate(t.Context(), parts)
		noError(t, err)
		equal(t, "rows", n, int64(2))
		sent.Want(t, 1)
		equal(t, "still knows what it read", parts[0].Has(&parts[0].Weight), false)
	}
	rows, err := posts.OrderBy("id").ValuesList(t.Context(), "title", "status", "weight")
	noError(t, err)
	equal(t, "rows", rows, [][]any{{"a!?", "live", 5}, {"b!?", "draft", 6}})
}

func instanceSaved(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	posts := orm.Objects[clerkPost](db)
	post := &clerkPost{Title: "flag"}
	equal(t, "literal", post.Saved(), false)
	equal(t, "New", orm.New[clerkPost](db).Saved(), false)
	noError(t, orm.Save(t.Context(), db, post))
	equal(t, "Save", post.Saved(), true)
	noError(t, orm.Delete(t.Context(), db, post))
	equal(t, "Delete", post.Saved(), false)
	post = &clerkPost{ID: post.ID, Title: "flag"}
	noError(t, orm.Upsert(t.Context(), db, post))
	equal(t, "Upsert", post.Saved(), true)
	post = &clerkPost{ID: post.ID, Title: "flag", Status: "live"}
	noError(t, orm.Update(t.Context(), db, post))
	equal(t, "Update", post.Saved(), true)
	post = &clerkPost{ID: post.ID}
	noError(t, orm.Load(t.Context(), db, post))
	equal(t, "Load", post.Saved(), true)
	many := []*clerkPost{{Title: "a"}, {Title: "b"}}
	noError(t, posts.BulkCreate(t.Context(), many))
	read, err := posts.All(t.Context())
	noError(t, err)
	for _, p := range append(many, read...) {
		equal(t, p.Title, p.Saved(), true)
	}
}

func instanceRefused(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	for name, c := range map[string]struct {
		want error
		call func() error
	}{
		"update without a key":    {orm.ErrNotPersisted, func() error { return orm.Update(t.Context(), db, &clerkPost{}) }},
		"delete without a key":    {orm.ErrNotPersisted, func() error { return orm.Delete(t.Context(), db, &clerkPost{}) }},
		"load without a key":      {orm.ErrNotPersisted, func() error { return orm.Load(t.Context(), db, &clerkPost{}) }},
		"save a choice":           {orm.ErrValidation, func() error { return orm.Save(t.Context(), db, &clerkPost{Status: "lost"}) }},
		"upsert a choice":         {orm.ErrValidation, func() error { return orm.Upsert(t.Context(), db, &clerkPost{ID: 1, Status: "lost"}) }},
		"update the key":          {orm.ErrQuery, func() error { return orm.Update(t.Context(), db, &clerkPost{ID: 1}, "id") }},
		"update a wrong name":     {orm.ErrQuery, func() error { return orm.Update(t.Context(), db, &clerkPost{ID: 1}, "titel") }},
		"save nil":                {orm.ErrQuery, func() error { return orm.Save[clerkPost](t.Context(), db, nil) }},
		"upsert nil":              {orm.ErrQuery, func() error { return orm.Upsert[clerkPost](t.Context(), db, nil) }},
		"save an unsaved owner":   {orm.ErrNotPersisted, func() error { return orm.Save(t.Context(), db, &clerkPost{Owner: orm.Ref(&clerkOwner{})}) }},
		"upsert an unsaved owner": {orm.ErrNotPersisted, func() error { return orm.Upsert(t.Context(), db, &clerkPost{ID: 1, Owner: orm.Ref(&clerkOwner{})}) }},
	} {
		if err := c.call(); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		sent.Want(t, 0)
	}
}
