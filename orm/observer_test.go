package orm_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

// recorder keeps every statement as it was after it.
type recorder struct {
	mu   sync.Mutex
	seen []orm.Statement
}

func (r *recorder) Before(ctx context.Context, _ *orm.Statement) context.Context { return ctx }

func (r *recorder) After(_ context.Context, s *orm.Statement) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen = append(r.seen, *s)
}

// take returns what was recorded and begins anew.
func (r *recorder) take() []orm.Statement {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen := r.seen
	r.seen = nil
	return seen
}

// here is where it is called, as Statement.Caller has it.
func here() string {
	_, _, line, _ := runtime.Caller(1)
	return fmt.Sprintf("orm/observer_test.go:%d", line)
}

// vault has a field of every kind that must not be seen.
type vault struct {
	orm.Model
	ID       int64
	Label    string
	Token    string
	Note     string
	Mail     string
	Password crypt.Password
}

func (v *vault) Schema() schema.Table {
	key := crypt.Key{ID: "k1", Secret: []byte("0123456789abcdef0123456789abcdef")}
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&v.ID).PrimaryKey(),
		schema.String(&v.Label, 20),
		schema.String(&v.Token, 40).Secret(),
		schema.String(&v.Note, 40).Encrypt(crypt.AEAD(key)),
		schema.String(&v.Mail, 40).Encrypt(crypt.Searchable(key)),
		schema.Opaque(&v.Password, 200),
	}}
}

// The observer sees of each statement what it is, where it came from, and what became of it.
func TestObserverSeesEveryStatement(t *testing.T) {
	r := map[string]*recorder{}
	for _, name := range dbtest.Names() {
		r[name] = &recorder{}
	}
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			rec := r[name]
			db := dbtest.Open(t, name, schema.MustRegistry(&author{}, &book{}), orm.WithObserver(rec))
			ctx := t.Context()
			authors, books := orm.Objects[author](db), orm.Objects[book](db)
			a := &author{Name: "T"}
			two := []*book{{ID: 1, Title: "A", Author: orm.Ref(a)}, {ID: 2, Title: "B", Author: orm.Ref(a)}}
			var where string
			for _, c := range []struct {
				name string
				call func() error
				want []orm.Statement
			}{
				{"save", func() error { where = here(); return orm.Save(ctx, db, a) }, []orm.Statement{{Operation: "insert", Model: "author", Rows: 1}}},
				{"update", func() error { where = here(); return orm.Update(ctx, db, a) }, []orm.Statement{{Operation: "update", Model: "author", Rows: 1}}},
				{"bulk create", func() error { where = here(); return books.BulkCreate(ctx, two) }, []orm.Statement{{Operation: "insert", Model: "book", Rows: 2}}},
				{"all", func() error { where = here(); _, err := books.All(ctx); return err }, []orm.Statement{{Operation: "select", Model: "book", Rows: 2}}},
				{"prefetch", func() error { where = here(); _, err := authors.PrefetchRelated("books").All(ctx); return err },
					[]orm.Statement{{Operation: "select", Model: "author", Rows: 1}, {Operation: "select", Model: "book", Rows: 2}}},
				{"nothing found", func() error { where = here(); _, err := books.GetOrNone(ctx, orm.Q{"id": 9}); return err },
					[]orm.Statement{{Operation: "select", Model: "book"}}},
				{"count", func() error { where = here(); _, err := books.Count(ctx); return err }, []orm.Statement{{Operation: "count", Model: "book", Rows: 1}}},
				{"exists", func() error { where = here(); _, err := books.Exists(ctx); return err }, []orm.Statement{{Operation: "exists", Model: "book", Rows: 1}}},
				{"max", func() error { where = here(); _, err := orm.Max[int64](ctx, books, "id"); return err },
					[]orm.Statement{{Operation: "aggregate", Model: "book", Rows: 1}}},
				{"values", func() error { where = here(); _, err := books.Values(ctx, "id"); return err }, []orm.Statement{{Operation: "select", Model: "book", Rows: 2}}},
				{"iterate", func() error {
					next, stop := iter.Pull2(books.Iterate(ctx))
					defer stop()
					where = "" // a coroutine has no caller
					_, err, _ := next()
					return err
				}, []orm.Statement{{Operation: "select", Model: "book", Rows: 2}}},
				{"collect", func() error {
					where = here()
					list := slices.Collect(func(yield func(*book) bool) {
						for b := range books.Iterate(ctx) {
							if !yield(b) {
								return
							}
						}
					})
					if len(list) != 2 {
						return fmt.Errorf("%d books", len(list))
					}
					return nil
				}, []orm.Statement{{Operation: "select", Model: "book", Rows: 2}}},
				{"update set", func() error { where = here(); _, err := books.Each().Update(ctx, orm.V{"title": "C"}); return err },
					[]orm.Statement{{Operation: "update", Model: "book", Rows: 2}}},
				{"delete set", func() error { where = here(); _, err := books.Delete(ctx, orm.Q{"title": "C"}); return err },
					[]orm.Statement{{Operation: "delete", Model: "book", Rows: 2}}},
				{"delete", func() error { where = here(); return orm.Delete(ctx, db, a) }, []orm.Statement{{Operation: "delete", Model: "author", Rows: 1}}},
			} {
				rec.take()
				started := time.Now()
				if err := c.call(); err != nil {
					t.Fatalf("%s: %v", c.name, err)
				}
				took, got := time.Since(started), rec.take()
				if len(got) != len(c.want) {
					t.Errorf("%s: %d statements, want %d: %+v", c.name, len(got), len(c.want), got)
					continue
				}
				for i, s := range got {
					w := c.want[i]
					if s.Operation != w.Operation || s.Model != w.Model || s.Table != w.Model+"s" || s.Dialect != db.Dialect() || s.Rows != w.Rows || s.Err != nil {
						t.Errorf("%s: got %+v, want %+v", c.name, s, w)
					}
					if s.Text == "" || s.Args != nil || s.Duration <= 0 || s.Duration > took {
						t.Errorf("%s: text %q, args %v, %v of %v", c.name, s.Text, s.Args, s.Duration, took)
					}
					if file, _, _ := strings.Cut(where, ":"); where != "" && (!strings.HasPrefix(s.Caller, file+":") || c.name != "collect" && s.Caller != where) {
						t.Errorf("%s: called from %s, which is at %s", c.name, s.Caller, where)
					}
				}
			}
		})
	}
}

