package migrate_test

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/schema"
)

// The models change; Make finds how, and writes a file.
func ExampleMake() {
	dir, err := os.MkdirTemp("", "migrations") // in a project: "migrations"
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	clock := migrate.Clock(func() time.Time { return time.Date(2026, 11, 29, 15, 30, 0, 0, time.UTC) })

	before := schema.MustRegistry(&Novel{}) // the models of yesterday
	if _, err := migrate.Make(dir, before, migrate.Dialects("postgres"), clock); err != nil {
		log.Fatal(err)
	}
	made, err := migrate.Make(dir, schema.MustRegistry(&Book{}), migrate.Name("titles"), migrate.Rename("novels", "books"), clock)
	if err != nil {
		log.Fatal(err)
	}
	for _, change := range made.Changes {
		fmt.Println(change)
	}
	text, err := os.ReadFile(filepath.Join(dir, made.ID+".sql"))
	fmt.Printf("\n%s%v\n", text, err)
	// Output:
	// novels: rename table to books
	// books: rename column name to title
	// books: add column isbn varchar(13) COLLATE C NULL
	//
	// -- migrate:up
	// ALTER TABLE "novels" RENAME TO "books";
	// ALTER INDEX IF EXISTS "novels_pkey" RENAME TO "books_pkey";
	// ALTER SEQUENCE IF EXISTS "novels_id_seq" RENAME TO "books_id_seq";
	// ALTER TABLE "books" RENAME COLUMN "name" TO "title";
	// ALTER TABLE "books" ADD COLUMN "isbn" varchar(13) COLLATE "C";
	//
	// -- migrate:down
	// ALTER TABLE "books" RENAME TO "novels";
	// ALTER INDEX IF EXISTS "books_pkey" RENAME TO "novels_pkey";
	// ALTER SEQUENCE IF EXISTS "books_id_seq" RENAME TO "novels_id_seq";
	// ALTER TABLE "novels" RENAME COLUMN "title" TO "name";
	// -- the column novels.isbn is dropped with its values: release the programs that do not use it first, and keep a copy of its values.
	// ALTER TABLE "novels" DROP COLUMN "isbn";
	// <nil>
}

// Novel is what Book was called.
type Novel struct {
	ID   int
	Name string
}

func (n *Novel) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&n.ID).PrimaryKey(), schema.String(&n.Name, 100)}}
}

// Book has another name, and a column more.
type Book struct {
	ID    int
	Title string
	ISBN  *string
}

func (b *Book) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&b.ID).PrimaryKey(),
		schema.String(&b.Title, 100).RenamedFrom("name"),
		schema.String(&b.ISBN, 13),
	}}
}
