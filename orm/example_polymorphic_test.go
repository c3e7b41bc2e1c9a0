package orm_test

import (
	"context"
	"fmt"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

type Post struct {
	ID       int64
	Title    string
	Comments orm.Many[Comment]
}

func (m *Post) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey(), schema.String(&m.Title, 100)}}
}

type Photo struct {
	ID       int64
	File     string
	Comments orm.Many[Comment]
}

func (m *Photo) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey(), schema.String(&m.File, 100)}}
}

type Comment struct {
	ID      int64
	Text    string
	Subject orm.Any
}

func (m *Comment) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&m.ID).PrimaryKey(),
		schema.Text(&m.Text),
		schema.Polymorphic(&m.Subject, "subject_type", "subject_id", &Post{}, &Photo{}).OnDelete(schema.Cascade),
	}}
}

func ExampleAny() {
	ctx := context.Background()
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Comment{}))
	must(err)
	defer db.Close()
	must(migrate.CreateAll(ctx, db))
	comments := orm.Objects[Comment](db)

	post, photo := &Post{Title: "On cats"}, &Photo{File: "cat.png"}
	must(orm.Save(ctx, db, post))
	must(orm.Save(ctx, db, photo))
	must(orm.Save(ctx, db, &Comment{Text: "well written", Subject: orm.RefAny(post)}))
	_, err = photo.Comments.Create(ctx, Comment{Text: "sweet"})
	must(err)

	list, err := comments.PrefetchRelated("subject").OrderBy("id").All(ctx) // a statement for each model
	must(err)
	for _, c := range list {
		switch subject := c.Subject.Get().(type) {
		case *Post:
			fmt.Println(c.Text, "| a post:", subject.Title)
		case *Photo:
			fmt.Println(c.Text, "| a photo:", subject.File)
		}
	}

	c, err := comments.Get(ctx, orm.Q{"subject__photo__file__endswith": ".png"})
	must(err)
	fmt.Println(c.Text, "|", c.Subject.Type(), c.Subject.PK(), c.Subject.Loaded())

	must(orm.Delete(ctx, db, post)) // and the comments on it
	n, err := comments.Count(ctx)
	must(err)
	fmt.Println(n)
	// Output:
	// well written | a post: On cats
	// sweet | a photo: cat.png
	// sweet | photos 1 false
	// 1
}
