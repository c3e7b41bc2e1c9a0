package suite

import (
	"errors"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// keyCases are conditions on keys that the database does not make.
func keyCases() []Case {
	return []Case{
		{Name: "keys/a row stands for its key, behind any relation (Q-03, Q-26)", Models: guilds, Run: rowsAsKeys},
		{Name: "keys/a row that stands for no key is refused (Q-03)", Models: guilds, Run: noKeys},
	}
}

var guilds = sync.OnceValue(func() *schema.Registry { return schema.MustRegistry(&guild{}, &guildTag{}, &guildRoom{}) })

type guild struct {
	orm.Model
	ID    uuid.UUID
	Tags  orm.Many[guildTag]
	Rooms orm.Many[guildRoom]
}

func (c *guild) Schema() schema.Table {
	return schema.Table{Name: "guilds", Fields: schema.Fields{
		schema.UUID(&c.ID).PrimaryKey().DefaultFunc(uuid.New),
		schema.ManyToMany(&c.Tags),
	}}
}

type guildTag struct {
	orm.Model
	Name   string
	Guilds orm.Many[guild]
}

func (t *guildTag) Schema() schema.Table {
	return schema.Table{Name: "guild_tags", Fields: schema.Fields{schema.String(&t.Name, 20).PrimaryKey()}}
}

type guildRoom struct {
	orm.Model
	ID    int64
	Guild orm.One[guild]
}

func (r *guildRoom) Schema() schema.Table {
	return schema.Table{Name: "guild_rooms", Fields: schema.Fields{
		schema.Integer(&r.ID).PrimaryKey(),
		schema.ForeignKey(&r.Guild).NotNull(),
	}}
}

func rowsAsKeys(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	chess, err := orm.Objects[guild](db).Create(t.Context(), guild{})
	noError(t, err)
	_, err = orm.Objects[guild](db).Create(t.Context(), guild{})
	noError(t, err)
	quiet, err := chess.Tags.Create(t.Context(), guildTag{Name: "quiet"})
	noError(t, err)
	room, err := chess.Rooms.Create(t.Context(), guildRoom{})
	noError(t, err)
	for name, condition := range map[string]orm.Condition{
		"the key itself":           orm.Q{"id": chess},
		"pk":                       orm.Q{"pk": chess},
		"a One":                    orm.Q{"pk": room.Guild},
		"many to many":             orm.Q{"tags": quiet},
		"many to many, its key":    orm.Q{"tags__name": quiet},
		"a list of rows":           orm.Q{"tags__in": []*guildTag{quiet}},
		"the far side":             orm.Q{"rooms": room},
		"a foreign key":            orm.Q{"rooms__guild": chess},
		"a foreign key's key":      orm.Q{"rooms__guild__id": chess},
		"a Ref":                    orm.Q{"rooms": orm.Ref(room)},
		"some":                     orm.Some("tags", orm.Q{"pk": quiet}),
		"a RefPK":                  orm.Q{"tags": orm.RefPK[guildTag]("quiet")},
		"beyond the related model": orm.Q{"tags__guilds": chess},
	} {
		found, err := orm.Objects[guild](db).All(t.Context(), condition)
		if err != nil || len(found) != 1 || found[0].ID != chess.ID {
			t.Errorf("%s: %d rows, %v", name, len(found), err)
		}
	}
}

func noKeys(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	guilds := orm.Objects[guild](db)
	for name, c := range map[string]struct {
		condition orm.Condition
		want      error
	}{
		"unsaved":         {orm.Q{"tags": &guildTag{}}, orm.ErrNotPersisted},
		"an unsaved Ref":  {orm.Q{"tags": orm.Ref(&guildTag{})}, orm.ErrNotPersisted},
		"another model":   {orm.Q{"tags": &guild{}}, orm.ErrQuery},
		"a One of it":     {orm.Q{"tags": orm.RefPK[guild](uuid.New())}, orm.ErrQuery},
		"not a key":       {orm.Q{"rooms": &guild{ID: uuid.New()}}, orm.ErrQuery},
		"a wrong RefPK":   {orm.Q{"rooms": orm.RefPK[guildRoom]("x")}, orm.ErrQuery},
		"text of a key":   {orm.Q{"rooms__guild__tags__icontains": &guildTag{Name: "quiet"}}, orm.ErrQuery},
		"text of its key": {orm.Q{"tags__contains": &guildTag{Name: "quiet"}}, orm.ErrQuery},
		"a list of wrong": {orm.Q{"tags__in": []any{&guildTag{Name: "quiet"}, 1}}, orm.ErrQuery},
	} {
		_, err := guilds.All(t.Context(), c.condition)
		sent.Want(t, 0)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
