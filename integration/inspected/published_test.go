package inspected

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/integration/inspected/chinook"
	"github.com/ormar-go/ormar/integration/inspected/employees"
	"github.com/ormar-go/ormar/integration/inspected/northwind"
	"github.com/ormar-go/ormar/integration/inspected/sakila"
	"github.com/ormar-go/ormar/migrate/inspect"
	"github.com/ormar-go/ormar/orm"
)

func check[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// A database of SQLite, whose declarations are other databases' types.
func TestChinook(t *testing.T) {
	db, ctx := written(t, "sqlite", "chinook.sqlite.sql", "chinook", inspect.Options{}, chinook.Models()...), t.Context()
	tracks := orm.Objects[chinook.Track](db)
	list := check(tracks.SelectRelated("album__artist", "genre").OrderBy("track_id").All(ctx))(t)
	if len(list) != 3 || list[0].UnitPrice != "0.99" || list[1].Album.Get().Artist.Get().Name == nil || *list[1].Album.Get().Artist.Get().Name != "Accept" || list[2].Album.Get() != nil {
		t.Errorf("%+v", list)
	}
	count(t, ctx, tracks.Filter(orm.Q{"playlists__name": "Music"}), 2)
	count(t, ctx, tracks.Filter(orm.Q{"unit_price__gt": "1"}), 1)
	count(t, ctx, orm.Objects[chinook.Customer](db).Filter(orm.Q{"support_rep__reports_to__reports_to__last_name": "Adams"}), 1)
	lists := check(orm.Objects[chinook.Playlist](db).PrefetchRelated("tracks").All(ctx))(t)
	if n := len(lists[0].Tracks.All()); n != 2 {
		t.Errorf("%d tracks", n)
	}
	boss := check(orm.Objects[chinook.Employee](db).PrefetchRelated("reports_to_employees").Get(ctx, orm.Q{"employee_id": 1}))(t)
	if len(boss.ReportsToEmployees.All()) != 1 || boss.BirthDate.Year() != 1962 {
		t.Errorf("%+v", boss)
	}
	if p := check(orm.Objects[chinook.Play](db).Get(ctx, orm.Q{"play_id": 1}))(t); p.At.Unix() != 1234567890 || *p.Level != 3 {
		t.Errorf("%+v", p)
	}
	count(t, ctx, orm.Objects[chinook.TrackName](db), 3)
	line := &chinook.InvoiceLine{Invoice: orm.RefPK[chinook.Invoice](int64(1)), Track: orm.Ref(list[0]), UnitPrice: "1.25", Quantity: 2}
	if err := orm.Save(ctx, db, line); err != nil || line.InvoiceLineID != 4 {
		t.Errorf("%v %+v", err, line)
	}
	n := pairsOf[chinook.Album](t, db) + pairsOf[chinook.Artist](t, db) + pairsOf[chinook.Customer](t, db) + pairsOf[chinook.Employee](t, db) + pairsOf[chinook.Genre](t, db) +
		pairsOf[chinook.Invoice](t, db) + pairsOf[chinook.InvoiceLine](t, db) + pairsOf[chinook.MediaType](t, db) + pairsOf[chinook.Playlist](t, db) +
		pairsOf[chinook.PlaylistTrack](t, db) + pairsOf[chinook.Track](t, db)
	if n < 40 {
		t.Errorf("only %d pairs of related rows", n)
	}
	again(t, db, "sqlite", func(text string) string { // the table has no rows by which a number is a time
		return strings.NewReplacer("At time.Time", "At int64", "schema.DateTime(&m.At).Stored(schema.UnixSeconds)", "schema.BigInteger(&m.At)").Replace(lite(text))
	}, chinook.Models()...)
}

// A database of MariaDB with a ring, several foreign keys to one table, and a table of links.
func TestSakila(t *testing.T) {
	db, ctx := written(t, "mariadb", "sakila.mariadb.sql", "sakila", inspect.Options{}, sakila.Models()...), t.Context()
	films := check(orm.Objects[sakila.Film](db).SelectRelated("language", "original_language").PrefetchRelated("actors").OrderBy("film_id").All(ctx))(t)
	if len(films) != 2 || *films[0].Rating != sakila.FilmRatingPg || films[1].Rating != nil || len(films[0].Actors.All()) != 2 || films[1].OriginalLanguage.Get().Name != "Italian" ||
		films[0].RentalRate != "4.99" || *films[0].ReleaseYear != 2006 {
		t.Errorf("%+v", films)
	}
	count(t, ctx, orm.Objects[sakila.Language](db).Filter(orm.Q{"original_language_films__title__startswith": "ACE"}), 1)
	stores := check(orm.Objects[sakila.Store](db).SelectRelated("manager_staff__store").PrefetchRelated("staffs").OrderBy("store_id").All(ctx))(t)
	if len(stores) != 2 || stores[0].ManagerStaff.Get().FirstName != "Mike" || len(stores[0].Staffs.All()) != 2 {
		t.Errorf("%+v", stores)
	}
	if err := orm.Save(ctx, db, &sakila.Actor{FirstName: "A", LastName: "B"}); err != nil {
		t.Error(err)
	}
	n := pairsOf[sakila.Actor](t, db) + pairsOf[sakila.Film](t, db) + pairsOf[sakila.FilmActor](t, db) + pairsOf[sakila.FilmText](t, db) + pairsOf[sakila.Language](t, db) +
		pairsOf[sakila.Staff](t, db) + pairsOf[sakila.Store](t, db)
	if n < 20 {
		t.Errorf("only %d pairs of related rows", n)
	}
	again(t, db, "mariadb", func(text string) string {
		return strings.ReplaceAll(text, ".ReadBack()", "") // what the server does at an update is not made
	}, sakila.Models()...)
}

// A database of PostgreSQL with its types, indexes, comments and views.
func TestNorthwind(t *testing.T) {
	db, ctx := written(t, "postgres", "northwind.postgres.sql", "northwind", inspect.Options{}, northwind.Models()...), t.Context()
	e := check(orm.Objects[northwind.Employee](db).PrefetchRelated("reports_to_employees", "checked_by_orders", "employee_orders").Get(ctx, orm.Q{"employee_id": 1}))(t)
	if *e.Mood != northwind.MoodVeryGlad || len(e.Tags) != 2 || string(*e.Settings) != `{"x":1}` || e.Badge == nil || len(e.ReportsToEmployees.All()) != 1 ||
		len(e.CheckedByOrders.All()) != 1 || len(e.EmployeeOrders.All()) != 0 {
		t.Errorf("%+v", e)
	}
	p := check(orm.Objects[northwind.Product](db).SelectRelated("supplier", "product_note").Get(ctx, orm.Q{"product_id": 1}))(t)
	if *p.UnitPrice != "18.00" || p.ProductNote.Get().Note != "hot" || p.Supplier.Get().CompanyName != "Exotic Liquids" {
		t.Errorf("%+v", p)
	}
	count(t, ctx, orm.Objects[northwind.Product](db).Filter(orm.Q{"orders__freight__gt": 1}), 2)
	count(t, ctx, orm.Objects[northwind.Audit](db).Filter(orm.Q{"employee__last_name": "Fuller"}), 1)
	count(t, ctx, orm.Objects[northwind.ProductList](db), 2)
	detail := &northwind.OrderDetail{Order: orm.RefPK[northwind.Order](int64(2)), Product: orm.Ref(p), Quantity: 3}
	if err := orm.Save(ctx, db, detail); err != nil {
		t.Error(err)
	}
	n := pairsOf[northwind.Category](t, db) + pairsOf[northwind.Employee](t, db) + pairsOf[northwind.Order](t, db) + pairsOf[northwind.OrderDetail](t, db) +
		pairsOf[northwind.Product](t, db) + pairsOf[northwind.ProductNote](t, db) + pairsOf[northwind.Region](t, db) + pairsOf[northwind.Supplier](t, db)
	if n < 20 {
		t.Errorf("only %d pairs of related rows", n)
	}
	again(t, db, "postgres", nil, northwind.Models()...)
}

// A database whose keys are composite, of foreign keys and dates; its tables are made on the other databases too.
func TestEmployees(t *testing.T) {
	db, ctx := written(t, "mariadb", "employees.mariadb.sql", "employees", inspect.Options{}, employees.Models()...), t.Context()
	n := pairsOf[employees.Department](t, db) + pairsOf[employees.DeptEmp](t, db) + pairsOf[employees.DeptManager](t, db) + pairsOf[employees.Employee](t, db) +
		pairsOf[employees.Salary](t, db) + pairsOf[employees.Title](t, db)
	if n < 40 {
		t.Errorf("only %d pairs of related rows", n)
	}
	ada := check(orm.Objects[employees.Employee](db).PrefetchRelated("titles", "salaries", "departments", "dept_manager_departments").Get(ctx, orm.Q{"emp_no": 10001}))(t)
	if len(ada.Titles.All()) != 2 || len(ada.Salaries.All()) != 2 || ada.Departments.All()[0].DeptName != "Marketing" || ada.Gender != employees.EmployeeGenderF {
		t.Errorf("%+v", ada)
	}
	count(t, ctx, orm.Objects[employees.CurrentDeptEmp](db), 3)
	raise := &employees.Salary{Employee: orm.Ref(ada), Salary: 70000, FromDate: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), ToDate: time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC)}
	if err := orm.Save(ctx, db, raise); err != nil {
		t.Fatal(err)
	}
	raise.Salary = 71000
	if err := orm.Update(ctx, db, raise); err != nil {
		t.Error(err)
	}
	count(t, ctx, orm.Objects[employees.Salary](db).Filter(orm.Q{"employee": 10001, "salary__gt": 70000}), 1)
	for name, elsewhere := range map[string]func(string) string{"mariadb": nil, "postgres": nil, "sqlite": lite} {
		if has(name) {
			again(t, db, name, elsewhere, employees.Models()...)
		}
	}
}

// lite is what an SQLite table keeps of declarations: the length of a text is none of its business, nor is another database's type; all whole
// numbers are of one size.
func lite(text string) string {
	text = regexp.MustCompile(`(?m)^(\w+) (\*?)u?int(16|32)?$`).ReplaceAllString(text, "$1 ${2}int64")
	text = regexp.MustCompile(`schema\.(Small)?Integer\(`).ReplaceAllString(text, "schema.BigInteger(")
	return regexp.MustCompile(`schema\.(String\(&m\.\w+, \d+|Native\(&m\.\w+, "char.*?")\)`).ReplaceAllStringFunc(text, func(call string) string {
		_, field, _ := strings.Cut(call, "(")
		field, _, _ = strings.Cut(field, ",")
		return "schema.Text(" + field + ")"
	})
}