// The text of a statement is the same for other values, and holds none.
func TestObserverTextHasNoValues(t *testing.T) {
	rec := &recorder{}
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&author{}, &book{}), orm.WithObserver(rec))
	for _, v := range []string{"canary-1", "canary'; --2"} {
		check(orm.Objects[book](db).Filter(orm.Q{"title__icontains": v, "author__name__in": []string{v, v}}).All(t.Context()))(t)
	}
	seen := rec.take()
	if len(seen) != 2 || seen[0].Text != seen[1].Text || strings.Contains(seen[0].Text, "canary") {
		t.Errorf("%+v", seen)
	}
}

// T33: what is secret, opaque or encrypted is not among the arguments, whatever statement it is in.
func TestObserverNeverSeesSecrets(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			rec := &recorder{}
			db := dbtest.Open(t, name, schema.MustRegistry(&vault{}), orm.WithObserver(rec), orm.WithArguments())
			ctx := t.Context()
			password, err := crypt.NewPassword("canary-password")
			if err != nil {
				t.Fatal(err)
			}
			v := vault{Label: "shown", Token: "canary-token", Note: "canary-note", Mail: "canary-mail", Password: password}
			rows := orm.Objects[vault](db)
			one := check(rows.Create(ctx, v))(t)
			two := v
			if err := rows.BulkCreate(ctx, []*vault{&two}); err != nil {
				t.Fatal(err)
			}
			if err := orm.Update(ctx, db, one); err != nil {
				t.Fatal(err)
			}
			check(rows.BulkUpdate(ctx, []*vault{one, &two}, "token", "note", "label"))(t)
			check(rows.Filter(orm.Q{"token": "canary-token", "mail": "canary-mail", "label": "shown"}).Update(ctx, orm.V{"token": "canary-token", "note": "canary-note"}))(t)
			check(rows.All(ctx, orm.Q{"token__contains": "canary", "mail__in": []string{"canary-mail"}, "token__in": []string{"canary-token", "canary-2"}}))(t)
			check(rows.All(ctx, orm.Q{"token__in": slices.Repeat([]string{"canary-token"}, 1200)}))(t)
			check(rows.All(ctx, orm.Or(orm.Q{"token__range": []string{"canary-a", "canary-z"}}, orm.Q{"token__iexact": "CANARY-TOKEN"})))(t)
			check(rows.Filter(orm.Q{"label": "shown"}).OrderBy("token").Values(ctx, "token"))(t)
			if _, _, err := rows.UpdateOrCreate(ctx, orm.V{"token": "canary-token", "label": "other"}, orm.V{"note": "canary-note", "password": password}); err != nil {
				t.Fatal(err)
			}
			stored, labels, masked := string(mustValue(t, password)), 0, 0
			for _, s := range rec.take() {
				for _, arg := range s.Args {
					text := fmt.Sprint(arg)
					if strings.Contains(strings.ToLower(text), "canary") || strings.Contains(text, stored) {
						t.Errorf("%s shows %q in %s", s.Operation, text, s.Text)
					}
					switch {
					case text == "shown", strings.HasPrefix(text, "[shown"): // a bulk write sends a list where it can
						labels++
					case text == "***":
						masked++
					}
				}
			}
			if labels < 5 || masked < 10 {
				t.Errorf("%d arguments that may be seen were, and %d were masked", labels, masked)
			}
		})
	}
}

