package adopted

import (
	"errors"
	"fmt"
	"math"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/schema"
)

type weather string

// Station has columns of types of the databases' own.
type Station struct {
	orm.Model
	ID      int64
	Name    string
	Code    string
	Address netip.Addr
	Period  string
	Pause   *string
	Year    int
	Sky     weather
	Small   uint8
	Wide    uint32
	Huge    uint64
	Local   time.Time
	Seen    time.Time
}

func berlin() *time.Location {
	loc, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	return loc
}

func (s *Station) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&s.ID).PrimaryKey(), schema.String(&s.Name, 50).CaseInsensitive().Unique(), schema.String(&s.Code, 20),
		schema.Native(&s.Address, "inet"), schema.Native(&s.Period, "tstzrange"), schema.Native(&s.Pause, "interval"), schema.Native(&s.Year, "year"),
		schema.Enum(&s.Sky, "clear", "rain").TypeName("sky_t"), schema.Unsigned(&s.Small, 8), schema.Unsigned(&s.Wide, 32), schema.Unsigned(&s.Huge, 64),
		schema.DateTime(&s.Local).WithoutZone(berlin()), schema.DateTime(&s.Seen).Stored(schema.UnixSeconds),
	}}
}

var stations = map[string][]string{
	"postgres": {
		"CREATE TYPE sky_t AS ENUM ('clear', 'rain')",
		"CREATE COLLATION folding (provider = icu, locale = 'und-u-ks-level2', deterministic = false)",
		`CREATE TABLE stations (id bigserial PRIMARY KEY, name varchar(50) COLLATE folding NOT NULL UNIQUE, code varchar(20) NOT NULL, address inet NOT NULL, period tstzrange NOT NULL, pause interval,
		 year integer NOT NULL, sky sky_t NOT NULL, small smallint NOT NULL, wide bigint NOT NULL, huge numeric(20) NOT NULL, local timestamp NOT NULL, seen timestamptz NOT NULL)`,
	},
	"mysql": {`CREATE TABLE stations (id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(50) COLLATE utf8mb4_general_ci NOT NULL UNIQUE, code char(20) NOT NULL, address varchar(50) NOT NULL,
		period text NOT NULL, pause text, year year NOT NULL, sky enum('clear', 'rain') NOT NULL, small tinyint unsigned NOT NULL, wide int unsigned NOT NULL, huge bigint unsigned NOT NULL,
		local datetime(6) NOT NULL, seen datetime(6) NOT NULL) CHARACTER SET utf8mb4`},
	"sqlite": {`CREATE TABLE stations (id integer PRIMARY KEY, name varchar(50) COLLATE NOCASE NOT NULL UNIQUE, code char(20) NOT NULL, address text NOT NULL,
		period text NOT NULL, pause text, year integer NOT NULL, sky text NOT NULL, small integer NOT NULL, wide integer NOT NULL, huge text NOT NULL, local text NOT NULL, seen integer NOT NULL)`},
}

func station(i int) *Station {
	at := time.Date(2024, 7, 1, 12, 0, i, 0, time.UTC)
	return &Station{Name: fmt.Sprintf("Station %d", i), Code: fmt.Sprint(i), Address: netip.AddrFrom4([4]byte{10, 0, 0, byte(i)}),
		Period: fmt.Sprintf(`["2024-07-0%d 00:00:00+00","2024-07-0%d 00:00:00+00")`, i, i+1), Pause: new("01:30:00"), Year: 2000 + i, Sky: "rain",
		Small: 255, Wide: 1<<32 - 1, Huge: math.MaxUint64 - uint64(i), Local: at, Seen: at}
}

