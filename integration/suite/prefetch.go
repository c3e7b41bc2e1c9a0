package suite

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// prefetchCases are prefetches with a QuerySet of their own, and what loading refuses.
func prefetchCases() []Case {
	return []Case{
		{Name: "prefetch/its own filter, order and loads (J-10, J-08)", Models: shelves, Run: prefetchOwn},
		{Name: "prefetch/limit and offset count per parent, many to many too (J-10)", Models: shelves, Run: prefetchPages},
		{Name: "prefetch/a filtered target is loaded and absent (J-10, J-02)", Models: shelves, Run: prefetchToOne},
		{Name: "prefetch/link data with every option (R-15, J-08)", Models: shelves, Run: prefetchLinks},
		{Name: "prefetch/bad paths and sources are refused before any statement (J-05)", Models: shelves, Run: prefetchRefusals},
		{Name: "prefetch/Require names what was not loaded, Strict refuses Load at any depth (R-05)", Models: shelves, Run: prefetchStrict},
		{Name: "prefetch/relations load by themselves, by one statement (R-05, P-03)", Models: shelves, Run: prefetchLazily},
		{Name: "prefetch/a loaded graph as JSON (D-01, W-03)", Models: shelves, Run: prefetchJSON},
	}
}

func prefetchOwn(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	fillShelves(t, db)
	writers, volumes := orm.Objects[writer](db), orm.Objects[volume](db)
	for _, c := range []struct {
		name   string
		source orm.QuerySet[volume]
		want   []string
		count  int
	}{
		{"filter", volumes.Filter(orm.Q{"year__lt": 2002}), []string{"ann [Alpha]", "bob", "eve"}, 2},
		{"exclude", volumes.Exclude(orm.Q{"title": "Beta"}), []string{"ann [Alpha]", "bob [Gamma]", "eve"}, 2},
		{"order", volumes.OrderBy("title"), []string{"ann [Alpha] [Beta]", "bob [Gamma]", "eve"}, 2},
		{"reversed by a relation", volumes.OrderBy("-editor__name"), []string{"ann [Beta] [Alpha]", "bob [Gamma]", "eve"}, 2},
		{"filter over a relation", volumes.Filter(orm.Q{"labels__name": "blue"}), []string{"ann [Alpha]", "bob", "eve"}, 2},
		{"join", volumes.SelectRelated("house__land"), []string{"ann [Beta house H AT] [Alpha house H AT]", "bob [Gamma house none]", "eve"}, 2},
		{"join to many", volumes.SelectRelated("labels"), []string{"ann [Beta labels red1] [Alpha labels blue1 red2]", "bob [Gamma labels]", "eve"}, 2},
		{"joins to many", volumes.SelectRelated("labels", "rooms"), []string{"ann [Beta labels red1 rooms] [Alpha labels blue1 red2 rooms east west]", "bob [Gamma labels rooms]", "eve"}, 2},
		{"prefetch", volumes.PrefetchRelated("rooms"), []string{"ann [Beta rooms] [Alpha rooms east west]", "bob [Gamma rooms]", "eve"}, 3},
		{"prefetch in a prefetch", volumes.Prefetch("rooms", orm.Objects[room](db).Filter(orm.Q{"name": "west"})),
			[]string{"ann [Beta rooms] [Alpha rooms west]", "bob [Gamma rooms]", "eve"}, 3},
	} {
		sent.Reset()
		equal(t, c.name, shown(t, writers.Prefetch("volumes", c.source)), c.want)
		sent.Want(t, c.count)
	}
	equal(t, "the last word on a path", shown(t, writers.PrefetchRelated("volumes").Prefetch("volumes", volumes.Filter(orm.Q{"title": "Beta"})))[0], "ann [Beta]")
}

