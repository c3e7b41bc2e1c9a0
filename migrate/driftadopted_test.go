package migrate_test

import (
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/schema"
)

// Ledger is a table that somebody else has made: with a serial key, and with texts of the database's own collation.
type Ledger struct {
	ID    int64
	Title string
	Ratio float32
}

func (l *Ledger) Schema() schema.Table {
	return schema.Table{Name: "ledgers", Fields: schema.Fields{schema.BigInteger(&l.ID).PrimaryKey(), schema.Text(&l.Title).Collation("default"), schema.Native(&l.Ratio, "real")}}
}

// Seat is one with a key of two whole numbers.
type Seat struct{ Hall, Number int64 }

func (s *Seat) Schema() schema.Table {
	return schema.Table{Name: "seats", Fields: schema.Fields{schema.BigInteger(&s.Hall).PrimaryKey(), schema.BigInteger(&s.Number).PrimaryKey()}}
}

// What others spell otherwise, and mean the same by, is no difference.
func TestNoDriftOfOtherSpellings(t *testing.T) {
	for name, made := range map[string]struct {
		model schema.Definer
		table string
	}{
		"postgres": {&Ledger{}, `CREATE TABLE ledgers (id bigserial PRIMARY KEY, title text NOT NULL, ratio real NOT NULL)`},
		"mariadb":  {&Seat{}, `CREATE TABLE seats (hall bigint NOT NULL, number bigint(20) NOT NULL, PRIMARY KEY (hall, number))`},
		"sqlite":   {&Seat{}, `CREATE TABLE seats (hall INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hall, number)) STRICT`},
	} {
		t.Run(name, func(t *testing.T) {
			db := dbtest.OpenEmpty(t, name, schema.MustRegistry(made.model))
			if _, err := db.SQLX().ExecContext(t.Context(), made.table); err != nil {
				t.Fatal(err)
			}
			for range 2 { // by another, and by CreateAll
				changes, warnings, err := migrate.Drift(t.Context(), db)
				if err != nil || len(changes)+len(warnings) > 0 {
					t.Errorf("%v %v %v", changes, warnings, err)
				}
				if err := migrate.DropAll(t.Context(), db); err != nil {
					t.Fatal(err)
				}
				if err := migrate.CreateAll(t.Context(), db); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