func TestNativeTypes(t *testing.T) {
	onBoth(t, schema.MustRegistry(&Station{}), stations, func(t *testing.T, db *orm.DB) {
		ctx, objects := t.Context(), orm.Objects[Station](db)
		rows := []*Station{station(1), station(2), station(3), station(4)}
		no(t, orm.Save(ctx, db, rows[0]))
		no(t, objects.BulkCreate(ctx, rows[1:]))
		for _, r := range rows {
			r.Wide, r.Sky = 7, "clear"
		}
		_, err := objects.BulkUpdate(ctx, rows)
		no(t, err)
		all, err := objects.OrderBy("-huge").All(ctx)
		no(t, err)
		for i, s := range all {
			want := rows[i]
			if s.Name != want.Name || s.Code != want.Code || s.Address != want.Address || s.Period != want.Period || *s.Pause != *want.Pause || s.Year != want.Year ||
				s.Sky != "clear" || s.Small != 255 || s.Wide != 7 || s.Huge != want.Huge || !s.Local.Equal(want.Local) || !s.Seen.Equal(want.Seen) {
				t.Errorf("row %d is %+v, want %+v", i, s, want)
			}
		}
		at := rows[1].Local
		for name, q := range map[string]orm.Q{
			"a name in capitals": {"name": "STATION 2"}, "a list of names": {"name__in": []string{"sTATION 2", "x"}}, "a part": {"name__contains": "ion 2"}, "padding": {"code": "2"},
			"an address": {"address": rows[1].Address}, "addresses": {"address__in": []netip.Addr{rows[1].Address}}, "a period": {"period": rows[1].Period}, "a year": {"year": 2002},
			"years": {"year__in": []int{2002, 1999}}, "a large number": {"huge": rows[1].Huge}, "large numbers": {"huge__in": []uint64{rows[1].Huge, 5}},
			"a local time": {"local": at}, "local times": {"local__in": []time.Time{at}}, "a range of local times": {"local__range": []time.Time{at, at}},
			"a stored time": {"seen": at}, "stored times": {"seen__in": []time.Time{at}}, "a range of stored times": {"seen__range": []time.Time{at, at}}, "a sky": {"sky": "clear", "id": rows[1].ID},
		} {
			found, err := objects.Filter(q).All(ctx)
			if err != nil || len(found) != 1 || found[0].ID != rows[1].ID {
				t.Errorf("%s: %v, %v", name, found, err)
			}
		}
		for name, want := range map[string]int64{"local__gt": 2, "seen__lte": 2} {
			if n, err := objects.Filter(orm.Q{name: at}).Count(ctx); n != want || err != nil {
				t.Errorf("%s: %d, %v", name, n, err)
			}
		}
		if n, err := objects.Filter(orm.Q{"name__contains": "STATION"}).Count(ctx); n != 0 && db.Dialect() != "mariadb" || err != nil {
			t.Errorf("a part in capitals: %d, %v", n, err)
		}
		ordered, err := orm.Pluck[string](ctx, objects.OrderBy("-seen").Limit(2), "name")
		equal(t, "by a stored time", fmt.Sprint(ordered, err), "[Station 4 Station 3] <nil>")
		got, created, err := objects.GetOrCreate(ctx, orm.V{"name": "STATION 3"}, orm.V{"code": "none"})
		if err != nil || created || got.ID != rows[2].ID {
			t.Errorf("GetOrCreate: %v, %v, %v", got, created, err)
		}
		if err := orm.Save(ctx, db, &Station{Name: "station 1", Address: rows[0].Address, Period: "empty", Year: 2000, Sky: "rain", Local: at, Seen: at}); !errors.Is(err, orm.ErrUnique) {
			t.Errorf("a name that is taken: %v", err)
		}
		if db.Dialect() == "postgres" {
			for name, q := range map[string]orm.Q{"an instant": {"period__contains": time.Date(2024, 7, 2, 5, 0, 0, 0, time.UTC)}, "a part": {"period__contains": "[2024-07-02 01:00+00,2024-07-02 02:00+00]"},
				"an overlap": {"period__overlaps": "[2024-07-02 23:00+00,2024-07-02 23:30+00]"}} {
				if n, err := objects.Filter(q).Count(ctx); n != 1 || err != nil {
					t.Errorf("%s in a range: %d, %v", name, n, err)
				}
			}
		} else if _, err := objects.Filter(orm.Q{"period__overlaps": "[1,2]"}).Count(ctx); !errors.Is(err, orm.ErrUnsupported) {
			t.Errorf("ranges: %v", err)
		}
		twice := time.Date(2024, 10, 27, 1, 30, 0, 0, time.UTC) // 2:30 in Berlin, for the second time
		if err := orm.Save(ctx, db, &Station{Name: "y", Address: rows[0].Address, Period: "empty", Year: 2000, Sky: "rain", Local: twice, Seen: at}); err != nil && !errors.Is(err, orm.ErrValidation) {
			t.Errorf("an hour that is shown twice: %v", err)
		}
		for _, v := range []orm.V{{"small": 256}, {"small": -1}, {"wide": int64(1) << 32}, {"huge": -1}, {"huge": "18446744073709551616"}, {"sky": "no"}} {
			if _, err := objects.Filter(orm.Q{"id": 1}).Update(ctx, v); !errors.Is(err, orm.ErrValidation) {
				t.Errorf("%v: %v", v, err)
			}
		}
	})
}

// Event has a date that others have left at zero.
type Event struct {
	ID  int64
	On  *time.Time
	Day *time.Time
}

func (e *Event) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&e.ID).PrimaryKey(), schema.DateTime(&e.On), schema.Date(&e.Day)}}
}

func TestZeroDates(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(), func(t *testing.T, db *orm.DB) {
		if db.Dialect() != "mariadb" && db.Dialect() != "mysql" {
			return
		}
		ctx := t.Context()
		for _, as := range []bool{false, true} {
			var opts []orm.Option
			if as {
				opts = append(opts, mysql.ZeroDates(mysql.AsNull))
			}
			other := dbtest.OpenEmpty(t, db.Dialect(), schema.MustRegistry(&Event{}), opts...)
			other.SQLX().SetMaxOpenConns(1)
			for _, text := range []string{"CREATE TABLE events (id bigint PRIMARY KEY, `on` datetime(6), day date)", "SET SESSION sql_mode = ''",
				"INSERT INTO events VALUES (1, '0000-00-00', '0000-00-00'), (2, '2024-01-01', '2024-01-01')"} {
				_, err := other.SQLX().ExecContext(ctx, text)
				no(t, err)
			}
			all, err := orm.Objects[Event](other).OrderBy("id").All(ctx)
			if !as {
				if !errors.Is(err, orm.ErrStored) || !strings.Contains(err.Error(), "mysql.ZeroDates(mysql.AsNull)") {
					t.Errorf("a zero date: %v", err)
				}
				continue
			}
			no(t, err)
			if len(all) != 2 || all[0].On != nil || all[0].Day != nil || all[1].On == nil {
				t.Errorf("%+v", all)
			}
			for _, name := range []string{"on__isnull", "day__isnull"} {
				if n, err := orm.Objects[Event](other).Filter(orm.Q{name: true}).Count(ctx); n != 1 || err != nil {
					t.Errorf("%s: %d, %v", name, n, err)
				}
			}
		}
	})
}
