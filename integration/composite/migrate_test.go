package composite

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// pier is what ships refer to: by its key, or by its code and place, which are unique.
type pier struct {
	Harbour, Number int64
	Code            string
	Place           int64
}

// Schema is the table of pier.
func (p *pier) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&p.Harbour).PrimaryKey(), schema.BigInteger(&p.Number).PrimaryKey(), schema.String(&p.Code, 10), schema.BigInteger(&p.Place),
	}, Constraints: []schema.Constraint{schema.UniqueTogether("code", "place")}}
}

// The types of one table, ships, in the order in which somebody changes their mind.
type (
	shipAlone struct {
		ID              int64
		Harbour, Number *int64
		Code            *string
	}
	shipTied      struct{ shipAlone2 }
	shipCascading struct{ shipAlone2 }
	shipByCode    struct{ shipAlone2 }
	shipRenamed   struct{ shipAlone2 }
	shipHeld      struct {
		ID   int64
		Code *string
		Pier orm.One[pier]
	}
	shipAlone2 struct {
		shipAlone
		Pier orm.One[pier]
	}
)

func (s *shipAlone) fields() schema.Fields {
	return schema.Fields{schema.BigInteger(&s.ID).PrimaryKey(), schema.BigInteger(&s.Harbour), schema.BigInteger(&s.Number), schema.String(&s.Code, 10)}
}

func ships(f schema.Fields, more ...schema.Field) schema.Table {
	return schema.Table{Name: "ships", Fields: append(f, more...)}
}

// Schema has no foreign key.
func (s *shipAlone) Schema() schema.Table { return ships(s.fields()) }

// Schema has one over the fields that were there.
func (s *shipTied) Schema() schema.Table {
	return ships(s.fields(), schema.ForeignKey(&s.Pier).On("harbour", "number").SkipReverse())
}

// Schema has one that does something, with an index.
func (s *shipCascading) Schema() schema.Table {
	return ships(s.fields(), schema.ForeignKey(&s.Pier).On("harbour", "number").SkipReverse().OnDelete(schema.Cascade).Index())
}

// Schema has one to other columns.
func (s *shipByCode) Schema() schema.Table {
	return ships(s.fields(), schema.ForeignKey(&s.Pier).On("code", "number").References("code", "place").SkipReverse().OnDelete(schema.SetNull).ConstraintName("ships_pier"))
}

// Schema has one of whose columns one has another name.
func (s *shipRenamed) Schema() schema.Table {
	f := s.fields()
	f[2] = schema.BigInteger(&s.Number).Name("berth")
	return ships(f, schema.ForeignKey(&s.Pier).On("harbour", "number").SkipReverse().Unique())
}

// Schema has one whose columns are its own.
func (s *shipHeld) Schema() schema.Table {
	return ships(schema.Fields{schema.BigInteger(&s.ID).PrimaryKey(), schema.String(&s.Code, 10),
		schema.ForeignKey(&s.Pier).Columns("harbour", "berth").SkipReverse().OnDelete(schema.Restrict)})
}

// aim is a pool whose models change.
type aim struct {
	db      *sqlx.DB
	models  *schema.Registry
	dialect string
}

func (a aim) SQLX() *sqlx.DB           { return a.db }
func (a aim) Models() *schema.Registry { return a.models }
func (a aim) Dialect() string          { return a.dialect }

// Foreign keys of several columns come, change and go by migrations, forwards and back, with the rows that are there; after each
// the database is what the models say, and keeps what refers to nothing out.
func TestMigrations(t *testing.T) {
	steps := []struct {
		name    string
		ship    schema.Definer
		renames []migrate.MakeOption
		lost    bool // a ship of a pier that is not there gets in
	}{
		{"alone", &shipAlone{}, nil, true}, {"tied", &shipTied{}, nil, false}, {"cascading", &shipCascading{}, nil, false}, {"by code", &shipByCode{}, nil, false},
		{"tied again", &shipTied{}, nil, false}, {"renamed", &shipRenamed{}, []migrate.MakeOption{migrate.Rename("ships.number", "berth")}, false},
		{"held", &shipHeld{}, nil, false}, {"alone again", &shipAlone{}, []migrate.MakeOption{migrate.Rename("ships.berth", "number")}, true},
	}
	for _, dialect := range dbtest.Names() {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			ctx, dir, now := t.Context(), t.TempDir(), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			db := dbtest.OpenEmpty(t, dialect, schema.MustRegistry()).SQLX()
			exec := func(text string) error { _, err := db.ExecContext(ctx, text); return err }
			var ids []string
			check := func(i int) {
				t.Helper()
				models := schema.MustRegistry(&pier{}, steps[i].ship)
				changes, warnings, err := migrate.Drift(ctx, aim{db, models, dialect})
				if err != nil || len(changes)+len(warnings) > 0 {
					t.Fatal(steps[i].name, changes, warnings, err)
				}
				var n int
				if err := db.Get(&n, "SELECT COUNT(*) FROM ships WHERE harbour = 1"); err != nil || n != 2 {
					t.Fatal(steps[i].name, "ships:", n, err)
				}
				column := "number"
				if strings.Contains("renamed held", steps[i].name) {
					column = "berth"
				}
				err = exec("INSERT INTO ships (id, code, harbour, " + column + ") VALUES (77, 'zz', 7, 7)")
				if (err == nil) != steps[i].lost {
					t.Fatal(steps[i].name, "a ship of no pier:", err)
				}
				if err := exec("DELETE FROM ships WHERE id = 77"); err != nil {
					t.Fatal(err)
				}
			}
			migrator := func(i int) *migrate.Migrator {
				m, err := migrate.New(aim{db, schema.MustRegistry(&pier{}, steps[i].ship), dialect}, os.DirFS(dir))
				if err != nil {
					t.Fatal(err)
				}
				return m
			}
			for i, s := range steps {
				opts := append(slices.Clone(s.renames), migrate.Name(strings.ReplaceAll(s.name, " ", "_")), migrate.Dialects(dialect),
					migrate.Clock(func() time.Time { now = now.Add(time.Minute); return now }))
				made, err := migrate.Make(dir, schema.MustRegistry(&pier{}, s.ship), opts...)
				if err != nil {
					t.Fatal(s.name, err)
				}
				ids = append(ids, made.ID)
				if _, err := migrator(i).Up(ctx); err != nil {
					t.Fatal(s.name, err)
				}
				if i == 0 {
					for _, text := range []string{"INSERT INTO piers (harbour, number, code, place) VALUES (1, 1, 'a', 1), (1, 2, 'b', 2), (2, 1, 'a', 2)",
						"INSERT INTO ships (id, code, harbour, number) VALUES (1, 'a', 1, 1), (2, 'b', 1, 2), (3, NULL, NULL, 9)"} {
						if err := exec(text); err != nil {
							t.Fatal(err)
						}
					}
				}
				check(i)
			}
			for i := len(steps) - 2; i >= 0; i-- {
				if _, err := migrator(i).Down(ctx, migrate.To(ids[i]), migrate.AllowLoss()); err != nil {
					t.Fatal("down to", steps[i].name, err)
				}
				check(i)
			}
		})
	}
}