func prefetchPages(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ann, bob, _ := fillShelves(t, db)
	ctx := t.Context()
	for i := range 4 {
		for _, w := range []*writer{ann, bob} {
			_, err := w.Volumes.Create(ctx, volume{Title: fmt.Sprint("V", i), Year: 1990 + i})
			noError(t, err)
		}
	}
	writers, volumes := orm.Objects[writer](db), orm.Objects[volume](db)
	sent.Reset()
	equal(t, "limit", shown(t, writers.Prefetch("volumes", volumes.OrderBy("year").Limit(2))), []string{"ann [V0] [V1]", "bob [V0] [V1]", "eve"})
	sent.Want(t, 2)
	equal(t, "offset", shown(t, writers.Prefetch("volumes", volumes.OrderBy("year").Offset(4))), []string{"ann [Alpha] [Beta]", "bob [Gamma]", "eve"})
	equal(t, "both", shown(t, writers.Prefetch("volumes", volumes.OrderBy("year").Offset(3).Limit(2))), []string{"ann [V3] [Alpha]", "bob [V3] [Gamma]", "eve"})
	equal(t, "the relation's own order", shown(t, writers.Prefetch("volumes", volumes.Limit(1))), []string{"ann [Beta]", "bob [Gamma]", "eve"})
	equal(t, "limit 0", shown(t, writers.Prefetch("volumes", volumes.Limit(0))), []string{"ann", "bob", "eve"})
	sent.Reset()
	equal(t, "with a join to many", shown(t, writers.Prefetch("volumes", volumes.Filter(orm.Q{"year__gt": 2000}).OrderBy("year").Limit(1).SelectRelated("labels"))),
		[]string{"ann [Alpha labels blue1 red2]", "bob [Gamma labels]", "eve"})
	sent.Want(t, 2)
	equal(t, "with a page of the parents", shown(t, writers.Limit(1).Prefetch("volumes", volumes.OrderBy("year").Limit(1))), []string{"ann [V0]"})
	sent.Reset()
	equal(t, "many to many", shown(t, writers.Prefetch("friends", writers.OrderBy("-name").Limit(1))), []string{"ann friends eve", "bob friends ann", "eve friends"})
	sent.Want(t, 2)
	equal(t, "many to many, offset", shown(t, writers.Prefetch("friends", writers.OrderBy("-name").Offset(1).Limit(5))), []string{"ann friends bob", "bob friends", "eve friends"})
	labels, err := orm.Objects[label](db).Prefetch("volumes", volumes.OrderBy("-volume_label__rank").Limit(1)).OrderBy("name").All(ctx)
	noError(t, err)
	links := append(labels[0].Volumes.Links(), labels[1].Volumes.Links()...)
	equal(t, "with link data, by link data", fmt.Sprint(len(links), links[0].Target.Title, links[0].Through.Rank, links[1].Target.Title, links[1].Through.Rank), "2Alpha1Alpha2")
	equal(t, "ordered by related rows", shown(t, writers.Prefetch("volumes", volumes.OrderBy(orm.NullsLast("-labels__name"), "title").Limit(2))),
		[]string{"ann [Alpha] [Beta]", "bob [Gamma] [V0]", "eve"})
}

func prefetchToOne(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	fillShelves(t, db)
	sent.Reset()
	w, err := orm.Objects[writer](db).Prefetch("mentor", orm.Objects[writer](db).Filter(orm.Q{"name": "nobody"})).Get(t.Context(), orm.Q{"name": "ann"})
	noError(t, err)
	sent.Want(t, 2)
	equal(t, "loaded, and none", w.Mentor.Loaded() && w.Mentor.Get() == nil, true)
	equal(t, "its key is still known", w.Mentor.PK() != nil, true)
}

func prefetchLinks(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	fillShelves(t, db)
	ctx := t.Context()
	labels := orm.Objects[label](db)
	for name, source := range map[string]orm.QuerySet[label]{
		"plain": labels, "filtered by the link": labels.Filter(orm.Q{"volume_label__rank__gt": 0}), "with a join": labels.SelectRelated("volumes"),
		"limited": labels.Limit(5), "limited, with a join": labels.Limit(5).SelectRelated("volumes"), "partly": labels.Fields("name"),
	} {
		v, err := orm.Objects[volume](db).Prefetch("labels", source).Get(ctx, orm.Q{"title": "Alpha"})
		noError(t, err)
		equal(t, name, showVolume(v), "Alpha labels blue1 red2")
		if l := v.Labels.Links()[0]; l.Through.ID == 0 {
			t.Errorf("%s: the link row has no key", name)
		}
	}
}

func prefetchRefusals(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ctx := t.Context()
	writers, volumes := orm.Objects[writer](db), orm.Objects[volume](db)
	for text, q := range map[string]orm.QuerySet[writer]{
		"volume":          writers.SelectRelated("volume"),
		"volumes__label":  writers.PrefetchRelated("volumes__label"),
		"volumes__title":  writers.SelectRelated("volumes__title"),
		"name":            writers.PrefetchRelated("name"),
		"":                writers.SelectRelated(""),
		"volumes__":       writers.PrefetchRelated("volumes__"),
		"mentor__volumez": writers.Prefetch("mentor__volumez", volumes),
	} {
		if _, err := q.All(ctx); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("%q: %v", text, err)
		}
	}
	_, err := writers.SelectRelated("volumes__labelz").All(ctx)
	var path *orm.PathError
	if !errors.As(err, &path) || path.Model != "volume" || path.Part != "labelz" || path.Suggest != "labels" {
		t.Errorf("got %+v", path)
	}
	for name, q := range map[string]orm.QuerySet[writer]{
		"another model":     writers.Prefetch("volumes", writers),
		"a bad source":      writers.Prefetch("volumes", volumes.Filter(orm.Q{"nope": 1})),
		"no QuerySet":       writers.Prefetch("volumes", nil),
		"the zero QuerySet": writers.Prefetch("volumes", orm.QuerySet[volume]{}),
		"a column":          writers.Prefetch("volumes", orm.Column(volumes, "title")),
	} {
		if _, err := q.All(ctx); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("%s: %v", name, err)
		}
	}
	sent.Want(t, 0)
}

