package suite

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// loadingCases are relations that are loaded, and in how many statements.
func loadingCases() []Case {
	return []Case{
		{Name: "loading/SelectRelated is one statement over every kind of relation (J-01, J-02, J-03, R-15)", Models: shelves, Run: loadJoined},
		{Name: "loading/PrefetchRelated is one statement per relation and level (J-05, J-02, R-17)", Models: shelves, Run: loadPrefetched},
		{Name: "loading/nothing is fetched where there are no keys (J-05)", Models: shelves, Run: loadNoKeys},
		{Name: "loading/one object per path and key, both ways (J-06)", Models: shelves, Run: loadIdentity},
		{Name: "loading/joins and prefetches mix at any level (J-07)", Models: shelves, Run: loadMixed},
		{Name: "loading/SelectAll is every direct relation (J-04)", Models: shelves, Run: loadSelectAll},
		{Name: "loading/SelectAll with follow goes to the end of every branch (J-04)", Models: orchards, Run: loadFollow},
		{Name: "loading/several to-many branches read the sum of their rows (J-01)", Models: shelves, Run: loadBranches},
		{Name: "loading/one table on several paths (R-19)", Models: shelves, Run: loadSameTable},
		{Name: "loading/a filter restricts children where they are selected, and only there (Q-02, J-01)", Models: shelves, Run: loadRestricted},
		{Name: "loading/related rows come in the relation's order, unless another is asked for (R-20, O-03, O-04, O-05)", Models: shelves, Run: loadOrder},
		{Name: "loading/limits count main rows and leave children complete (J-05, Q-21)", Models: shelves, Run: loadLimited},
		{Name: "loading/single rows and Iterate prefetch as well (Q-13, Q-15)", Models: shelves, Run: loadSingle},
		{Name: "loading/Fields and ExcludeFields reach joined and prefetched rows (J-08, C-02)", Models: shelves, Run: loadFields},
		{Name: "loading/filters, orders and loads through a link's fields (R-16, R-15)", Models: shelves, Run: loadThrough},
		{Name: "loading/a number of related rows without loading them (J-01)", Models: shelves, Run: loadCounts},
	}
}

// whole is everything below the writers.
var whole = []string{
	"ann mentor eve passport A1 friends bob eve [Beta house H AT labels red1 rooms stars]" +
		" [Alpha house H AT labels blue1 red2 rooms east west stars 3 5]",
	"bob mentor ann passport none friends ann [Gamma house none labels rooms stars]",
	"eve mentor none passport none friends",
}

var wholePaths = []string{"mentor", "passport", "friends", "volumes__house__land", "volumes__labels", "volumes__rooms", "volumes__opinions"}

func loadJoined(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	fillShelves(t, db)
	writers := orm.Objects[writer](db)
	sent.Reset()
	equal(t, "all of it", shown(t, writers.SelectRelated(wholePaths...)), whole)
	sent.Want(t, 1)
	equal(t, "nothing asked for", shown(t, writers), []string{"ann", "bob", "eve"})
	sent.Want(t, 1)
	equal(t, "what is between is loaded too", shown(t, writers.SelectRelated("volumes__house__land")),
		[]string{"ann [Beta house H AT] [Alpha house H AT]", "bob [Gamma house none]", "eve"})
	sent.Want(t, 1)
	equal(t, "calls add up", shown(t, writers.SelectRelated("mentor").SelectRelated("passport")),
		[]string{"ann mentor eve passport A1", "bob mentor ann passport none", "eve mentor none passport none"})
	sent.Want(t, 1)
	eve, err := writers.SelectRelated("volumes", "fans", "pupils").Get(t.Context(), orm.Q{"name": "eve"})
	noError(t, err)
	equal(t, "an empty list is loaded", eve.Volumes.Loaded() && eve.Volumes.All() != nil && eve.Volumes.Len() == 0, true)
	equal(t, "the far end of a relation to the model itself", eve.Fans.At(0).Name+eve.Pupils.At(0).Name, "annann")
}

func loadPrefetched(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	fillShelves(t, db)
	writers := orm.Objects[writer](db)
	sent.Reset()
	equal(t, "all of it", shown(t, writers.PrefetchRelated(wholePaths...)), whole)
	sent.Want(t, 10) // writers, mentors, passports, friends, volumes, houses, lands, labels, rooms, opinions
	equal(t, "one level", len(shown(t, writers.PrefetchRelated("volumes"))), 3)
	sent.Want(t, 2)
	equal(t, "many to many, with the link table in the same step", len(shown(t, writers.PrefetchRelated("friends"))), 3)
	sent.Want(t, 2)
	equal(t, "a path names its beginning once", shown(t, writers.PrefetchRelated("volumes__house", "volumes__house__land", "volumes"))[1], "bob [Gamma house none]")
	sent.Want(t, 4)
}

