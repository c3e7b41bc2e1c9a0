package ormslog_test

import (
	"context"
	"log"
	"log/slog"
	"os"
	"time"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormslog"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

func ExampleNew() {
	ctx := context.Background()
	// A program takes slog.Default(); what differs from run to run is left out here.
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		if a.Key == slog.TimeKey || a.Key == "duration" || a.Key == "caller" {
			return slog.Attr{}
		}
		return a
	}}))
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&author{}),
		orm.WithObserver(ormslog.New(logger, ormslog.Slow(time.Minute))), orm.WithArguments())
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if err := migrate.CreateAll(ctx, db); err != nil {
		log.Fatal(err)
	}
	if _, err := orm.Objects[author](db).Filter(orm.Q{"name": "Tolkien", "token": "hunter2"}).Count(ctx); err != nil {
		log.Fatal(err)
	}
	// Output:
	// level=DEBUG msg="count authors" sql="SELECT COUNT(*) FROM `authors` AS t0 WHERE t0.`name` = ? AND t0.`token` = ?" args="[Tolkien ***]" rows=1
}
