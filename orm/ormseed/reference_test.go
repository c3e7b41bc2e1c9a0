package ormseed_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormseed"
	"github.com/ormar-go/ormar/schema"
)

// Remark is about an author or a spot.
type Remark struct {
	orm.Model
	ID    int64         `json:"id"`
	Text  string        `json:"text"`
	About orm.Any       `json:"about"`
	At    orm.One[Spot] `json:"at"`
}

// Schema is the table of Remark.
func (r *Remark) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&r.ID).PrimaryKey(), schema.String(&r.Text, 20).Unique(),
		schema.Polymorphic(&r.About, "about_type", "about_id", &Author{}, &Remark{}).SkipReverse(), schema.ForeignKey(&r.At).SkipReverse()}}
}

// Spot has a key of two columns.
type Spot struct {
	Row  int    `json:"row"`
	Name string `json:"name"`
}

// Schema is the table of Spot.
func (s *Spot) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&s.Row).PrimaryKey(), schema.String(&s.Name, 9).PrimaryKey()}}
}

// A relation of several columns is an object: of its columns, or of a type and what finds the parent, in whatever order the rows stand.
func TestRelationsOfSeveralColumns(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Author{}, &Remark{}, &Spot{}), func(t *testing.T, db *orm.DB) {
		ctx := t.Context()
		files := fstest.MapFS{"a.json": {Data: []byte(`{"remarks": [
			{"text": "again", "about": {"type": "remarks", "text": "first"}},
			{"text": "first", "about": {"type": "authors", "full_name": "Lem"}, "at": {"row": 1, "name": "a"}},
			{"text": "none", "about": null, "at": null}],
			"spots": [{"row": 1, "name": "a"}], "authors": [{"full_name": "Lem"}]}`)}}
		for _, want := range []ormseed.Report{{Inserted: 5}, {Unchanged: 5}} {
			if r, err := ormseed.Load(ctx, db, files, "*.json"); err != nil || r != want {
				t.Fatalf("%+v, %v", r, err)
			}
		}
		rows, err := orm.Objects[Remark](db).PrefetchRelated("about", "at").OrderBy("text").All(ctx)
		if err != nil || rows[0].About.Get() != any(rows[1]) && rows[0].About.Get().(*Remark).ID != rows[1].ID || rows[1].About.Get().(*Author).Name != "Lem" || rows[1].At.Get().Row != 1 || rows[2].About.PK() != nil {
			t.Fatal(rows, err)
		}
		for text, want := range map[string]string{
			`{"text": "x", "about": {"type": "spots", "row": 1}}`: "its type is none of [authors remarks]", `{"text": "x", "about": 5}`: "an object of its type and its key",
			`{"text": "x", "about": {"type": "authors", "full_name": "Nobody"}}`: "neither in the database nor among the seeds",
		} {
			_, err := ormseed.Load(ctx, db, fstest.MapFS{"b.json": {Data: []byte(`{"remarks": [` + text + `]}`)}}, "*.json")
			if !errors.Is(err, ormseed.ErrSeed) || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v", text, err)
			}
		}
		changed := fstest.MapFS{"c.json": {Data: []byte(`{"remarks": [{"text": "none", "about": {"type": "authors", "id": 1}, "at": {"row": 1, "name": "a"}}]}`)}}
		if r, err := ormseed.Load(ctx, db, changed, "*.json"); err != nil || r.Updated != 1 {
			t.Fatal(r, err)
		}
		row, err := orm.Objects[Remark](db).Get(ctx, orm.Q{"text": "none"})
		if err != nil || fmt.Sprint(row.About.PK(), row.At.PK()) != "1 [1 a]" {
			t.Error(row, err)
		}
	})
}
