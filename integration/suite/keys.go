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
		{Name: "keys/a row stands for its key, behind any relation (Q-03, Q-26)", Models: clubs, Run: rowsAsKeys},
		{Name: "keys/a row that stands for no key is refused (Q-03)", Models: clubs, Run: noKeys},
	}
}

var clubs = sync.OnceValue(func() *schema.Registry { return schema.MustRegistry(&club{}, &clubTag{}, &clubRoom{}) })

type club struct {
	orm.Model
	ID    uuid.UUID
	Tags  orm.Many[clubTag]
	Rooms orm.Many[clubRoom]
}

func (c *club) Schema() schema.Table {
	return schema.Table{Name: "clubs", Fields: schema.Fields{
		schema.UUID(&c.ID).PrimaryKey().DefaultFunc(uuid.New),
		schema.ManyToMany(&c.Tags),
	}}
}

type clubTag struct {
	orm.Model
	Name  string
	Clubs orm.Many[club]
}

func (t *clubTag) Schema() schema.Table {
	return schema.Table{Name: "club_tags", Fields: schema.Fields{schema.String(&t.Name, 20).PrimaryKey()}}
}

type clubRoom struct {
	orm.Model
	ID   int64
	Club orm.One[club]
}

func (r *clubRoom) Schema() schema.Table {
	return schema.Table{Name: "club_rooms", Fields: schema.Fields{
		schema.Integer(&r.ID).PrimaryKey(),
		schema.ForeignKey(&r.Club).NotNull(),
	}}
}

func rowsAsKeys(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	chess, err := orm.Objects[club](db).Create(t.Context(), club{})
	noError(t, err)
	_, err = orm.Objects[club](db).Create(t.Context(), club{})
	noError(t, err)
	quiet, err := chess.Tags.Create(t.Context(), clubTag{Name: "quiet"})
	noError(t, err)
	room, err := chess.Rooms.Create(t.Context(), clubRoom{})
	noError(t, err)
	for name, condition := range map[string]orm.Condition{
		"the key itself":           orm.Q{"id": chess},
		"pk":                       orm.Q{"pk": chess},
		"a One":                    orm.Q{"pk": room.Club},
		"many to many":             orm.Q{"tags": quiet},
		"many to many, its key":    orm.Q{"tags__name": quiet},
		"a list of rows":           orm.Q{"tags__in": []*clubTag{quiet}},
		"the far side":             orm.Q{"rooms": room},
		"a foreign key":            orm.Q{"rooms__club": chess},
		"a foreign key's key":      orm.Q{"rooms__club__id": chess},
		"a Ref":                    orm.Q{"rooms": orm.Ref(room)},
		"some":                     orm.Some("tags", orm.Q{"pk": quiet}),
		"a RefPK":                  orm.Q{"tags": orm.RefPK[clubTag]("quiet")},
		"beyond the related model": orm.Q{"tags__clubs": chess},
	} {
		found, err := orm.Objects[club](db).All(t.Context(), condition)
		if err != nil || len(found) != 1 || found[0].ID != chess.ID {
			t.Errorf("%s: %d rows, %v", name, len(found), err)
		}
	}
}

func noKeys(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	clubs := orm.Objects[club](db)
	for name, c := range map[string]struct {
		condition orm.Condition
		want      error
	}{
		"unsaved":         {orm.Q{"tags": &clubTag{}}, orm.ErrNotPersisted},
		"an unsaved Ref":  {orm.Q{"tags": orm.Ref(&clubTag{})}, orm.ErrNotPersisted},
		"another model":   {orm.Q{"tags": &club{}}, orm.ErrQuery},
		"a One of it":     {orm.Q{"tags": orm.RefPK[club](uuid.New())}, orm.ErrQuery},
		"not a key":       {orm.Q{"rooms": &club{ID: uuid.New()}}, orm.ErrQuery},
		"a wrong RefPK":   {orm.Q{"rooms": orm.RefPK[clubRoom]("x")}, orm.ErrQuery},
		"text of a key":   {orm.Q{"rooms__club__tags__icontains": &clubTag{Name: "quiet"}}, orm.ErrQuery},
		"text of its key": {orm.Q{"tags__contains": &clubTag{Name: "quiet"}}, orm.ErrQuery},
		"a list of wrong": {orm.Q{"tags__in": []any{&clubTag{Name: "quiet"}, 1}}, orm.ErrQuery},
	} {
		_, err := clubs.All(t.Context(), c.condition)
		sent.Want(t, 0)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
}
