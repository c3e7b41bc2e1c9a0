package openapi_test

import (
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
	"github.com/ormar-go/ormar/schema"
)

type status string

type settings struct {
	Theme string         `json:"theme"`
	Limit map[string]int `json:"limit,omitempty"`
}

// project has a field of most kinds.
type project struct {
	orm.Model
	ID       uuid.UUID                    `json:"id"`
	Slug     string                       `json:"slug"`
	Title    *string                      `json:"title"`
	Notes    string                       `json:"notes"`
	Status   status                       `json:"status"`
	Stars    int                          `json:"stars"`
	Big      int64                        `json:"big"`
	Weight   float64                      `json:"weight"`
	Price    decimal.Decimal              `json:"price"`
	Open     bool                         `json:"open"`
	Due      *time.Time                   `json:"due"`
	At       time.Time                    `json:"at"`
	Made     time.Time                    `json:"made"`
	Raw      []byte                       `json:"raw"`
	Settings settings                     `json:"settings"`
	Free     map[string]any               `json:"free"`
	Token    string                       `json:"token"`
	Team     orm.One[team]                `json:"team"`
	Parent   orm.One[project]             `json:"parent"`
	Children orm.Many[project]            `json:"children"`
	Labels   orm.ManyThrough[label, note] `json:"labels"`
	Version  int                          `json:"version"`
}

func (p *project) Schema() schema.Table {
	return schema.Table{Comment: "what is worked on", Fields: schema.Fields{
		schema.UUID(&p.ID).PrimaryKey().DefaultFunc(uuid.New), schema.String(&p.Slug, 10).MinLength(1).Unique(), schema.String(&p.Title, 20),
		schema.Text(&p.Notes).Default("").Comment("what there is to say"), schema.Enum(&p.Status, "open", "closed").Default("open"),
		schema.Integer(&p.Stars).Default(1).Min(0).Max(5), schema.BigInteger(&p.Big).Default(0), schema.Float(&p.Weight).Default(1),
		schema.Decimal(&p.Price, 10, 2).Default(decimal.New(1, 0)), schema.Boolean(&p.Open).Default(true), schema.Date(&p.Due),
		schema.Time(&p.At).Default(time.Date(1, 1, 1, 9, 0, 0, 0, time.UTC)), schema.DateTime(&p.Made).DefaultFunc(time.Now).ReadOnly(),
		schema.LargeBinary(&p.Raw, 100).Default([]byte{}), schema.JSON(&p.Settings).Default(settings{}), schema.JSON(&p.Free).Nullable(),
		schema.String(&p.Token, 20).Default("canary").Secret(), schema.ForeignKey(&p.Team).RelatedName("projects").NotNull().OnDelete(schema.Restrict),
		schema.ForeignKey(&p.Parent).RelatedName("children"), schema.ManyToMany(&p.Labels).RelatedName("projects"), schema.Integer(&p.Version).Version(),
	}}
}

// team has projects.
type team struct {
	orm.Model
	ID       int64             `json:"id"`
	Name     string            `json:"name"`
	Projects orm.Many[project] `json:"projects"`
}

func (t *team) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&t.ID).PrimaryKey(), schema.String(&t.Name, 20).Unique()}}
}

// label is tied to projects with a note.
type label struct {
	ID   int64
	Name string
}

func (l *label) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&l.ID).PrimaryKey(), schema.String(&l.Name, 20)}}
}

type note struct {
	ID   int64  `json:"id"`
	Text string `json:"text"`
	Hide string `json:"hide"`
}

func (n *note) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&n.ID).PrimaryKey(), schema.String(&n.Text, 20).Default("x"), schema.String(&n.Hide, 20).Default("canary").Secret(),
	}}
}

// grade has a composite key, and the name of a component that every document has.
type grade struct {
	orm.Model
	Course string `json:"course"`
	Year   int    `json:"year"`
	Mark   *int   `json:"mark"`
}

func (g *grade) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.String(&g.Course, 20).PrimaryKey(), schema.Integer(&g.Year).PrimaryKey(), schema.Integer(&g.Mark),
	}}
}

// Problem is a model of that name.
type Problem struct {
	orm.Model
	ID   int64  `json:"id"`
	What string `json:"what"`
}

// Schema is the table of Problem.
func (p *Problem) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.What, 10)}}
}

func models() *schema.Registry {
	return schema.MustRegistry(&project{}, &team{}, &label{}, &note{}, &grade{}, &Problem{})
}

func resources(db *orm.DB) map[string]*ormhttp.Handler {
	return map[string]*ormhttp.Handler{
		"/projects": ormhttp.Resource[project](db, ormhttp.Relations("children", "labels"), ormhttp.Policy(orm.Policy{
			Include: []string{"team", "children", "labels", "parent__team", "team__projects"}, Search: []string{"slug", "title"},
		})),
		"/public/projects": ormhttp.Resource[project](db, ormhttp.Only(ormhttp.List, ormhttp.Get), ormhttp.Read("id", "slug"), ormhttp.Policy(orm.Policy{
			Filter: []string{"slug", "title__regex", "team__name"}, Sort: []string{"slug", "team__name"}, MaxSize: 7,
		})),
		"/teams":    ormhttp.Resource[team](db, ormhttp.Relations("projects"), ormhttp.Policy(orm.Policy{Include: []string{"projects"}})),
		"/labels":   ormhttp.Resource[label](db),
		"/grades":   ormhttp.Resource[grade](db, ormhttp.Write("course", "mark")),
		"/problems": ormhttp.Resource[Problem](db),
	}
}
