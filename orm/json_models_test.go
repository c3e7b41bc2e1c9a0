package orm_test

import (
	"database/sql"
	"time"

	"github.com/google/uuid"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// The models of the tests that need no database.

type author struct {
	orm.Model
	ID    int64          `json:"id"`
	Name  string         `json:"name"`
	Books orm.Many[book] `json:"books,omitzero"`
}

func (a *author) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&a.ID).PrimaryKey(), schema.String(&a.Name, 100)}}
}

type book struct {
	orm.Model
	ID     int64           `json:"id"`
	Author orm.One[author] `json:"author,omitzero"`
	Title  string          `json:"title"`
	Year   *int            `json:"year"`
}

func (b *book) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&b.ID).PrimaryKey(), schema.ForeignKey(&b.Author), schema.String(&b.Title, 100), schema.Integer(&b.Year),
	}}
}

// stamps is a mixin.
type stamps struct {
	CreatedAt time.Time `json:"created_at,omitzero"`
}

func (s *stamps) Fields() schema.Fields { return schema.Fields{schema.DateTime(&s.CreatedAt)} }

type status string

// article has every kind of field and relation.
type article struct {
	orm.Model
	stamps
	ID     uuid.UUID                        `json:"id"`
	Slug   string                           `json:"slug"`
	Status status                           `json:"status"`
	Pages  int64                            `json:"pages,string"`
	Price  string                           `json:"price"`
	Day    sql.Null[time.Time]              `json:"day"`
	Meta   map[string]any                   `json:"meta"`
	Data   []byte                           `json:"data"`
	Token  string                           `json:"-"`
	Stars  int                              `json:"stars"`
	Rating float64                          `json:"rating"`
	Lang   *string                          `json:"lang,omitempty"`
	Draft  bool                             `json:"draft"`
	Views  int64                            `json:"views"`
	Note   string                           `json:"note,omitempty"`
	Tags   orm.ManyThrough[tag, articleTag] `json:"tags,omitzero"`
	Cover  orm.One[cover]                   `json:"cover,omitzero"`
	Parent orm.One[article]                 `json:"parent,omitzero"`
	Kids   orm.Many[article]                `json:"kids"`
	Likes  map[string]int                   `json:"likes,omitempty"` // no column
	cache  int                              //nolint:unused // never reachable from data
}

func (a *article) Schema() schema.Table {
	fields := schema.Fields{
		schema.UUID(&a.ID).PrimaryKey(),
		schema.String(&a.Slug, 40),
		schema.Enum(&a.Status, status("draft"), status("live")).Default("draft"),
		schema.BigInteger(&a.Pages),
		schema.Decimal(&a.Price, 10, 2),
		schema.Date(&a.Day),
		schema.JSON(&a.Meta),
		schema.LargeBinary(&a.Data, 100),
		schema.String(&a.Token, 40).Secret(),
		schema.SmallInteger(&a.Stars).Default(3).Min(1).Max(5),
		schema.Float(&a.Rating),
		schema.String(&a.Lang, 5).Default(new("en")),
		schema.Boolean(&a.Draft).Default(true),
		schema.BigInteger(&a.Views).ReadOnly(),
		schema.Text(&a.Note),
		schema.ManyToMany(&a.Tags),
		schema.ForeignKey(&a.Parent).RelatedName("kids"),
	}
	return schema.Table{Fields: append(fields, a.Fields()...)}
}

type tag struct {
	orm.Model
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

func (t *tag) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&t.ID).PrimaryKey(), schema.String(&t.Name, 20)}}
}

type articleTag struct {
	ID        int64 `json:"id"`
	SortOrder int   `json:"sort_order"`
}

func (l *articleTag) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&l.ID).PrimaryKey(), schema.Integer(&l.SortOrder)}}
}

// cover is the near side of a one-to-one; its key is not shown in JSON.
type cover struct {
	ID      int64            `json:"-"`
	File    string           `json:"file"`
	Article orm.One[article] `json:"article"`
}

func (c *cover) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&c.ID).PrimaryKey(), schema.String(&c.File, 40), schema.ForeignKey(&c.Article).Unique().NotNull(),
	}}
}

// account's key is a foreign key; node's key is written as a string.
type account struct {
	Owner orm.One[node] `json:"owner"`
	Email string        `json:"email"`
}

func (a *account) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.ForeignKey(&a.Owner).PrimaryKey(), schema.String(&a.Email, 80)}}
}

type node struct {
	ID      int64            `json:"id,string"`
	Parent  orm.One[node]    `json:"parent"`
	Nodes   orm.Many[node]   `json:"nodes,omitzero"`
	Account orm.One[account] `json:"account,omitzero"`
}

func (n *node) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&n.ID).PrimaryKey(), schema.ForeignKey(&n.Parent).RelatedName("nodes")}}
}

// hook has a MarshalJSON of its own and points to itself.
type hook struct {
	ID   int64
	Next orm.One[hook]
	Prev orm.Many[hook]
}

func (h *hook) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&h.ID).PrimaryKey(), schema.ForeignKey(&h.Next).RelatedName("prev")}}
}
