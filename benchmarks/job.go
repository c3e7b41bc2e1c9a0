package benchmarks

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"
)

// job is an item as it is run: run is timed, before and after are not; these work on the contender's own connection, so that
// no other connection's writes disturb it. The numbers from r are the same for every contender of a round.
type job struct {
	before func(ctx context.Context, e engine, pool *sql.DB, burst int) error
	run    func(ctx context.Context, c contender, r *rand.Rand, i int) error
	after  func(ctx context.Context, pool *sql.DB) error
}

func jobs() map[item]job {
	fresh := newRows()
	return map[item]job{
		get: {run: func(ctx context.Context, c contender, r *rand.Rand, _ int) error {
			return dropped(c.get(ctx, 1+r.Int64N(bookCount)))
		}},
		list100: {run: func(ctx context.Context, c contender, _ *rand.Rand, _ int) error { return dropped(c.list(ctx, listed)) }},
		list10k: {run: func(ctx context.Context, c contender, _ *rand.Rand, _ int) error { return dropped(c.list(ctx, 0)) }},
		filter: {run: func(ctx context.Context, c contender, r *rand.Rand, _ int) error {
			return dropped(c.filter(ctx, 20, 100+r.IntN(50), true))
		}},
		insert: {after: clean, run: func(ctx context.Context, c contender, _ *rand.Rand, i int) error {
			return dropped(c.insert(ctx, newRow(i)))
		}},
		bulk1k: {after: clean, run: func(ctx context.Context, c contender, _ *rand.Rand, _ int) error {
			return dropped(c.bulk(ctx, slices.Clone(fresh)))
		}},
		update: {run: func(ctx context.Context, c contender, r *rand.Rand, i int) error {
			return c.update(ctx, changed(1+r.Int64N(bookCount), i))
		}},
		remove: {before: doomed, after: clean, run: func(ctx context.Context, c contender, _ *rand.Rand, i int) error {
			return c.delete(ctx, bookCount+1+int64(i))
		}},
		join100: {run: func(ctx context.Context, c contender, _ *rand.Rand, _ int) error { return dropped(c.join(ctx, listed)) }},
		prefetch: {run: func(ctx context.Context, c contender, _ *rand.Rand, _ int) error {
			return dropped(c.prefetch(ctx, listed))
		}},
		count: {run: func(ctx context.Context, c contender, r *rand.Rand, _ int) error {
			_, err := c.count(ctx, 1+r.Int64N(authorCount))
			return err
		}},
	}
}

func dropped(_ any, err error) error { return err }

func newRows() []Book {
	rows := make([]Book, inserted)
	for i := range rows {
		rows[i] = newRow(i)
	}
	return rows
}

// changed is the row of a key with other values than before.
func changed(id int64, i int) Book {
	b := newBook(id)
	b.Updated = b.Updated.Add(time.Duration(i+1) * time.Millisecond)
	b.Pages += i % 7
	return b
}

// clean deletes what was inserted.
func clean(ctx context.Context, pool *sql.DB) error {
	_, err := pool.ExecContext(ctx, fmt.Sprintf("DELETE FROM books WHERE id > %d", bookCount))
	return err
}

// doomed inserts the rows that are deleted.
func doomed(ctx context.Context, e engine, pool *sql.DB, burst int) error {
	var args []any
	for i := range burst {
		b := newRow(i)
		args = append(append(args, bookCount+1+i), bookValues(&b)...)
	}
	_, err := pool.ExecContext(ctx, e.number("INSERT INTO books (id, "+bookColumns+") VALUES "+tuples(burst, 10)), args...)
	return err
}

// turn runs a job for a contender as often as burst says, so that a turn is much longer than what begins and ends it, and gives the
// time of one run.
func (j *job) turn(ctx context.Context, e engine, c contender, burst int, seed uint64) (time.Duration, error) {
	if j.before != nil {
		if err := j.before(ctx, e, c.pool(), burst); err != nil {
			return 0, err
		}
	}
	r := rand.New(rand.NewPCG(seed, 1))
	began := time.Now()
	for i := range burst {
		if err := j.run(ctx, c, r, i); err != nil {
			return 0, err
		}
	}
	took := time.Since(began) / time.Duration(burst)
	if j.after != nil {
		return took, j.after(ctx, c.pool())
	}
	return took, nil
}
