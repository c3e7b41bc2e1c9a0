// Command quickstart is the library's first tour: it makes two tables, fills them and asks every kind of question, saying
// what it does and checking each answer. Without arguments it runs on an SQLite database of its own.
//
//	go run ./examples/quickstart
//	go run -tags servers ./examples/quickstart -database postgres://postgres@127.0.0.1:5432/postgres
//	go run -tags servers ./examples/quickstart -database mysql://root@127.0.0.1:3306/test
//
// Without the tag the drivers of these servers are not compiled, which makes 84 packages beside the standard library 52.
// In a database that you name, the tables authors and books are dropped, before and after.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

func main() {
	log.SetFlags(0)
	url := flag.String("database", "", "postgres://…, mysql://… or the `path` of an SQLite file, where the tables authors and "+
		"books are dropped; without, a temporary file")
	flag.Parse()
	if flag.NArg() > 0 {
		log.Fatalf("quickstart: what is %q? The only argument is -database", flag.Arg(0))
	}
	if err := run(context.Background(), *url); err != nil {
		log.Fatalf("quickstart: %v", err)
	}
}

// run opens the database and shows it around.
func run(ctx context.Context, url string) (err error) {
	models, err := models()
	if err != nil {
		return err
	}
	db, remove, err := open(url, models)
	defer remove()
	if err != nil {
		return err
	}
	defer db.Close()
	return show(ctx, db)
}

func models() (*schema.Registry, error) { return schema.NewRegistry(&Author{}, &Book{}) }

// show makes the tables, takes the tour and drops the tables.
func show(ctx context.Context, db *orm.DB) error {
	fmt.Printf("database: %s\n", db.Dialect())
	if err := migrate.DropAll(ctx, db); err != nil {
		return err
	}
	if err := migrate.CreateAll(ctx, db); err != nil {
		return err
	}
	if err := errors.Join(newTour(db).all(ctx), migrate.DropAll(ctx, db)); err != nil {
		return err
	}
	fmt.Println("everything held")
	return nil
}

// open chooses the database package by the URL.
func open(url string, models *schema.Registry) (db *orm.DB, remove func(), err error) {
	remove = func() {}
	switch {
	case strings.Contains(url, "://"):
		db, err = openServer(url, models)
	case url != "":
		db, err = sqlite.Open(url, models)
	default:
		var dir string
		if dir, err = os.MkdirTemp("", "quickstart"); err != nil {
			return nil, remove, err
		}
		remove = func() { os.RemoveAll(dir) }
		db, err = sqlite.Open(filepath.Join(dir, "books.db"), models)
	}
	return db, remove, err
}
