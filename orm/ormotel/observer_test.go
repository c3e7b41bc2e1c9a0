package ormotel_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormotel"
)

// attributes are those of a span, as text.
func attributes(s tracetest.SpanStub) map[string]string {
	out := map[string]string{}
	for _, a := range s.Attributes {
		out[string(a.Key)] = a.Value.Emit()
	}
	return out
}

func TestSpans(t *testing.T) {
	db, tel := open(t)
	ctx := t.Context()
	authors := orm.Objects[author](db)
	for _, c := range []struct {
		name string
		call func() error
		want []string // of each span: its name, and the rows
	}{
		{"save", func() error { return orm.Save(ctx, db, &author{Name: "T"}) }, []string{"INSERT authors"}},
		{"all", func() error { _, err := authors.All(ctx); return err }, []string{"SELECT authors 1"}},
		{"prefetch", func() error { _, err := authors.PrefetchRelated("books").All(ctx); return err }, []string{"SELECT authors 1", "SELECT books 0"}},
		{"count", func() error { _, err := authors.Count(ctx); return err }, []string{"SELECT authors 1"}},
		{"explain", func() error { _, err := authors.Explain(ctx); return err }, []string{"EXPLAIN authors 1"}},
		{"update", func() error { _, err := authors.Each().Update(ctx, orm.V{"name": "U"}); return err }, []string{"UPDATE authors"}},
		{"delete", func() error { _, err := authors.Each().Delete(ctx); return err }, []string{"DELETE authors"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tel.spans.Reset()
			if err := c.call(); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, s := range tel.spans.GetSpans() {
				a := attributes(s)
				line := s.Name
				if rows, ok := a["db.response.returned_rows"]; ok {
					line += " " + rows
				}
				got = append(got, line)
				verb, table, _ := strings.Cut(s.Name, " ")
				for name, want := range map[string]string{
					"db.system.name": "sqlite", "db.operation.name": verb, "db.collection.name": table, "db.query.summary": s.Name, "db.namespace": "library",
				} {
					if a[name] != want {
						t.Errorf("%s: %s is %q, want %q", s.Name, name, a[name], want)
					}
				}
				if text := a["db.query.text"]; !strings.Contains(text, "`"+table+"`") && verb != "EXPLAIN" {
					t.Errorf("%s: text %q", s.Name, text)
				}
				if a["code.file.path"] != "ormotel/observer_test.go" || a["code.line.number"] == "" || a["code.line.number"] == "0" {
					t.Errorf("%s: called from %s:%s", s.Name, a["code.file.path"], a["code.line.number"])
				}
				if s.SpanKind != trace.SpanKindClient || s.Status.Code != codes.Unset || !s.EndTime.After(s.StartTime) || s.InstrumentationScope.SchemaURL != semconv.SchemaURL {
					t.Errorf("%s: kind %v, status %v, %v to %v", s.Name, s.SpanKind, s.Status, s.StartTime, s.EndTime)
				}
				for name := range a {
					if strings.HasPrefix(name, "db.query.parameter.") || name == "error.type" {
						t.Errorf("%s has %s", s.Name, name)
					}
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// The span is a child of the caller's, and the driver's context carries it.
func TestSpanIsAChild(t *testing.T) {
	db, tel := open(t)
	ctx, parent := tel.tracer.Tracer("test").Start(t.Context(), "request")
	if _, err := orm.Objects[author](db).All(ctx); err != nil {
		t.Fatal(err)
	}
	parent.End()
	spans := tel.spans.GetSpans()
	if len(spans) != 2 || spans[0].Parent.SpanID() != parent.SpanContext().SpanID() || spans[0].SpanContext.TraceID() != parent.SpanContext().TraceID() {
		t.Errorf("%+v", spans)
	}
}

// T33: values only when they are asked for, secrets never.
func TestParameters(t *testing.T) {
	db, tel := open(t, orm.WithArguments())
	if err := orm.Save(t.Context(), db, &author{Name: "shown", Token: "canary"}); err != nil {
		t.Fatal(err)
	}
	a := attributes(tel.spans.GetSpans()[0])
	if a["db.query.parameter.0"] != "shown" || a["db.query.parameter.1"] != "***" {
		t.Errorf("%v", a)
	}
	for name, value := range a {
		if strings.Contains(value, "canary") {
			t.Errorf("%s is %q", name, value)
		}
	}
}

func TestFailedStatement(t *testing.T) {
	db, tel := open(t)
	ctx := t.Context()
	if err := orm.Save(ctx, db, &author{Name: "T"}); err != nil {
		t.Fatal(err)
	}
	tel.spans.Reset()
	if err := orm.Save(ctx, db, &author{Name: "T"}); !errors.Is(err, orm.ErrUnique) {
		t.Fatal(err)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := orm.Objects[author](db).All(cancelled); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	spans := tel.spans.GetSpans()
	if len(spans) != 2 {
		t.Fatalf("%+v", spans)
	}
	for i, want := range []string{"unique", "canceled"} {
		if a := attributes(spans[i]); spans[i].Status.Code != codes.Error || spans[i].Status.Description == "" || a["error.type"] != want {
			t.Errorf("%v, %v", spans[i].Status, a)
		}
		if _, there := attributes(spans[i])["db.response.returned_rows"]; there {
			t.Error("a failed statement returned rows")
		}
	}
}

// coded is an error of a driver that knows its SQLSTATE.
type coded struct{}

func (coded) Error() string    { return "coded" }
func (coded) SQLState() string { return "22001" }

// What no SQLite statement shows: the other systems, calls of no known place, a raw statement and a lock, codes and values.
func TestStatementsOfOtherDatabases(t *testing.T) {
	_, tel := open(t)
	o := ormotel.New(ormotel.WithTracerProvider(tel.tracer), ormotel.WithTracerProvider(nil), ormotel.WithMeterProvider(nil), ormotel.Option{})
	moment := time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)
	for _, c := range []struct {
		s    orm.Statement
		want map[string]string
	}{
		{orm.Statement{Dialect: "postgres", Operation: "raw", Model: "A", Table: "as", Text: "SELECT 1", Rows: 2},
			map[string]string{"db.system.name": "postgresql", "db.collection.name": "as", "db.query.text": "SELECT 1", "db.query.summary": "raw as", "db.response.returned_rows": "2"}},
		{orm.Statement{Dialect: "mariadb", Operation: "lock", Text: "SELECT GET_LOCK(?, 1)", Rows: 1, Caller: "x"},
			map[string]string{"db.system.name": "mariadb", "db.operation.name": "SELECT", "db.query.text": "SELECT GET_LOCK(?, 1)", "db.query.summary": "SELECT", "db.response.returned_rows": "1"}},
		{orm.Statement{Dialect: "mysql", Operation: "delete", Table: "as", Text: "D", Caller: "a/b.go:x", Args: []any{nil, []byte{1, 255}, moment, 1.5}},
			map[string]string{"db.system.name": "mysql", "db.operation.name": "DELETE", "db.collection.name": "as", "db.query.text": "D", "db.query.summary": "DELETE as",
				"db.query.parameter.0": "NULL", "db.query.parameter.1": "01ff", "db.query.parameter.2": "2026-01-02T03:04:05.000006Z", "db.query.parameter.3": "1.5"}},
		{orm.Statement{Dialect: "other", Operation: "select", Text: "S", Err: fmt.Errorf("x: %w", coded{})},
			map[string]string{"db.system.name": "other_sql", "db.operation.name": "SELECT", "db.query.text": "S", "db.query.summary": "SELECT",
				"error.type": "github.com/ormar-go/ormar/orm/ormotel_test.coded", "db.response.status_code": "22001"}},
	} {
		tel.spans.Reset()
		o.After(o.Before(t.Context(), &c.s), &c.s)
		if got := attributes(tel.spans.GetSpans()[0]); !maps.Equal(got, c.want) {
			t.Errorf("got  %v\nwant %v", got, c.want)
		}
	}
}

// A statement that is not sampled costs no attributes, and an After without a Before is only measured.
func TestUnsampled(t *testing.T) {
	spans := tracetest.NewInMemoryExporter()
	o := ormotel.New(ormotel.WithTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans), sdktrace.WithSampler(sdktrace.NeverSample()))))
	s := &orm.Statement{Operation: "select"}
	o.After(o.Before(t.Context(), s), s)
	o.After(t.Context(), s)
	if got := spans.GetSpans(); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func TestDurations(t *testing.T) {
	db, tel := open(t)
	ctx := t.Context()
	for range 2 {
		_ = orm.Save(ctx, db, &author{Name: "T"})
	}
	var data metricdata.ResourceMetrics
	if err := tel.meter.Collect(ctx, &data); err != nil {
		t.Fatal(err)
	}
	found := map[string]uint64{}
	for _, scope := range data.ScopeMetrics {
		for _, m := range scope.Metrics {
			points, ok := m.Data.(metricdata.Histogram[float64])
			if !ok || m.Name != "db.client.operation.duration" || m.Unit != "s" {
				t.Fatalf("%+v", m)
			}
			for _, p := range points.DataPoints {
				if v, _ := p.Attributes.Value(attribute.Key("db.collection.name")); v.AsString() != "authors" {
					continue
				}
				failure, _ := p.Attributes.Value("error.type")
				found[failure.AsString()] += p.Count
				if p.Sum <= 0 || p.Attributes.HasValue("db.query.text") || !p.Attributes.HasValue("db.namespace") || len(p.Bounds) != 9 {
					t.Errorf("%v: %v", p.Attributes.ToSlice(), p.Sum)
				}
			}
		}
	}
	if !maps.Equal(found, map[string]uint64{"": 1, "unique": 1}) {
		t.Errorf("%v", found)
	}
}
