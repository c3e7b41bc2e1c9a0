package suite

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

func manageUndone(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ann, bob, eve := fillShelves(t, db)
	ctx := t.Context()
	_, err := ann.Volumes.Load(ctx)
	noError(t, err)
	_, err = eve.Friends.Load(ctx)
	noError(t, err)
	fresh, bad := &volume{Title: "ok"}, &volume{Title: strings.Repeat("x", 100)}
	if err := ann.Volumes.Add(ctx, fresh, bad); !errors.Is(err, orm.ErrValidation) {
		t.Fatalf("got %v", err)
	}
	equal(t, "the list", ann.Volumes.Len(), 2)
	equal(t, "the child", fresh.ID == 0 && !fresh.Saved() && fresh.Writer.IsZero(), true)
	equal(t, "the database", names(t, orm.Objects[volume](db)), "Alpha Beta Gamma")
	if err := eve.Friends.Add(ctx, ann, bob, &writer{ID: 999}); !errors.Is(err, orm.ErrForeignKey) {
		t.Fatalf("got %v", err)
	}
	equal(t, "the list", eve.Friends.Len(), 0)
	n, err := eve.Friends.Objects().Count(ctx)
	noError(t, err)
	equal(t, "links", n, int64(0))
	stop := errors.New("stop")
	remove := hooks.PostRelationRemove(db.Hooks(), func(_ context.Context, e hooks.Relation[writer]) error {
		if v, ok := e.Child.(*volume); ok && v.Title == "Alpha" || e.Child == nil {
			return stop
		}
		return nil
	})
	defer remove()
	volumes := ann.Volumes.All()
	if err := ann.Volumes.Remove(ctx, volumes...); !errors.Is(err, stop) {
		t.Fatalf("got %v", err)
	}
	equal(t, "the list", ann.Volumes.Len(), 2)
	equal(t, "the children", volumes[0].Writer.PK() == any(ann.ID) && volumes[1].Writer.PK() == any(ann.ID), true)
	if _, err := ann.Volumes.Clear(ctx); !errors.Is(err, stop) {
		t.Fatalf("got %v", err)
	}
	equal(t, "the list", ann.Volumes.Len(), 2)
	equal(t, "the database", names(t, ann.Volumes.Objects()), "Alpha Beta")
	remove()
	_, err = ann.Volumes.Create(ctx, volume{Title: strings.Repeat("x", 100)})
	if !errors.Is(err, orm.ErrValidation) {
		t.Errorf("got %v", err)
	}
	_, err = volumes[1].Labels.CreateLink(ctx, label{Name: "made"}, volumeLabel{Rank: 100})
	if !errors.Is(err, orm.ErrValidation) {
		t.Errorf("got %v", err)
	}
	ok, err := orm.Objects[label](db).Filter(orm.Q{"name": "made"}).Exists(ctx)
	noError(t, err)
	equal(t, "the target of a refused link", ok, false)
}

func manageHooks(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ann, _, _ := fillShelves(t, db)
	ctx := t.Context()
	alpha, err := ann.Volumes.Objects().Get(ctx, orm.Q{"title": "Alpha"})
	noError(t, err)
	red, err := orm.Objects[label](db).Get(ctx, orm.Q{"name": "red"})
	noError(t, err)
	green := &label{Name: "green"}
	noError(t, orm.Save(ctx, db, green))
	var heard []string
	hear := func(kind string) func(context.Context, hooks.Relation[volume]) error {
		return func(_ context.Context, e hooks.Relation[volume]) error {
			text := kind + " " + e.Name
			switch c := e.Child.(type) {
			case *label:
				text += " " + c.Name
			case *room:
				text += " " + c.Name
			case nil:
				text += " all"
			}
			if l, ok := e.Through.(*volumeLabel); ok {
				text += fmt.Sprint(" ", l.Rank)
				l.Rank++
			}
			heard = append(heard, text)
			return nil
		}
	}
	hooks.PreRelationAdd(db.Hooks(), hear("adding"))
	hooks.PostRelationAdd(db.Hooks(), hear("added"))
	hooks.PreRelationRemove(db.Hooks(), hear("removing"))
	hooks.PostRelationRemove(db.Hooks(), hear("removed"))
	hooks.PostSave(db.Hooks(), func(_ context.Context, e hooks.Save[volumeLabel]) error {
		heard = append(heard, fmt.Sprint("link saved ", e.Instance.Rank))
		return nil
	})
	noError(t, alpha.Labels.AddLink(ctx, green, volumeLabel{Rank: 7}))
	equal(t, "a link with data", heard, []string{"adding labels green 7", "link saved 8", "added labels green 8"})
	heard = nil
	noError(t, alpha.Labels.Add(ctx, red))
	equal(t, "a link that is there is not saved again", slices.Contains(heard, "link saved 1"), false)
	heard = nil
	noError(t, alpha.Labels.Remove(ctx, red))
	_, err = alpha.Labels.Clear(ctx)
	noError(t, err)
	equal(t, "removed", heard, []string{"removing labels red", "removed labels red", "removing labels all", "removed labels all"})
}
