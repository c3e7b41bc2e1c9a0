package ormadmin_test

import (
	"strings"
	"testing"

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
	onEach(t, func(s *site) {
		t.Log(s.get("comments").text)
		t.Log(s.get("comments/-/new").text)
		if p := s.get("models.svg"); !strings.Contains(p.text, "comments") {
			s.Error("the picture has no comments")
		}
	})
}
