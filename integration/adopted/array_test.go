package adopted

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

type mood string

// Article has arrays of every type of elements.
type Article struct {
	orm.Model
	ID     int64
	Mood   mood
	Tags   []string
	Scores []int32
	Big    []int64
	Rates  []float64
	Flags  []bool
	Refs   []uuid.UUID
	Moods  []mood
	Dates  []time.Time
	Maybe  []*string
	Notes  []string
}

func (a *Article) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&a.ID).PrimaryKey(), schema.Enum(&a.Mood, "sad", "glad"),
		schema.Array(&a.Tags), schema.Array(&a.Scores), schema.Array(&a.Big), schema.Array(&a.Rates), schema.Array(&a.Flags), schema.Array(&a.Refs),
		schema.Array(&a.Moods), schema.Array(&a.Dates), schema.Array(&a.Maybe), schema.Array(&a.Notes).Nullable(),
	}}
}

var articles = map[string][]string{
	"postgres": {
		"CREATE TYPE mood AS ENUM ('sad', 'glad')",
		"CREATE TABLE articles (id bigserial PRIMARY KEY, mood mood NOT NULL, tags varchar(50)[] NOT NULL, scores smallint[] NOT NULL, big integer[] NOT NULL, rates real[] NOT NULL," +
			" flags boolean[] NOT NULL, refs uuid[] NOT NULL, moods mood[] NOT NULL, dates timestamptz[] NOT NULL, maybe text[] NOT NULL, notes text[])",
		"CREATE INDEX ON articles USING gin (tags)",
	},
	"mysql": {
		"CREATE TABLE articles (id bigint AUTO_INCREMENT PRIMARY KEY, mood enum('sad', 'glad') NOT NULL, tags json NOT NULL, scores json NOT NULL, big json NOT NULL, rates json NOT NULL," +
			" flags json NOT NULL, refs json NOT NULL, moods json NOT NULL, dates json NOT NULL, maybe json NOT NULL, notes json)",
	},
	"sqlite": {
		"CREATE TABLE articles (id integer PRIMARY KEY, mood text NOT NULL, tags json NOT NULL, scores json NOT NULL, big json NOT NULL, rates json NOT NULL," +
			" flags json NOT NULL, refs json NOT NULL, moods json NOT NULL, dates json NOT NULL, maybe json NOT NULL, notes json)",
	},
}

// odd are texts that every notation of arrays must quote.
var odd = []string{"", "NULL", "null", `a"b`, `a\b`, "a,b", "{a}", " a ", "é😀", "a\nb", "'", "[]", "A", "a"}

func article(i int) *Article {
	day := time.Date(2020, 2, 29, 23, 59, 59, 123456000, time.UTC)
	a := &Article{Mood: "sad", Tags: []string{}, Scores: []int32{}, Big: []int64{}, Rates: []float64{}, Flags: []bool{}, Refs: []uuid.UUID{}, Moods: []mood{}, Dates: []time.Time{}, Maybe: []*string{}}
	for j := range i {
		a.Tags = append(a.Tags, odd[j%len(odd)])
		a.Scores = append(a.Scores, int32(j-3)*1000)
		a.Big = append(a.Big, int64(j)<<27)
		a.Rates = append(a.Rates, float64(j)/4)
		a.Flags = append(a.Flags, j%2 == 0)
		a.Refs = append(a.Refs, uuid.NewSHA1(uuid.NameSpaceOID, []byte{byte(j)}))
		a.Moods = append(a.Moods, mood([]string{"sad", "glad"}[j%2]))
		a.Dates = append(a.Dates, day.AddDate(0, 0, j))
		a.Maybe = append(a.Maybe, nil, new(odd[j%len(odd)]))
	}
	if i%2 == 1 {
		a.Notes = odd[:i]
	}
	return a
}

// shown is an article without its key, pointers followed.
func shown(a *Article) string {
	c := *a
	c.ID, c.Model = 0, orm.Model{}
	text, _ := json.Marshal(c)
	return fmt.Sprintf("%s %v", text, a.Notes == nil)
}