func loadNoKeys(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	writers := orm.Objects[writer](db)
	equal(t, "no rows", len(shown(t, writers.PrefetchRelated(wholePaths...))), 0)
	sent.Want(t, 1)
	noError(t, orm.Save(t.Context(), db, &writer{Name: "lone"}))
	sent.Reset()
	equal(t, "no key", shown(t, writers.PrefetchRelated("mentor__mentor")), []string{"lone mentor none"})
	sent.Want(t, 1)
	equal(t, "no children", shown(t, writers.PrefetchRelated("volumes__labels__volumes")), []string{"lone"})
	sent.Want(t, 2)
}

func loadIdentity(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	fillShelves(t, db)
	ctx := t.Context()
	volumes, writers := orm.Objects[volume](db), orm.Objects[writer](db)
	for name, q := range map[string]orm.QuerySet[volume]{
		"select":   volumes.SelectRelated("house__land", "labels", "writer", "editor"),
		"prefetch": volumes.PrefetchRelated("house__land", "labels", "writer", "editor"),
	} {
		rows, err := q.OrderBy("title").All(ctx)
		noError(t, err)
		alpha, beta := rows[0], rows[1]
		equal(t, name+": one house", alpha.House.Get() == beta.House.Get(), true)
		equal(t, name+": one writer", alpha.Writer.Get() == beta.Writer.Get(), true)
		equal(t, name+": one label", alpha.Labels.At(1) == beta.Labels.At(0), true)
		equal(t, name+": its own link rows", alpha.Labels.Links()[1].Through != beta.Labels.Links()[0].Through, true)
		equal(t, name+": two paths, two objects", alpha.Writer.Get() != rows[2].Editor.Get(), true)
	}
	for name, q := range map[string]orm.QuerySet[writer]{"select": writers.SelectRelated("volumes", "passport"), "prefetch": writers.PrefetchRelated("volumes", "passport")} {
		rows, err := q.OrderBy("id").All(ctx)
		noError(t, err)
		for _, v := range rows[0].Volumes.All() {
			equal(t, name+": a child's way back", v.Writer.Get() == rows[0] && v.Writer.Loaded(), true)
		}
		equal(t, name+": the way back of a one-to-one", rows[0].Passport.Get().Owner.Get() == rows[0], true)
	}
}

func loadMixed(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	fillShelves(t, db)
	writers := orm.Objects[writer](db)
	volumes := orm.Objects[volume](db)
	for _, c := range []struct {
		name  string
		q     orm.QuerySet[writer]
		count int
	}{
		{"prefetches under a joined relation", writers.SelectRelated("mentor", "passport", "friends", "volumes__house__land").
			PrefetchRelated("volumes__labels", "volumes__rooms", "volumes__opinions"), 4},
		{"joins under a prefetched one", writers.SelectRelated("mentor", "passport", "friends").
			Prefetch("volumes", volumes.SelectRelated("house__land", "labels", "rooms", "opinions")), 2},
		{"siblings", writers.SelectRelated("mentor").PrefetchRelated("passport").SelectRelated("friends", "volumes__house__land", "volumes__labels").
			PrefetchRelated("volumes__rooms", "volumes__opinions"), 4},
		{"a join named under a prefetch is part of the prefetch", writers.PrefetchRelated("mentor", "passport", "friends", "volumes__rooms").
			Prefetch("volumes", volumes.SelectRelated("labels").PrefetchRelated("house__land", "opinions")), 9},
	} {
		sent.Reset()
		equal(t, c.name, shown(t, c.q), whole)
		sent.Want(t, c.count)
	}
}

func loadSelectAll(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	fillShelves(t, db)
	ctx := t.Context()
	volumes := orm.Objects[volume](db)
	sent.Reset()
	v, err := volumes.SelectRelated("house__land").SelectAll(false).Get(ctx, orm.Q{"title": "Alpha"})
	noError(t, err)
	sent.Want(t, 1)
	equal(t, "one level", showVolume(v), "Alpha house H labels blue1 red2 rooms east west stars 3 5")
	equal(t, "both writers", v.Writer.Get().Name+v.Editor.Get().Name, "annbob")
	equal(t, "and no further", v.House.Get().Land.Loaded() || v.Writer.Get().Volumes.Loaded(), false)
}

