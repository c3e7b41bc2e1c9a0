package migrate_test

import (
	"context"
	"fmt"
	"log"
	"testing/fstest"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// Reader is a table of migrations.
type Reader struct {
	orm.Model
	ID   int64
	Name string
	Slug *string
}

func (r *Reader) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&r.ID).PrimaryKey(),
		schema.String(&r.Name, 100),
		schema.String(&r.Slug, 100),
	}}
}

// files is what an embed.FS or os.DirFS would be.
func files(pairs ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return out
}

const readers = `-- migrate:up
CREATE TABLE readers (id integer PRIMARY KEY, name text NOT NULL);
INSERT INTO readers (name) VALUES ('Ann Lee'), ('Bo Fry');

-- migrate:down
DROP TABLE readers;
`

// Up applies what is pending; a second call finds nothing to do.
func ExampleMigrator_Up() {
	ctx := context.Background()
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Reader{}))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	dir := files("20261129153000_readers.sql", readers) // an embed.FS, or os.DirFS("migrations")
	m, err := migrate.New(db, dir)
	if err != nil {
		log.Fatal(err)
	}
	for range 2 {
		done, err := m.Up(ctx)
		fmt.Println(len(done), "applied", err)
	}
	list, err := m.Status(ctx)
	fmt.Println(list[0].ID, list[0].State, err)
	// Output:
	// 1 applied <nil>
	// 0 applied <nil>
	// 20261129153000_readers applied <nil>
}

// A migration in Go stands among the files by its ID. What it does with ctx is in one transaction
// with the note that it was applied.
func ExampleGoMigration() {
	ctx := context.Background()
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Reader{}))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	dir := files("20261129153000_readers.sql", readers,
		"20261129153001_slug.sql", "-- migrate:up\nALTER TABLE readers ADD COLUMN slug text;\n\n-- migrate:down\nALTER TABLE readers DROP COLUMN slug;\n")
	slugs := migrate.GoMigration{
		ID: "20261129153002_fill_slugs",
		Up: func(ctx context.Context) error {
			slug := &orm.Fields[Reader]().Slug
			_, err := orm.Objects[Reader](db).Filter(orm.IsNull(slug)).Update(ctx,
				orm.SetExpr(slug, orm.Lower(orm.Replace(orm.F("name"), " ", "-"))))
			return err
		},
		Down: func(context.Context) error { return nil }, // the column goes with the file before
	}
	m, err := migrate.New(db, dir, migrate.WithGo(slugs))
	if err != nil {
		log.Fatal(err)
	}
	done, err := m.Up(ctx)
	fmt.Println(len(done), "applied", err)
	list, err := orm.Objects[Reader](db).OrderBy("id").All(ctx)
	fmt.Println(*list[0].Slug, *list[1].Slug, err)
	// Output:
	// 3 applied <nil>
	// ann-lee bo-fry <nil>
}
