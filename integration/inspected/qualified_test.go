package inspected

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/integration/inspected/billinglite"
	"github.com/ormar-go/ormar/integration/inspected/billingmy"
	"github.com/ormar-go/ormar/integration/inspected/billingpg"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/migrate/inspect"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

const billing = "ormar_inspected_billing"

// elsewhereMade runs a script that makes tables of another schema, and gives a database with models that are written of these.
func elsewhereMade(t *testing.T, name, script, pkg string, models ...schema.Definer) *orm.DB {
	t.Helper()
	if !has(name) {
		t.Skip(name + " is not among the databases")
	}
	var opts []orm.Option
	if name == "sqlite" {
		opts = append(opts, sqlite.Attach(billing, filepath.Join(t.TempDir(), "billing.db")))
	}
	dsn := dbtest.DSN(t, name)
	db := openWith(t, name, dsn, opts)
	run(t, db, script)
	t.Cleanup(func() {
		if drop := map[string]string{"postgres": "DROP SCHEMA " + billing + " CASCADE", "mariadb": "DROP DATABASE " + billing}[name]; drop != "" {
			if _, err := db.SQLX().Exec(drop); err != nil {
				t.Error(err)
			}
		}
	})
	golden(t, pkg, check(inspect.Models(t.Context(), db, inspect.Options{Schema: billing, Package: pkg}))(t))
	return openWith(t, name, dsn, opts, models...)
}

// Models of tables in a schema of PostgreSQL, in another database of MariaDB and in an attached file: what differs from these is nothing, their
// relations lead where SQL says, they are written, and are made again as they are.
func TestQualified(t *testing.T) {
	t.Run("postgres", func(t *testing.T) {
		db := elsewhereMade(t, "postgres", "qualified.postgres.sql", "billingpg", billingpg.Models()...)
		n := pairsOf[billingpg.Customer](t, db) + pairsOf[billingpg.Invoice](t, db) + pairsOf[billingpg.Label](t, db) + pairsOf[billingpg.InvoiceLabel](t, db)
		again := &billingpg.Label{ID: 4, Label: "new"}
		invoice := &billingpg.Invoice{Net: "7.50"}
		elsewhereWritten[billingpg.Label](t, db, &billingpg.Label{ID: 3, Label: "new"}, again, n, nil)
		elsewhereSaved(t, db, invoice, &invoice.CustomerRef, &billingpg.Customer{Tenant: 9, Number: 9, Name: "Di", Status: "paid"})
		if *invoice.Gross != "15.00" || invoice.Issued.IsZero() || invoice.Tenant != 9 {
			t.Errorf("%+v", invoice)
		}
		count(t, t.Context(), orm.Objects[billingpg.Customer](db).Filter(orm.Q{"status": "paid", "invoices__net__gt": "1"}), 1)
		count(t, t.Context(), orm.Objects[billingpg.Total](db).Filter(orm.Q{"total__gte": "30"}), 1)
		elsewhereAgain(t, db, "billingpg")
	})
	t.Run("mariadb", func(t *testing.T) {
		db := elsewhereMade(t, "mariadb", "qualified.mariadb.sql", "billingmy", billingmy.Models()...)
		n := pairsOf[billingmy.Customer](t, db) + pairsOf[billingmy.Invoice](t, db) + pairsOf[billingmy.Label](t, db) + pairsOf[billingmy.InvoiceLabel](t, db)
		again := &billingmy.Label{ID: 4, Label: "new"}
		invoice := &billingmy.Invoice{Net: "7.50"}
		elsewhereWritten[billingmy.Label](t, db, &billingmy.Label{ID: 3, Label: "new"}, again, n, nil)
		elsewhereSaved(t, db, invoice, &invoice.CustomerRef, &billingmy.Customer{Tenant: 9, Number: 9, Name: "Di", Status: billingmy.CustomerStatusPaid})
		if *invoice.Gross != "15.00" || invoice.Issued.IsZero() || invoice.Tenant != 9 {
			t.Errorf("%+v", invoice)
		}
		count(t, t.Context(), orm.Objects[billingmy.Customer](db).Filter(orm.Q{"status": billingmy.CustomerStatusPaid, "invoices__net__gt": "1"}), 1)
		count(t, t.Context(), orm.Objects[billingmy.Total](db).Filter(orm.Q{"total__gte": "30"}), 1)
		elsewhereAgain(t, db, "billingmy")
	})
	t.Run("sqlite", func(t *testing.T) {
		db := elsewhereMade(t, "sqlite", "qualified.sqlite.sql", "billinglite", billinglite.Models()...)
		n := pairsOf[billinglite.Customer](t, db) + pairsOf[billinglite.Invoice](t, db) + pairsOf[billinglite.Label](t, db) + pairsOf[billinglite.InvoiceLabel](t, db)
		again := &billinglite.Label{ID: 4, Label: "new"}
		invoice := &billinglite.Invoice{Net: 7.5}
		elsewhereWritten[billinglite.Label](t, db, &billinglite.Label{ID: 3, Label: "new"}, again, n, nil)
		elsewhereSaved(t, db, invoice, &invoice.CustomerRef, &billinglite.Customer{Tenant: 9, Number: 9, Name: "Di", Status: "paid"})
		if invoice.Gross != 15 || invoice.Issued == "" || invoice.Tenant != 9 {
			t.Errorf("%+v", invoice)
		}
		count(t, t.Context(), orm.Objects[billinglite.Customer](db).Filter(orm.Q{"status": "paid", "invoices__net__gt": 1}), 1)
		count(t, t.Context(), orm.Objects[billinglite.Total](db).Filter(orm.Q{"total__gte": 30}), 1)
		elsewhereAgain(t, db, "billinglite")
	})
}

