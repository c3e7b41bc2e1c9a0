package compile_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"flag"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

var update = flag.Bool("update", false, "write the golden files anew; read the difference before it is kept")

// golden is a question with a name; what it sends is compared, for every dialect, with a file of testdata.
type golden struct {
	name string
	ask  func(g *asked) error
}

// asked is what the questions of the golden files start from.
type asked struct {
	ctx      context.Context
	db       *orm.DB
	books    orm.QuerySet[Book]
	authors  orm.QuerySet[Author]
	chapters orm.QuerySet[Chapter]
	tags     orm.QuerySet[Tag]
	seats    orm.QuerySet[Seat]
	remarks  orm.QuerySet[Remark]
	b        *Book
	a        *Author
}

func ask(ctx context.Context, db *orm.DB) *asked {
	return &asked{ctx: ctx, db: db, books: orm.Objects[Book](db), authors: orm.Objects[Author](db), chapters: orm.Objects[Chapter](db),
		tags: orm.Objects[Tag](db), seats: orm.Objects[Seat](db), remarks: orm.Objects[Remark](db), b: orm.Fields[Book](), a: orm.Fields[Author]()}
}

// areas are the golden files.
var areas = map[string][]golden{
	"conditions": conditionGoldens, "relations": relationGoldens, "expressions": expressionGoldens, "order": orderGoldens,
	"pages": pageGoldens, "loading": loadingGoldens, "values": valueGoldens, "aggregates": aggregateGoldens,
	"annotated": annotatedGoldens, "managers": managerGoldens, "setwrites": writeGoldens, "bulk": bulkGoldens, "rows": rowGoldens,
	"polymorphic": polymorphicGoldens, "nested": nestedGoldens, "clocks": clockGoldens, "parcels": parcelGoldens,
	scopedArea: slices.Concat(scopeGoldens, liftedGoldens),
}

// scopedArea are the questions to a database with scopes.
const scopedArea = "scopes"

func options(area string) []orm.Option {
	if area == scopedArea {
		return goldenScopes()
	}
	return nil
}

// TestGoldens compares the text of every statement, without values, in all four dialects with testdata/*.golden.
func TestGoldens(t *testing.T) {
	for area, list := range areas {
		t.Run(area, func(t *testing.T) {
			var b strings.Builder
			for _, g := range list {
				b.WriteString("# " + g.name + "\n")
				writeDialects(&b, g.texts(t, options(area)))
				b.WriteByte('\n')
			}
			file := filepath.Join("testdata", area+".golden")
			if *update {
				if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			compareGolden(t, string(want), b.String())
		})
	}
}

var dialects = []string{"sqlite", "postgres", "mysql", "mariadb"}

// texts are the statements of a question by dialect.
func (g golden) texts(t *testing.T, opts []orm.Option) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, d := range dialects {
		seen := &dbtest.Counter{}
		db, err := orm.Connect(sqlx.NewDb(sql.OpenDB(nowhere{}), "nowhere"), models(), orm.Driver{Dialect: d}, append(opts, orm.WithObserver(seen))...)
		if err != nil {
			t.Fatal(err)
		}
		err = g.ask(ask(t.Context(), db))
		texts := seen.Reset()
		if len(texts) == 0 {
			if err == nil {
				t.Fatalf("%s sends nothing on %s", g.name, d)
			}
			texts = []string{"error: " + err.Error()}
		}
		out[d] = strings.Join(texts, "\n          ")
		db.Close()
	}
	return out
}

// writeDialects says a text once for dialects that share it.
func writeDialects(b *strings.Builder, texts map[string]string) {
	for i, d := range dialects {
		if slices.ContainsFunc(dialects[:i], func(o string) bool { return texts[o] == texts[d] }) {
			continue
		}
		names := d
		for _, o := range dialects[i+1:] {
			if texts[o] == texts[d] {
				names += " " + o
			}
		}
		b.WriteString(names + "\n          " + texts[d] + "\n")
	}
}

// compareGolden reports the first question that differs, and how many do.
func compareGolden(t *testing.T, want, got string) {
	t.Helper()
	w, g := strings.Split(want, "\n\n"), strings.Split(got, "\n\n")
	wrong := 0
	for i := range max(len(w), len(g)) {
		var a, b string
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			if wrong++; wrong <= 3 {
				t.Errorf("got\n%s\nwant\n%s", b, a)
			}
		}
	}
	if wrong > 3 {
		t.Errorf("and %d more; run with -update and read the difference", wrong-3)
	}
}

// TestGoldensRun sends every golden question to every database: the texts are not only as expected, they are SQL there.
func TestGoldensRun(t *testing.T) {
	goldensRun(t, slices.DeleteFunc(slices.Collect(maps.Keys(areas)), func(area string) bool { return area == scopedArea }))
	goldensRun(t, []string{scopedArea}, goldenScopes()...)
}

func goldensRun(t *testing.T, of []string, opts ...orm.Option) {
	t.Helper()
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		for _, area := range of {
			list := areas[area]
			for _, g := range list {
				t.Run(area+"/"+g.name, func(t *testing.T) {
					err := db.Transaction(t.Context(), func(ctx context.Context) error {
						return g.ask(ask(ctx, db))
					}, orm.ForceRollback())
					if err != nil && !allowed(err) {
						t.Error(err)
					}
				})
			}
		}
	}, opts...)
}

// allowed are the answers of an empty database, and what a dialect refuses by design.
func allowed(err error) bool {
	return slices.ContainsFunc([]error{orm.ErrNoMatch, orm.ErrUnsupported, orm.ErrForeignKey, orm.ErrNotNull}, func(target error) bool {
		return errors.Is(err, target)
	})
}

// nowhere is a database that takes every statement and has no rows.
type nowhere struct{}

func (nowhere) Connect(context.Context) (driver.Conn, error) { return nowhere{}, nil }
func (nowhere) Driver() driver.Driver                        { return nowhere{} }
func (nowhere) Open(string) (driver.Conn, error)             { return nowhere{}, nil }
func (nowhere) Prepare(string) (driver.Stmt, error)          { return nowhere{}, nil }
func (nowhere) Close() error                                 { return nil }
func (nowhere) Begin() (driver.Tx, error)                    { return nil, errors.New("BEGIN is a statement here") }
func (nowhere) NumInput() int                                { return -1 }
func (nowhere) Exec([]driver.Value) (driver.Result, error)   { return driver.RowsAffected(1), nil }
func (nowhere) Query([]driver.Value) (driver.Rows, error)    { return nowhere{}, nil }
func (nowhere) Columns() []string                            { return []string{"nothing"} }
func (nowhere) Next([]driver.Value) error                    { return io.EOF }
func (nowhere) CheckNamedValue(*driver.NamedValue) error     { return nil }
