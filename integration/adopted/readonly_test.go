package adopted

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Customer is a table of somebody else's.
type Customer struct {
	orm.Model
	ID      int64
	Name    string
	Country string
	Notes   orm.Many[Note]
}

func (c *Customer) Schema() schema.Table {
	return schema.Table{Unmanaged: true, Fields: schema.Fields{
		schema.BigInteger(&c.ID).PrimaryKey(), schema.String(&c.Name, 50), schema.String(&c.Country, 2),
	}}
}

// CustomerName is the narrow half of Customer, for lists.
type CustomerName struct {
	ID   int64
	Name string
}

func (c *CustomerName) Schema() schema.Table {
	return schema.Table{Name: "customers", Unmanaged: true, Fields: schema.Fields{schema.BigInteger(&c.ID).PrimaryKey(), schema.String(&c.Name, 50)}}
}

// Visit is a log without a key.
type Visit struct {
	Customer orm.One[Customer]
	Page     string
	Seconds  int
}

func (v *Visit) Schema() schema.Table {
	return schema.Table{Keyless: true, Unmanaged: true, Fields: schema.Fields{
		schema.ForeignKey(&v.Customer), schema.String(&v.Page, 50), schema.Integer(&v.Seconds),
	}}
}

// Total is a view with a row for each customer.
type Total struct {
	Customer orm.One[Customer]
	Visits   int64
	Seconds  int64
}

func (t *Total) Schema() schema.Table {
	return schema.Table{View: true, Fields: schema.Fields{
		schema.ForeignKey(&t.Customer).PrimaryKey(), schema.BigInteger(&t.Visits), schema.BigInteger(&t.Seconds),
	}}
}

// PageView is a view without a key.
type PageView struct {
	Page    string
	Seconds int64
}

func (p *PageView) Schema() schema.Table {
	return schema.Table{View: true, Name: "page_views", Fields: schema.Fields{schema.String(&p.Page, 50), schema.BigInteger(&p.Seconds)}}
}

// Note is a table of ours that refers to one of theirs.
type Note struct {
	orm.Model
	ID       int64
	Customer orm.One[Customer]
	Text     string
}

func (n *Note) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&n.ID).PrimaryKey(), schema.ForeignKey(&n.Customer).RelatedName("notes"), schema.String(&n.Text, 50),
	}}
}

// theirs is what others have made before.
var theirs = []string{
	"CREATE TABLE customers (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(50) NOT NULL, country VARCHAR(2) NOT NULL, credit INT)",
	"CREATE TABLE visits (customer BIGINT, page VARCHAR(50) NOT NULL, seconds INT NOT NULL)",
	"CREATE VIEW totals AS SELECT c.id AS customer, COUNT(v.page) AS visits, COALESCE(SUM(v.seconds), 0) AS seconds FROM customers c LEFT JOIN visits v ON v.customer = c.id GROUP BY c.id",
	"CREATE VIEW page_views AS SELECT page, SUM(seconds) AS seconds FROM visits GROUP BY page",
	"INSERT INTO customers (id, name, country, credit) VALUES (1, 'ann', 'de', 7), (2, 'bob', 'fr', 8), (3, 'cy', 'de', 9)",
	"INSERT INTO visits (customer, page, seconds) VALUES (1, '/', 10), (1, '/', 10), (1, '/a', 5), (2, '/', 1), (NULL, '/b', 2)",
}

