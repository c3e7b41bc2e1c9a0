package sqlitego_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlitego"
	"github.com/ormar-go/ormar/schema"
)

type page struct {
	orm.Model
	ID   int64
	Text string
}

func (p *page) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.Text, 100)},
		Constraints: []schema.Constraint{schema.FullText("text")}}
}

// What this driver's SQLite lacks is refused by name, before any SQL.
func TestNoFullText(t *testing.T) {
	db, err := sqlitego.Open(":memory:", schema.MustRegistry(&page{}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	making := migrate.CreateAll(t.Context(), db)
	_, searching := orm.Objects[page](db).All(t.Context(), orm.Search("text", "words"))
	var definition *schema.DefinitionError
	if !errors.As(making, &definition) || !strings.Contains(making.Error(), "full text") {
		t.Errorf("CreateAll: %v, want a DefinitionError", making)
	}
	if !errors.Is(searching, orm.ErrUnsupported) {
		t.Errorf("Search: %v, want ErrUnsupported", searching)
	}
}