func loadFollow(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	plant(t, db)
	sent.Reset()
	w, err := orm.Objects[tree](db).SelectAll(true).Get(t.Context(), orm.Q{"name": "oak"})
	noError(t, err)
	sent.Want(t, 1)
	high := w.Boughs.At(1)
	equal(t, "every level", fmt.Sprint(w.Notes.Len(), w.Boughs.Len(), high.Leaves.Len(), high.Leaves.Links()[1].Through.Weight), "2 2 2 5")
	a := high.Leaves.At(0).Pigment.Get()
	equal(t, "a diamond is whole on both sides", a != w.Pigment.Get() && a.Mineral.Get().Code == "Fe" && w.Pigment.Get().Mineral.Get().Code == "Fe", true)
	equal(t, "a model that is its own ancestor is loaded", high.Leaves.At(0).Boughs.At(0).Name, "high")
	equal(t, "and ends the branch", high.Leaves.At(0).Boughs.At(0).Leaves.Loaded(), false)
}

func loadBranches(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	fillShelves(t, db)
	ctx := t.Context()
	volumes := orm.Objects[volume](db).SelectRelated("labels", "rooms", "opinions")
	sent.Reset()
	rows, err := volumes.OrderBy("title").All(ctx)
	noError(t, err)
	equal(t, "no child twice", showVolume(rows[0]), "Alpha labels blue1 red2 rooms east west stars 3 5")
	// Three branches with a row for each child, and one for a volume without any.
	equal(t, "rows read", sent.Rows(), int64(3*2+3*1+3*1))
	sent.Want(t, 1)
	product, err := volumes.CountRows(ctx)
	noError(t, err)
	equal(t, "CountRows keeps the product", product, int64(2*2*2+1+1))
	values, err := volumes.Values(ctx, "title")
	noError(t, err)
	equal(t, "Values too", len(values), 10)
	limited, err := volumes.OrderBy("title").Limit(1).All(ctx)
	noError(t, err)
	equal(t, "a page", showVolume(limited[0]), "Alpha labels blue1 red2 rooms east west stars 3 5")
	raw, err := volumes.OrderBy("title").Limit(1).LimitRaw().All(ctx)
	noError(t, err)
	equal(t, "LimitRaw counts joined rows", showVolume(raw[0]), "Alpha labels blue1 rooms east stars 3")
}

func loadSameTable(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	fillShelves(t, db)
	ctx := t.Context()
	volumes := orm.Objects[volume](db)
	sent.Reset()
	v, err := volumes.SelectRelated("writer__mentor", "editor__mentor").Filter(orm.Q{"writer__name": "ann", "editor__name": "bob", "editor__mentor__name": "ann"}).Get(ctx)
	noError(t, err)
	sent.Want(t, 1)
	equal(t, "each on its path", v.Writer.Get().Mentor.Get().Name+" "+v.Editor.Get().Mentor.Get().Name, "eve ann")
	rows, err := volumes.Filter(orm.Or(orm.Q{"writer__name": "bob"}, orm.Q{"editor__name": "eve"})).OrderBy("-writer__name", "editor__name").All(ctx)
	noError(t, err)
	equal(t, "orders on two paths", rows[0].Title+rows[1].Title, "GammaBeta")
	ann, err := orm.Objects[writer](db).SelectRelated("friends__friends__mentor", "fans", "pupils__pupils").Get(ctx, orm.Q{"name": "ann"})
	noError(t, err)
	equal(t, "a relation to the model itself, from both ends", ann.Friends.At(0).Friends.At(0).Mentor.Get().Name+ann.Fans.At(0).Name+ann.Pupils.At(0).Name, "evebobbob")
	equal(t, "no pupil's pupil", ann.Pupils.At(0).Pupils.Len(), 0)
}

