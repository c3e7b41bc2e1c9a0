package polymorphic

import (
	"fmt"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

type author struct {
	orm.Model
	ID    int64
	Name  string
	Posts orm.Many[post]
}

func (a *author) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&a.ID).PrimaryKey(), schema.String(&a.Name, 40)}}
}

type post struct {
	orm.Model
	ID       int64
	Title    string
	Author   orm.One[author]
	Comments orm.Many[comment]
	Cover    orm.One[cover]
}

func (p *post) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.Title, 40), schema.ForeignKey(&p.Author),
	}}
}

// photo has a shorter key than post.
type photo struct {
	ID       int32
	File     string
	Comments orm.Many[comment]
}

func (p *photo) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.Integer(&p.ID).PrimaryKey(), schema.String(&p.File, 40)}}
}

// comment is about a post or a photo, if about anything.
type comment struct {
	orm.Model
	ID      int64   `json:"id"`
	Text    string  `json:"text"`
	Subject orm.Any `json:"subject"`
}

func (c *comment) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&c.ID).PrimaryKey(),
		schema.String(&c.Text, 100),
		schema.Polymorphic(&c.Subject, "subject_type", "subject_id", &post{}, &photo{}).RelatedOrderBy("id"),
	}}
}

// cover is the only one of its post or author, and goes with it.
type cover struct {
	ID    int64
	File  string
	Shows orm.Any
}

func (c *cover) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&c.ID).PrimaryKey(),
		schema.String(&c.File, 40),
		schema.Polymorphic(&c.Shows, "kind", "key", &post{}, &author{}).NotNull().Unique().OnDelete(schema.Cascade).TypeNames("Post", `App\Author`).
			RelatedName("cover"),
	}}
}

var registry = schema.MustRegistry(&comment{}, &cover{})

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// each runs a test on every database with the rows of fill; the counter has the statements since.
func each(t *testing.T, run func(t *testing.T, db *orm.DB, sent *dbtest.Counter)) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent := &dbtest.Counter{}
			db := dbtest.Open(t, name, registry, orm.WithObserver(sent))
			fill(t, db)
			sent.Reset()
			run(t, db, sent)
		})
	}
}

// fill makes two authors, three posts, two photos and comments on some of them. Posts and photos have the same keys.
func fill(t *testing.T, db *orm.DB) {
	t.Helper()
	ctx := t.Context()
	authors := []*author{{Name: "Ada"}, {Name: "Bo"}}
	must(t, orm.Objects[author](db).BulkCreate(ctx, authors))
	posts := []*post{{Title: "first", Author: orm.Ref(authors[0])}, {Title: "second", Author: orm.Ref(authors[1])}, {Title: "third"}}
	must(t, orm.Objects[post](db).BulkCreate(ctx, posts))
	photos := []*photo{{File: "a.png"}, {File: "b.png"}}
	must(t, orm.Objects[photo](db).BulkCreate(ctx, photos))
	must(t, orm.Objects[comment](db).BulkCreate(ctx, []*comment{
		{Text: "p1", Subject: orm.RefAny(posts[0])},
		{Text: "p1 again", Subject: orm.RefAny(posts[0])},
		{Text: "f1", Subject: orm.RefAny(photos[0])},
		{Text: "p2", Subject: orm.RefAny(posts[1])},
		{Text: "f2", Subject: orm.RefAny(photos[1])},
		{Text: "nothing"},
	}))
}

// same compares what was got with what is wanted, as text.
func same(t *testing.T, got any, want string) {
	t.Helper()
	if text := fmt.Sprint(got); text != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
}

// texts are the texts of the comments that a query finds.
func texts(t *testing.T, q orm.QuerySet[comment]) []string {
	t.Helper()
	list, err := q.OrderBy("id").All(t.Context())
	must(t, err)
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.Text
	}
	return out
}
