package model

import (
	"regexp"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Comment is what somebody says about an issue.
type Comment struct {
	orm.Model
	Base
	Issue   orm.One[Issue] `json:"issue"`
	Author  orm.One[User]  `json:"author"`
	Text    string         `json:"text"`
	Version int            `json:"version"`
}

// Schema is the table of Comment.
func (c *Comment) Schema() schema.Table {
	return schema.Table{
		OrderBy: []string{"created_at"},
		Fields: append(c.Base.Fields(),
			schema.ForeignKey(&c.Issue).RelatedName("comments").NotNull().OnDelete(schema.Cascade).Index(),
			schema.ForeignKey(&c.Author).RelatedName("comments").NotNull().OnDelete(schema.Cascade).Index(),
			schema.Text(&c.Text).MinLength(1),
			schema.Integer(&c.Version).Version(),
		),
	}
}

// Label is a word that issues have in common.
type Label struct {
	orm.Model
	Base
	Name   string          `json:"name"`
	Color  string          `json:"color"`
	Issues orm.Many[Issue] `json:"issues,omitzero"`
}

// Schema is the table of Label.
func (l *Label) Schema() schema.Table {
	return schema.Table{
		OrderBy: []string{"name"},
		Fields: append(l.Base.Fields(),
			schema.String(&l.Name, 40).MinLength(1),
			schema.String(&l.Color, 7).Default("#888888").Pattern(regexp.MustCompile(`^#[0-9a-f]{6}$`)),
		),
		Constraints: []schema.Constraint{schema.UniqueTogether("tenant", "name")},
	}
}

// MaxAttachment is how many bytes an attachment may have.
const MaxAttachment = 512 << 10

// Attachment is a file of an issue. Its bytes come in a body, in base64, and go out by an address of their own.
type Attachment struct {
	orm.Model
	Base
	Issue orm.One[Issue] `json:"issue"`
	Name  string         `json:"name"`
	Media string         `json:"media"`
	Data  []byte         `json:"data"`
}

// Schema is the table of Attachment.
func (a *Attachment) Schema() schema.Table {
	return schema.Table{
		OrderBy: []string{"name"},
		Fields: append(a.Base.Fields(),
			schema.ForeignKey(&a.Issue).RelatedName("attachments").NotNull().OnDelete(schema.Cascade).Index(),
			schema.String(&a.Name, 200).MinLength(1),
			schema.String(&a.Media, 100).Default("application/octet-stream").Pattern(regexp.MustCompile(`^[a-z]+/[a-z0-9.+-]+$`)),
			schema.LargeBinary(&a.Data, MaxAttachment).WriteOnly(),
		),
	}
}