func loadRestricted(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	fillShelves(t, db)
	writers := orm.Objects[writer](db)
	by := orm.Q{"volumes__title": "Alpha"}
	sent.Reset()
	equal(t, "only filtered through", shown(t, writers.Filter(by)), []string{"ann"})
	equal(t, "selected", shown(t, writers.Filter(by).SelectRelated("volumes")), []string{"ann [Alpha]"})
	sent.Want(t, 2)
	equal(t, "prefetched: all of them", shown(t, writers.Filter(by).PrefetchRelated("volumes")), []string{"ann [Beta] [Alpha]"})
	sent.Want(t, 2)
	deep := orm.Q{"volumes__labels__name": "blue"}
	equal(t, "a longer path restricts its selected beginning", shown(t, writers.Filter(deep).SelectRelated("volumes")), []string{"ann [Alpha]"})
	equal(t, "and itself", shown(t, writers.Filter(deep).SelectRelated("volumes__labels")), []string{"ann [Alpha labels blue1]"})
	equal(t, "both ways at once", shown(t, writers.Filter(by).SelectRelated("volumes").PrefetchRelated("volumes__labels")), []string{"ann [Alpha labels blue1 red2]"})
	equal(t, "with a page", shown(t, writers.Filter(by).SelectRelated("volumes").Limit(5)), []string{"ann [Alpha]"})
	equal(t, "an exclusion", shown(t, writers.Exclude(orm.Q{"volumes__year__lt": 2002}).SelectRelated("volumes")), []string{"ann [Beta]", "bob [Gamma]"})
	equal(t, "siblings are not touched", shown(t, writers.Filter(by).SelectRelated("volumes", "friends")), []string{"ann friends bob eve [Alpha]"})
}

func loadOrder(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	fillShelves(t, db)
	ctx := t.Context()
	writers, volumes := orm.Objects[writer](db), orm.Objects[volume](db)
	titles := func(q orm.QuerySet[writer]) string {
		t.Helper()
		return strings.Join(shown(t, q.Filter(orm.Q{"name": "ann"})), "")
	}
	for name, load := range map[string]func(string) orm.QuerySet[writer]{
		"select":   func(p string) orm.QuerySet[writer] { return writers.SelectRelated(p) },
		"prefetch": func(p string) orm.QuerySet[writer] { return writers.PrefetchRelated(p) },
	} {
		equal(t, name+": the relation's order", titles(load("volumes")), "ann [Beta] [Alpha]")
		equal(t, name+": an order that is asked for", titles(load("volumes").OrderBy("volumes__title")), "ann [Alpha] [Beta]")
		equal(t, name+": by a column of the link", titles(load("volumes__labels")), "ann [Beta labels red1] [Alpha labels blue1 red2]")
		equal(t, name+": against it", titles(load("volumes__labels").OrderBy("-volumes__labels__name")), "ann [Beta labels red1] [Alpha labels red2 blue1]")
		equal(t, name+": of a further table", titles(load("volumes").OrderBy("volumes__editor__name")), "ann [Alpha] [Beta]")
	}
	equal(t, "the source's own order", titles(writers.Prefetch("volumes", volumes.OrderBy("title"))), "ann [Alpha] [Beta]")
	edited, err := orm.Objects[writer](db).SelectRelated("edited").Get(ctx, orm.Q{"name": "eve"})
	noError(t, err)
	equal(t, "a relation without one goes by key", edited.Edited.At(0).Title, "Beta")
	noError(t, orm.Save(ctx, db, &land{Code: "DE"}))
	lands, err := orm.Objects[land](db).All(ctx)
	noError(t, err)
	equal(t, "a model's order", lands[0].Code, "DE")
}

func loadLimited(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	fillShelves(t, db)
	writers := orm.Objects[writer](db)
	sent.Reset()
	equal(t, "joined", shown(t, writers.SelectRelated("volumes", "friends").Limit(2)), []string{"ann friends bob eve [Beta] [Alpha]", "bob friends ann [Gamma]"})
	sent.Want(t, 1)
	equal(t, "prefetched", shown(t, writers.PrefetchRelated("volumes", "friends").Limit(1).Offset(1)), []string{"bob friends ann [Gamma]"})
	sent.Want(t, 3)
	equal(t, "none", len(shown(t, writers.SelectRelated("volumes").Limit(0))), 0)
	rows, err := writers.SelectRelated("volumes").OrderBy(orm.NullsLast("-volumes__title")).Limit(2).All(t.Context())
	noError(t, err)
	equal(t, "ordered by children", show(rows[0])+show(rows[1]), "bob [Gamma]ann [Beta] [Alpha]")
}

func loadSingle(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	fillShelves(t, db)
	ctx := t.Context()
	q := orm.Objects[writer](db).PrefetchRelated("volumes__rooms")
	sent.Reset()
	for name, get := range map[string]func() (*writer, error){
		"Get":   func() (*writer, error) { return q.Get(ctx, orm.Q{"name": "ann"}) },
		"First": func() (*writer, error) { return q.First(ctx) },
		"Last":  func() (*writer, error) { return q.Filter(orm.Q{"name__in": []string{"ann"}}).Last(ctx) },
	} {
		w, err := get()
		noError(t, err)
		equal(t, name, show(w), "ann [Beta rooms] [Alpha rooms east west]")
		sent.Want(t, 3)
	}
	var all []string
	for w, err := range q.SelectRelated("friends").Iterate(ctx) {
		noError(t, err)
		all = append(all, show(w))
	}
	equal(t, "Iterate", all, []string{"ann friends bob eve [Beta rooms] [Alpha rooms east west]", "bob friends ann [Gamma rooms]", "eve friends"})
	sent.Want(t, 3)
}

