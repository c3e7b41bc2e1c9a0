package suite

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// links are models with unusual link tables.
var links = sync.OnceValue(func() *schema.Registry {
	return schema.MustRegistry(&club{}, &person{}, &membership{}, &visit{}, &badge{})
})

// club has two relations to person with link rows of their own, and one without.
type club struct {
	orm.Model
	ID      int64
	Name    string
	Members orm.ManyThrough[person, membership]
	Guests  orm.ManyThrough[person, visit]
	Owners  orm.Many[person]
	Staff   orm.ManyThrough[person, badge]
	Banned  orm.Many[person]
}

func (c *club) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&c.ID).PrimaryKey(), schema.String(&c.Name, 20),
		schema.ManyToMany(&c.Members).RelatedName("clubs"), schema.ManyToMany(&c.Guests).RelatedName("visited").AllowDuplicateLinks(),
		schema.ManyToMany(&c.Staff).RelatedName("works_at"),
		schema.ManyToMany(&c.Owners).RelatedName("owned"), schema.ManyToMany(&c.Banned).RelatedName("banned_from").ThroughTable("bans"),
	}}
}

// person has a plain list for a relation with link data, and no field for two of the others.
type person struct {
	orm.Model
	ID    uuid.UUID
	Name  string
	Clubs orm.Many[club]
	Likes orm.Many[person]
	Liked orm.Many[person]
	// Visited lists a club once, however often it was visited.
	Visited orm.Many[club]
}

func (p *person) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.UUID(&p.ID).PrimaryKey().DefaultFunc(uuid.New), schema.String(&p.Name, 20), schema.ManyToMany(&p.Likes).RelatedName("liked"),
	}}
}

// membership is a link row whose key is the program's, with a default, a server default and the key to its person in a field.
type membership struct {
	ID     uuid.UUID
	Person uuid.UUID
	Role   string
	Fee    int
}

func (m *membership) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.UUID(&m.ID).PrimaryKey().DefaultFunc(uuid.New), schema.UUID(&m.Person),
		schema.String(&m.Role, 20).Default("member").MinLength(1), schema.Integer(&m.Fee).ServerDefault("12"),
	}}
}

// visit is a link row of which there may be several.
type visit struct {
	ID  int64
	Day int
}

func (v *visit) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&v.ID).PrimaryKey(), schema.Integer(&v.Day)}}
}

// badge is a link row whose number is unique as well.
type badge struct {
	ID     int64
	Number int
}

func (b *badge) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&b.ID).PrimaryKey(), schema.Integer(&b.Number).Unique()}}
}

func clubbers(t *testing.T, db *orm.DB) (c *club, ann, bob *person) {
	t.Helper()
	c, ann, bob = &club{Name: "c"}, &person{Name: "ann"}, &person{Name: "bob"}
	noError(t, orm.Save(t.Context(), db, c))
	noError(t, orm.Save(t.Context(), db, ann))
	noError(t, orm.Save(t.Context(), db, bob))
	return c, ann, bob
}

func manageFarLinks(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	c, ann, bob := clubbers(t, db)
	ctx := t.Context()
	noError(t, ann.Clubs.Add(ctx, c))
	noError(t, ann.Clubs.Add(ctx, c))
	noError(t, c.Members.Add(ctx, ann, bob))
	noError(t, c.Members.AddLink(ctx, bob, membership{Role: "chair"}))
	got, err := orm.Objects[club](db).PrefetchRelated("members").OrderBy("members__name").Get(ctx, orm.Q{"id": c.ID})
	noError(t, err)
	out := ""
	for _, l := range got.Members.Links() {
		out += fmt.Sprint(l.Target.Name, " ", l.Through.Role, " ", l.Through.Fee, " ")
		equal(t, "the key in the link's own field", l.Through.Person, l.Target.ID)
	}
	equal(t, "links", out, "ann member 12 bob chair 12 ")
	made := &club{Name: "d"}
	noError(t, orm.Save(ctx, db, made))
	made.Members = orm.LinksOf(orm.Link[person, membership]{Target: ann, Through: &membership{Role: "x"}})
	_, err = orm.SaveRelated(ctx, db, made)
	noError(t, err)
	l := made.Members.Links()[0].Through
	equal(t, "what the server made is read back", l.Fee == 12 && l.Person == ann.ID && l.ID != uuid.Nil, true)
	clubs, err := orm.Pluck[string](ctx, ann.Clubs.Objects().Filter(orm.Q{"membership__role": "x"}), "name")
	noError(t, err)
	equal(t, "by the link from the far end", clubs, []string{"d"})
	n, err := orm.Objects[membership](db).Filter(orm.Q{"person__name": "ann"}).Count(ctx)
	noError(t, err)
	equal(t, "link rows", n, int64(2))
}