func TestArrays(t *testing.T) {
	onBoth(t, schema.MustRegistry(&Article{}), articles, func(t *testing.T, db *orm.DB) {
		ctx, objects := t.Context(), orm.Objects[Article](db)
		var rows []*Article
		for i := range 15 {
			rows = append(rows, article(i))
		}
		no(t, orm.Save(ctx, db, rows[0]))
		no(t, orm.Save(ctx, db, rows[14]))
		no(t, objects.BulkCreate(ctx, rows[1:14]))
		check := func(when string) {
			t.Helper()
			for i, r := range rows {
				got, err := objects.Get(ctx, orm.Q{"id": r.ID})
				no(t, err)
				if shown(got) != shown(r) {
					t.Errorf("%s, row %d: %s, want %s", when, i, shown(got), shown(r))
				}
			}
		}
		check("created")
		for i, r := range rows {
			o := article(14 - i)
			r.Tags, r.Scores, r.Refs, r.Moods, r.Notes, r.Maybe = o.Tags, o.Scores, o.Refs, o.Moods, o.Notes, o.Maybe
		}
		_, err := objects.BulkUpdate(ctx, rows)
		no(t, err)
		check("updated")
		rows[3].Dates, rows[3].Flags = nil, []bool{false}
		no(t, orm.Update(ctx, db, rows[3]))
		if rows[3].Dates == nil {
			t.Error("nil is an empty array in a column that is not NULL")
		}
		_, err = objects.Filter(orm.Q{"id": rows[4].ID}).Update(ctx, orm.V{"tags": []string{"x", odd[3]}, "notes": nil, "moods": []string{"glad"}})
		no(t, err)
		rows[4].Tags, rows[4].Notes, rows[4].Moods = []string{"x", odd[3]}, nil, []mood{"glad"}
		no(t, orm.Upsert(ctx, db, rows[5]))
		check("written")

		lists, err := objects.Filter(orm.Q{"id": rows[4].ID}).ValuesList(ctx, "tags", "notes", "moods")
		no(t, err)
		equal(t, "values", lists, [][]any{{[]string{"x", odd[3]}, nil, []mood{"glad"}}})
		text, err := json.Marshal(orm.JSON(rows[4]))
		no(t, err)
		var decoded Article
		no(t, orm.Decode(db, bytes.NewReader(text), &decoded, orm.AllowKey()))
		equal(t, "decoded", shown(&decoded), shown(rows[4]))
		for _, body := range []string{`{"Tags": "a"}`, `{"Tags": [1]}`, `{"Tags": [null]}`, `{"Scores": [1.5]}`, `{"Scores": [3000000000]}`, `{"Moods": ["no"]}`, `{"Refs": ["x"]}`, `{"Tags": [["a"]]}`, `{"Tags": {}}`} {
			if err := orm.Decode(db, bytes.NewReader([]byte(body)), &Article{}); !errors.Is(err, orm.ErrDecode) {
				t.Errorf("%s: %v", body, err)
			}
		}
		if err := orm.Save(ctx, db, &Article{Mood: "sad", Moods: []mood{"no"}}); !errors.Is(err, orm.ErrValidation) {
			t.Errorf("a label that is none: %v", err)
		}
		if _, err := db.SQLX().ExecContext(ctx, "SELECT 1"); err != nil {
			t.Error(err)
		}
	})
}

