package soak

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// The driver of PostgreSQL closes a connection whose statement was cancelled by itself, within 15 seconds.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/jackc/pgx/v5/pgconn.(*PgConn).asyncClose.func1"))
}

type shelf struct {
	orm.Model
	ID    int64
	Name  string
	Items orm.Many[item]
	Tags  orm.Many[tag]
}

func (s *shelf) Schema() schema.Table {
	return schema.Table{Name: "shelves", Fields: schema.Fields{
		schema.BigInteger(&s.ID).PrimaryKey(), schema.String(&s.Name, 50), schema.ManyToMany(&s.Tags),
	}}
}

type item struct {
	orm.Model
	ID    int64
	Shelf orm.One[shelf]
	Name  string
	Count int64
}

func (i *item) Schema() schema.Table {
	return schema.Table{Name: "items", Fields: schema.Fields{
		schema.BigInteger(&i.ID).PrimaryKey(), schema.ForeignKey(&i.Shelf), schema.String(&i.Name, 50), schema.BigInteger(&i.Count),
	}}
}

type tag struct {
	orm.Model
	ID   int64
	Name string
}

func (g *tag) Schema() schema.Table {
	return schema.Table{Name: "tags", Fields: schema.Fields{schema.BigInteger(&g.ID).PrimaryKey(), schema.String(&g.Name, 50).Unique()}}
}

const (
	workers = 4
	shelves = 50
	rounds  = 10 // in which the time is divided; the first is for caches and pools
)

// lasting is how long it runs.
func lasting(t *testing.T) time.Duration {
	text := os.Getenv("ORMAR_SOAK")
	if text == "" {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatalf("ORMAR_SOAK: %v", err)
	}
	return d
}

// A level is what must not rise.
type level struct {
	heap               uint64
	goroutines         int
	connections, inUse int
	prepared           int // statements that the server, or the connection, keeps for us
}

// What a service does for long leaves nothing behind: half an hour of it holds as much as a minute.
func TestSoak(t *testing.T) {
	whole := lasting(t)
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			db := dbtest.Open(t, name, schema.MustRegistry(&shelf{}, &item{}, &tag{}))
			fill(t, db)
			var levels []level
			seed := replay.Seed(t)
			for round := range rounds {
				n := work(t, db, seed+uint64(round), whole/rounds/time.Duration(len(dbtest.Names())))
				l := measure(t, name, db)
				t.Logf("%d calls: %+v", n, l)
				levels = append(levels, l)
			}
			flat(t, levels)
		})
	}
}

// flat compares the rounds with the first three, in which pools, caches and free lists are filled.
func flat(t *testing.T, levels []level) {
	t.Helper()
	var most level
	for _, l := range levels[:3] {
		most.heap, most.goroutines = max(most.heap, l.heap), max(most.goroutines, l.goroutines)
		most.connections, most.prepared = max(most.connections, l.connections), max(most.prepared, l.prepared)
	}
	for i, l := range levels {
		switch {
		case l.heap > most.heap+most.heap/4+2<<20:
			t.Errorf("round %d: %d bytes live, %d in the first rounds", i, l.heap, most.heap)
		case l.goroutines > most.goroutines+workers:
			t.Errorf("round %d: %d goroutines, %d in the first rounds", i, l.goroutines, most.goroutines)
		case l.connections > workers || l.inUse != 0:
			t.Errorf("round %d: %d connections, %d in use", i, l.connections, l.inUse)
		case l.prepared > workers*600: // what the pools' connections may keep
			t.Errorf("round %d: %d prepared statements", i, l.prepared)
		}
	}
}

// measure waits for connections that are on their way back.
func measure(t *testing.T, name string, db *orm.DB) level {
	t.Helper()
	for range 300 {
		if db.Stats().InUse == 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	l := level{heap: m.HeapAlloc, goroutines: runtime.NumGoroutine(), connections: db.Stats().OpenConnections, inUse: db.Stats().InUse}
	switch name { // SQLite keeps statements in the process, whose memory is not Go's
	case "postgres":
		if err := db.SQLX().Get(&l.prepared, "SELECT count(*) FROM pg_prepared_statements"); err != nil {
			t.Fatal(err)
		}
	case "mysql", "mariadb":
		var variable string
		if err := db.SQLX().QueryRow("SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'").Scan(&variable, &l.prepared); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

func fill(t *testing.T, db *orm.DB) {
	t.Helper()
	for i := range shelves {
		s := &shelf{ID: int64(i + 1), Name: fmt.Sprint("shelf ", i)}
		if err := orm.Save(t.Context(), db, s); err != nil {
			t.Fatal(err)
		}
		if err := orm.Save(t.Context(), db, &tag{ID: int64(i + 1), Name: fmt.Sprint("tag ", i)}); err != nil {
			t.Fatal(err)
		}
		list := make([]*item, 20)
		for j := range list {
			list[j] = &item{Name: fmt.Sprint(i, " ", j), Shelf: orm.Ref(s)}
		}
		if err := orm.Objects[item](db).BulkCreate(t.Context(), list); err != nil {
			t.Fatal(err)
		}
	}
}

// work lets the workers loose for a time, and for a few calls each at the least.
func work(t *testing.T, db *orm.DB, seed uint64, d time.Duration) (calls int) {
	var mu sync.Mutex
	var group sync.WaitGroup
	end := time.Now().Add(d)
	for w := range workers {
		group.Go(func() {
			random := rand.New(rand.NewPCG(seed, uint64(w)))
			for n := 0; n < 20 || time.Now().Before(end); n++ {
				if err := step(t.Context(), db, random); err != nil {
					t.Errorf("%v", err)
					return
				}
				mu.Lock()
				calls++
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return calls
}
