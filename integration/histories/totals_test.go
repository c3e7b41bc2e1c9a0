package histories

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Account has an amount that never falls below nothing.
type Account struct {
	orm.Model
	ID      int64
	Amount  int64
	Friends orm.Many[Account]
}

// Schema is the table accounts.
func (a *Account) Schema() schema.Table {
	return schema.Table{Name: "accounts", Fields: schema.Fields{schema.BigInteger(&a.ID).PrimaryKey(), schema.BigInteger(&a.Amount),
		schema.ManyToMany(&a.Friends)}}
}

const (
	accounts = 5
	each     = 100
	workers  = 8
)

func bank(t *testing.T, run func(t *testing.T, db *orm.DB)) {
	dbtest.Each(t, schema.MustRegistry(&Account{}), func(t *testing.T, db *orm.DB) {
		for i := range accounts {
			if _, err := orm.Objects[Account](db).Create(t.Context(), Account{ID: int64(i + 1), Amount: each}); err != nil {
				t.Fatal(err)
			}
		}
		run(t, db)
	})
}

// TestTransfers moves amounts between accounts: no sum that anybody sees is another, and no account is overdrawn.
func TestTransfers(t *testing.T) {
	seed, transfers := replay.Seed(t), replay.Setting(t, "ORMAR_TRANSACTIONS", 160)
	bank(t, func(t *testing.T, db *orm.DB) {
		var wg sync.WaitGroup
		var moved atomic.Int64
		stop := make(chan struct{})
		wg.Go(func() { audit(t, db, stop) })
		var movers sync.WaitGroup
		for worker := range workers {
			movers.Go(func() {
				random := rand.New(rand.NewPCG(seed, uint64(worker)))
				for range transfers / workers {
					from, to, n := random.Int64N(accounts)+1, random.Int64N(accounts)+1, random.Int64N(30)+1
					switch err := transfer(t.Context(), db, from, to, n); {
					case err == nil:
						moved.Add(1)
					case !conflicts(err) && !errors.Is(err, errPoor):
						t.Error(err)
					}
				}
			})
		}
		movers.Wait()
		close(stop)
		wg.Wait()
		if moved.Load() == 0 {
			t.Error("nothing was moved")
		}
		if sum, err := orm.Sum[int64](t.Context(), orm.Objects[Account](db), "amount"); sum != accounts*each || err != nil {
			t.Errorf("%d, %v", sum, err)
		}
	})
}

var errPoor = errors.New("not enough")

func transfer(ctx context.Context, db *orm.DB, from, to, n int64) error {
	return db.Transaction(ctx, func(ctx context.Context) error {
		f := orm.Fields[Account]()
		q := orm.Objects[Account](db)
		taken, err := q.Filter(orm.Eq(&f.ID, from), orm.Gte(&f.Amount, n)).Update(ctx, orm.SetExpr(&f.Amount, orm.Col(&f.Amount).Sub(n)))
		if err != nil {
			return err
		}
		if taken == 0 {
			return errPoor
		}
		_, err = q.Filter(orm.Eq(&f.ID, to)).Update(ctx, orm.SetExpr(&f.Amount, orm.Col(&f.Amount).Add(n)))
		return err
	}, orm.Retry(3))
}

// audit sums up in one statement, and row by row in a snapshot.
func audit(t *testing.T, db *orm.DB, stop chan struct{}) {
	for ctx := t.Context(); ; {
		select {
		case <-stop:
			return
		default:
		}
		sum, err := orm.Sum[int64](ctx, orm.Objects[Account](db), "amount")
		if sum != accounts*each || err != nil {
			t.Errorf("a sum of %d, %v", sum, err)
			return
		}
		options := []orm.TxOption{orm.Isolation(sql.LevelRepeatableRead), orm.ReadOnly()}
		if db.Dialect() == "sqlite" {
			options = nil
		}
		err = db.Transaction(ctx, func(ctx context.Context) error {
			sum = 0
			for id := range accounts {
				a, err := orm.Objects[Account](db).Get(ctx, orm.Q{"id": id + 1})
				if err != nil {
					return err
				}
				if sum += a.Amount; a.Amount < 0 {
					return fmt.Errorf("account %d has %d", a.ID, a.Amount)
				}
			}
			return nil
		}, options...)
		if err != nil || sum != accounts*each {
			t.Errorf("rows that sum up to %d, %v", sum, err)
			return
		}
	}
}

// TestCounters adds to one number from everywhere, outside transactions: every addition that was told is there.
func TestCounters(t *testing.T) {
	additions := replay.Setting(t, "ORMAR_TRANSACTIONS", 160)
	bank(t, func(t *testing.T, db *orm.DB) {
		var wg sync.WaitGroup
		var added atomic.Int64
		f := orm.Fields[Account]()
		for range workers {
			wg.Go(func() {
				for range additions / workers {
					n, err := orm.Objects[Account](db).Filter(orm.Eq(&f.ID, int64(1))).Update(t.Context(), orm.SetExpr(&f.Amount, orm.Col(&f.Amount).Add(1)))
					if err != nil && !conflicts(err) {
						t.Error(err)
					}
					added.Add(n)
				}
			})
		}
		wg.Wait()
		a, err := orm.Objects[Account](db).Get(t.Context(), orm.Q{"id": 1})
		if err != nil || a.Amount != each+added.Load() || added.Load() == 0 {
			t.Errorf("%d additions, %+v, %v", added.Load(), a, err)
		}
	})
}

// TestLinks makes and cuts the same ties at once: none is there twice.
func TestLinks(t *testing.T) {
	seed := replay.Seed(t)
	bank(t, func(t *testing.T, db *orm.DB) {
		all, err := orm.Objects[Account](db).OrderBy("id").All(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for worker := range workers {
			wg.Go(func() {
				random := rand.New(rand.NewPCG(seed, uint64(worker)))
				for range 15 {
					me, other := *all[random.IntN(2)], all[2+random.IntN(2)]
					friends, err := orm.Objects[Account](db).PrefetchRelated("friends").Get(t.Context(), orm.Q{"id": me.ID})
					if err == nil && random.IntN(3) > 0 {
						err = friends.Friends.Add(t.Context(), other)
					} else if err == nil {
						err = friends.Friends.Remove(t.Context(), other)
					}
					if err != nil && !conflicts(err) {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		for _, me := range all[:2] {
			got, err := orm.Objects[Account](db).PrefetchRelated("friends").Get(t.Context(), orm.Q{"id": me.ID})
			if err != nil {
				t.Fatal(err)
			}
			ties := map[int64]int{}
			for _, friend := range got.Friends.All() {
				if ties[friend.ID]++; ties[friend.ID] > 1 {
					t.Errorf("%d and %d are tied twice", me.ID, friend.ID)
				}
			}
		}
	})
}
