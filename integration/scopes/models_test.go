package scopes

import (
	"context"
	"errors"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Person belongs to no tenant.
type Person struct {
	orm.Model
	ID     int64
	Name   string
	Issues orm.Many[Issue]
}

// Schema is the table of Person.
func (p *Person) Schema() schema.Table {
	return schema.Table{Name: "people", Fields: schema.Fields{schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.Name, 20)}}
}

// Project belongs to a tenant by a column of its own.
type Project struct {
	orm.Model
	ID     int64
	Tenant int
	Name   string
	Parent orm.One[Project]
	Kids   orm.Many[Project]
	Issues orm.Many[Issue]
}

// Schema is the table of Project.
func (p *Project) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&p.ID).PrimaryKey(), schema.Integer(&p.Tenant), schema.String(&p.Name, 20),
		schema.ForeignKey(&p.Parent).RelatedName("kids")}}
}

// Issue belongs to a tenant by its project, and is ordered by it.
type Issue struct {
	orm.Model
	ID      int64
	Project orm.One[Project]
	Owner   orm.One[Person]
	Title   string
	Points  int
	Labels  orm.Many[Label]
	Notes   orm.Many[Note]
}

// Schema is the table of Issue.
func (i *Issue) Schema() schema.Table {
	return schema.Table{OrderBy: []string{"project__name", "-points"}, Fields: schema.Fields{schema.BigInteger(&i.ID).PrimaryKey(),
		schema.ForeignKey(&i.Project).RelatedName("issues"), schema.ForeignKey(&i.Owner).RelatedName("issues"),
		schema.String(&i.Title, 20), schema.Integer(&i.Points), schema.ManyToMany(&i.Labels).RelatedName("issues")}}
}

// Label belongs to a tenant, and says so in two scopes.
type Label struct {
	orm.Model
	ID     int64
	Tenant int
	Name   string
	Hidden bool
	Issues orm.Many[Issue]
}

// Schema is the table of Label.
func (l *Label) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&l.ID).PrimaryKey(), schema.Integer(&l.Tenant), schema.String(&l.Name, 20),
		schema.Boolean(&l.Hidden)}, Constraints: []schema.Constraint{schema.UniqueTogether("tenant", "name")}}
}

// Note is a child with a key of its tenant's.
type Note struct {
	orm.Model
	ID     int64
	Tenant int
	Issue  orm.One[Issue]
	Text   string
}

// Schema is the table of Note.
func (n *Note) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&n.ID).PrimaryKey(), schema.Integer(&n.Tenant),
		schema.ForeignKey(&n.Issue).RelatedName("notes"), schema.String(&n.Text, 20)}}
}

func models() *schema.Registry {
	return schema.MustRegistry(&Person{}, &Project{}, &Issue{}, &Label{}, &Note{})
}

type tenantKey struct{}

var errNoTenant = errors.New("no tenant")

// as is a context of a tenant.
func as(ctx context.Context, tenant int) context.Context {
	return context.WithValue(ctx, tenantKey{}, tenant)
}

// of is a scope by a path to the tenant's column.
func of(path string) func(context.Context) (orm.Condition, error) {
	return func(ctx context.Context) (orm.Condition, error) {
		tenant, ok := ctx.Value(tenantKey{}).(int)
		if !ok {
			return nil, errNoTenant
		}
		return orm.Q{path: tenant}, nil
	}
}

// tenants are the options of a database with tenants.
func tenants() []orm.Option {
	return []orm.Option{orm.WithScope[Project]("tenant", of("tenant")), orm.WithScope[Issue]("tenant", of("project__tenant")),
		orm.WithScope[Label]("tenant", of("tenant")), orm.WithScope[Note]("tenant", of("tenant")),
		orm.WithScope[Label]("shown", func(context.Context) (orm.Condition, error) { return orm.Q{"hidden": false}, nil })}
}

func must(t testing.TB, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// is checks a kind of error.
func is(t testing.TB, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}