// mustValue is what is stored of a password.
func mustValue(t *testing.T, v driver.Valuer) string {
	t.Helper()
	stored, err := v.Value()
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(stored)
}

// A statement that fails is shown with its error, one that is not sent not at all.
func TestObserverSeesErrors(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			rec := &recorder{}
			db := dbtest.Open(t, name, schema.MustRegistry(&author{}, &book{}), orm.WithObserver(rec))
			ctx := t.Context()
			a := author{ID: 7, Name: "T"}
			if err := orm.Save(ctx, db, &a); err != nil {
				t.Fatal(err)
			}
			rec.take()
			again := author{ID: 7, Name: "T"}
			err := orm.Save(ctx, db, &again)
			if seen := rec.take(); len(seen) != 1 || !errors.Is(seen[0].Err, orm.ErrUnique) || !errors.Is(err, orm.ErrUnique) {
				t.Errorf("%v: %+v", err, seen)
			}
			_, err = orm.Objects[author](db).Filter(orm.Q{"nmae": "x"}).All(ctx)
			if seen := rec.take(); len(seen) != 0 || err == nil {
				t.Errorf("a question that cannot be asked: %v: %+v", err, seen)
			}
			err = db.Transaction(ctx, func(ctx context.Context) error {
				third := author{ID: 7, Name: "T"}
				_ = orm.Save(ctx, db, &third)
				rec.take()
				_, err := orm.Objects[author](db).Count(ctx)
				return err
			})
			if seen := rec.take(); len(seen) != 0 || !errors.Is(err, orm.ErrTxDoomed) {
				t.Errorf("in a doomed transaction: %v: %+v", err, seen)
			}
			err = db.Transaction(ctx, func(ctx context.Context) error { return orm.Save(ctx, db, &author{Name: "T"}) }, orm.ReadOnly())
			if seen := rec.take(); len(seen) != 0 || !errors.Is(err, orm.ErrReadOnly) {
				t.Errorf("in a read-only transaction: %v: %+v", err, seen)
			}
		})
	}
}

// loud is a JSON value that panics over what is stored.
type loud struct{ Text string }

func (l *loud) UnmarshalJSON([]byte) error { panic("loud") }

type speaker struct {
	ID   int64
	Says loud
}

func (s *speaker) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&s.ID).PrimaryKey(), schema.JSON(&s.Says)}}
}

