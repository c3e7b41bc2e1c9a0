package ormtest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"testing"
	"time"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/orm"
)

// sessions ends what was begun in the middle of it; the database is as it was, and answers the next question.
func (e *exercise) sessions() {
	must(e, orm.Objects[badge](e.db).BulkCreate(e.Context(), []*badge{{Name: "a"}, {Name: "b"}, {Name: "c"}}))
	all := e.interruptions()
	maps.Copy(all, e.leftovers())
	for name, leave := range all {
		e.check(name, func(t *testing.T, ctx context.Context) {
			leave(t, ctx)
			for range 5 { // more often than the pool is wide, were a connection lost or broken
				names, err := orm.Pluck[string](ctx, orm.Objects[badge](e.db).OrderBy("name"), "name")
				if err != nil || fmt.Sprint(names) != "[a b c]" {
					t.Fatalf("afterwards: %v, %v", names, err)
				}
			}
		})
	}
}

// interruptions are calls and transactions that end otherwise than they were meant.
func (e *exercise) interruptions() map[string]func(t *testing.T, ctx context.Context) {
	return map[string]func(t *testing.T, ctx context.Context){
		"a context that is over": func(t *testing.T, ctx context.Context) {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			if err := orm.Save(ctx, e.db, &badge{Name: "never"}); !errors.Is(err, context.Canceled) {
				t.Errorf("%v", err)
			}
		},
		"a deadline that has passed": func(t *testing.T, ctx context.Context) {
			ctx, cancel := context.WithDeadline(ctx, time.Unix(1, 0))
			defer cancel()
			if _, err := orm.Objects[badge](e.db).All(ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v", err)
			}
		},
		"a transaction that is cancelled": func(t *testing.T, ctx context.Context) {
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			err := e.db.Transaction(ctx, func(ctx context.Context) error {
				must(t, orm.Save(ctx, e.db, &badge{Name: "cancelled"}))
				cancel()
				return nil
			})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%v", err)
			}
		},
		"a transaction that panics": func(t *testing.T, ctx context.Context) {
			defer func() {
				if recover() != "out" {
					t.Error("the panic is lost")
				}
			}()
			_ = e.db.Transaction(ctx, func(ctx context.Context) error {
				must(t, orm.Save(ctx, e.db, &badge{Name: "panicked"}))
				panic("out")
			})
		},
	}
}

// leftovers are rows that are not read to their end, and statements that fail.
func (e *exercise) leftovers() map[string]func(t *testing.T, ctx context.Context) {
	return map[string]func(t *testing.T, ctx context.Context){
		"a loop that is left": func(t *testing.T, ctx context.Context) {
			for _, err := range orm.Objects[badge](e.db).OrderBy("name").Iterate(ctx) {
				must(t, err)
				break
			}
		},
		"own rows that are left": func(t *testing.T, ctx context.Context) {
			for _, err := range orm.RawEach[string](ctx, e.db, sq.Expr("SELECT name FROM badges")) {
				must(t, err)
				break
			}
		},
		"SQL that is none": func(t *testing.T, ctx context.Context) {
			if _, err := orm.RawInto[string](ctx, e.db, sq.Expr("SELEKT nothing")); err == nil {
				t.Error("it is taken")
			}
		},
		"a key that is there": func(t *testing.T, ctx context.Context) {
			if err := orm.Save(ctx, e.db, &badge{Name: "a"}); !errors.Is(err, orm.ErrUnique) {
				t.Errorf("%v", err)
			}
		},
	}
}
