package ormadmin_test

import (
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Comment is about a book or an author.
type Comment struct {
	orm.Model
	ID    int64   `json:"id"`
	Text  string  `json:"text"`
	About orm.Any `json:"about"`
}

// Schema describes Comment.
func (c *Comment) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&c.ID).PrimaryKey(), schema.String(&c.Text, 100),
		schema.Polymorphic(&c.About, "about_type", "about_id", &Book{}, &Author{}).SkipReverse()}}
}

// TestRelationToSeveralModels goes through the pages of a model that has one.
func TestRelationToSeveralModels(t *testing.T) {
	dbtest.Each(t, schema.MustRegistry(&Author{}, &Book{}, &Tag{}, &Shelf{}, &Placement{}, &Comment{}), func(t *testing.T, db *orm.DB) {
		s := serve(t, db)
		ctx := t.Context()
		if p := s.get("models.svg"); !strings.Contains(p.text, "comments") {
			t.Error("the picture has no comments")
		}
		s.get("comments/-/new").want(200, "About type", "About id").submit(map[string][]string{"text": {"good"}, "about_type": {"books"}, "about_id": {"1"}}, nil).
			want(200, "It was saved.", "About type books", "About id 1: Eden")
		c, err := orm.Objects[Comment](db).PrefetchRelated("about").Get(ctx, orm.Q{"text": "good"})
		if err != nil || c.About.PK() != int64(1) || c.About.Get().(*Book).Pages != 9 {
			t.Fatal(c, err)
		}
		s.get("comments").want(200, "About type", "books", "good")
		s.get("comments/1/edit").submit(nil, nil).want(200, "About type books", "About id 1: Eden")
		s.get("comments/1/edit").submit(map[string][]string{"about_type": {"authors"}, "about_id": {"1"}}, nil).want(200, "About type authors", "About id 1: Lem <b>")
		for values, want := range map[[2]string]string{{"books", ""}: "about_id", {"", "1"}: "about_type", {"tags", "1"}: "about_type", {"books", "x"}: "about_type"} {
			p := s.get("comments/1/edit").submit(map[string][]string{"about_type": {values[0]}, "about_id": {values[1]}}, nil).want(422)
			if p.errorsAt(want) == "" {
				t.Errorf("%v: nothing is said of %s", values, want)
			}
		}
		s.get("comments/1/edit").submit(map[string][]string{"about_type": {""}, "about_id": {""}}, nil).want(200, "It was saved.", "About type empty")
		if n, err := orm.Objects[Comment](db).Filter(orm.Q{"about__isnull": true}).Count(ctx); n != 1 || err != nil {
			t.Error(n, err)
		}
	})
}