// elsewhereWritten looks for what differs, and writes a row, and another that its unique constraint refuses.
func elsewhereWritten[T any, P orm.PtrTo[T]](t *testing.T, db *orm.DB, fresh, again P, pairs int, drift []string) {
	t.Helper()
	changes, warnings, err := migrate.Drift(t.Context(), db)
	var found []string
	for _, c := range changes {
		found = append(found, c.String())
	}
	if err != nil || len(warnings) > 0 || !slices.Equal(found, drift) {
		t.Errorf("drift: %v %v %v", changes, warnings, err)
	}
	if pairs < 20 {
		t.Errorf("only %d pairs of related rows", pairs)
	}
	if err := orm.Save(t.Context(), db, fresh); err != nil {
		t.Fatal(err)
	}
	var refused *orm.ConstraintError
	if err := orm.Save(t.Context(), db, again); !errors.As(err, &refused) || refused.Table != "labels" || !slices.Equal(refused.Fields, []string{"label"}) {
		t.Errorf("%v", err)
	}
}

// elsewhereSaved saves a row with a new one that a key of two columns refers to.
func elsewhereSaved[I, C any, PI orm.PtrTo[I], PC orm.PtrTo[C]](t *testing.T, db *orm.DB, row PI, one *orm.One[C], owner PC) {
	t.Helper()
	if err := orm.Save(t.Context(), db, owner); err != nil {
		t.Fatal(err)
	}
	*one = orm.Ref((*C)(owner))
	if err := orm.Save(t.Context(), db, row); err != nil {
		t.Fatal(err)
	}
	if err := orm.Load(t.Context(), db, row); err != nil {
		t.Fatal(err)
	}
}

// elsewhereAgain drops the tables, and makes them: of these the same models are written.
func elsewhereAgain(t *testing.T, db *orm.DB, pkg string) {
	t.Helper()
	ctx := t.Context()
	for _, m := range db.Models().Models() {
		if m.View {
			if _, err := db.SQLX().ExecContext(ctx, "DROP VIEW "+billing+"."+m.Table); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := db.SQLX().ExecContext(ctx, "DROP TABLE "+billing+".events"); err != nil { // not dropped with the models: nobody knows its rows
		t.Fatal(err)
	}
	o := inspect.Options{Schema: billing, Package: pkg, Exclude: []string{"totals", "events"}}
	want := check(inspect.Models(ctx, db, o))(t)
	if err := migrate.DropAll(ctx, db); err != nil {
		t.Fatal(err)
	}
	if err := migrate.CreateAll(ctx, db); err != nil {
		t.Fatal(err)
	}
	got := check(inspect.Models(ctx, db, o))(t)
	a, b := declarations(want.Text), declarations(got.Text)
	for _, column := range []string{`schema.Native(&m.Status, "` + billing + `.status")`} {
		a, b = strings.ReplaceAll(a, column, "status"), strings.ReplaceAll(b, column, "status")
	}
	if a != b {
		t.Errorf("what is written of the tables that models make is not the same:\n%s", difference(a, b))
	}
	if changes, warnings, err := migrate.Drift(ctx, db); err != nil || len(changes)+len(warnings) > 0 {
		t.Errorf("drift: %v %v %v", changes, warnings, err)
	}
}
