package inspect_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/ormar-go/ormar/migrate/inspect"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// found is a database that somebody else made.
func found() *orm.DB {
	db, err := sqlite.Open(":memory:", schema.MustRegistry()) // no models yet
	if err != nil {
		log.Fatal(err)
	}
	_, err = db.SQLX().Exec(`
		CREATE TABLE singers (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
		CREATE TABLE songs (id INTEGER PRIMARY KEY, singer INTEGER NOT NULL REFERENCES singers ON DELETE CASCADE, title TEXT) STRICT;
		CREATE TABLE log_lines (id INTEGER PRIMARY KEY, text TEXT) STRICT`)
	if err != nil {
		log.Fatal(err)
	}
	return db
}

// Written is the text of the models, and what could not be said of the tables.
func ExampleWritten() {
	db := found()
	defer db.Close()

	written, err := inspect.Models(context.Background(), db, inspect.Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(written.Models, written.Notes)
	for line := range strings.Lines(string(written.Text)) {
		if strings.Contains(line, "schema.ForeignKey") {
			fmt.Println(strings.TrimSpace(line))
		}
	}
	// Output:
	// [LogLine Singer Song] []
	// schema.ForeignKey(&m.Singer).RelatedName("songs").NotNull().OnDelete(schema.Cascade),
}

// Options choose tables, by name or pattern.
func ExampleOptions() {
	db := found()
	defer db.Close()

	written, err := inspect.Models(context.Background(), db, inspect.Options{Package: "music", Exclude: []string{"log_*"}, Unmanaged: true})
	if err != nil {
		log.Fatal(err)
	}
	first, _, _ := strings.Cut(string(written.Text[strings.Index(string(written.Text), "package"):]), "\n")
	fmt.Println(first, written.Models)
	// Output:
	// package music [Singer Song]
}

// A Database is an orm.DB, with any registry.
func ExampleDatabase() {
	db := found()
	defer db.Close()
	var at inspect.Database = db
	written, err := inspect.Models(context.Background(), at, inspect.Options{Tables: []string{"singers"}})
	fmt.Println(at.Dialect(), written.Models, err)
	// Output:
	// sqlite [Singer] <nil>
}
