package benchmarks

import (
	"context"
	"flag"
	"fmt"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

var peaks = flag.Bool("peaks", false, "the peaks of memory of 1,000,000 rows read and 100,000 written; without, of a fiftieth of them")

// flat is how much more memory the longer iteration may have at its peak: what a collection finds differs by so much from run to run.
const flat = 512 << 10

// What a bulk may take at the peak beside the rows themselves: of each row what is put back if the bulk fails, and one batch of values.
const (
	bulkRow   = 130
	bulkBatch = 512 << 10
)

// peak is the most that was alive at any of the moments at which it was looked at.
type peak struct {
	before, most float64
	calls, every int
}

func newPeak(every int) *peak {
	before := float64(heapBytes())
	return &peak{before: before, most: before, every: every}
}

// look is called at each moment, and collects at some of them.
func (p *peak) look() {
	if p.calls++; p.calls%p.every == 0 {
		p.most = max(p.most, float64(heapBytes()))
	}
}

func (p *peak) bytes() float64 { return p.most - p.before }

// TestPeaks prints what is alive at the peak of an iteration and of a bulk. An iteration of this module needs no more memory for the last rows than
// for the first, and a bulk no more than a batch and the rows themselves.
func TestPeaks(t *testing.T) {
	thousands, bulk := 20, 2000
	if *peaks {
		thousands, bulk = 1000, 100_000
	}
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			dsn := e.empty(t)
			fillShapes(t, e, dsn, shapeRows{wide: 1, docs: 1, roots: 1, links: []int{1000}})
			f := openPeaks(t, e, dsn)
			f.fill(t, thousands)
			var b strings.Builder
			fmt.Fprintf(&b, "| KB at the peak | iteration of %d | of %d | bulk of %d, bytes a row |\n|---|--:|--:|--:|\n", thousands*1000/100, thousands*1000, bulk)
			for _, p := range f.readers() {
				p.read(t.Context(), 1000, func() {}) // whatever is kept between calls is there
				few, all := iterated(t, p.read, thousands*1000/100), iterated(t, p.read, thousands*1000)
				whole := p.bulk(t, bulk)
				fmt.Fprintf(&b, "| %s | %.0f | %.0f | %.0f |\n", p.name, few/1024, all/1024, whole/float64(bulk))
				if p.name == ours && all > few+flat {
					t.Errorf("%.0f bytes at the peak of %d rows, %.0f of a hundredth of them", all, thousands*1000, few)
				}
				if p.name == ours && whole > float64(bulkRow*bulk+bulkBatch) {
					t.Errorf("a bulk of %d rows takes %.0f bytes at the peak", bulk, whole)
				}
			}
			t.Log("\n" + b.String())
		})
	}
}

// iterated is what is alive at the peak of reading so many rows.
func iterated(t *testing.T, read func(ctx context.Context, n int, each func()) error, n int) float64 {
	t.Helper()
	p, seen := newPeak(max(n/20, 1)), 0
	if err := read(t.Context(), n, func() { seen++; p.look() }); err != nil || seen != n {
		t.Fatalf("%d of %d rows, %v", seen, n, err)
	}
	return p.bytes()
}

// peakReader reads and writes rows in one way.
type peakReader struct {
	name string
	read func(ctx context.Context, n int, each func()) error
	bulk func(t *testing.T, n int) float64
}

// peakField is the contenders on one database.
type peakField struct {
	h       shapedHand
	g       shapedGorm
	o       shapedOrmar
	sending func() // what happens before a statement of gorm or this module
}

// Before is told of this module's statements.
func (f *peakField) Before(ctx context.Context, _ *orm.Statement) context.Context {
	f.sending()
	return ctx
}

// After is told of them again.
func (f *peakField) After(context.Context, *orm.Statement) {}

func openPeaks(t *testing.T, e engine, dsn string) *peakField {
	t.Helper()
	f := &peakField{sending: func() {}}
	h, err := openPrepared(e, dsn)
	if err != nil {
		t.Fatal(err)
	}
	g, err := openGorm(e, dsn)
	if err != nil {
		t.Fatal(err)
	}
	f.h, f.g = shapedHand{h.(*hand)}, shapedGorm{g.(*gormed)}
	models := schema.MustRegistry(&ormarNode{})
	open := map[string]func(string, *schema.Registry, ...orm.Option) (*orm.DB, error){
		servers.SQLite: sqlite.Open, servers.Postgres: postgres.Open, servers.MariaDB: mysql.Open,
	}
	db, err := open[e.name](dsn, models, orm.WithObserver(f))
	if err != nil {
		t.Fatal(err)
	}
	single(db.SQLX().DB)
	f.o = shapedOrmar{db}
	if err := f.g.db.Callback().Create().Before("gorm:create").Register("peak", func(*gorm.DB) { f.sending() }); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for _, c := range []shaper{f.h, f.g, f.o} {
			if err := c.close(); err != nil {
				t.Error(err)
			}
		}
	})
	return f
}

