package ormotel_test

import (
	"context"
	"fmt"
	"log"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormotel"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

func ExampleNew() {
	ctx := context.Background()
	exporter := tracetest.NewInMemoryExporter() // a program exports to a collector
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(exporter))
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&author{}, &book{}), orm.WithObserver(ormotel.New(ormotel.WithTracerProvider(provider))))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if err := migrate.CreateAll(ctx, db); err != nil {
		log.Fatal(err)
	}
	if err := orm.Save(ctx, db, &author{Name: "J.R.R. Tolkien"}); err != nil {
		log.Fatal(err)
	}
	if _, err := orm.Objects[author](db).Filter(orm.Q{"name__startswith": "J"}).PrefetchRelated("books").All(ctx); err != nil {
		log.Fatal(err)
	}
	for _, span := range exporter.GetSpans() {
		fmt.Println(span.Name)
	}
	// Output:
	// INSERT authors
	// SELECT authors
	// SELECT books
}
