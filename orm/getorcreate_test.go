package orm_test

import (
	"errors"
	"testing"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// Where several servers write, a named lock keeps nobody out who writes elsewhere: only what a unique constraint guards is atomic.
func TestGetOrCreateAmongSeveralServers(t *testing.T) {
	models := schema.MustRegistry(&Author{}, &Book{}, &Shelf{}, &Placement{})
	first, err := sqlite.Open(":memory:", models)
	must(err)
	defer first.Close()
	must(migrate.CreateAll(t.Context(), first))
	db, err := orm.Connect(first.SQLX(), models, orm.Driver{Dialect: "sqlite", NoFunctions: true, LocalLocks: true})
	must(err)

	if _, created, err := orm.Objects[Author](db).GetOrCreate(t.Context(), orm.V{"name": "Ann"}); err != nil || !created {
		t.Errorf("under a unique constraint: %t, %v", created, err)
	}
	for call, err := range map[string]error{
		"GetOrCreate":    last(orm.Objects[Book](db).GetOrCreate(t.Context(), orm.V{"title": "New"}, orm.V{"sold": 1})),
		"UpdateOrCreate": last(orm.Objects[Book](db).UpdateOrCreate(t.Context(), orm.V{"title": "New"}, orm.V{"sold": 1})),
	} {
		if !errors.Is(err, orm.ErrUnsupported) {
			t.Errorf("%s without one: %v", call, err)
		}
	}
	if n, err := orm.Objects[Book](db).Count(t.Context()); n != 0 || err != nil {
		t.Errorf("%d books, %v", n, err)
	}
}

func last[A, B any](_ A, _ B, err error) error { return err }
