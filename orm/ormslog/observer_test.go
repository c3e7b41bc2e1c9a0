package ormslog_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormslog"
	"github.com/ormar-go/ormar/schema"
)

type author struct {
	orm.Model
	ID    int64
	Name  string
	Token string
}

func (a *author) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&a.ID).PrimaryKey(), schema.String(&a.Name, 100).Unique(), schema.String(&a.Token, 40).Secret(),
	}}
}

// logged is what a logger at a level wrote, record by record.
type logged struct{ bytes.Buffer }

func (l *logged) logger(level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(l, &slog.HandlerOptions{Level: level, AddSource: true}))
}

func (l *logged) records(t *testing.T) []map[string]any {
	t.Helper()
	var out []map[string]any
	for d := json.NewDecoder(&l.Buffer); d.More(); {
		var r map[string]any
		if err := d.Decode(&r); err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	l.Reset()
	return out
}

func TestStatementsOfEveryDatabase(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			var log logged
			db := dbtest.Open(t, name, schema.MustRegistry(&author{}), orm.WithObserver(ormslog.New(log.logger(slog.LevelDebug))))
			ctx := t.Context()
			if err := orm.Save(ctx, db, &author{Name: "canary-name", Token: "canary-token"}); err != nil {
				t.Fatal(err)
			}
			if _, err := orm.Objects[author](db).All(ctx, orm.Q{"name": "canary-name"}); err != nil {
				t.Fatal(err)
			}
			err := orm.Save(ctx, db, &author{Name: "canary-name"})
			if !errors.Is(err, orm.ErrUnique) {
				t.Fatal(err)
			}
			if strings.Contains(log.String(), "canary") { // T33
				t.Errorf("a value was written: %s", log.String())
			}
			records := log.records(t)
			want := []struct{ message, level string }{{"insert authors", "DEBUG"}, {"select authors", "DEBUG"}, {"insert authors", "ERROR"}}
			if len(records) != len(want) {
				t.Fatalf("%v", records)
			}
			for i, r := range records {
				caller, _ := r["caller"].(string)
				if r["msg"] != want[i].message || r["level"] != want[i].level || r["sql"] == "" || r["duration"].(float64) <= 0 || !strings.HasPrefix(caller, "ormslog/observer_test.go:") {
					t.Errorf("%v", r)
				}
				if _, there := r["args"]; there {
					t.Errorf("%v has arguments", r)
				}
			}
			if records[1]["rows"] != 1.0 || records[2]["error"] != err.Error() || records[0]["error"] != nil {
				t.Errorf("%v", records)
			}
		})
	}
}

// T33: arguments only when they are asked for, and secrets not then.
func TestArguments(t *testing.T) {
	var log logged
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&author{}), orm.WithArguments(), orm.WithObserver(ormslog.New(log.logger(slog.LevelDebug))))
	if err := orm.Save(t.Context(), db, &author{Name: "shown", Token: "canary"}); err != nil {
		t.Fatal(err)
	}
	if args := log.records(t)[0]["args"]; !slices.Equal(args.([]any), []any{"shown", "***"}) {
		t.Errorf("%v", args)
	}
}

func TestLevels(t *testing.T) {
	fast, slow := orm.Statement{Operation: "lock", Duration: 1}, orm.Statement{Operation: "select", Table: "as", Duration: time.Second}
	failed := orm.Statement{Operation: "insert", Table: "as", Duration: time.Second, Err: orm.ErrUnique}
	for _, c := range []struct {
		name  string
		level slog.Level
		opts  []ormslog.Option
		want  []string
	}{
		{"all", slog.LevelDebug, []ormslog.Option{ormslog.Slow(time.Second), {}}, []string{"DEBUG lock", "WARN select as slow", "ERROR insert as slow"}},
		{"slow and failed", slog.LevelInfo, []ormslog.Option{ormslog.Slow(time.Second)}, []string{"WARN select as slow", "ERROR insert as slow"}},
		{"nothing is slow", slog.LevelInfo, []ormslog.Option{ormslog.Slow(0)}, []string{"ERROR insert as"}},
		{"not slow enough", slog.LevelInfo, []ormslog.Option{ormslog.Slow(time.Second + 1)}, []string{"ERROR insert as"}},
		{"all at info", slog.LevelInfo, []ormslog.Option{ormslog.Level(slog.LevelInfo)}, []string{"INFO lock", "INFO select as", "ERROR insert as"}},
		{"decided", slog.LevelInfo, []ormslog.Option{ormslog.Slow(time.Second), ormslog.LevelOf(func(s *orm.Statement) slog.Level {
			if errors.Is(s.Err, orm.ErrUnique) {
				return slog.LevelInfo
			}
			return slog.LevelDebug
		})}, []string{"INFO insert as slow"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var log logged
			o := ormslog.New(log.logger(c.level), c.opts...)
			for _, s := range []orm.Statement{fast, slow, failed} {
				o.After(o.Before(t.Context(), &s), &s)
			}
			var got []string
			for _, r := range log.records(t) {
				line := r["level"].(string) + " " + r["msg"].(string)
				if r["slow"] == true {
					line += " slow"
				}
				got = append(got, line)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// demanding is a handler that refuses what is over, and finds the request of a context.
type demanding struct {
	slog.Handler
	requests *[]any
}

func (d demanding) Handle(ctx context.Context, r slog.Record) error {
	*d.requests = append(*d.requests, ctx.Value(requestKey{}))
	if err := ctx.Err(); err != nil {
		return err
	}
	return d.Handler.Handle(ctx, r)
}

type requestKey struct{}

// A cancelled statement is written too, and what the context carries is at hand.
func TestCancelledStatementIsWritten(t *testing.T) {
	var log logged
	var requests []any
	logger := slog.New(demanding{log.logger(slog.LevelDebug).Handler(), &requests})
	db := dbtest.Open(t, "sqlite", schema.MustRegistry(&author{}), orm.WithObserver(ormslog.New(logger)))
	ctx, cancel := context.WithCancel(context.WithValue(t.Context(), requestKey{}, 7))
	cancel()
	if _, err := orm.Objects[author](db).All(ctx); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if records := log.records(t); len(records) != 1 || records[0]["level"] != "ERROR" || len(requests) != 1 || requests[0] != 7 {
		t.Errorf("%v, %v", records, requests)
	}
}

func TestNilLoggerIsTheDefault(t *testing.T) {
	var log logged
	before := slog.Default()
	slog.SetDefault(log.logger(slog.LevelDebug))
	defer slog.SetDefault(before)
	s := orm.Statement{Operation: "select", Table: "as"}
	ormslog.New(nil).After(t.Context(), &s)
	if records := log.records(t); len(records) != 1 || records[0]["msg"] != "select as" {
		t.Errorf("%v", records)
	}
}