func opened(t *testing.T, name string) *orm.DB {
	t.Helper()
	db := dbtest.OpenEmpty(t, name, schema.MustRegistry(&Customer{}, &CustomerName{}, &Visit{}, &Total{}, &PageView{}, &Note{}))
	for _, text := range theirs {
		if db.Dialect() == "mariadb" || db.Dialect() == "mysql" {
			text = strings.ReplaceAll(text, "SUM(v.seconds), 0)", "CAST(SUM(v.seconds) AS SIGNED), 0)")
			text = strings.ReplaceAll(text, "SELECT page, SUM(seconds)", "SELECT page, CAST(SUM(seconds) AS SIGNED)")
		}
		if _, err := db.SQLX().ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	if err := migrate.CreateAll(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	return db
}

func onEach(t *testing.T, run func(t *testing.T, db *orm.DB)) {
	dbtest.Each(t, schema.MustRegistry(), func(t *testing.T, db *orm.DB) {
		run(t, opened(t, db.Dialect()))
	})
}

func TestKeylessRowsAreRead(t *testing.T) {
	onEach(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		visits := orm.Objects[Visit](db)
		all, err := visits.OrderBy("page", "-seconds").SelectRelated("customer").All(ctx)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for _, v := range all {
			name := "-"
			if c := v.Customer.Get(); c != nil {
				name = c.Name
			}
			got += fmt.Sprintf("%s %s %d; ", name, v.Page, v.Seconds)
		}
		if want := "ann / 10; ann / 10; bob / 1; ann /a 5; - /b 2; "; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if all[0] == all[1] || all[0].Customer.Get() != all[1].Customer.Get() {
			t.Error("two equal rows are one, or share no customer")
		}
		loaded, err := visits.PrefetchRelated("customer").Filter(orm.Q{"customer__country": "fr"}).All(ctx)
		if err != nil || len(loaded) != 1 || loaded[0].Customer.Get().Name != "bob" {
			t.Errorf("prefetch: %v, %v", loaded, err)
		}
		if n, err := visits.Filter(orm.Q{"customer__notes__text": "none"}).Count(ctx); n != 0 || err != nil {
			t.Errorf("along a list: %d, %v", n, err)
		}
		if n, err := visits.Count(ctx); n != 5 || err != nil {
			t.Errorf("%d rows, %v", n, err)
		}
		sum, err := orm.Sum[int](ctx, visits.Filter(orm.Q{"page": "/"}), "seconds")
		if sum != 21 || err != nil {
			t.Errorf("sum %d, %v", sum, err)
		}
		groups, err := visits.GroupBy("page").Aggregate(ctx, orm.CountOf("seconds").As("n"))
		if len(groups) != 3 || err != nil {
			t.Errorf("%v, %v", groups, err)
		}
		page, err := visits.OrderBy("-seconds", "page").Paginate(2, 2).All(ctx)
		if err != nil || len(page) != 2 || page[0].Seconds != 5 || page[1].Seconds != 2 {
			t.Errorf("page: %v, %v", page, err)
		}
		last, err := visits.OrderBy("seconds").Last(ctx)
		if err != nil || last.Seconds != 10 {
			t.Errorf("last: %v, %v", last, err)
		}
		pages, err := orm.Pluck[string](ctx, orm.Objects[PageView](db).OrderBy("page"), "page")
		if fmt.Sprint(pages) != "[/ /a /b]" || err != nil {
			t.Errorf("%v, %v", pages, err)
		}
		totals, err := orm.Objects[Total](db).SelectRelated("customer").OrderBy("customer__name").All(ctx)
		if err != nil || len(totals) != 3 || totals[0].Customer.Get().Name != "ann" || totals[0].Visits != 3 || totals[0].Seconds != 25 {
			t.Errorf("%v, %v", totals, err)
		}
		first, err := orm.Objects[Total](db).Get(ctx, orm.Q{"pk": 2})
		if err != nil || first.Visits != 1 {
			t.Errorf("%v, %v", first, err)
		}
	})
}

func TestReadOnlyRowsAreNotWritten(t *testing.T) {
	onEach(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		visits, totals := orm.Objects[Visit](db), orm.Objects[Total](db)
		total, err := totals.Get(ctx, orm.Q{"pk": 1})
		if err != nil {
			t.Fatal(err)
		}
		visit, err := visits.OrderBy("seconds").First(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for name, err := range map[string]error{
			"Save": orm.Save(ctx, db, &Visit{Page: "x"}), "Save of a view": orm.Save(ctx, db, &Total{}),
			"Update": orm.Update(ctx, db, visit), "Update of a view": orm.Update(ctx, db, total),
			"Delete": orm.Delete(ctx, db, visit), "Delete of a view": orm.Delete(ctx, db, total),
			"Upsert": orm.Upsert(ctx, db, visit), "Upsert of a view": orm.Upsert(ctx, db, total),
			"BulkCreate": visits.BulkCreate(ctx, []*Visit{{Page: "x"}}), "Load": orm.Load(ctx, db, visit),
			"BulkUpdate": second(totals.BulkUpdate(ctx, []*Total{total})), "set-wise Update": second(visits.Filter(orm.Q{"page": "/"}).Update(ctx, orm.V{"seconds": 1})),
			"set-wise Delete": second(visits.Delete(ctx, orm.Q{"page": "/"})), "SaveRelated": second(orm.SaveRelated(ctx, db, visit)),
			"GetOrCreate": third(visits.GetOrCreate(ctx, orm.V{"page": "new"}, orm.V{"seconds": 1})),
		} {
			if !errors.Is(err, orm.ErrUnsupported) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for name, err := range map[string]error{
			"First": second(visits.First(ctx)), "Last": second(visits.Last(ctx)),
			"a joined list": second(visits.SelectRelated("customer__notes").All(ctx)), "a page by a list": second(visits.OrderBy("customer__notes__text").All(ctx)),
			"Annotate": second(visits.Annotate("n", orm.CountOf("customer__notes")).All(ctx)), "Cursor": second(visits.OrderBy("page").Cursor(visit)),
		} {
			if !errors.Is(err, orm.ErrQuery) {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, err := range visits.Iterate(ctx) {
			if !errors.Is(err, orm.ErrQuery) {
				t.Errorf("Iterate: %v", err)
			}
		}
		if n, err := visits.Count(ctx); n != 5 || err != nil {
			t.Errorf("%d rows, %v", n, err)
		}
	})
}

func second[V any](_ V, err error) error        { return err }
func third[V, W any](_ V, _ W, err error) error { return err }

// Tables of others stay what they are: their columns that no model mentions, their rows, and the tables themselves.
func TestUnmanagedTablesAreLeftAlone(t *testing.T) {
	onEach(t, func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		ann, err := orm.Objects[Customer](db).Get(ctx, orm.Q{"name": "ann"})
		if err != nil {
			t.Fatal(err)
		}
		ann.Country = "at"
		if err := orm.Update(ctx, db, ann); err != nil {
			t.Fatal(err)
		}
		if _, err := ann.Notes.Create(ctx, Note{Text: "hello"}); err != nil {
			t.Fatal(err)
		}
		narrow, err := orm.Objects[CustomerName](db).OrderBy("name").All(ctx)
		if err != nil || len(narrow) != 3 || narrow[0].Name != "ann" {
			t.Errorf("%v, %v", narrow, err)
		}
		credit, err := orm.RawInto[int](ctx, db, statement("SELECT credit FROM customers WHERE id = 1"))
		if err != nil || len(credit) != 1 || credit[0] != 7 {
			t.Errorf("credit %v, %v", credit, err)
		}
		if err := migrate.DropAll(ctx, db); err != nil {
			t.Fatal(err)
		}
		if n, err := orm.Objects[Customer](db).Count(ctx); n != 3 || err != nil {
			t.Errorf("%d customers, %v", n, err)
		}
		if _, err := orm.Objects[Note](db).Count(ctx); err == nil {
			t.Error("our own table is still there")
		}
		text, err := migrate.SQL(db.Dialect(), db.Models())
		if err != nil || strings.Contains(text, "CREATE TABLE `customers`") || strings.Contains(text, `CREATE TABLE "customers"`) || strings.Contains(text, "totals") {
			t.Errorf("%s, %v", text, err)
		}
		if err := migrate.CreateAll(ctx, db, migrate.Only("customers")); err == nil {
			t.Error("Only makes a table of somebody else's")
		}
	})
}

// Hours is a materialized view.
type Hours struct {
	Page    string
	Seconds int64
}

func (h *Hours) Schema() schema.Table {
	return schema.Table{View: true, Name: "hours", Fields: schema.Fields{schema.String(&h.Page, 50).PrimaryKey(), schema.BigInteger(&h.Seconds)}}
}

func TestRefresh(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Hours{}, &CustomerName{}), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		if err := orm.Refresh[CustomerName](ctx, db); !errors.Is(err, orm.ErrUnsupported) {
			t.Errorf("a table: %v", err)
		}
		if db.Dialect() != "postgres" {
			if err := orm.Refresh[Hours](ctx, db); !errors.Is(err, orm.ErrUnsupported) {
				t.Errorf("a view: %v", err)
			}
			return
		}
		for _, text := range []string{"CREATE TABLE visits (page VARCHAR(50), seconds BIGINT)",
			"CREATE MATERIALIZED VIEW hours AS SELECT page, SUM(seconds)::bigint AS seconds FROM visits GROUP BY page", "INSERT INTO visits VALUES ('/', 5)"} {
			if _, err := orm.Exec(ctx, db, statement(text)); err != nil {
				t.Fatal(err)
			}
		}
		count := func(ctx context.Context) int64 {
			n, err := orm.Objects[Hours](db).Count(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if n := count(ctx); n != 0 {
			t.Errorf("%d rows before", n)
		}
		undone := errors.New("undone")
		if err := db.Transaction(ctx, func(ctx context.Context) error {
			if err := orm.Refresh[Hours](ctx, db); err != nil || count(ctx) != 1 {
				t.Errorf("in a transaction: %v", err)
			}
			return undone
		}); !errors.Is(err, undone) || count(ctx) != 0 {
			t.Errorf("undone: %v", err)
		}
		if err := orm.Refresh[Hours](ctx, db); err != nil || count(ctx) != 1 {
			t.Errorf("%v, %d rows", err, count(ctx))
		}
	})
}

// Booking keeps its days apart by a constraint that no model says.
type Booking struct {
	orm.Model
	ID       int64
	From, To int
}

func (b *Booking) Schema() schema.Table {
	return schema.Table{Unmanaged: true, Fields: schema.Fields{
		schema.BigInteger(&b.ID).PrimaryKey(), schema.Integer(&b.From).Name("first"), schema.Integer(&b.To).Name("last"),
	}}
}

func TestExclusion(t *testing.T) {
	db := dbtest.OpenEmpty(t, "postgres", schema.MustRegistry(&Booking{}))
	ctx := t.Context()
	if _, err := orm.Exec(ctx, db, statement(`CREATE TABLE bookings (id BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, first INT NOT NULL, last INT NOT NULL,
		CONSTRAINT apart EXCLUDE USING gist (int4range(first, last) WITH &&))`)); err != nil {
		t.Fatal(err)
	}
	if err := orm.Save(ctx, db, &Booking{From: 1, To: 5}); err != nil {
		t.Fatal(err)
	}
	err := orm.Save(ctx, db, &Booking{From: 4, To: 6})
	var c *orm.ConstraintError
	if !errors.Is(err, orm.ErrExclusion) || errors.Is(err, orm.ErrUnique) || !errors.As(err, &c) || c.Constraint != "apart" || c.Table != "bookings" {
		t.Errorf("%v, %+v", err, c)
	}
	if err := orm.Save(ctx, db, &Booking{From: 5, To: 6}); err != nil {
		t.Error(err)
	}
}

type statement string

func (s statement) ToSql() (string, []any, error) { return string(s), nil, nil }