// A panic in a type's own method goes on, and the observer is told that the statement is over.
func TestObserverIsToldOfPanics(t *testing.T) {
	rec := &recorder{}
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&speaker{}), orm.WithObserver(rec))
	if err := orm.Save(t.Context(), db, &speaker{}); err != nil {
		t.Fatal(err)
	}
	rec.take()
	func() {
		defer func() {
			if p := recover(); p != "loud" {
				t.Errorf("recovered %v", p)
			}
		}()
		rows, err := orm.Objects[speaker](db).All(t.Context())
		t.Errorf("no panic: %v, %v", rows, err)
	}()
	if seen := rec.take(); len(seen) != 1 || seen[0].Err == nil {
		t.Errorf("%+v", seen)
	}
}

type onionKey string

// onion notes when it is called, and whether the context is its own.
type onion struct {
	name string
	log  *[]string
	nil_ bool
}

func (o onion) Before(ctx context.Context, _ *orm.Statement) context.Context {
	*o.log = append(*o.log, "before "+o.name)
	if o.nil_ {
		return nil
	}
	return context.WithValue(ctx, onionKey(o.name), o.name)
}

func (o onion) After(ctx context.Context, _ *orm.Statement) {
	*o.log = append(*o.log, fmt.Sprint("after ", o.name, " ", ctx.Value(onionKey(o.name))))
}

// Observers lie around each other, and each finds in After the context that it made in Before.
func TestSeveralObservers(t *testing.T) {
	var log []string
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&author{}, &book{}),
		orm.WithObserver(onion{"outer", &log, false}), orm.WithObserver(nil), orm.WithObserver(onion{"none", &log, true}), orm.WithObserver(onion{"inner", &log, false}))
	check(orm.Objects[author](db).Count(t.Context()))(t)
	want := []string{"before outer", "before none", "before inner", "after inner inner", "after none <nil>", "after outer outer"}
	if !slices.Equal(log, want) {
		t.Errorf("got  %q\nwant %q", log, want)
	}
}

// An observer may ask the database itself, inside a transaction with a single connection too.
type explainer struct {
	db    *orm.DB
	plans []string
}

func (e *explainer) Before(ctx context.Context, _ *orm.Statement) context.Context { return ctx }

func (e *explainer) After(ctx context.Context, s *orm.Statement) {
	if s.Operation != "select" {
		return
	}
	plan, err := orm.Objects[author](e.db).Explain(ctx)
	e.plans = append(e.plans, fmt.Sprint(plan, err))
}

func TestObserverMayAskTheDatabase(t *testing.T) {
	e := &explainer{}
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&author{}, &book{}), orm.WithObserver(e))
	e.db = db
	db.SQLX().SetMaxOpenConns(1)
	err := db.Transaction(t.Context(), func(ctx context.Context) error {
		_, err := orm.Objects[author](db).All(ctx)
		return err
	})
	if err != nil || len(e.plans) != 1 || !strings.Contains(e.plans[0], "SCAN") {
		t.Errorf("%v, %q", err, e.plans)
	}
}

// What a hook sends was called by the hook.
func TestObserverNamesTheHook(t *testing.T) {
	rec := &recorder{}
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&author{}, &book{}), orm.WithObserver(rec))
	var inside string
	hooks.PostSave(db.Hooks(), func(ctx context.Context, _ hooks.Save[author]) error {
		inside = here()
		_, err := orm.Objects[author](db).Count(ctx)
		return err
	})
	outside := here()
	if err := orm.Save(t.Context(), db, &author{Name: "T"}); err != nil {
		t.Fatal(err)
	}
	var file, line = "", 0
	if _, err := fmt.Sscanf(strings.ReplaceAll(outside, ":", " "), "%s %d", &file, &line); err != nil {
		t.Fatal(err)
	}
	seen := rec.take()
	if len(seen) != 2 || seen[0].Caller != fmt.Sprintf("%s:%d", file, line+1) || !strings.HasPrefix(seen[1].Caller, "orm/observer_test.go:") || seen[1].Caller <= inside {
		t.Errorf("hook at %s, save after %s: %+v", inside, outside, seen)
	}
}