func manageDuplicates(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	c, ann, bob := clubbers(t, db)
	ctx := t.Context()
	_, err := c.Guests.Load(ctx)
	noError(t, err)
	noError(t, c.Guests.AddLink(ctx, ann, visit{Day: 1}))
	noError(t, c.Guests.AddLink(ctx, ann, visit{Day: 2}))
	noError(t, c.Guests.AddLink(ctx, bob, visit{Day: 3}))
	days := func(c *club) string {
		out := ""
		for _, l := range c.Guests.Links() {
			out += fmt.Sprint(l.Target.Name, l.Through.Day, " ")
		}
		return out
	}
	equal(t, "in memory", days(c), "ann1 ann2 bob3 ")
	for name, q := range map[string]orm.QuerySet[club]{
		"select": orm.Objects[club](db).SelectRelated("guests"), "prefetch": orm.Objects[club](db).PrefetchRelated("guests"),
	} {
		got, err := q.OrderBy("guests__name", "guests__visit__day").Get(ctx, orm.Q{"id": c.ID})
		noError(t, err)
		equal(t, name, days(got), "ann1 ann2 bob3 ")
		n, err := orm.SaveRelated(ctx, db, got)
		noError(t, err)
		equal(t, name+": saving it again", n, int64(0))
	}
	for limit, want := range []string{"", "ann1 ", "ann1 ann2 ", "ann1 ann2 bob3 "} {
		guests := orm.Objects[person](db).OrderBy("name", "visit__day").Limit(limit)
		got, err := orm.Objects[club](db).Prefetch("guests", guests).Get(ctx, orm.Q{"id": c.ID})
		noError(t, err)
		equal(t, fmt.Sprint("the first ", limit), days(got), want)
	}
	back, err := orm.Objects[person](db).Prefetch("visited", orm.Objects[club](db).Limit(1)).Get(ctx, orm.Q{"name": "ann"})
	noError(t, err)
	equal(t, "from the other end a club counts once", back.Visited.Len(), 1)
	n, err := orm.Objects[visit](db).Count(ctx)
	noError(t, err)
	equal(t, "visits", n, int64(3))
	guests, err := c.Guests.Objects().Count(ctx)
	noError(t, err)
	equal(t, "guests, each once", guests, int64(2))
	clubs, err := db.Untyped("clubs")
	noError(t, err)
	targets, visits, err := clubs.LinkPairs(ctx, c, "guests")
	noError(t, err)
	equal(t, "pairs", []int{len(targets), len(visits)}, []int{3, 3})
	for _, v := range visits {
		own := v.(*visit)
		one, of, err := clubs.LinkPairs(ctx, c, "guests", orm.Q{"visit__id": own.ID})
		noError(t, err)
		if len(one) != 1 || len(of) != 1 || of[0].(*visit).Day != own.Day {
			t.Errorf("the pair of visit %d: %v, %v", own.ID, one, of)
		}
	}
	noError(t, c.Guests.Remove(ctx, ann))
	n, err = orm.Objects[visit](db).Count(ctx)
	noError(t, err)
	equal(t, "Remove takes every link", n, int64(1))
	equal(t, "and so in memory", days(c), "bob3 ")
}

func manageParallel(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	c, ann, bob := clubbers(t, db)
	ctx := t.Context()
	noError(t, c.Owners.Add(ctx, ann))
	noError(t, c.Banned.Add(ctx, bob))
	noError(t, ann.Likes.Add(ctx, bob, ann))
	got, err := orm.Objects[club](db).SelectRelated("owners__likes", "banned__liked").Get(ctx, orm.Q{"owners__name": "ann", "banned__name": "bob"})
	noError(t, err)
	equal(t, "each its own", got.Owners.Len() == 1 && got.Banned.Len() == 1 && got.Owners.At(0).Name+got.Banned.At(0).Name == "annbob", true)
	equal(t, "to itself", got.Owners.At(0).Likes.Len() == 2 && got.Banned.At(0).Liked.Len() == 1, true)
	for path, want := range map[string]int64{"owned__name": 0, "banned_from__name": 1, "clubs__name": 0, "likes__name": 0, "liked__owned__name": 1} {
		n, err := orm.Objects[person](db).Filter(orm.Q{"name": "bob", path: "c"}).Count(ctx)
		noError(t, err)
		equal(t, path, n, want)
	}
	if err := c.Owners.Add(ctx, &person{Name: "nobody"}); !errors.Is(err, orm.ErrNotPersisted) {
		t.Errorf("a target without a row: %v", err)
	}
}

func manageOtherUnique(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	c, ann, bob := clubbers(t, db)
	ctx := t.Context()
	noError(t, c.Staff.AddLink(ctx, ann, badge{Number: 1}))
	if err := c.Staff.AddLink(ctx, bob, badge{Number: 1}); !errors.Is(err, orm.ErrUnique) {
		t.Errorf("a taken number: %v", err)
	}
	noError(t, c.Staff.AddLink(ctx, bob, badge{Number: 2}))
	if err := c.Staff.AddLink(ctx, bob, badge{Number: 1}); !errors.Is(err, orm.ErrUnique) {
		t.Errorf("a taken number for a link that is there: %v", err)
	}
	noError(t, c.Staff.AddLink(ctx, ann, badge{Number: 3}))
	numbers, err := orm.Pluck[int](ctx, orm.Objects[badge](db).OrderBy("number"), "number")
	noError(t, err)
	equal(t, "numbers", numbers, []int{2, 3})
}
