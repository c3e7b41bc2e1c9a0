package orm_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"strings"
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// locker has secrets of two kinds, and fields that are compared with them.
type locker struct {
	orm.Model
	ID    int64
	Label string
	Token string
	Pin   int64
	Turns int64
}

func (l *locker) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&l.ID).PrimaryKey(), schema.String(&l.Label, 60), schema.String(&l.Token, 60).Secret().Unique(),
		schema.BigInteger(&l.Pin).Secret(), schema.BigInteger(&l.Turns),
	}}
}

// canary draws a text and a number that nothing else has in it. The text has what quoting changes.
func canary(t *testing.T) (string, int64) {
	n, err := rand.Int(rand.Reader, big.NewInt(1<<61))
	if err != nil {
		t.Fatal(err)
	}
	return "c4n4ry" + rand.Text()[:12], 1<<61 + n.Int64()
}

// No call shows a secret to an observer: not in a parameter, where what stands beside a secret counts as one, nor in a text or an
// error, whether or not the database quotes it.
func TestObserverSeesNoSecretOfAnyCall(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			for _, shows := range []bool{false, true} {
				rec := &recorder{}
				opts := []orm.Option{orm.WithObserver(rec)}
				if shows {
					opts = append(opts, orm.WithArguments())
				}
				db := dbtest.Open(t, name, schema.MustRegistry(&locker{}), opts...)
				text, number := canary(t)
				for what, call := range secretCalls(t, db, text, number) {
					rec.take()
					err := call()
					seen := rec.take()
					for _, s := range seen {
						said := fmt.Sprint(s.Text, s.Args, s.Err)
						if shows && strings.HasSuffix(what, "which is no secret") {
							said = fmt.Sprint(s.Text, s.Err)
						}
						if strings.Contains(said, text) || strings.Contains(said, fmt.Sprint(number)) {
							t.Errorf("%s: the observer sees %s of %s, %d", what, said, text, number)
						}
					}
					if strings.HasPrefix(what, "a bad regex") && !errors.Is(err, orm.ErrQuery) {
						t.Errorf("%s: %v, want ErrQuery", what, err)
					}
					if said := fmt.Sprint(err); strings.Contains(said, text) || strings.Contains(said, fmt.Sprint(number)) {
						t.Errorf("%s: the error says %s", what, said)
					}
					if len(seen) == 0 && err == nil {
						t.Errorf("%s: nothing was sent", what)
					}
				}
			}
		})
	}
}

