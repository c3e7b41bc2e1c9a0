package growth

import (
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

type shelf struct {
	orm.Model
	ID    int64
	Name  string
	Above orm.One[shelf]
	Items orm.Many[item]
}

func (s *shelf) Schema() schema.Table {
	return schema.Table{Name: "shelves", Fields: schema.Fields{
		schema.BigInteger(&s.ID).PrimaryKey(), schema.String(&s.Name, 50), schema.ForeignKey(&s.Above).SkipReverse(),
	}}
}

type item struct {
	orm.Model
	ID    int64
	Shelf orm.One[shelf]
	Name  string
	At    time.Time
	Count *int64
}

func (i *item) Schema() schema.Table {
	return schema.Table{Name: "items", Fields: schema.Fields{
		schema.BigInteger(&i.ID).PrimaryKey(), schema.ForeignKey(&i.Shelf), schema.String(&i.Name, 50), schema.DateTime(&i.At), schema.BigInteger(&i.Count),
	}}
}

func open(t testing.TB) *orm.DB {
	t.Helper()
	return dbtest.Open(t, "sqlite", schema.MustRegistry(&shelf{}, &item{}))
}

// fill makes shelves of ten items each. The keys begin beyond the small numbers that Go boxes for free.
func fill(t testing.TB, db *orm.DB, items int) {
	t.Helper()
	for _, text := range []string{
		"WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO shelves (id, name) SELECT 1000 + i, 'shelf ' || i FROM n",
		"WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < ?1 * 10) INSERT INTO items (id, shelf, name, at, count) " +
			"SELECT 1000 + i, (i - 1) / 10 + 1001, 'item ' || i, '2024-05-06 07:08:09.000000', CASE i % 2 WHEN 0 THEN 1000 + i END FROM n",
	} {
		if _, err := db.SQLX().Exec(text, items/10); err != nil {
			t.Fatal(err)
		}
	}
}

// cost is what one run allocates.
func cost(t testing.TB, run func() error) (allocations, bytes float64) {
	t.Helper()
	if err := run(); err != nil { // plans, pools and kept statements are made here
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	if err := run(); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	return float64(after.Mallocs - before.Mallocs), float64(after.TotalAlloc - before.TotalAlloc)
}

// TestLinear: ten times the rows cost ten times the allocations and bytes, with room for lists and maps, whose memory grows by
// doubling.
func TestLinear(t *testing.T) {
	db := open(t)
	fill(t, db, 20_000)
	ctx := t.Context()
	items, shelves := orm.Objects[item](db), orm.Objects[shelf](db)
	made := func(n int) []*item {
		list := make([]*item, n)
		for i := range list {
			list[i] = &item{Name: "made", At: time.Unix(int64(i), 0).UTC()}
		}
		return list
	}
	for name, run := range map[string]func(n int) error{
		"list": func(n int) error { _, err := items.OrderBy("id").Limit(n).All(ctx); return err },
		"join": func(n int) error { _, err := items.SelectRelated("shelf").OrderBy("id").Limit(n).All(ctx); return err },
		"prefetch": func(n int) error {
			_, err := shelves.PrefetchRelated("items").OrderBy("id").Limit(n / 10).All(ctx)
			return err
		},
		"values": func(n int) error { _, err := items.OrderBy("id").Limit(n).ValuesList(ctx, "id", "name"); return err },
		"iterate": func(n int) error {
			for _, err := range items.Limit(n).Iterate(ctx) {
				if err != nil {
					return err
				}
			}
			return nil
		},
		"bulk create": func(n int) error { return items.BulkCreate(ctx, made(n)) },
	} {
		few, fewBytes := cost(t, func() error { return run(2_000) })
		many, manyBytes := cost(t, func() error { return run(20_000) })
		t.Logf("%s: %.0f allocations and %.0f bytes of 2,000 rows, %.1f and %.1f times that of 20,000", name, few, fewBytes, many/few, manyBytes/fewBytes)
		if many > 11*few || manyBytes > 16*fewBytes {
			t.Errorf("%s: 20,000 rows allocate %.0f times, %.0f bytes; 2,000 do %.0f times, %.0f bytes", name, many, manyBytes, few, fewBytes)
		}
	}
}

// TestStream iterates in constant memory: what lives after a full collection is the same early and late.
func TestStream(t *testing.T) {
	rows := 50_000
	if testing.Short() {
		rows = 12_000
	}
	if os.Getenv("ORMAR_LONG") != "" {
		rows = 1_000_000
	}
	db := open(t)
	fill(t, db, rows)
	live := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	var early, peak uint64
	n, began := 0, time.Now()
	for row, err := range orm.Objects[item](db).PrefetchRelated("shelf").Iterate(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; row.ID != int64(1000+n) || row.Shelf.Get() == nil {
			t.Fatalf("row %d is %d", n, row.ID)
		}
		if n == 5_000 {
			early = live()
		} else if n%(rows/10) == 0 {
			peak = max(peak, live())
		}
	}
	t.Logf("%d rows in %v, %d bytes live at 5,000 rows, %d at most later", n, time.Since(began), early, peak)
	if n != rows {
		t.Errorf("%d of %d rows came", n, rows)
	}
	if peak > early+1<<20 {
		t.Errorf("%d bytes live at 5,000 rows, %d later", early, peak)
	}
}

// TestShapes offers more shapes than the caches hold: what lives does not grow.
func TestShapes(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: it compiles four thousand statements, and fewer do not fill the caches")
	}
	db := open(t)
	items := orm.Objects[item](db)
	ask := func(i int) {
		var c []orm.Condition
		for b := range 12 {
			lookup := "name__ne"
			if i>>b&1 == 1 {
				lookup = "name__gt"
			}
			c = append(c, orm.Q{lookup: "x"})
		}
		if _, err := items.Filter(orm.Or(c...)).Exists(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	live := func(from, to int) uint64 {
		for i := from; i < to; i++ {
			ask(i)
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	full := live(0, 1_500)
	later := live(1_500, 4_096)
	t.Logf("%d bytes live after 1,500 shapes, %d after 4,096", full, later)
	if later > full+full/4+1<<20 {
		t.Errorf("%d bytes live after 1,500 shapes, %d after 4,096", full, later)
	}
}

// TestSixtyTables plans a join of sixty tables, and refuses one of sixty-one.
func TestSixtyTables(t *testing.T) {
	db := open(t)
	path := strings.TrimSuffix(strings.Repeat("above__", 59), "__")
	q := orm.Objects[shelf](db).SelectRelated(path)
	began := time.Now()
	text, _, err := q.ToSql()
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("planned in %v", time.Since(began))
	if n := strings.Count(text, "JOIN"); n != 59 {
		t.Errorf("%d joins", n)
	}
	allocations, bytes := cost(t, func() error { _, _, err := q.ToSql(); return err })
	t.Logf("%.0f allocations, %.0f bytes", allocations, bytes)
	if allocations > 20_000 || bytes > 4<<20 {
		t.Errorf("a plan of sixty tables allocates %.0f times, %.0f bytes", allocations, bytes)
	}
	if _, err := q.All(t.Context()); err != nil {
		t.Errorf("sixty tables: %v", err)
	}
	if _, err := orm.Objects[shelf](db).SelectRelated(path + "__above").All(t.Context()); err == nil || !strings.Contains(err.Error(), "60") {
		t.Errorf("sixty-one tables: %v", err)
	}
}

// BenchmarkSixtyTables is the time of such a plan.
func BenchmarkSixtyTables(b *testing.B) {
	q := orm.Objects[shelf](open(b)).SelectRelated(strings.TrimSuffix(strings.Repeat("above__", 59), "__"))
	for b.Loop() {
		if _, _, err := q.ToSql(); err != nil {
			b.Fatal(err)
		}
	}
}
