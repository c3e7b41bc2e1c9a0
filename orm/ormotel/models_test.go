package ormotel_test

import (
	"path/filepath"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormotel"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

type author struct {
	orm.Model
	ID    int64
	Name  string
	Token string
	Books orm.Many[book]
}

func (a *author) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&a.ID).PrimaryKey(), schema.String(&a.Name, 100).Unique(), schema.String(&a.Token, 40).Secret(),
	}}
}

type book struct {
	orm.Model
	ID     int64
	Title  string
	Author orm.One[author]
}

func (b *book) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&b.ID).PrimaryKey(), schema.String(&b.Title, 100), schema.ForeignKey(&b.Author),
	}}
}

// telemetry is where a test finds what was sent.
type telemetry struct {
	spans  *tracetest.InMemoryExporter
	tracer *sdktrace.TracerProvider
	meter  *sdkmetric.ManualReader
}

// open is a database with tables whose statements go to the telemetry.
func open(t *testing.T, opts ...orm.Option) (*orm.DB, *telemetry) {
	t.Helper()
	tel := &telemetry{spans: tracetest.NewInMemoryExporter(), meter: sdkmetric.NewManualReader()}
	tel.tracer = sdktrace.NewTracerProvider(sdktrace.WithSyncer(tel.spans))
	meters := sdkmetric.NewMeterProvider(sdkmetric.WithReader(tel.meter))
	observer := ormotel.New(ormotel.WithTracerProvider(tel.tracer), ormotel.WithMeterProvider(meters),
		ormotel.WithAttributes(attribute.String("db.namespace", "library")))
	db, err := sqlite.Open(filepath.Join(t.TempDir(), "test.db"), schema.MustRegistry(&author{}, &book{}), append(opts, orm.WithObserver(observer))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := migrate.CreateAll(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	tel.spans.Reset()
	return db, tel
}
