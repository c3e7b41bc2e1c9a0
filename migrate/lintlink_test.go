package migrate_test

import (
	"strings"
	"testing"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// tagged is tied to tags by a table that the relation makes, and marked to them by a link model.
type tagged struct {
	ID   int64
	Tags orm.Many[tagOf]
}

func (t *tagged) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&t.ID).PrimaryKey(), schema.ManyToMany(&t.Tags).SkipReverse()}}
}

type marked struct {
	ID   int64
	Tags orm.ManyThrough[tagOf, marking]
}

func (m *marked) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey(), schema.ManyToMany(&m.Tags).SkipReverse()}}
}

type marking struct{ ID int64 }

func (m *marking) Schema() schema.Table {
	return schema.Table{
		Fields:      schema.Fields{schema.BigInteger(&m.ID).PrimaryKey()},
		Constraints: []schema.Constraint{schema.IndexOn("tag_of")},
	}
}

type tagOf struct{ ID int64 }

func (t *tagOf) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&t.ID).PrimaryKey()}}
}

// What the finding about a link table advises makes the finding go, and leaves no drift.
func TestLinkModelHasTheIndex(t *testing.T) {
	dir := t.TempDir()
	made, err := migrate.Make(dir, schema.MustRegistry(&tagged{}), migrate.Dialects("sqlite"))
	if err != nil || len(made.Findings) != 1 || made.Findings[0].Code != "MIG401" || !strings.Contains(made.Findings[0].Advice, "link model") {
		t.Fatalf("%+v, %v", made, err)
	}
	models := schema.MustRegistry(&marked{})
	made, err = migrate.Make(t.TempDir(), models, migrate.Dialects("sqlite"))
	if err != nil || len(made.Findings) != 0 {
		t.Errorf("%+v, %v", made, err)
	}
	db, err := sqlite.Open(":memory:", models)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := migrate.CreateAll(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	if changes, _, err := migrate.Drift(t.Context(), db); err != nil || len(changes) != 0 {
		t.Errorf("%+v, %v", changes, err)
	}
}