func loadFields(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	fillShelves(t, db)
	ctx := t.Context()
	writers := orm.Objects[writer](db)
	for name, q := range map[string]orm.QuerySet[writer]{"select": writers.SelectRelated("volumes__house"), "prefetch": writers.PrefetchRelated("volumes__house")} {
		w, err := q.Fields("name", "volumes__title", "volumes__house__name").Get(ctx, orm.Q{"name": "ann"})
		noError(t, err)
		v := w.Volumes.At(0)
		equal(t, name+": what was asked for", show(w), "ann [Beta house H] [Alpha house H]")
		equal(t, name+": and no more", v.Has(&v.Title) && !v.Has(&v.Year) && v.Year == 0 && !w.Has(&w.Mentor), true)
		w, err = q.ExcludeFields("volumes__year").Get(ctx, orm.Q{"name": "ann"})
		noError(t, err)
		v = w.Volumes.At(0)
		equal(t, name+": all but one", v.Has(&v.Title) && !v.Has(&v.Year) && v.House.Get().Name == "H", true)
	}
	sent.Reset()
	w, err := writers.Prefetch("volumes", orm.Objects[volume](db).Fields("title")).Get(ctx, orm.Q{"name": "ann"})
	noError(t, err)
	equal(t, "a source's own columns", w.Volumes.Len() == 2 && !w.Volumes.At(0).Has(&w.Volumes.At(0).Year), true)
	sent.Want(t, 2)
}

func loadThrough(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	fillShelves(t, db)
	ctx := t.Context()
	volumes, labels := orm.Objects[volume](db), orm.Objects[label](db)
	titles, err := orm.Pluck[string](ctx, volumes.Filter(orm.Q{"volume_label__rank__gt": 1}), "title")
	noError(t, err)
	equal(t, "from the declaring end", titles, []string{"Alpha"})
	names, err := orm.Pluck[string](ctx, labels.Filter(orm.Q{"volume_label__rank": 1}).OrderBy("name"), "name")
	noError(t, err)
	equal(t, "from the other end", names, []string{"blue", "red"})
	names, err = orm.Pluck[string](ctx, orm.Objects[writer](db).Filter(orm.Q{"volumes__labels__volume_label__rank": 2, "volumes__labels__name": "red"}), "name")
	noError(t, err)
	equal(t, "the link of that very label", names, []string{"ann"})
	n, err := volumes.Filter(orm.Q{"labels__volume_label__rank": 2, "labels__name": "blue"}).Count(ctx)
	noError(t, err)
	equal(t, "and of no other", n, int64(0))
	v := orm.Fields[volume]()
	titles, err = orm.Pluck[string](ctx, volumes.Filter(orm.Eq(&v.Labels.ThroughFields().Rank, 2)), "title")
	noError(t, err)
	equal(t, "by pointer", titles, []string{"Alpha"})
	sent.Reset()
	red, err := labels.SelectRelated("volumes").OrderBy("-volumes__volume_label__rank").Get(ctx, orm.Q{"name": "red"})
	noError(t, err)
	sent.Want(t, 1)
	links := red.Volumes.Links()
	equal(t, "link data from the other end", fmt.Sprint(links[0].Target.Title, links[0].Through.Rank, links[1].Target.Title, links[1].Through.Rank), "Alpha2Beta1")
	rows, err := orm.Objects[volumeLabel](db).Filter(orm.Q{"label__name": "red", "volume__writer__name": "ann"}).OrderBy("-rank").All(ctx)
	noError(t, err)
	equal(t, "the link rows as a model", len(rows) == 2 && rows[0].Rank == 2, true)
}

func loadCounts(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	fillShelves(t, db)
	sent.Reset()
	rows, err := orm.Objects[writer](db).Annotate("n", orm.CountOf("volumes")).OrderBy("-n", "id").Values(t.Context(), "name", "n")
	noError(t, err)
	sent.Want(t, 1)
	equal(t, "numbers", fmt.Sprint(rows), "[map[n:2 name:ann] map[n:1 name:bob] map[n:0 name:eve]]")
}