// fill makes so many thousands of nodes.
func (f *peakField) fill(t *testing.T, thousands int) {
	t.Helper()
	for _, text := range []string{"DELETE FROM nodes",
		fmt.Sprintf("INSERT INTO nodes (id, name) SELECT (a.id - 1) * 1000 + b.id, b.name FROM rights a CROSS JOIN rights b WHERE a.id <= %d", thousands)} {
		if _, err := f.h.db.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
}

func (f *peakField) readers() []peakReader {
	return []peakReader{
		{"by hand", f.readHand, f.bulkHand},
		{"gorm", f.readGorm, f.bulkGorm},
		{ours, f.readOurs, f.bulkOurs},
	}
}

func (f *peakField) readHand(ctx context.Context, n int, each func()) error {
	rows, err := f.h.query(ctx, "SELECT id, name, parent_id, next_id FROM nodes WHERE id <= ? ORDER BY id", n)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var node handNode
		if err := scanNode(rows, &node); err != nil {
			return err
		}
		each()
	}
	return rows.Err()
}

func (f *peakField) readGorm(ctx context.Context, n int, each func()) error {
	var list []gormNode
	return f.g.db.WithContext(ctx).Where("id <= ?", n).FindInBatches(&list, 1000, func(*gorm.DB, int) error {
		for range list {
			each()
		}
		return nil
	}).Error
}

func (f *peakField) readOurs(ctx context.Context, n int, each func()) error {
	for _, err := range orm.Objects[ormarNode](f.o.db).OrderBy("id").Iterate(ctx, orm.Q{"id__lte": n}) {
		if err != nil {
			return err
		}
		each()
	}
	return nil
}

// What a bulk writes begins behind what is there, and is deleted again.
const beyond = 2_000_000

func (f *peakField) undo(t *testing.T) {
	t.Helper()
	if _, err := f.h.db.ExecContext(t.Context(), fmt.Sprintf("DELETE FROM nodes WHERE id > %d", beyond)); err != nil {
		t.Fatal(err)
	}
}

func (f *peakField) bulkHand(t *testing.T, n int) float64 {
	list := make([]Node, n)
	for i := range list {
		list[i] = Node{ID: int64(beyond + 1 + i), Name: fmt.Sprintf("new node %d", i)}
	}
	p := newPeak(50)
	tx, err := f.h.db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	text := f.h.text("INSERT INTO nodes (id, name, parent_id, next_id) VALUES " + tuples(handBatch, 4))
	for at := 0; at < n; at += handBatch {
		args := make([]any, 0, handBatch*4)
		for i := range list[at : at+handBatch] {
			row := &list[at+i]
			args = append(args, row.ID, row.Name, row.ParentID, row.NextID)
		}
		p.look()
		if _, err := tx.ExecContext(t.Context(), text, args...); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	f.undo(t)
	return p.bytes()
}

func (f *peakField) bulkGorm(t *testing.T, n int) float64 {
	list := make([]gormNode, n)
	for i := range list {
		list[i].Node = Node{ID: int64(beyond + 1 + i), Name: fmt.Sprintf("new node %d", i)}
	}
	p := newPeak(1 + n/10_000)
	f.sending = p.look
	err := f.g.db.WithContext(t.Context()).Transaction(func(tx *gorm.DB) error { return tx.CreateInBatches(&list, 1000).Error })
	f.sending = func() {}
	if err != nil {
		t.Fatal(err)
	}
	f.undo(t)
	return p.bytes()
}

func (f *peakField) bulkOurs(t *testing.T, n int) float64 {
	list := make([]*ormarNode, n)
	for i := range list {
		list[i] = &ormarNode{ID: int64(beyond + 1 + i), Name: fmt.Sprintf("new node %d", i)}
	}
	p := newPeak(1 + n/10_000)
	f.sending = p.look
	err := orm.Objects[ormarNode](f.o.db).BulkCreate(t.Context(), list)
	f.sending = func() {}
	if err != nil {
		t.Fatal(err)
	}
	f.undo(t)
	return p.bytes()
}
