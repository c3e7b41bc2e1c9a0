package ormtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

var code = regexp.MustCompile(`^[A-Z]{2}-[0-9]{3,5}$`)

type country struct {
	orm.Model
	Code string
	Name string
}

func (c *country) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.String(&c.Code, 8).Pattern(code).PrimaryKey(), schema.String(&c.Name, 10).MinLength(5).Unique(),
	}}
}

type city struct {
	orm.Model
	ID      int64
	Country orm.One[country]
	Twin    orm.One[city]
}

func (c *city) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&c.ID).PrimaryKey(), schema.ForeignKey(&c.Country).NotNull(), schema.ForeignKey(&c.Twin),
	}}
}

type house struct {
	orm.Model
	ID     uuid.UUID
	City   orm.One[city]
	Slug   string
	Kind   string
	Level  int16
	Rooms  int
	Even   int
	Price  decimal.Decimal
	Rate   float64
	Sold   bool
	Built  time.Time
	Seen   time.Time
	Open   time.Time
	Facts  map[string]any
	Plan   []byte
	Note   *string
	Floors int
}

func (h *house) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.UUID(&h.ID).PrimaryKey(), schema.ForeignKey(&h.City).NotNull(), schema.String(&h.Slug, 30).Unique(),
		schema.String(&h.Kind, 10).Choices("flat", "hut"), schema.SmallInteger(&h.Level).Min(-5).Max(-1), schema.Integer(&h.Rooms).Unique(),
		schema.Integer(&h.Even).MultipleOf(7).Min(1).Max(100), schema.Decimal(&h.Price, 6, 2).Min(decimal.New(500, 0)), schema.Float(&h.Rate).Max(1),
		schema.Boolean(&h.Sold), schema.Date(&h.Built), schema.DateTime(&h.Seen), schema.Time(&h.Open), schema.JSON(&h.Facts),
		schema.LargeBinary(&h.Plan, 8), schema.String(&h.Note, 10), schema.Integer(&h.Floors).Default(2),
	}}
}

func models() *schema.Registry { return schema.MustRegistry(&country{}, &city{}, &house{}) }

func TestMake(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		for range 20 {
			h := Make[house](t, t.Context(), db)
			if h.Floors != 2 || h.Note != nil || h.City.Get() == nil || h.City.Get().Country.Get() == nil || h.City.Get().Twin.Get() != nil {
				t.Fatalf("%+v", h)
			}
			if got := h.City.Get().Country.Get().Code; !code.MatchString(got) {
				t.Errorf("code %q", got)
			}
		}
		shared := Make[city](t, t.Context(), db)
		h := Make(t, t.Context(), db, func(h *house) { h.Slug, h.City, h.Floors = "mine", orm.Ref(shared), 9 })
		got, err := orm.Objects[house](db).SelectRelated("city").Get(t.Context(), orm.Q{"slug": "mine"})
		if err != nil || got.ID != h.ID || got.City.Get().ID != shared.ID || got.Floors != 9 {
			t.Errorf("%+v, %v", got, err)
		}
		if n, err := orm.Objects[city](db).Count(t.Context()); n != 21 || err != nil {
			t.Errorf("%d cities, %v", n, err)
		}
	})
}