// secretCalls are calls with secrets in every place that takes a value.
func secretCalls(t *testing.T, db *orm.DB, text string, number int64) map[string]func() error {
	ctx, all, f := t.Context(), orm.Objects[locker](db), orm.Fields[locker]()
	row := func() *locker { return &locker{Label: "l", Token: text, Pin: number} }
	kept := row()
	kept.Token += "x"
	if err := orm.Save(ctx, db, kept); err != nil {
		t.Fatal(err)
	}
	ask := func(c ...orm.Condition) func() error {
		return func() error { _, err := all.Filter(c...).All(ctx); return err }
	}
	last := func(_ any, err error) error { return err }
	summed := all.Annotate("total", orm.SumOf("pin")).Annotate("most", orm.MaxOf("token"))
	calls := secretWrites(ctx, db, text, number)
	maps.Copy(calls, map[string]func() error{
		"save twice":        func() error { return errors.Join(orm.Save(ctx, db, row()), orm.Save(ctx, db, row())) },
		"bulk create twice": func() error { return all.BulkCreate(ctx, []*locker{row(), row()}) },
		"update":            func() error { return orm.Update(ctx, db, kept) },
		"bulk update":       func() error { return last(all.BulkUpdate(ctx, []*locker{kept})) },
		"upsert":            func() error { return orm.Upsert(ctx, db, kept) },
		"get or create":     func() error { _, _, err := all.GetOrCreate(ctx, orm.V{"token": text + "y", "pin": number}); return err },
		"exact":             ask(orm.Q{"token": text}),
		"in":                ask(orm.Q{"token__in": []string{text, "b"}}),
		"a long list":       ask(orm.Q{"pin__in": append(make([]int64, 1500), number)}),
		"range":             ask(orm.Q{"pin__range": []int64{number, number}}),
		"by pointer":        ask(orm.Eq(&f.Token, text)),
		"contains":          ask(orm.Q{"token__icontains": text}),
		"regex":             ask(orm.Q{"token__regex": text}),
		"a bad regex":       ask(orm.Q{"token__regex": "(" + text}),
		"a bad regex of a label, which is no secret": ask(orm.Q{"label__regex": "(" + text}),
		"a wrong type":        ask(orm.Q{"pin": text}),
		"negated":             ask(orm.Not(orm.Or(orm.Q{"pin": number}, orm.Q{"token": text}))),
		"a sub-query":         ask(orm.Q{"pk__in": all.Filter(orm.Q{"token": text})}),
		"an expression":       ask(orm.F("pin").Sub(number).Gt(0)),
		"a value beside one":  ask(orm.F("pin").Add(orm.F("turns")).Lt(number)),
		"a column beside one": ask(orm.Q{"turns__lt": orm.F("pin").Add(number)}),
		"beyond 64 bits":      ask(orm.F("pin").Mul(number).Gt(number)),
		"an annotation":       func() error { return last(summed.Filter(orm.Q{"total": number}).All(ctx)) },
		"a largest one":       func() error { return last(summed.Filter(orm.Q{"most": text}).All(ctx)) },
		"an annotation computed": func() error {
			return last(summed.Filter(orm.F("total").Sub(number).Gt(0)).All(ctx))
		},
		"having": func() error {
			return last(all.GroupBy("label").Having(orm.Q{"pin__max": number}).Aggregate(ctx, orm.MaxOf("pin")))
		},
		"a fragment":                func() error { return ask(orm.SQL(sq.Expr("{token} = ?", text)))() },
		"a fragment by column":      func() error { return ask(orm.SQL(sq.Eq{"TOKEN": text}))() },
		"a fragment of two columns": func() error { return ask(orm.SQL(sq.Expr("{turns} + ? < {pin}", number)))() },
		"explain": func() error {
			return last(all.Filter(orm.Q{"token": text}, orm.F("pin").Sub(number).Gt(0)).Explain(ctx))
		},
		"count":  func() error { return last(all.Filter(orm.Q{"token": text}).Count(ctx)) },
		"exists": func() error { return last(all.Filter(orm.Q{"token": text}).Exists(ctx)) },
		"values": func() error { return last(all.Filter(orm.Q{"token": text}).Values(ctx, "id")) },
		"max":    func() error { return last(orm.Max[int64](ctx, all.Filter(orm.Q{"pin": number}), "id")) },
	})
	return calls
}

// secretWrites are those that are set-wise.
func secretWrites(ctx context.Context, db *orm.DB, text string, number int64) map[string]func() error {
	all := orm.Objects[locker](db)
	last := func(_ any, err error) error { return err }
	return map[string]func() error{
		"update a set": func() error {
			return last(all.Filter(orm.Q{"pin": 1}).Update(ctx, orm.V{"token": text, "pin": number}))
		},
		"update a set twice": func() error {
			return last(all.Each().Update(ctx, orm.V{"token": text}))
		},
		"compute a secret": func() error {
			return last(all.Filter(orm.Q{"turns": 1}).Update(ctx, orm.V{"pin": orm.F("pin").Add(number)}))
		},
		"compute beside a secret": func() error {
			return last(all.Filter(orm.Q{"turns": 1}).Update(ctx, orm.V{"turns": orm.F("pin").Sub(number)}))
		},
		"compute out of range": func() error {
			return last(all.Each().Update(ctx, orm.V{"pin": orm.F("pin").Mul(number)}))
		},
		"delete": func() error { return last(all.Delete(ctx, orm.Q{"token": text + "z"})) },
	}
}
