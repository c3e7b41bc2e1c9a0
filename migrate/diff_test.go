package migrate_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/schema"
)

type Genre string

// author1 and its neighbours are the models of yesterday, author2 and its neighbours those of
// today.
type (
	author1 struct {
		ID    int
		Name  string
		Born  *time.Time
		Genre Genre
		Rate  float64
	}
	title1 struct {
		ID     int64
		Author one[author1]
		Titel  string
		Price  decimal.Decimal
		Old    string
	}
	author2 struct {
		ID    int
		Name  string
		Born  time.Time
		Genre Genre
		Rate  float64
		Alive bool
	}
	title2 struct {
		ID     int64
		Author one[author2]
		Series one[Series]
		Title  string
		Price  decimal.Decimal
		Pages  int
	}
)

// Series is new.
type Series struct{ Code string }

func (a *author1) Schema() schema.Table {
	return schema.Table{Name: "authors", Fields: schema.Fields{schema.Integer(&a.ID).PrimaryKey(), schema.String(&a.Name, 50),
		schema.Date(&a.Born), schema.Enum(&a.Genre, "novel", "poem"), schema.Float(&a.Rate)}, Constraints: []schema.Constraint{schema.Check("rated", "rate > 0")}}
}

func (t *title1) Schema() schema.Table {
	return schema.Table{Name: "titles", Fields: schema.Fields{schema.BigInteger(&t.ID).PrimaryKey(), schema.ForeignKey(&t.Author).Index().SkipReverse(),
		schema.String(&t.Titel, 100).Unique(), schema.Decimal(&t.Price, 8, 2), schema.Text(&t.Old)}}
}

func (a *author2) Schema() schema.Table {
	return schema.Table{Name: "authors", Comment: "who writes", Fields: schema.Fields{schema.Integer(&a.ID).PrimaryKey(), schema.String(&a.Name, 80).Index(),
		schema.Date(&a.Born), schema.Enum(&a.Genre, "novel", "poem", "essay"), schema.Float(&a.Rate).ServerDefault("1.5"), schema.Boolean(&a.Alive).Default(true)},
		Constraints: []schema.Constraint{schema.Check("rated", "rate >= 0")}}
}

func (t *title2) Schema() schema.Table {
	return schema.Table{Name: "titles", Fields: schema.Fields{schema.BigInteger(&t.ID).PrimaryKey(), schema.ForeignKey(&t.Author).Index().SkipReverse(),
		schema.ForeignKey(&t.Series).OnDelete(schema.SetNull).SkipReverse(), schema.String(&t.Title, 100).Unique().RenamedFrom("titel"),
		schema.Decimal(&t.Price, 10, 3), schema.Integer(&t.Pages)}}
}

func (s *Series) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.String(&s.Code, 10).PrimaryKey()}}
}

// A change of everything that changes, in the statements of every dialect. What they do is proved
// in integration/converge.
func TestDiffGolden(t *testing.T) {
	before, after := schema.MustRegistry(&author1{}, &title1{}), schema.MustRegistry(&author2{}, &title2{}, &Series{})
	for _, name := range []string{"sqlite", "postgres", "mysql", "mariadb"} {
		up, down, err := migrate.Diff(name, before, after, migrate.Fill("authors.born", "'1900-01-01'"))
		if err != nil {
			t.Fatal(err)
		}
		got := strings.Join(up, ";\n") + ";\n\n-- down\n" + strings.Join(down, ";\n") + ";\n"
		file := filepath.Join("testdata", "diff_"+name+".sql")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("%s differs; look at the change and run with -update:\n%s", file, got)
		}
	}
}

// Without a difference there are no statements; what the database could not make is refused as
// CreateAll refuses it.
func TestDiffOfNothing(t *testing.T) {
	models := everyModel()
	for _, name := range []string{"sqlite", "postgres", "mysql", "mariadb"} {
		if up, down, err := migrate.Diff(name, models, models); up != nil || down != nil || err != nil {
			t.Errorf("%s: %v, %v, %v", name, up, down, err)
		}
	}
	if _, _, err := migrate.Diff("oracle", models, models); !errors.Is(err, migrate.ErrArgument) || !strings.Contains(err.Error(), "sqlite, postgres") {
		t.Errorf("an unknown dialect: %v", err)
	}
	if _, _, err := migrate.Diff("sqlite", nil, models); err == nil || !strings.Contains(err.Error(), "NewRegistry") {
		t.Errorf("no registry: %v", err)
	}
	before, after := schema.MustRegistry(&book1{}), schema.MustRegistry(&book2{})
	if _, _, err := migrate.Diff("mysql", before, after); !errors.Is(err, migrate.ErrAmbiguous) {
		t.Errorf("a possible rename: %v", err)
	}
	if _, _, err := migrate.Diff("mysql", before, after, migrate.Rename("books.titel", ""), migrate.MakeOption{}); err != nil {
		t.Errorf("it is none: %v", err)
	}
}
