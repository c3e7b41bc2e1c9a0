package suite

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

func manageAddLinks(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ann, bob, eve := fillShelves(t, db)
	ctx := t.Context()
	sent.Reset()
	noError(t, eve.Friends.Add(ctx, ann, bob, ann))
	sent.Want(t, 1)
	noError(t, eve.Friends.Add(ctx, bob, ann))
	noError(t, ann.Fans.Add(ctx, eve, bob))
	noError(t, eve.Friends.Add(ctx, eve))
	friends, err := orm.Pluck[string](ctx, eve.Friends.Objects().OrderBy("name"), "name")
	noError(t, err)
	equal(t, "each once", friends, []string{"ann", "bob", "eve"})
	fans, err := ann.Fans.Load(ctx)
	noError(t, err)
	equal(t, "from the other end", len(fans), 2)
	noError(t, ann.Fans.Add(ctx, eve))
	equal(t, "and once in memory", ann.Fans.Len(), 2)
	if err := eve.Friends.Add(ctx, &writer{ID: 999}); !errors.Is(err, orm.ErrForeignKey) {
		t.Errorf("a key that no row has: %v", err)
	}
	many := make([]*room, 1200)
	for i := range many {
		many[i] = &room{Name: fmt.Sprint(i)}
	}
	noError(t, orm.Objects[room](db).BulkCreate(ctx, many))
	v, err := ann.Volumes.Objects().First(ctx)
	noError(t, err)
	slices.Reverse(many)
	before, err := v.Rooms.Objects().Count(ctx)
	noError(t, err)
	sent.Reset()
	noError(t, v.Rooms.Add(ctx, many...))
	sent.Want(t, 3)
	n, err := v.Rooms.Objects().Count(ctx)
	noError(t, err)
	equal(t, "many at once", n-before, int64(1200))
}

func manageLinkData(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	_, bob, _ := fillShelves(t, db)
	ctx := t.Context()
	gamma, err := bob.Volumes.Objects().PrefetchRelated("labels").Get(ctx)
	noError(t, err)
	red, err := orm.Objects[label](db).Get(ctx, orm.Q{"name": "red"})
	noError(t, err)
	noError(t, gamma.Labels.AddLink(ctx, red, volumeLabel{Rank: 4}))
	link := gamma.Labels.Links()[0]
	equal(t, "in memory", link.Target == red && link.Through.Rank == 4 && link.Through.ID != 0, true)
	noError(t, gamma.Labels.AddLink(ctx, red, volumeLabel{Rank: 5}))
	equal(t, "once", gamma.Labels.Len(), 1)
	again, err := orm.Objects[volume](db).PrefetchRelated("labels").Get(ctx, orm.Q{"title": "Gamma"})
	noError(t, err)
	equal(t, "an existing link gets the new data", showVolume(again), "Gamma labels red5")
	noError(t, gamma.Labels.Add(ctx, red))
	again, err = orm.Objects[volume](db).PrefetchRelated("labels").Get(ctx, orm.Q{"title": "Gamma"})
	noError(t, err)
	equal(t, "Add leaves it", showVolume(again), "Gamma labels red5")
	sent.Reset()
	noError(t, gamma.Labels.UpdateLink(ctx, red, orm.V{"rank": 6}))
	sent.Want(t, 1)
	equal(t, "UpdateLink in memory", gamma.Labels.Links()[0].Through.Rank, 6)
	noError(t, gamma.Labels.UpdateLink(ctx, red, orm.SetExpr(&orm.Fields[volumeLabel]().Rank, orm.F("rank").Add(1))))
	again, err = orm.Objects[volume](db).PrefetchRelated("labels").Get(ctx, orm.Q{"title": "Gamma"})
	noError(t, err)
	equal(t, "by an expression", showVolume(again), "Gamma labels red7")
	blue, err := orm.Objects[label](db).Get(ctx, orm.Q{"name": "blue"})
	noError(t, err)
	if err := gamma.Labels.UpdateLink(ctx, blue, orm.V{"rank": 1}); !errors.Is(err, orm.ErrNoMatch) {
		t.Errorf("no link: %v", err)
	}
	if err := gamma.Labels.UpdateLink(ctx, red, orm.V{"rank": 100}); !errors.Is(err, orm.ErrValidation) {
		t.Errorf("an update beyond the maximum: %v", err)
	}
	if err := gamma.Labels.AddLink(ctx, blue, volumeLabel{Rank: 100}); !errors.Is(err, orm.ErrValidation) {
		t.Errorf("a link beyond the maximum: %v", err)
	}
	row, err := orm.Objects[volumeLabel](db).Get(ctx, orm.Q{"rank": 7})
	noError(t, err)
	row.Rank = 8
	noError(t, orm.Update(ctx, db, row))
	again, err = orm.Objects[volume](db).PrefetchRelated("labels").Get(ctx, orm.Q{"title": "Gamma"})
	noError(t, err)
	equal(t, "a link row by itself, whose keys its struct does not have", showVolume(again), "Gamma labels red8")
	noError(t, red.Volumes.AddLink(ctx, gamma, volumeLabel{Rank: 8}))
	noError(t, blue.Volumes.AddLink(ctx, gamma, volumeLabel{Rank: 9}))
	labels, err := gamma.Labels.Load(ctx)
	noError(t, err)
	equal(t, "from the other end", len(labels) == 2 && gamma.Labels.Links()[0].Through.Rank == 8 && labels[1].Name == "blue", true)
}
