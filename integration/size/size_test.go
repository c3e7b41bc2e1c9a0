// Package size tries what is large: lists of a million keys, bulk inserts, wide joins and long iterations. The default sizes keep
// the run short; ORMAR_FULL_SIZE=1 takes the real ones.
package size

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"testing"

	"go.uber.org/goleak"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type item struct {
	orm.Model
	ID    int64
	Name  string
	Next  orm.One[item]
	Prior orm.Many[item]
}

func (i *item) Schema() schema.Table {
	return schema.Table{Name: "items", Fields: schema.Fields{
		schema.BigInteger(&i.ID).PrimaryKey(), schema.String(&i.Name, 50), schema.ForeignKey(&i.Next).RelatedName("prior"),
	}}
}

// sized gives the number of rows: a tenth of the usual one with -short.
func sized(usual, full int) int {
	switch {
	case os.Getenv("ORMAR_FULL_SIZE") == "1":
		return full
	case testing.Short():
		return usual / 10
	}
	return usual
}

func each(t *testing.T, run func(t *testing.T, db *orm.DB)) {
	dbtest.Each(t, schema.MustRegistry(&item{}), run)
}

func fill(t *testing.T, db *orm.DB, n int) {
	t.Helper()
	for begin := 0; begin < n; begin += 10_000 {
		list := make([]*item, min(10_000, n-begin))
		for i := range list {
			list[i] = &item{Name: fmt.Sprint("item ", begin+i)}
		}
		if err := orm.Objects[item](db).BulkCreate(t.Context(), list, orm.BatchSize(1000)); err != nil {
			t.Fatal(err)
		}
		for i, it := range list {
			if it.ID == 0 || i > 0 && it.ID <= list[i-1].ID {
				t.Fatalf("object %d has the key %d", begin+i, it.ID)
			}
		}
	}
}

// J-05: a list of keys is never too long.
func TestInManyKeys(t *testing.T) {
	n := sized(100_000, 1_000_000)
	each(t, func(t *testing.T, db *orm.DB) {
		fill(t, db, 3000)
		keys, names := make([]int64, n), make([]string, n/10)
		for i := range keys {
			keys[i] = int64(i) * 3
		}
		for i := range names {
			names[i] = fmt.Sprint("item ", i*7)
		}
		found, err := orm.Objects[item](db).Filter(orm.Q{"id__in": keys}).Count(t.Context())
		if err != nil || found != 1000 {
			t.Errorf("%d of %d keys found, %v", found, n, err)
		}
		found, err = orm.Objects[item](db).Filter(orm.Q{"name__in": names}).Count(t.Context())
		if err != nil || found != 429 {
			t.Errorf("%d of %d names found, %v", found, len(names), err)
		}
		rest, err := orm.Objects[item](db).Exclude(orm.Q{"id__in": keys}).Count(t.Context())
		if err != nil || rest != 2000 {
			t.Errorf("%d rows without a key of the list, %v", rest, err)
		}
	})
}

// B-01, Q-15: rows go in in batches and come out in batches, in memory that does not grow with their number.
func TestManyRows(t *testing.T) {
	n := sized(20_000, 100_000)
	each(t, func(t *testing.T, db *orm.DB) {
		fill(t, db, n)
		before := heap()
		seen := 0
		for it, err := range orm.Objects[item](db).OrderBy("-id").PrefetchRelated("prior").Iterate(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			if seen++; it.ID != int64(n-seen+1) {
				t.Fatalf("row %d has the key %d", seen, it.ID)
			}
			if seen == n/2 {
				if grown := int64(heap()) - int64(before); grown > 32<<20 {
					t.Errorf("the heap has grown by %d bytes half way", grown)
				}
			}
		}
		if seen != n {
			t.Errorf("%d of %d rows", seen, n)
		}
		for range orm.Objects[item](db).Iterate(t.Context()) {
			break
		}
		if db.Stats().InUse != 0 {
			t.Error("a connection is still in use after a break")
		}
	})
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// 60 tables are joined, more are refused before any SQL.
func TestJoins(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		fill(t, db, 10)
		path := "next"
		for range 58 {
			path += "__next"
		}
		q := orm.Objects[item](db)
		if rows, err := q.SelectRelated(path).All(t.Context()); err != nil || len(rows) != 10 {
			t.Errorf("60 tables: %d rows, %v", len(rows), err)
		}
		if _, err := q.Filter(orm.Q{path + "__name": "x"}).OrderBy(path + "__name").Limit(2).All(t.Context()); err != nil {
			t.Errorf("60 tables, filtered and ordered: %v", err)
		}
		_, err := q.SelectRelated(path + "__next").All(t.Context())
		if !errors.Is(err, orm.ErrUnsupported) || !errors.Is(err, orm.ErrQuery) {
			t.Errorf("61 tables: %v", err)
		}
	})
}

// Trees of many terms are balanced; what nests too deep is refused before any SQL and without running out of stack.
func TestDepth(t *testing.T) {
	each(t, func(t *testing.T, db *orm.DB) {
		fill(t, db, 10)
		q := orm.Objects[item](db)
		terms := make([]orm.Condition, 10_000)
		for i := range terms {
			terms[i] = orm.Q{"id": i}
		}
		if n, err := q.Filter(orm.Or(terms...)).Count(t.Context()); err != nil || n != 10 {
			t.Errorf("10,000 terms: %d, %v", n, err)
		}
		deep, sum := orm.Condition(orm.Q{"id": 1}), orm.F("id")
		for range 1_000_000 {
			deep, sum = orm.Not(deep), sum.Add(1)
		}
		if _, err := q.Filter(deep).Count(t.Context()); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("a million negations: %v", err)
		}
		if _, err := q.Filter(sum.Eq(1)).Count(t.Context()); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("a million sums: %v", err)
		}
		sum = orm.F("id")
		for range 99 {
			sum = sum.Add(1)
		}
		if n, err := q.Filter(sum.Eq(100)).Count(t.Context()); err != nil || n != 1 {
			t.Errorf("99 sums: %d, %v", n, err)
		}
	})
}

// The rows behind a million others come in a statement for as many keys as one takes, and cost what a million rows cost.
func TestPrefetchManyKeys(t *testing.T) {
	n := sized(25_000, 1_000_000)
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			counter := &dbtest.Counter{}
			db := dbtest.Open(t, name, schema.MustRegistry(&item{}), orm.WithObserver(counter))
			fill(t, db, n)
			counter.Reset()
			before := heap()
			rows, err := orm.Objects[item](db).OrderBy("id").PrefetchRelated("prior").All(t.Context())
			if err != nil || len(rows) != n || rows[n-1].Prior.Len() != 0 {
				t.Fatalf("%d rows, %v", len(rows), err)
			}
			statements := 2
			if name == "mysql" || name == "mariadb" {
				statements = 1 + (n+9_999)/10_000
			}
			counter.Want(t, statements)
			if each := (heap() - before) / uint64(n); each > 1024 {
				t.Errorf("a row with its relations takes %d bytes", each)
			}
			runtime.KeepAlive(rows)
		})
	}
}
