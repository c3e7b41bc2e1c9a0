// Package shards has models whose rows are divided by tenant, and calls of every kind about the rows of one: the tests of this package
// run them on every database, and look whether each statement names the tenant; those of integration/vitess ask the planner of Vitess
// where each statement goes.
package shards

import (
	"time"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Country is the same in every shard: its table is not divided.
type Country struct {
	orm.Model
	ID   int64
	Name string
}

// Schema is the table of Country.
func (c *Country) Schema() schema.Table {
	return schema.Table{Name: "countries", Fields: schema.Fields{schema.BigInteger(&c.ID).PrimaryKey(), schema.String(&c.Name, 40)}}
}

// Author writes posts.
type Author struct {
	orm.Model
	ID       int64
	TenantID int64
	Name     string
	Country  orm.One[Country]
	Posts    orm.Many[Post]
}

// Schema is the table of Author.
func (a *Author) Schema() schema.Table {
	return schema.Table{Name: "authors", ShardKey: "tenant_id", Fields: schema.Fields{
		schema.BigInteger(&a.ID).PrimaryKey(), schema.BigInteger(&a.TenantID), schema.String(&a.Name, 40),
		schema.ForeignKey(&a.Country),
	}}
}

// Post has comments and labels, and rises with every update.
type Post struct {
	orm.Model
	ID       int64
	TenantID int64
	Author   orm.One[Author]
	Title    string
	Stars    int
	Version  int
	Comments orm.Many[Comment]
	Labels   orm.ManyThrough[Label, PostLabel]
}

// Schema is the table of Post.
func (p *Post) Schema() schema.Table {
	return schema.Table{Name: "posts", ShardKey: "tenant_id", Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(), schema.BigInteger(&p.TenantID), schema.ForeignKey(&p.Author).RelatedName("posts"),
		schema.String(&p.Title, 40), schema.Integer(&p.Stars).Default(0), schema.Integer(&p.Version).Version(),
		schema.ManyToMany(&p.Labels).RelatedName("posts"),
	}, Constraints: []schema.Constraint{schema.UniqueTogether("tenant_id", "title")}}
}

// Comment is marked when it is deleted.
type Comment struct {
	orm.Model
	ID       int64
	TenantID int64
	Post     orm.One[Post]
	Text     string
	Gone     *time.Time
}

// Schema is the table of Comment.
func (c *Comment) Schema() schema.Table {
	return schema.Table{Name: "comments", ShardKey: "tenant_id", Fields: schema.Fields{
		schema.BigInteger(&c.ID).PrimaryKey(), schema.BigInteger(&c.TenantID), schema.ForeignKey(&c.Post).RelatedName("comments").OnDelete(schema.Cascade).WithoutConstraint(),
		schema.String(&c.Text, 40), schema.DateTime(&c.Gone).SoftDelete(),
	}}
}

// Label is one of a tenant's own.
type Label struct {
	orm.Model
	ID       int64
	TenantID int64
	Name     string
	Posts    orm.ManyThrough[Post, PostLabel]
}

// Schema is the table of Label.
func (l *Label) Schema() schema.Table {
	return schema.Table{Name: "labels", ShardKey: "tenant_id", Fields: schema.Fields{
		schema.BigInteger(&l.ID).PrimaryKey(), schema.BigInteger(&l.TenantID), schema.String(&l.Name, 40),
	}}
}

// PostLabel ties a post and a label of one tenant.
type PostLabel struct {
	orm.Model
	ID       int64
	TenantID int64
	Weight   int
}

// Schema is the table of PostLabel.
func (p *PostLabel) Schema() schema.Table {
	return schema.Table{Name: "post_labels", ShardKey: "tenant_id", Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(), schema.BigInteger(&p.TenantID), schema.Integer(&p.Weight).Default(0),
	}}
}

// Models is the registry of all.
func Models() (*schema.Registry, error) {
	return schema.NewRegistry(&Country{}, &Author{}, &Post{}, &Comment{}, &Label{}, &PostLabel{})
}