// What fails in a shared transaction fails alone, and nothing of it stays.
func TestTx(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		t.Run("inside", func(t *testing.T) {
			ctx := Tx(t, db)
			c := Make[country](t, ctx, db)
			if err := orm.Save(ctx, db, &country{Code: c.Code, Name: "other"}); !errors.Is(err, orm.ErrUnique) {
				t.Fatalf("the same key: %v", err)
			}
			if _, err := orm.RawInto[int](ctx, db, unknownTable{}); err == nil {
				t.Fatal("no error of an unknown table")
			}
			err := db.Transaction(ctx, func(ctx context.Context) error {
				Make[country](t, ctx, db)
				return errors.New("undone")
			})
			if err == nil || err.Error() != "undone" {
				t.Errorf("a transaction in it: %v", err)
			}
			var wait sync.WaitGroup
			for range 4 {
				wait.Add(1)
				go func() {
					defer wait.Done()
					_ = orm.Save(ctx, db, &country{Code: c.Code, Name: "other"})
					if _, err := orm.Objects[country](db).All(ctx); err != nil {
						t.Error(err)
					}
				}()
			}
			wait.Wait()
			for row, err := range orm.Objects[country](db).Iterate(ctx) {
				if err != nil || row.Code != c.Code {
					t.Errorf("%v, %v", row, err)
				}
			}
			if n, err := orm.Objects[country](db).Count(ctx); n != 1 || err != nil {
				t.Errorf("%d rows, %v", n, err)
			}
		})
		if n, err := orm.Objects[country](db).Count(t.Context()); n != 0 || err != nil {
			t.Errorf("%d rows stay, %v", n, err)
		}
	})
}

type unknownTable struct{}

func (unknownTable) ToSql() (string, []any, error) { return "SELECT x FROM not_there", nil, nil }

func TestStatements(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		Make[house](t, t.Context(), db)
		Statements(t, db, 2, func(db *orm.DB) {
			if _, err := orm.Objects[house](db).PrefetchRelated("city").All(t.Context()); err != nil {
				t.Error(err)
			}
		})
		ctx := Tx(t, db)
		c := Make[country](t, ctx, db)
		Statements(t, db, 1, func(db *orm.DB) {
			if n, err := orm.Objects[country](db).Filter(orm.Q{"pk": c.Code}).Count(ctx); n != 1 || err != nil {
				t.Errorf("%d rows in the transaction, %v", n, err)
			}
		})
		told := &failed{TB: t}
		Statements(told, db, 3, func(db *orm.DB) { _, _ = orm.Objects[country](db).Count(ctx) })
		if !strings.HasPrefix(told.text, "1 statements, want 3:\n  SELECT COUNT(*)") {
			t.Errorf("it says %q", told.text)
		}
	})
}

// failed is a test that hears what it is told.
type failed struct {
	testing.TB
	text string
}

func (f *failed) Helper()                           {}
func (f *failed) Errorf(format string, args ...any) { f.text = fmt.Sprintf(format, args...) }

// Open finds the server by its variable; every test has a database of its own.
func TestOpen(t *testing.T) {
	for _, name := range servers.Names() {
		t.Run(name, func(t *testing.T) {
			t.Setenv(variable, address(t, name))
			first, second := Open(t, models()), Open(t, models())
			if first.Dialect() != name {
				t.Errorf("dialect %s", first.Dialect())
			}
			Make[house](t, t.Context(), first)
			for db, want := range map[*orm.DB]int64{first: 1, second: 0} {
				if n, err := orm.Objects[house](db).Count(t.Context()); n != want || err != nil {
					t.Errorf("%d rows, want %d, %v", n, want, err)
				}
			}
		})
	}
	t.Setenv(variable, "oracle://x:canary@h/d")
	if _, err := open(t, models(), nil); err == nil || strings.Contains(err.Error(), "canary") {
		t.Errorf("another scheme: %v", err)
	}
}

// address is what a user of this package would write into its variable.
func address(t *testing.T, name string) string {
	if name == servers.SQLite {
		return ""
	}
	dsn := servers.DSN(t, name)
	if name == servers.Postgres {
		u, err := url.Parse(dsn)
		if err != nil {
			t.Fatal(err)
		}
		q := u.Query()
		q.Del("search_path")
		u.RawQuery = q.Encode()
		return u.String()
	}
	config, err := mysql.ParseDSN(dsn)
	if err != nil {
		t.Fatal(err)
	}
	return (&url.URL{Scheme: "mysql", User: url.UserPassword(config.User, config.Passwd), Host: config.Addr, Path: "/"}).String()
}
