package histories

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Shelf is a list that grows; Guarded is one with a version.
type Shelf struct {
	orm.Model
	ID    int64
	Items string
}

// Schema is the table shelves.
func (s *Shelf) Schema() schema.Table {
	return schema.Table{Name: "shelves", Fields: schema.Fields{schema.BigInteger(&s.ID).PrimaryKey(), schema.Text(&s.Items)}}
}

// Guarded is a list whose rows have versions.
type Guarded struct {
	orm.Model
	ID      int64
	Items   string
	Version int64
}

// Schema is the table guarded.
func (g *Guarded) Schema() schema.Table {
	return schema.Table{Name: "guarded", Fields: schema.Fields{schema.BigInteger(&g.ID).PrimaryKey(), schema.Text(&g.Items),
		schema.BigInteger(&g.Version).Version()}}
}

// style is a way to read a list and to append to it inside a transaction.
type style struct {
	read   func(ctx context.Context, db *orm.DB, key int) (string, error)
	append func(ctx context.Context, db *orm.DB, key int, item string) error
	loses  bool // appends of others between the read and the write, where the level does not forbid it
	last   func(ctx context.Context, db *orm.DB, key int) (string, error)
}

func shelf(ctx context.Context, db *orm.DB, key int) (string, error) {
	s, err := orm.Objects[Shelf](db).Get(ctx, orm.Q{"id": key})
	if err != nil {
		return "", err
	}
	return s.Items, nil
}

func guarded(ctx context.Context, db *orm.DB, key int) (string, error) {
	g, err := orm.Objects[Guarded](db).Get(ctx, orm.Q{"id": key})
	if err != nil {
		return "", err
	}
	return g.Items, nil
}

var styles = map[string]style{
	"expressions": {read: shelf, last: shelf, append: func(ctx context.Context, db *orm.DB, key int, item string) error {
		f := orm.Fields[Shelf]()
		n, err := orm.Objects[Shelf](db).Filter(orm.Eq(&f.ID, int64(key))).Update(ctx, orm.SetExpr(&f.Items, orm.Concat(orm.Col(&f.Items), item+",")))
		if err == nil && n != 1 {
			return fmt.Errorf("%d rows", n)
		}
		return err
	}},
	"locked instances": {read: shelf, last: shelf, append: func(ctx context.Context, db *orm.DB, key int, item string) error {
		q := orm.Objects[Shelf](db)
		if db.Dialect() != "sqlite" { // which has no row locks, and one writer
			q = q.ForUpdate()
		}
		s, err := q.Get(ctx, orm.Q{"id": key})
		if err != nil {
			return err
		}
		s.Items += item + ","
		return orm.Update(ctx, db, s)
	}},
	"instances": {loses: true, read: shelf, last: shelf, append: func(ctx context.Context, db *orm.DB, key int, item string) error {
		s, err := orm.Objects[Shelf](db).Get(ctx, orm.Q{"id": key})
		if err != nil {
			return err
		}
		s.Items += item + ","
		return orm.Update(ctx, db, s)
	}},
	"versions": {read: guarded, last: guarded, append: func(ctx context.Context, db *orm.DB, key int, item string) error {
		g, err := orm.Objects[Guarded](db).Get(ctx, orm.Q{"id": key})
		if err != nil {
			return err
		}
		g.Items += item + ","
		return orm.Update(ctx, db, g)
	}},
}

var levels = map[string]sql.IsolationLevel{"default": sql.LevelDefault, "read committed": sql.LevelReadCommitted,
	"repeatable read": sql.LevelRepeatableRead, "serializable": sql.LevelSerializable}

// admitted are the phenomena that a level does not rule out on a database. SQLite has one writer, whatever is asked for. A
// snapshot of the MySQL family does not hold for what a transaction writes itself, which it then reads with others' writes below.
func admitted(database, level string, s style) []string {
	weak := []string{NonRepeatable, ReadSkew, WriteSkew}
	if s.loses {
		weak = append(weak, LostAppend, ForkedOrder)
	}
	switch {
	case database == "sqlite" || level == "serializable":
		return nil
	case database == "postgres" && level == "repeatable read":
		return []string{WriteSkew}
	}
	return weak
}

const keys = 4

