package mysql

import (
	"errors"
	"strings"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// engineThing has a generated key of 64 bits, and a text that ignores case.
type engineThing struct {
	ID   int64
	Name string
}

func (m *engineThing) Schema() schema.Table {
	return schema.Table{Name: "things", Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey(), schema.String(&m.Name, 20)}}
}

// engineLine goes with a thing.
type engineLine struct {
	ID    int64
	Thing orm.One[engineThing]
}

func (m *engineLine) Schema() schema.Table {
	return schema.Table{Name: "lines", Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey(), schema.ForeignKey(&m.Thing).OnDelete(schema.Cascade)}}
}

// TestTiDB: the version, error numbers and keys that its documentation has.
func TestTiDB(t *testing.T) {
	if got := (server{engine: engineOf("8.0.11-TiDB-v8.5.1")}).dialect(); got != "tidb" {
		t.Errorf("recognised as %s", got)
	}
	for number, want := range map[uint16]error{9007: orm.ErrSerialization, 8002: orm.ErrSerialization, 8022: orm.ErrSerialization, 8028: orm.ErrSerialization,
		8004: orm.ErrValidation, 9005: orm.ErrConnect, 1235: orm.ErrUnsupported} {
		if kind, _, _ := classify(&mysql.MySQLError{Number: number}); !errors.Is(kind, want) {
			t.Errorf("%d is %v, want %v", number, kind, want)
		}
	}
	text := tables(t, "tidb", &engineThing{})
	if !strings.Contains(text, "`id` bigint NOT NULL AUTO_RANDOM(5, 54)") {
		t.Errorf("a key of 64 bits: %s", text)
	}
}

// TestVitess: the version that vtgate gives, and tables without foreign keys.
func TestVitess(t *testing.T) {
	if got := (server{engine: engineOf("8.0.40-Vitess")}).dialect(); got != "vitess" {
		t.Errorf("recognised as %s", got)
	}
	if got := (server{engine: engineOf("8.4.3")}).dialect(); got != "mysql" {
		t.Errorf("MySQL is recognised as %s", got)
	}
	registry, err := schema.NewRegistry(&engineLine{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := migrate.SQL("vitess", registry); err == nil || !strings.Contains(err.Error(), "WithoutConstraint") {
		t.Errorf("an action that nobody does: %v", err)
	}
	if text := tables(t, "vitess", &engineThing{}); !strings.Contains(text, "AUTO_INCREMENT") {
		t.Errorf("keys: %s", text)
	}
}

func tables(t *testing.T, dialect string, models ...schema.Definer) string {
	t.Helper()
	registry, err := schema.NewRegistry(models...)
	if err != nil {
		t.Fatal(err)
	}
	text, err := migrate.SQL(dialect, registry)
	if err != nil {
		t.Fatal(err)
	}
	return text
}
