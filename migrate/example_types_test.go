package migrate_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// readersDB is an empty database for readers.
func readersDB() *orm.DB {
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Reader{}))
	if err != nil {
		log.Fatal(err)
	}
	return db
}

// migrator applies files to a database.
func migrator(db migrate.Target, opts []migrate.MigratorOption, pairs ...string) *migrate.Migrator {
	m, err := migrate.New(db, files(pairs...), opts...)
	if err != nil {
		log.Fatal(err)
	}
	return m
}

const shouting = `-- migrate:up
UPDATE readers SET name = upper(name);
ALTER TABLE readers DROP COLUMN name;
`

// A change says in what a database differs from its models.
func ExampleChange() {
	ctx, db := context.Background(), readersDB()
	defer db.Close()
	if _, err := migrator(db, nil, "20261129153000_readers.sql", readers).Up(ctx); err != nil {
		log.Fatal(err)
	}

	changes, warnings, err := migrate.Drift(ctx, db)
	for _, c := range changes {
		fmt.Println(c)
	}
	fmt.Println(warnings, err)
	// Output:
	// readers: add column slug TEXT NULL
	// [readers is not STRICT, so that its columns hold values of any type] <nil>
}

// Tale is a Novel whose name is called title.
type Tale struct {
	ID    int
	Title string
}

func (t *Tale) Schema() schema.Table {
	return schema.Table{Name: "novels", Fields: schema.Fields{schema.Integer(&t.ID).PrimaryKey(), schema.String(&t.Title, 100)}}
}

// What may be a rename is asked about, with all candidates.
func ExampleAmbiguousError() {
	dir, err := os.MkdirTemp("", "migrations")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if _, err := migrate.Make(dir, schema.MustRegistry(&Novel{}), migrate.Dialects("sqlite")); err != nil {
		log.Fatal(err)
	}

	_, err = migrate.Make(dir, schema.MustRegistry(&Tale{}))
	var unclear *migrate.AmbiguousError
	if errors.As(err, &unclear) {
		for _, q := range unclear.Questions {
			fmt.Println(q.From, q.Candidates)
		}
	}
	// Output:
	// novels.name [title]
}

// A Question is answered by Rename, with a candidate, or with "" where it is none of them.
func ExampleQuestion() {
	dir, err := os.MkdirTemp("", "migrations")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if _, err := migrate.Make(dir, schema.MustRegistry(&Novel{}), migrate.Dialects("sqlite")); err != nil {
		log.Fatal(err)
	}

	var q migrate.Question = ask(dir)
	made, err := migrate.Make(dir, schema.MustRegistry(&Tale{}), migrate.Rename(q.From, q.Candidates[0]))
	fmt.Println(made.Changes[0], err)
	// Output:
	// novels: rename column name to title <nil>
}

// ask is the first question about the models.
func ask(dir string) migrate.Question {
	_, err := migrate.Make(dir, schema.MustRegistry(&Tale{}))
	var unclear *migrate.AmbiguousError
	errors.As(err, &unclear)
	return unclear.Questions[0]
}

// An Error says what was being done when a statement failed.
func ExampleError() {
	ctx, db := context.Background(), readersDB()
	defer db.Close()
	if _, err := db.SQLX().ExecContext(ctx, "CREATE VIEW readers AS SELECT 1"); err != nil {
		log.Fatal(err)
	}

	err := migrate.DropAll(ctx, db)
	var failed *migrate.Error
	if errors.As(err, &failed) {
		fmt.Println(failed.Action, failed.Name)
	}
	// Output:
	// drop table readers
}

// A FileError has file and line: of what cannot be read, and of a statement that the database refuses.
func ExampleFileError() {
	ctx, db := context.Background(), readersDB()
	defer db.Close()

	_, err := migrator(db, nil, "20261129153000_readers.sql", "-- migrate:up\n\nCREATE TABEL readers (id integer);\n").Up(ctx)
	var wrong *migrate.FileError
	if errors.As(err, &wrong) {
		fmt.Println(wrong.File, wrong.Line)
	}
	// Output:
	// 20261129153000_readers.sql 3
}

// A Finding is a risk of a migration that a machine can see.
func ExampleFinding() {
	db := readersDB()
	defer db.Close()

	found, err := migrator(db, nil, "20261129153000_readers.sql", readers, "20261130120000_shout.sql", shouting).Lint()
	for _, f := range found {
		fmt.Println(f.Code, f.Object, f.Line)
	}
	fmt.Println(err)
	// Output:
	// MIG102 readers.name 3
	// MIG601 20261130120000_shout 1
	// <nil>
}