// TestHistories runs transactions of each style at each level, eight at a time, and checks what they saw.
func TestHistories(t *testing.T) {
	seed, transactions := replay.Seed(t), replay.Setting(t, "ORMAR_TRANSACTIONS", 160)
	if testing.Short() {
		transactions /= 4
	}
	dbtest.Each(t, schema.MustRegistry(&Shelf{}, &Guarded{}), func(t *testing.T, db *orm.DB) {
		for name, s := range styles {
			for level, isolation := range levels {
				if db.Dialect() == "sqlite" && level != "default" {
					continue
				}
				t.Run(name+", "+level, func(t *testing.T) {
					begin(t, db)
					history := run(t, db, s, isolation, seed, transactions, conflicts)
					check(t, history, lasts(t, db, s), admitted(db.Dialect(), level, s))
				})
			}
		}
	})
}

func begin(t *testing.T, db *orm.DB) {
	t.Helper()
	ctx := t.Context()
	_, err := orm.Objects[Shelf](db).Each().Delete(ctx)
	_, err2 := orm.Objects[Guarded](db).Each().Delete(ctx)
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	for k := range keys {
		_, err := orm.Objects[Shelf](db).Create(ctx, Shelf{ID: int64(k + 1)})
		_, err2 := orm.Objects[Guarded](db).Create(ctx, Guarded{ID: int64(k + 1)})
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
	}
}

// conflicts are the errors of transactions that others were in the way of.
func conflicts(err error) bool {
	return errors.Is(err, orm.ErrDeadlock) || errors.Is(err, orm.ErrSerialization) || errors.Is(err, orm.ErrStale) || errors.Is(err, orm.ErrLockTimeout)
}

// run gives what happened; a transaction that is tried again is recorded as it was the last time.
func run(t *testing.T, db *orm.DB, s style, level sql.IsolationLevel, seed uint64, transactions int, expected func(error) bool) []Transaction {
	t.Helper()
	const workers = 8
	recorded := make([][]Transaction, workers)
	var wg sync.WaitGroup
	for worker := range workers {
		wg.Go(func() {
			random := rand.New(rand.NewPCG(seed, uint64(worker)))
			for n := range transactions / workers {
				var did Transaction
				plan := random.Perm(keys)[:1+random.IntN(3)]
				appends := make([]bool, len(plan)+1)
				for i := range appends {
					appends[i] = random.IntN(2) == 0
				}
				err := db.Transaction(t.Context(), func(ctx context.Context) error {
					did = Transaction{}
					for i, key := range append(plan, plan[0]) {
						if err := operate(ctx, db, s, &did, key+1, appends[i], (worker*transactions+n)*4+i+1); err != nil {
							return err
						}
					}
					return nil
				}, orm.Isolation(level), orm.Retry(2))
				switch {
				case errors.Is(err, orm.ErrOutcomeUnknown):
					did.Outcome = Unknown
				case err != nil:
					did.Outcome = Aborted
				}
				if err != nil && !expected(err) {
					t.Errorf("transaction %d of worker %d: %v", n, worker, err)
				}
				recorded[worker] = append(recorded[worker], did)
			}
		})
	}
	wg.Wait()
	return slices.Concat(recorded...)
}

func operate(ctx context.Context, db *orm.DB, s style, did *Transaction, key int, appends bool, item int) error {
	if appends {
		did.Operations = append(did.Operations, Operation{Key: key, Append: item})
		return s.append(ctx, db, key, strconv.Itoa(item))
	}
	text, err := s.read(ctx, db, key)
	if err != nil {
		return err
	}
	did.Operations = append(did.Operations, Operation{Key: key, Read: items(text)})
	return nil
}

func items(text string) []int {
	out := []int{}
	for part := range strings.SplitSeq(strings.TrimSuffix(text, ","), ",") {
		if n, err := strconv.Atoi(part); err == nil {
			out = append(out, n)
		}
	}
	return out
}

func lasts(t *testing.T, db *orm.DB, s style) map[int][]int {
	t.Helper()
	last := map[int][]int{}
	for k := 1; k <= keys; k++ {
		text, err := s.last(t.Context(), db, k)
		if err != nil {
			t.Fatal(err)
		}
		last[k] = items(text)
	}
	return last
}

func check(t *testing.T, history []Transaction, last map[int][]int, admitted []string) {
	t.Helper()
	done, counts := 0, map[string]int{}
	for _, h := range history {
		if h.Outcome == Committed {
			done++
		}
	}
	for _, a := range Check(history, last) {
		if counts[a.Name]++; !slices.Contains(admitted, a.Name) && counts[a.Name] <= 3 {
			t.Error(a)
		}
	}
	if t.Logf("%d of %d transactions committed; %v", done, len(history), counts); done == 0 {
		t.Error("nothing was committed")
	}
}