func prefetchStrict(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	fillShelves(t, db)
	ctx := t.Context()
	writers := orm.Objects[writer](db)
	refused := func(what string, err error, names string) {
		t.Helper()
		if !errors.Is(err, orm.ErrNotLoaded) || !strings.Contains(err.Error(), names) {
			t.Errorf("%s: %v", what, err)
		}
	}
	w, err := writers.Get(ctx, orm.Q{"name": "ann"})
	noError(t, err)
	sent.Reset()
	_, err = w.Volumes.Require()
	refused("to many", err, "writer.volumes")
	_, err = w.Mentor.Require()
	refused("to one", err, "writer.mentor")
	_, err = w.Passport.Require()
	refused("the far end of one to one", err, "writer.passport")
	for name, q := range map[string]orm.QuerySet[writer]{
		"select":   writers.Strict().SelectRelated("volumes__house", "friends"),
		"prefetch": writers.Strict().PrefetchRelated("volumes__house", "friends"),
		"source":   writers.Strict().PrefetchRelated("friends").Prefetch("volumes", orm.Objects[volume](db).PrefetchRelated("house")),
	} {
		w, err := q.Get(ctx, orm.Q{"name": "ann"})
		noError(t, err)
		sent.Reset()
		_, err = w.Mentor.Load(ctx)
		refused(name, err, "writer.mentor")
		_, err = w.Passport.Load(ctx)
		refused(name, err, "writer.passport")
		_, err = w.Pupils.Load(ctx)
		refused(name, err, "writer.pupils")
		_, err = w.Friends.At(0).Volumes.Load(ctx)
		refused(name, err, "writer.volumes")
		_, err = w.Volumes.At(0).House.Get().Land.Load(ctx)
		refused(name, err, "house.land")
		_, err = w.Volumes.At(0).Labels.Load(ctx)
		refused(name, err, "volume.labels")
		sent.Want(t, 0)
		volumes, err := w.Volumes.Require()
		noError(t, err)
		equal(t, name+": what was loaded", len(volumes), 2)
	}
	for w, err := range writers.Strict().Iterate(ctx) {
		noError(t, err)
		_, err = w.Volumes.Load(ctx)
		refused("Iterate", err, "writer.volumes")
	}
}

func prefetchLazily(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	ann, bob, eve := fillShelves(t, db)
	ctx := t.Context()
	sent.Reset()
	mentor, err := ann.Mentor.Load(ctx)
	noError(t, err)
	equal(t, "mentor", mentor.Name, "eve")
	sent.Want(t, 1)
	none, err := eve.Mentor.Load(ctx)
	noError(t, err)
	equal(t, "no mentor", none == nil && eve.Mentor.Loaded(), true)
	sent.Want(t, 0)
	pass, err := ann.Passport.Load(ctx)
	noError(t, err)
	equal(t, "passport", pass.Number, "A1")
	pass, err = bob.Passport.Load(ctx)
	noError(t, err)
	equal(t, "no passport", pass == nil && bob.Passport.Loaded(), true)
	sent.Want(t, 2)
	_, err = ann.Volumes.Load(ctx)
	noError(t, err)
	_, err = ann.Friends.Load(ctx)
	noError(t, err)
	sent.Want(t, 2)
	_, err = ann.Volumes.At(1).Labels.Load(ctx)
	noError(t, err)
	sent.Want(t, 1)
	equal(t, "all of it", show(ann), "ann mentor eve passport A1 friends bob eve [Beta] [Alpha labels blue1 red2]")
	v := &volume{}
	for name, err := range map[string]error{
		"to many": second(v.Rooms.Load(ctx)), "with links": second(v.Labels.Load(ctx)), "scoped": second(v.Opinions.Objects().All(ctx)),
	} {
		if !errors.Is(err, orm.ErrNotPersisted) {
			t.Errorf("%s of a row that was never saved: %v", name, err)
		}
	}
	sent.Want(t, 0)
}

func asText(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	noError(t, err)
	return string(text)
}

func prefetchJSON(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	fillShelves(t, db)
	ctx := t.Context()
	w, err := orm.Objects[writer](db).PrefetchRelated("volumes__labels").Get(ctx, orm.Q{"name": "bob"})
	noError(t, err)
	text := asText(t, w)
	for _, part := range []string{`"mentor":{"id":`, `"volumes":[{"id":`, `"writer":{"id":`, `"labels":[]`} {
		if !strings.Contains(text, part) {
			t.Errorf("%s is not in %s", part, text)
		}
	}
	for _, part := range []string{"friends", "edited", "passport", "rooms", "ann"} {
		if strings.Contains(text, part) {
			t.Errorf("%s is in %s", part, text)
		}
	}
}
