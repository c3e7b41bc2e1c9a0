package folding

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.uber.org/goleak"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestFoldingKeys: what a join gives of keys in several spellings a prefetch gives (J-01, J-05, J-06, J-07, J-09).
func TestFoldingKeys(t *testing.T) {
	seed := replay.Seed(t)
	worlds := replay.Setting(t, "ORMAR_FOLDINGS", 2)
	t.Logf("ORMAR_SEED=%d, %d worlds", seed, worlds)
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			for i, kind := range kinds[database] {
				t.Run(kind.name, func(t *testing.T) {
					w := newWorld(t, database, kind)
					random := rand.New(rand.NewPCG(seed, uint64(i)))
					for range worlds {
						w.fill(random)
						w.check()
						if t.Failed() {
							t.Fatalf("ORMAR_SEED=%d", seed)
						}
					}
				})
			}
		})
	}
}

var words = []string{"cat", "Dog", "ete", "a-b", "ow", "zz"}

// spelled is one of the words, in some spelling that a column may fold.
func (k columns) spelled(r *rand.Rand) string {
	s := words[r.IntN(len(words))]
	switch r.IntN(5) {
	case 0:
		s = strings.ToUpper(s)
	case 1:
		s = strings.ReplaceAll(s, "e", "é")
	case 2:
		s = strings.ToUpper(s[:1]) + s[1:]
	}
	blanks := max(0, r.IntN(6)-3)
	if k.tight {
		blanks = 0
	}
	return s + strings.Repeat(" ", blanks)
}

// fill replaces all rows. Keys that the columns take for equal to one that is there are left out.
func (w *world) fill(r *rand.Rand) {
	for _, table := range []string{"writers", "clubs", "tags"} {
		var rows [][]any
		for range 12 {
			rows = append(rows, []any{w.kind.spelled(r)})
		}
		w.insert(table, "id", rows)
	}
	var books, badges, memberships, stickers [][]any
	for i := range 24 {
		var of any
		if r.IntN(8) > 0 {
			of = w.kind.spelled(r)
		}
		books = append(books, []any{i, r.IntN(9), of})
		badges = append(badges, []any{i, w.kind.spelled(r)})
		memberships = append(memberships, []any{i, w.kind.spelled(r), w.kind.spelled(r)})
		stickers = append(stickers, []any{i, r.IntN(9), w.kind.spelled(r), w.kind.spelled(r)})
	}
	w.insert("books", "id, position, writer", books)
	w.insert("badges", "id, writer", badges)
	w.insert("memberships", "id, writer, club", memberships)
	w.insert("stickers", "id, grams, writer, tag", stickers)
}

// insert replaces the rows of a table, without those that a unique constraint refuses.
func (w *world) insert(table, names string, rows [][]any) {
	w.Helper()
	w.exec("DELETE FROM " + table)
	w.add(table, names, rows)
}

func (w *world) add(table, names string, rows [][]any) {
	w.Helper()
	before, after := "INSERT INTO ", " ON CONFLICT DO NOTHING"
	if w.mysql() {
		before, after = "INSERT IGNORE INTO ", ""
	}
	tuple := "(?" + strings.Repeat(", ?", len(rows[0])-1) + ")"
	w.exec(before+table+" ("+names+") VALUES "+tuple+strings.Repeat(", "+tuple, len(rows)-1)+after, slices.Concat(rows...)...)
}

// pairs are what a join written by hand gives: of each parent the children in their order. The blanks that fill a char(n) are no part
// of its value.
func (w *world) pairs(statement string) map[string]string {
	w.Helper()
	rows, err := w.pool.Query(statement)
	if err != nil {
		w.Fatalf("%s: %v", statement, err)
	}
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		w.Fatal(err)
	}
	out := map[string][]string{}
	for rows.Next() {
		var parent, child string
		if err := rows.Scan(&parent, &child); err != nil {
			w.Fatal(err)
		}
		for i, v := range []*string{&parent, &child} {
			if types[i].DatabaseTypeName() == "BPCHAR" {
				*v = strings.TrimRight(*v, " ")
			}
		}
		out[parent] = append(out[parent], child)
	}
	if err := rows.Err(); err != nil {
		w.Fatal(err)
	}
	joined := map[string]string{}
	for parent, children := range out {
		joined[parent] = strings.Join(children, "|")
	}
	return joined
}

// answer is what some way of loading gave, for comparison with pairs.
type answer map[string]string

func (a answer) add(parent string, children []string) {
	if len(children) > 0 {
		a[parent] = strings.Join(children, "|")
	}
}

func (w *world) same(way string, got answer, want map[string]string) {
	w.Helper()
	if g, s := fmt.Sprintf("%q", map[string]string(got)), fmt.Sprintf("%q", want); g != s {
		w.Errorf("%s: %s\n   got %s\n  want %s", w.kind.name, way, g, s)
	}
}

func all[T any, P orm.PtrTo[T]](w *world, q orm.QuerySet[T]) []*T {
	w.Helper()
	rows, err := q.All(w.Context())
	if err != nil {
		w.Fatal(err)
	}
	return rows
}

func bookIDs(list []*book) []string {
	var out []string
	for _, b := range list {
		out = append(out, strconv.Itoa(b.ID))
	}
	return out
}

// firstTwo cuts every list of pairs.
func firstTwo(of map[string]string) map[string]string {
	out := map[string]string{}
	for parent, list := range of {
		items := strings.Split(list, "|")
		out[parent] = strings.Join(items[:min(2, len(items))], "|")
	}
	return out
}

// sorted is a list in alphabetical order, by code point as the models sort.
func sorted(list []string) []string {
	slices.Sort(list)
	return list
}
