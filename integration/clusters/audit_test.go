package clusters

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ormar-go/ormar/orm"
)

const (
	writers      = 8
	writeTimeout = 5 * time.Second
)

// outcome is what a writer was told about a row.
type outcome int

const (
	refused outcome = iota
	acknowledged
	unknown
)

// audit writes rows that are each written once, notes what it was told of each, and compares that with the rows.
type audit struct {
	db     *orm.DB
	stop   context.CancelFunc
	all    sync.WaitGroup
	latest atomic.Int64 // when a write was last acknowledged, in nanoseconds
	mu     sync.Mutex
	told   map[[2]int64]outcome
	odd    map[string]int // errors that a failover does not explain
}

func begin(t *testing.T, db *orm.DB) *audit {
	ctx, stop := context.WithCancel(t.Context())
	a := &audit{db: db, stop: stop, told: map[[2]int64]outcome{}, odd: map[string]int{}}
	for w := range int64(writers) {
		a.all.Go(func() {
			for i := int64(1); ctx.Err() == nil; i++ {
				a.write(context.WithoutCancel(ctx), w, i)
			}
		})
	}
	return a
}

// write writes one row, by one of three ways.
func (a *audit) write(ctx context.Context, writer, number int64) {
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	n := &Note{Writer: writer, Number: number, Text: "audited"}
	var err error
	switch number % 3 {
	case 0:
		err = orm.Save(ctx, a.db, n)
	case 1:
		err = a.db.Transaction(ctx, func(ctx context.Context) error { return orm.Save(ctx, a.db, n) })
	default:
		err = orm.Objects[Note](a.db).BulkCreate(ctx, []*Note{n})
	}
	o := refused
	switch {
	case err == nil:
		o = acknowledged
		a.latest.Store(time.Now().UnixNano())
	case errors.Is(err, orm.ErrOutcomeUnknown):
		o = unknown
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.told[[2]int64{writer, number}] = o
	expected := errors.Is(err, orm.ErrConnect) || errors.Is(err, orm.ErrReadOnly) || errors.Is(err, orm.ErrDeadlock) ||
		errors.Is(err, orm.ErrSerialization) || errors.Is(err, context.DeadlineExceeded)
	if err != nil && o == refused && !expected {
		a.odd[err.Error()]++
	}
	if err != nil {
		time.Sleep(5 * time.Millisecond)
	}
}

// wait waits for a write that is acknowledged after a moment, and gives how long that took.
func (a *audit) wait(t *testing.T, since time.Time, patience time.Duration) time.Duration {
	t.Helper()
	until(t, patience, "a write is acknowledged", func() bool { return a.latest.Load() > since.UnixNano() })
	return time.Unix(0, a.latest.Load()).Sub(since)
}

// end stops the writers and compares.
func (a *audit) end(t *testing.T) {
	t.Helper()
	a.stop()
	a.all.Wait()
	rows, err := orm.Objects[Note](a.db).Filter(orm.Q{"text": "audited"}).All(orm.Primary(t.Context()))
	must(t, err)
	there := map[[2]int64]int{}
	for _, n := range rows {
		there[[2]int64{n.Writer, n.Number}]++
	}
	var count [3]int
	lost, doubled, unwanted, kept := 0, 0, 0, 0
	for key, o := range a.told {
		count[o]++
		switch n := there[key]; {
		case n > 1:
			doubled++
		case n == 0 && o == acknowledged:
			lost++
		case n == 1 && o == refused:
			unwanted++
		case n == 1 && o == unknown:
			kept++
		}
		delete(there, key)
	}
	t.Logf("%d rows acknowledged, %d refused, %d unknown, of which %d are there; %d lost, %d doubled, %d refused but there",
		count[acknowledged], count[refused], count[unknown], kept, lost, doubled, unwanted)
	if lost+doubled+unwanted+len(there) > 0 {
		t.Errorf("%d lost, %d doubled, %d refused but there, %d nobody's", lost, doubled, unwanted, len(there))
	}
	if count[acknowledged] == 0 {
		t.Error("nothing was written")
	}
	for text, n := range a.odd {
		t.Errorf("%d times: %s", n, text)
	}
}

// slowest keeps the longest of some durations and prints all.
func durations(t *testing.T, what string, list []time.Duration) {
	t.Helper()
	longest := time.Duration(0)
	text := ""
	for _, d := range list {
		longest = max(longest, d)
		text += fmt.Sprintf(" %d", d.Milliseconds())
	}
	t.Logf("%s, in ms:%s; the longest %d", what, text, longest.Milliseconds())
}
