package roundtrip

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// wordsRow has texts that are searched for words.
type wordsRow struct {
	orm.Model
	ID    int64
	Title string
	Body  *string
}

// Schema is the table of wordsRow.
func (r *wordsRow) Schema() schema.Table {
	return schema.Table{Name: "words", Fields: schema.Fields{schema.BigInteger(&r.ID).PrimaryKey(), schema.String(&r.Title, 200), schema.Text(&r.Body)},
		Constraints: []schema.Constraint{schema.FullText("title", "body")}}
}

// vocabulary is of words that no language cuts or leaves out.
var vocabulary = []string{"zebra", "quilt", "maple", "Ocean", "tiger", "Xylo42", "fjord"}

func sentence(r *rand.Rand) string {
	some := make([]string, r.IntN(4))
	for i := range some {
		some[i] = vocabulary[r.IntN(len(vocabulary))]
	}
	return strings.Join(some, []string{" ", ", ", " (", "\n"}[r.IntN(4)])
}

func wordsOf(r *rand.Rand) *wordsRow {
	row := &wordsRow{Title: sentence(r)}
	if r.IntN(4) > 0 {
		row.Body = new(sentence(r))
	}
	return row
}

// said reports whether a row has a word.
func (r *wordsRow) said(word string) bool {
	text := r.Title + " "
	if r.Body != nil {
		text += *r.Body
	}
	return slices.Contains(strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return strings.ContainsRune(" ,(\n", c) }), strings.ToLower(word))
}

// TestRoundTripOfFullText: whichever way texts are written, a search finds those rows that have all of its words, and after a change no
// longer by the words that are gone.
func TestRoundTripOfFullText(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&wordsRow{}), func(t *testing.T, db *orm.DB) {
		ctx, objects, r := t.Context(), orm.Objects[wordsRow](db), rand.New(rand.NewPCG(seed, 9))
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		}
		check := func(after string) {
			t.Helper()
			rows, err := objects.OrderBy("id").All(ctx)
			must(err)
			for range 12 {
				words := []string{vocabulary[r.IntN(len(vocabulary))], vocabulary[r.IntN(len(vocabulary))]}[:1+r.IntN(2)]
				var want []int64
				for _, row := range rows {
					if !slices.ContainsFunc(words, func(w string) bool { return !row.said(w) }) {
						want = append(want, row.ID)
					}
				}
				asked := strings.ToLower(strings.Join(words, " "))
				got, err := orm.Pluck[int64](ctx, objects.Filter(orm.Search("title body", asked)).OrderBy("id"), "id")
				if err != nil || !slices.Equal(got, want) {
					t.Errorf("seed %d, after %s, %q finds %v, want %v, %v", seed, after, asked, got, want, err)
				}
			}
		}
		for range 6 {
			must(orm.Save(ctx, db, wordsOf(r)))
		}
		check("saves")
		many := make([]*wordsRow, 40)
		for i := range many {
			many[i] = wordsOf(r)
		}
		must(objects.BulkCreate(ctx, many))
		check("a bulk")
		for _, row := range many[:10] {
			row.Title, row.Body = sentence(r), wordsOf(r).Body
			must(orm.Update(ctx, db, row))
		}
		check("updates")
		for _, row := range many[10:30] {
			row.Title = sentence(r)
		}
		_, err := objects.BulkUpdate(ctx, many[10:30], "title")
		must(err)
		check("a bulk of updates")
		_, err = objects.Filter(orm.Q{"id__lt": 12}).Update(ctx, orm.V{"body": "fjord maple", "title": orm.F("title")})
		must(err)
		check("an update of a set")
		for _, row := range many[5:9] {
			must(orm.Upsert(ctx, db, &wordsRow{ID: row.ID, Title: sentence(r)}))
		}
		check("upserts")
		must(orm.Delete(ctx, db, many[3]))
		_, err = objects.Filter(orm.Q{"id__gt": 30, "title__icontains": "zebra"}).Delete(ctx)
		must(err)
		check("deletions")
	})
}