func TestArrayLookups(t *testing.T) {
	onBoth(t, schema.MustRegistry(&Article{}), articles, func(t *testing.T, db *orm.DB) {
		ctx, objects := t.Context(), orm.Objects[Article](db)
		ids := []uuid.UUID{uuid.NewSHA1(uuid.NameSpaceOID, []byte("a")), uuid.NewSHA1(uuid.NameSpaceOID, []byte("b"))}
		no(t, objects.BulkCreate(ctx, []*Article{
			{ID: 1, Mood: "sad", Tags: []string{"go", "Sql"}, Scores: []int32{1, 2}, Rates: []float64{0.5}, Refs: ids, Moods: []mood{"sad"}, Notes: []string{"n"}},
			{ID: 2, Mood: "sad", Tags: []string{"go", "go"}, Scores: []int32{2}, Rates: []float64{1, 0.5}, Refs: ids[:1], Notes: []string{}},
			{ID: 3, Mood: "sad", Tags: []string{"sql "}, Scores: []int32{10}, Rates: []float64{2}, Flags: []bool{true}, Moods: []mood{"glad", "sad"}},
			{ID: 4, Mood: "sad", Maybe: []*string{nil, new("go")}},
		}))
		for i, c := range []struct {
			q    orm.Q
			want string
		}{
			{orm.Q{"tags__contains": []string{"go"}}, "[1 2]"}, {orm.Q{"tags__contains": []string{"Sql", "go"}}, "[1]"}, {orm.Q{"tags__contains": []string{"sql"}}, "[]"},
			{orm.Q{"tags__contains": []string{}}, "[1 2 3 4]"}, {orm.Q{"tags__any": "go"}, "[1 2]"}, {orm.Q{"tags__any": "sql "}, "[3]"},
			{orm.Q{"tags__contained_by": []string{"go", "x"}}, "[2 4]"}, {orm.Q{"tags__contained_by": []string{}}, "[4]"},
			{orm.Q{"tags__overlap": []string{"Sql", "sql "}}, "[1 3]"}, {orm.Q{"tags__overlap": []string{}}, "[]"},
			{orm.Q{"tags__len": 2}, "[1 2]"}, {orm.Q{"tags__len": 0}, "[4]"}, {orm.Q{"tags": []string{"go", "Sql"}}, "[1]"}, {orm.Q{"tags": []string{"Sql", "go"}}, "[]"},
			{orm.Q{"tags__ne": []string{"go", "Sql"}}, "[2 3 4]"}, {orm.Q{"tags": []string{}}, "[4]"},
			{orm.Q{"scores__contains": []int{2}}, "[1 2]"}, {orm.Q{"scores__any": 1}, "[1]"}, {orm.Q{"scores__contained_by": []int64{1, 2, 3}}, "[1 2 4]"},
			{orm.Q{"rates__contains": []float64{0.5}}, "[1 2]"}, {orm.Q{"rates__any": 1}, "[2]"}, {orm.Q{"flags__any": true}, "[3]"}, {orm.Q{"flags__overlap": []bool{false}}, "[]"},
			{orm.Q{"refs__contains": ids}, "[1]"}, {orm.Q{"refs__any": ids[0].String()}, "[1 2]"}, {orm.Q{"moods__any": mood("sad")}, "[1 3]"}, {orm.Q{"moods__overlap": []string{"glad"}}, "[3]"},
			{orm.Q{"notes__isnull": true}, "[3 4]"}, {orm.Q{"notes__contains": []string{}}, "[1 2]"}, {orm.Q{"notes__contained_by": []string{"n"}}, "[1 2]"}, {orm.Q{"notes": nil}, "[3 4]"},
			{orm.Q{"maybe__any": "go"}, "[4]"}, {orm.Q{"maybe__contained_by": []string{"go"}}, "[1 2 3]"}, {orm.Q{"maybe__len": 2}, "[4]"},
		} {
			got, err := orm.Pluck[int64](ctx, objects.Filter(c.q).OrderBy("id"), "id")
			if fmt.Sprint(got) != c.want || err != nil {
				t.Errorf("%d: %v: %v, %v; want %s", i, c.q, got, err, c.want)
			}
		}
		not, err := orm.Pluck[int64](ctx, objects.Exclude(orm.Q{"notes__contains": []string{"n"}}).OrderBy("id"), "id")
		equal(t, "not of NULL is unknown", fmt.Sprint(not, err), "[2] <nil>")
		for _, q := range []orm.Q{{"tags__any": 1}, {"tags__any": nil}, {"tags__contains": "go"}, {"tags__contains": []any{nil}}, {"tags__len": "x"}, {"tags__gt": []string{"a"}}, {"tags__in": [][]string{{"a"}}},
			{"tags__icontains": "a"}, {"mood__len": 1}, {"id__any": 1}, {"moods__any": "no"}, {"tags__0": "x"}} {
			if _, err := objects.Filter(q).Count(ctx); !errors.Is(err, orm.ErrQuery) {
				t.Errorf("%v: %v", q, err)
			}
		}
		if _, err := objects.OrderBy("tags").All(ctx); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("an order: %v", err)
		}
		if _, err := objects.Filter(orm.Q{"tags__contains": []string{}}).Delete(ctx); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("a condition that is true of all: %v", err)
		}
		r := orm.UntrustedQuery(url.Values{"tags__contains": {"go,Sql"}, "tags__len": {"2"}, "scores__any": {"1"}},
			orm.Policy{Filter: []string{"tags", "scores"}})
		found, err := orm.Apply(objects, r).All(ctx)
		if err != nil || len(found) != 1 || found[0].ID != 1 {
			t.Errorf("of a request: %v, %v", found, err)
		}
	})
}
