package composite

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// team is known by a field of its players.
type team struct {
	orm.Model
	ID      int64
	Name    string
	Players orm.Many[player]
	Matches orm.ManyThrough[match, entry]
}

func (t *team) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&t.ID).PrimaryKey(), schema.String(&t.Name, 20),
		schema.ManyToMany(&t.Matches),
	}}
}

type player struct {
	orm.Model
	ID     int64
	TeamID *int64
	Team   orm.One[team]
	Name   string
}

func (p *player) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(), schema.BigInteger(&p.TeamID), schema.String(&p.Name, 20),
		schema.ForeignKey(&p.Team).On("team_id").OnDelete(schema.SetNull),
	}}
}

type match struct {
	orm.Model
	ID    int64
	Teams orm.ManyThrough[team, entry]
}

func (m *match) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey()}}
}

// entry ties them by two relations, which are its key.
type entry struct {
	Team  orm.One[team]
	Match orm.One[match]
	Goals int
}

func (e *entry) Schema() schema.Table {
	return schema.Table{Name: "entries", Fields: schema.Fields{
		schema.ForeignKey(&e.Team).PrimaryKey().OnDelete(schema.Cascade), schema.ForeignKey(&e.Match).PrimaryKey().OnDelete(schema.Cascade), schema.Integer(&e.Goals),
	}}
}

func TestOneFieldIsTheKey(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&team{}, &player{}, &match{}, &entry{}), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		a, b := &team{Name: "a"}, &team{Name: "b"}
		must[int](t)(0, orm.Objects[team](db).BulkCreate(ctx, []*team{a, b}))
		p := &player{Name: "p", Team: orm.Ref(a)}
		must[int](t)(0, orm.Save(ctx, db, p))
		if p.TeamID == nil || *p.TeamID != a.ID {
			t.Error("the relation has not filled its field")
		}
		p.Team = orm.Ref(b) // the relation alone
		must[int](t)(0, orm.Update(ctx, db, p))
		if *p.TeamID != b.ID {
			t.Error("a changed relation has not changed its field")
		}
		read := must[*player](t)(orm.Objects[player](db).SelectRelated("team").Get(ctx))
		if read.Team.Get().Name != "b" || read.Team.PK() != b.ID {
			t.Error("a relation that was read is another than its field")
		}
		read.TeamID = &a.ID // the field alone
		must[int](t)(0, orm.Update(ctx, db, read))
		if read.Team.PK() != a.ID || read.Team.Get() != nil {
			t.Error("a changed field has not changed its relation")
		}
		read.TeamID, read.Team = &a.ID, orm.Ref(b)
		must[int](t)(0, orm.Update(ctx, db, read)) // the field is what it was
		if *read.TeamID != b.ID {
			t.Error("a changed relation has not changed its field")
		}
		wrong := &player{Name: "w", TeamID: &a.ID, Team: orm.Ref(b)}
		if err := orm.Save(ctx, db, wrong); !errors.Is(err, orm.ErrRelationship) {
			t.Error(err)
		}
		f := orm.Fields[player]()
		for name, q := range map[string]orm.QuerySet[player]{
			"pointer": orm.Objects[player](db).Filter(orm.Eq(&f.Team, orm.Ref(b))),
			"path":    orm.Objects[player](db).Filter(orm.Q{"team": b}),
			"field":   orm.Objects[player](db).Filter(orm.Q{"team_id": b.ID}),
			"across":  orm.Objects[player](db).Filter(orm.Q{"team__name": "b"}),
			"key":     orm.Objects[player](db).Filter(orm.Q{"team__id": b.ID}),
		} {
			if n := must[int64](t)(q.Count(ctx)); n != 1 {
				t.Errorf("%s: %d", name, n)
			}
		}
		text := must[[]byte](t)(json.Marshal(orm.JSON(read)))
		if !strings.Contains(string(text), fmt.Sprintf(`"TeamID":%d`, b.ID)) {
			t.Errorf("%s", text)
		}
		var in player
		if err := orm.Decode(db, strings.NewReader(fmt.Sprintf(`{"Name": "q", "Team": {"ID": %d}}`, a.ID)), &in); err != nil {
			t.Fatal(err)
		}
		must[int](t)(0, orm.Save(ctx, db, &in))
		if *in.TeamID != a.ID {
			t.Error("a body has not filled the field")
		}
		must[int](t)(0, b.Players.Add(ctx, &in))
		if *in.TeamID != b.ID {
			t.Error("Add has not filled the field")
		}
		must[int](t)(0, b.Players.Remove(ctx, &in))
		if in.TeamID != nil || in.Team.PK() != nil {
			t.Error("Remove has left the field")
		}
		fresh := &team{Name: "c", Players: orm.ManyOf(&player{Name: "x"}, &player{Name: "y"})}
		if n := must[int64](t)(orm.SaveRelated(ctx, db, fresh)); n != 3 {
			t.Error(n)
		}
		if got := must[*team](t)(orm.Objects[team](db).PrefetchRelated("players").Get(ctx, orm.Q{"name": "c"})); got.Players.Len() != 2 {
			t.Error(got.Players.Len())
		}
	})
}

func TestLinksOfDeclaredRelations(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&team{}, &player{}, &match{}, &entry{}), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		a, m := &team{Name: "a"}, &match{}
		must[int](t)(0, orm.Save(ctx, db, a))
		must[int](t)(0, orm.Save(ctx, db, m))
		must[int](t)(0, a.Matches.AddLink(ctx, m, entry{Goals: 2}))
		must[int](t)(0, a.Matches.AddLink(ctx, m, entry{Goals: 3}))
		for _, q := range []orm.QuerySet[match]{orm.Objects[match](db).SelectRelated("teams"), orm.Objects[match](db).PrefetchRelated("teams")} {
			got := must[*match](t)(q.Get(ctx))
			if l := got.Teams.Links(); len(l) != 1 || l[0].Target.Name != "a" || l[0].Through.Goals != 3 || l[0].Through.Team.PK() != a.ID {
				t.Error(l)
			}
		}
		e := must[*entry](t)(orm.Objects[entry](db).SelectRelated("team", "match").Get(ctx))
		if e.Team.Get().Name != "a" || e.Match.PK() != m.ID {
			t.Error(e)
		}
		must[int](t)(0, a.Matches.Remove(ctx, m))
		if n := must[int64](t)(orm.Objects[entry](db).Count(ctx)); n != 0 {
			t.Error(n)
		}
	})
}