// A Step is a statement that Up would send.
func ExampleStep() {
	ctx, db := context.Background(), readersDB()
	defer db.Close()

	steps, err := migrator(db, nil, "20261129153000_readers.sql", readers).Plan(ctx)
	for _, s := range steps {
		fmt.Println(s.Version, s.Transaction, s.SQL)
	}
	fmt.Println(err)
	// Output:
	// 20261129153000_readers true CREATE TABLE readers (id integer PRIMARY KEY, name text NOT NULL)
	// 20261129153000_readers true INSERT INTO readers (name) VALUES ('Ann Lee'), ('Bo Fry')
	// <nil>
}

// A Format is how files of other tools say what is up and what is down.
func ExampleFormat() {
	ctx, db := context.Background(), readersDB()
	defer db.Close()

	goose := "-- +goose Up\nCREATE TABLE readers (id integer PRIMARY KEY);\n-- +goose Down\nDROP TABLE readers;\n"
	done, err := migrator(db, []migrate.MigratorOption{migrate.WithFormat(migrate.FormatGoose)}, "00001_readers.sql", goose).Up(ctx)
	fmt.Println(len(done), err)
	// Output:
	// 1 <nil>
}

// A MakeOption says what two sets of models cannot tell: here that a table has only another name.
func ExampleMakeOption() {
	before, after := schema.MustRegistry(&Novel{}), schema.MustRegistry(&Book{})

	up, _, err := migrate.Diff("postgres", before, after, migrate.Rename("novels", "books"), migrate.Rename("books.name", "title"))
	for _, statement := range up {
		fmt.Println(statement)
	}
	fmt.Println(err)
	// Output:
	// ALTER TABLE "novels" RENAME TO "books"
	// ALTER INDEX IF EXISTS "novels_pkey" RENAME TO "books_pkey"
	// ALTER SEQUENCE IF EXISTS "novels_id_seq" RENAME TO "books_id_seq"
	// ALTER TABLE "books" RENAME COLUMN "name" TO "title"
	// ALTER TABLE "books" ADD COLUMN "isbn" varchar(13) COLLATE "C"
	// <nil>
}

// A Resolution is what a person has found out: this migration was applied by hand.
func ExampleResolution() {
	ctx, db := context.Background(), readersDB()
	defer db.Close()
	if err := migrate.CreateAll(ctx, db); err != nil {
		log.Fatal(err)
	}
	m := migrator(db, nil, "20261129153000_readers.sql", readers)

	if err := m.Repair(ctx, "20261129153000_readers", migrate.MarkApplied); err != nil {
		log.Fatal(err)
	}
	done, err := m.Up(ctx)
	fmt.Println(len(done), err)
	// Output:
	// 0 <nil>
}

// Progress is told after each statement.
func ExampleProgress() {
	ctx, db := context.Background(), readersDB()
	defer db.Close()

	show := migrate.WithProgress(func(p migrate.Progress) { fmt.Println(p.Version, p.Done, "of", p.Of) })
	if _, err := migrator(db, []migrate.MigratorOption{show}, "20261129153000_readers.sql", readers).Up(ctx); err != nil {
		log.Fatal(err)
	}
	// Output:
	// 20261129153000_readers 0 of 2
	// 20261129153000_readers 1 of 2
	// 20261129153000_readers 2 of 2
}

// A State says where each migration stands.
func ExampleState() {
	ctx, db := context.Background(), readersDB()
	defer db.Close()
	if _, err := migrator(db, nil, "20261129153000_readers.sql", readers).Up(ctx); err != nil {
		log.Fatal(err)
	}

	list, err := migrator(db, nil, "20261129153000_readers.sql", readers, "20261130120000_shout.sql", shouting).Status(ctx)
	for _, v := range list {
		fmt.Println(v.ID, v.State == migrate.Pending)
	}
	fmt.Println(err)
	// Output:
	// 20261129153000_readers false
	// 20261130120000_shout true
	// <nil>
}

// A Version is a migration, when it was applied, and how many of its statements are done.
func ExampleVersion() {
	ctx, db := context.Background(), readersDB()
	defer db.Close()

	done, err := migrator(db, nil, "20261129153000_readers.sql", readers).Up(ctx)
	for _, v := range done {
		fmt.Println(v.Name, v.State, v.Done, v.Of, v.At.IsZero())
	}
	fmt.Println(err)
	// Output:
	// readers applied 2 2 false
	// <nil>
}

// A Target is a database with models; an orm.DB is one.
func ExampleTarget() {
	db := readersDB()
	defer db.Close()
	var target migrate.Target = db
	fmt.Println(target.Dialect(), len(target.Models().Models()), migrate.CreateAll(context.Background(), target))
	// Output:
	// sqlite 1 <nil>
}
