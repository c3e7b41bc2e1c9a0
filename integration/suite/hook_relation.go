package suite

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// hookRelationCases are the signals of rows that are tied and untied.
func hookRelationCases() []Case {
	return []Case{
		{Name: "hooks/relation events over a foreign key (S-01, S-02)", Models: signals, Needs: Savepoints, Run: hookForeignKey},
		{Name: "hooks/relation events over links, their data and their own events (S-02, S-03)", Models: signals, Needs: Savepoints, Run: hookLinks},
		{Name: "hooks/clear tells once, without a child (P-06)", Models: signals, Needs: Savepoints, Run: hookClear},
		{Name: "hooks/an error of a relation hook leaves nothing half-linked", Models: signals, Needs: Savepoints | Isolation, Run: hookRelationErrors},
	}
}

// hearingRelations notes the relation events of authors.
func hearingRelations(db *orm.DB, heard *[]string) {
	note := func(kind string) func(context.Context, hooks.Relation[signalAuthor]) error {
		return func(_ context.Context, e hooks.Relation[signalAuthor]) error {
			child := "nobody"
			switch c := e.Child.(type) {
			case *signalBook:
				child = c.Title
			case *signalTag:
				child = c.Name
			case *signalClub:
				child = c.Name
			}
			text := fmt.Sprint(kind, " ", e.Instance.Name, " ", e.Name, " ", child)
			if link, ok := e.Through.(*signalTagging); ok {
				text += fmt.Sprint(" ", link.Weight)
			}
			*heard = append(*heard, text)
			return nil
		}
	}
	s := db.Hooks()
	hooks.PreRelationAdd(s, note("pre add"))
	hooks.PostRelationAdd(s, note("post add"))
	hooks.PreRelationRemove(s, note("pre remove"))
	hooks.PostRelationRemove(s, note("post remove"))
}

func signalOwner(t *testing.T, db *orm.DB) *signalAuthor {
	t.Helper()
	author, err := orm.Objects[signalAuthor](db).Create(t.Context(), signalAuthor{Name: "ada"})
	noError(t, err)
	return author
}

func hookForeignKey(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	author, heard := signalOwner(t, db), []string(nil)
	hearingRelations(db, &heard)
	hearing(db, &heard)
	saved, err := orm.Objects[signalBook](db).Create(t.Context(), signalBook{Title: "old"})
	noError(t, err)
	heard = nil
	_, err = author.Books.Create(t.Context(), signalBook{Title: "made"})
	noError(t, err)
	noError(t, author.Books.Add(t.Context(), saved))
	noError(t, author.Books.Remove(t.Context(), saved))
	equal(t, "heard", heard, []string{
		"pre add ada books made", "pre save 0 made", "post save 2 made", "post add ada books made",
		"pre add ada books old", "pre update 1 old [author]", "post update 1 old [author]", "post add ada books old",
		"pre remove ada books old", "post remove ada books old",
	})
}

func hookLinks(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	author, heard := signalOwner(t, db), []string(nil)
	tags, err := orm.Objects[signalTag](db).Create(t.Context(), signalTag{Name: "go"})
	noError(t, err)
	club, err := orm.Objects[signalClub](db).Create(t.Context(), signalClub{Name: "chess"})
	noError(t, err)
	hooks.PreRelationAdd(db.Hooks(), func(_ context.Context, e hooks.Relation[signalAuthor]) error {
		if link, ok := e.Through.(*signalTagging); ok {
			link.Weight++
		}
		return nil
	})
	hearingRelations(db, &heard)
	hooks.PreSave(db.Hooks(), func(_ context.Context, e hooks.Save[signalTagging]) error {
		heard = append(heard, fmt.Sprint("pre save link ", e.Instance.Weight))
		e.Instance.Weight += 10
		return nil
	})
	hooks.PostSave(db.Hooks(), func(_ context.Context, e hooks.Save[signalTagging]) error {
		heard = append(heard, fmt.Sprint("post save link ", e.Instance.Weight))
		return nil
	})
	noError(t, author.Tags.AddLink(t.Context(), tags, signalTagging{Weight: 1}))
	noError(t, author.Clubs.Add(t.Context(), club))
	noError(t, author.Tags.Remove(t.Context(), tags))
	equal(t, "heard", heard, []string{
		"pre add ada tags go 2", "pre save link 2", "post save link 12", "post add ada tags go 12",
		"pre add ada clubs chess", "post add ada clubs chess",
		"pre remove ada tags go", "post remove ada tags go",
	})
	noError(t, author.Tags.AddLink(t.Context(), tags, signalTagging{Weight: 1}))
	_, err = author.Tags.Load(t.Context())
	noError(t, err)
	equal(t, "stored weight", author.Tags.Links()[0].Through.Weight, 12)
}

func hookClear(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	author, heard := signalOwner(t, db), []string(nil)
	noError(t, author.Books.Add(t.Context(), &signalBook{Title: "a"}, &signalBook{Title: "b"}))
	hearingRelations(db, &heard)
	n, err := author.Books.Clear(t.Context())
	noError(t, err)
	equal(t, "cleared", n, int64(2))
	equal(t, "heard", heard, []string{"pre remove ada books nobody", "post remove ada books nobody"})
}

func hookRelationErrors(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	author := signalOwner(t, db)
	tag, err := orm.Objects[signalTag](db).Create(t.Context(), signalTag{Name: "go"})
	noError(t, err)
	kept := &signalBook{Title: "kept"}
	noError(t, author.Books.Add(t.Context(), kept))
	noError(t, author.Tags.Add(t.Context(), tag))
	more, err := orm.Objects[signalTag](db).Create(t.Context(), signalTag{Name: "more"})
	noError(t, err)
	for _, c := range []struct {
		pre, post hooks.Kind
		write     func() error
	}{
		{hooks.PreRelationAddKind, hooks.PostRelationAddKind, func() error { return author.Books.Add(t.Context(), &signalBook{Title: "lost"}) }},
		{hooks.PreRelationAddKind, hooks.PostRelationAddKind, func() error { return author.Tags.Add(t.Context(), more) }},
		{hooks.PreRelationRemoveKind, hooks.PostRelationRemoveKind, func() error { return author.Books.Remove(t.Context(), kept) }},
		{hooks.PreRelationRemoveKind, hooks.PostRelationRemoveKind, func() error { return author.Tags.Remove(t.Context(), tag) }},
		{hooks.PreRelationRemoveKind, hooks.PostRelationRemoveKind, func() error { _, err := author.Books.Clear(t.Context()); return err }},
		{hooks.PreRelationRemoveKind, hooks.PostRelationRemoveKind, func() error { _, err := author.Tags.Clear(t.Context()); return err }},
	} {
		for _, kind := range []hooks.Kind{c.pre, c.post} {
			remove := refusing(db, kind)
			if err := c.write(); !errors.Is(err, errHook) {
				t.Errorf("%s: %v, want the hook's error", kind, err)
			}
			remove()
			books, err := orm.Pluck[string](t.Context(), author.Books.Objects(), "title")
			noError(t, err)
			tags, err := orm.Pluck[string](t.Context(), author.Tags.Objects(), "name")
			noError(t, err)
			equal(t, fmt.Sprint("books and tags after ", kind), [][]string{books, tags}, [][]string{{"kept"}, {"go"}})
		}
	}
}
