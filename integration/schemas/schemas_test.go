package schemas

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormtest"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// billing is a name of this process's own: databases of the MySQL family are shared.
var billing = fmt.Sprintf("billing_%d", time.Now().UnixNano())

type customer struct {
	orm.Model
	ID       int64
	Name     string
	Invoices orm.Many[invoice]
}

func (c *customer) Schema() schema.Table {
	return schema.Table{Schema: billing, Fields: schema.Fields{schema.BigInteger(&c.ID).PrimaryKey(), schema.String(&c.Name, 20).Unique()}}
}

type invoice struct {
	orm.Model
	ID       int64
	Customer orm.One[customer]
	Day      time.Time
	Total    int64
	Labels   orm.Many[label]
}

func (i *invoice) Schema() schema.Table {
	return schema.Table{Schema: billing, Fields: schema.Fields{
		schema.BigInteger(&i.ID).PrimaryKey(), schema.ForeignKey(&i.Customer).RelatedName("invoices").Index(),
		schema.Date(&i.Day), schema.BigInteger(&i.Total), schema.ManyToMany(&i.Labels),
	}}
}

type label struct {
	orm.Model
	ID       int64
	Name     string
	Invoices orm.Many[invoice]
}

func (l *label) Schema() schema.Table {
	return schema.Table{Schema: billing, Fields: schema.Fields{schema.BigInteger(&l.ID).PrimaryKey(), schema.String(&l.Name, 20)}}
}

// plain has the name of a table there, and is where the connection looks.
type plain struct {
	orm.Model
	ID   int64
	Name string
}

func (p *plain) Schema() schema.Table {
	return schema.Table{Name: "customers", Fields: schema.Fields{schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.Name, 20)}}
}

func TestTablesElsewhere(t *testing.T) {
	models := schema.MustRegistry(&plain{}, &customer{}, &invoice{}, &label{})
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var opts []orm.Option
			if name == "sqlite" {
				opts = append(opts, sqlite.Attach(billing, filepath.Join(t.TempDir(), "billing.db")))
			}
			db := dbtest.OpenEmpty(t, name, models, opts...)
			ctx := t.Context()
			if name == "mysql" || name == "mariadb" {
				if err := migrate.CreateAll(ctx, db); err == nil {
					t.Error("a database was made that nobody asked for")
				}
				if _, err := db.SQLX().ExecContext(ctx, "CREATE DATABASE "+billing); err != nil {
					t.Fatal(err)
				}
				defer func() { _, _ = db.SQLX().Exec("DROP DATABASE " + billing) }()
			}
			for range 2 {
				if err := migrate.CreateAll(ctx, db); err != nil {
					t.Fatal(err)
				}
			}
			rows(t, db)
			if err := migrate.DropAll(ctx, db); err != nil {
				t.Fatal(err)
			}
			if _, err := orm.Objects[customer](db).All(ctx); err == nil {
				t.Error("the tables are still there")
			}
		})
	}
}

func rows(t *testing.T, db *orm.DB) {
	ctx, day := t.Context(), time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(orm.Save(ctx, db, &plain{Name: "here"}))
	ann := &customer{Name: "ann"}
	check(orm.Save(ctx, db, ann))
	err := orm.Save(ctx, db, &customer{Name: "ann"})
	var c *orm.ConstraintError
	if !errors.As(err, &c) || c.Table != "customers" || !slices.Equal(c.Fields, []string{"name"}) {
		t.Error(err)
	}
	if err := orm.Save(ctx, db, &invoice{Customer: orm.RefPK[customer](99), Day: day}); !errors.Is(err, orm.ErrForeignKey) {
		t.Error(err)
	}
	list := []*invoice{{Customer: orm.Ref(ann), Day: day, Total: 1}, {Customer: orm.Ref(ann), Day: day.AddDate(0, 0, 1), Total: 2}}
	check(orm.Objects[invoice](db).BulkCreate(ctx, list))
	list[0].Total, list[1].Total = 10, 20
	_, err = orm.Objects[invoice](db).BulkUpdate(ctx, list, "total")
	check(err)
	list[0].Total = 11
	check(orm.Update(ctx, db, list[0]))
	check(orm.Upsert(ctx, db, list[1]))
	check(orm.Objects[customer](db).BulkCreate(ctx, []*customer{{Name: "ann"}, {Name: "bob"}}, orm.IgnoreConflicts()))
	l, err := orm.Objects[label](db).Create(ctx, label{Name: "new"})
	check(err)
	check(list[0].Labels.Add(ctx, l))
	ormtest.Statements(t, db, 1, func(db *orm.DB) {
		all, err := orm.Objects[customer](db).SelectRelated("invoices__labels").OrderBy("name", "invoices__day").All(ctx)
		if err != nil || len(all) != 2 || all[0].Invoices.Len() != 2 || all[0].Invoices.All()[0].Total != 11 || all[0].Invoices.All()[0].Labels.Len() != 1 {
			t.Error(all, err)
		}
	})
	got, err := orm.Objects[customer](db).PrefetchRelated("invoices__labels").Get(ctx, orm.Q{"invoices__labels__name": "new"})
	if err != nil || got.Name != "ann" || got.Invoices.Len() != 2 {
		t.Error(got, err)
	}
	if n, err := orm.Objects[invoice](db).Filter(orm.Q{"day": day}).Count(ctx); err != nil || n != 1 {
		t.Error(n, err)
	}
	if n, err := orm.Objects[invoice](db).Filter(orm.Q{"customer__name": "ann"}).Update(ctx, orm.V{"total": 5}); err != nil || n != 2 {
		t.Error(n, err)
	}
	if _, made, err := orm.Objects[customer](db).GetOrCreate(ctx, orm.V{"name": "cy"}); err != nil || !made {
		t.Error(made, err)
	}
	if n, err := orm.Objects[plain](db).Count(ctx); err != nil || n != 1 {
		t.Error(n, err)
	}
	check(orm.Delete(ctx, db, list[1]))
	check(orm.LoadAll(ctx, db, ann, orm.Follow()))
	if n, err := ann.Invoices.Clear(ctx, orm.DeleteRows()); err != nil || n != 1 {
		t.Error(n, err)
	}
	drifts(t, db)
}

// drifts looks into the other schema.
func drifts(t *testing.T, db *orm.DB) {
	t.Helper()
	ctx := t.Context()
	if changes, _, err := migrate.Drift(ctx, db); err != nil || len(changes) > 0 {
		t.Error(changes, err)
	}
	quote := `"`
	if db.Dialect() != "postgres" && db.Dialect() != "sqlite" {
		quote = "`"
	}
	table := quote + billing + quote + ".customers"
	if _, err := db.SQLX().ExecContext(ctx, "ALTER TABLE "+table+" ADD COLUMN extra integer"); err != nil {
		t.Fatal(err)
	}
	changes, _, err := migrate.Drift(ctx, db)
	if err != nil || len(changes) != 1 || changes[0].Op != "drop column" || changes[0].Table != "customers" || changes[0].Object != "extra" {
		t.Error(changes, err)
	}
}

// A migration makes the schema that only new tables are in; the way back leaves it.
func TestMigrationsMakeSchemas(t *testing.T) {
	none, some := schema.MustRegistry(&plain{}), schema.MustRegistry(&plain{}, &customer{}, &invoice{}, &label{})
	up, down, err := migrate.Diff("postgres", none, some)
	if err != nil || len(up) < 2 || up[0] != `CREATE SCHEMA IF NOT EXISTS "`+billing+`"` {
		t.Error(up, err)
	}
	if slices.ContainsFunc(append(up[1:], down...), func(s string) bool { return strings.Contains(s, " SCHEMA ") }) {
		t.Error(up, down)
	}
	for _, dialect := range []string{"mysql", "mariadb", "sqlite"} {
		up, _, err := migrate.Diff(dialect, none, schema.MustRegistry(&plain{}, &customer{}))
		if err != nil || slices.ContainsFunc(up, func(s string) bool { return strings.Contains(s, "SCHEMA") }) {
			t.Error(dialect, up, err)
		}
	}
}

func TestAttachIsForSQLite(t *testing.T) {
	dir := t.TempDir()
	if _, err := sqlite.Open(filepath.Join(dir, "a.db"), schema.MustRegistry(), sqlite.Attach("b", ":memory:")); !errors.Is(err, orm.ErrConnect) {
		t.Error(err)
	}
	if _, err := sqlite.Open(filepath.Join(dir, "a.db"), schema.MustRegistry(), sqlite.Attach("main", "x")); !errors.Is(err, orm.ErrConnect) {
		t.Error(err)
	}
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&plain{}), sqlite.Attach("b", ":memory:"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.SQLX().Exec("CREATE TABLE b.x (y)"); err != nil {
		t.Error(err)
	}
}

// A schema whose last table goes stays: what else is in it is not ours to know.
func TestSchemasStay(t *testing.T) {
	up, down, err := migrate.Diff("postgres", schema.MustRegistry(&customer{}), schema.MustRegistry())
	if err != nil || len(up) == 0 {
		t.Fatal(up, err)
	}
	made := strings.Join(down, ";\n")
	if gone := strings.Join(up, ";\n"); !strings.Contains(gone, "DROP TABLE") || strings.Contains(gone, "SCHEMA") || !strings.Contains(made, "CREATE SCHEMA IF NOT EXISTS") {
		t.Errorf("the way there is\n%s\nand back\n%s", gone, made)
	}
}
