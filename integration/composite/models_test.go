package composite

import (
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Order is keyed by a tenant and a number.
type Order struct {
	orm.Model
	TenantID int64
	ID       int64
	Note     string
	Lines    orm.Many[Line]
	Invoice  orm.One[Invoice]
}

func (o *Order) Schema() schema.Table {
	return schema.Table{Unmanaged: true, Fields: schema.Fields{
		schema.BigInteger(&o.TenantID).PrimaryKey(), schema.BigInteger(&o.ID).PrimaryKey(), schema.String(&o.Note, 50),
	}}
}

// Line belongs to an order by columns that it shares with its own key.
type Line struct {
	orm.Model
	TenantID int64
	OrderID  int64
	Number   int64
	Product  orm.One[Product]
	Order    orm.One[Order]
	Quantity int
}

func (l *Line) Schema() schema.Table {
	return schema.Table{Name: "order_lines", Unmanaged: true, Fields: schema.Fields{
		schema.BigInteger(&l.TenantID).PrimaryKey(), schema.BigInteger(&l.OrderID).PrimaryKey(), schema.BigInteger(&l.Number).PrimaryKey(),
		schema.ForeignKey(&l.Product).Name("product_code").References("code"),
		schema.ForeignKey(&l.Order).On("tenant_id", "order_id").RelatedName("lines"),
		schema.Integer(&l.Quantity),
	}}
}

// Product is referred to by its code, not by its key.
type Product struct {
	orm.Model
	ID    int64
	Code  string
	Name  string
	Lines orm.Many[Line]
}

func (p *Product) Schema() schema.Table {
	return schema.Table{Unmanaged: true, Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.Code, 20).Unique(), schema.String(&p.Name, 50),
	}}
}

// Invoice refers to an order by columns of its own, which may be NULL; there is one for each order.
type Invoice struct {
	orm.Model
	ID    int64
	Order orm.One[Order]
	Day   time.Time
}

func (i *Invoice) Schema() schema.Table {
	return schema.Table{Unmanaged: true, Fields: schema.Fields{
		schema.BigInteger(&i.ID).PrimaryKey(),
		schema.ForeignKey(&i.Order).Columns("tenant", "order_no").Unique().RelatedName("invoice"),
		schema.Date(&i.Day),
	}}
}

// Film and Actor are tied by a model whose key is the pair.
type Film struct {
	orm.Model
	ID     int64
	Title  string
	Actors orm.ManyThrough[Actor, FilmActor]
	Tags   orm.Many[Tag]
}

func (f *Film) Schema() schema.Table {
	return schema.Table{Unmanaged: true, Fields: schema.Fields{
		schema.BigInteger(&f.ID).PrimaryKey(), schema.String(&f.Title, 50),
		schema.ManyToMany(&f.Actors).ThroughColumns("film_id", "actor_id"),
		schema.ManyToMany(&f.Tags).ThroughTable("film_tag").ThroughColumns("film_id", "tag_id"),
	}}
}

// Actor plays in films.
type Actor struct {
	orm.Model
	ID    int64
	Name  string
	Films orm.ManyThrough[Film, FilmActor]
}

func (a *Actor) Schema() schema.Table {
	return schema.Table{Unmanaged: true, Fields: schema.Fields{schema.BigInteger(&a.ID).PrimaryKey(), schema.String(&a.Name, 50)}}
}

// FilmActor has the pair for its key.
type FilmActor struct {
	ActorID int64
	FilmID  int64
	Role    string
}

func (f *FilmActor) Schema() schema.Table {
	return schema.Table{Name: "film_actor", Unmanaged: true, Fields: schema.Fields{
		schema.BigInteger(&f.ActorID).PrimaryKey(), schema.BigInteger(&f.FilmID).PrimaryKey(), schema.String(&f.Role, 50),
	}}
}

// Tag is tied to films by a table without an id.
type Tag struct {
	orm.Model
	ID    int64
	Name  string
	Films orm.Many[Film]
}

func (g *Tag) Schema() schema.Table {
	return schema.Table{Unmanaged: true, Fields: schema.Fields{schema.BigInteger(&g.ID).PrimaryKey(), schema.String(&g.Name, 50)}}
}

// Salary is one of somebody for some time: its key is a relation and a date.
type Salary struct {
	orm.Model
	Actor  orm.One[Actor]
	From   time.Time
	Amount int64
}

func (s *Salary) Schema() schema.Table {
	return schema.Table{Name: "salaries", Unmanaged: true, Fields: schema.Fields{
		schema.ForeignKey(&s.Actor).Name("actor_no").PrimaryKey(), schema.Date(&s.From).Name("from_date").PrimaryKey(), schema.BigInteger(&s.Amount),
	}}
}

func models() *schema.Registry {
	return schema.MustRegistry(&Order{}, &Line{}, &Product{}, &Invoice{}, &Film{}, &Actor{}, &FilmActor{}, &Tag{}, &Salary{})
}

var theirs = []string{
	"CREATE TABLE orders (tenant_id BIGINT NOT NULL, id BIGINT NOT NULL, note VARCHAR(50) NOT NULL, PRIMARY KEY (tenant_id, id))",
	"CREATE TABLE products (id BIGINT NOT NULL PRIMARY KEY, code VARCHAR(20) NOT NULL UNIQUE, name VARCHAR(50) NOT NULL)",
	"CREATE TABLE order_lines (tenant_id BIGINT NOT NULL, order_id BIGINT NOT NULL, number BIGINT NOT NULL, product_code VARCHAR(20), quantity INT NOT NULL, " +
		"PRIMARY KEY (tenant_id, order_id, number), CONSTRAINT lines_order FOREIGN KEY (tenant_id, order_id) REFERENCES orders (tenant_id, id), " +
		"CONSTRAINT lines_product FOREIGN KEY (product_code) REFERENCES products (code))",
	"CREATE TABLE invoices (id BIGINT NOT NULL PRIMARY KEY, tenant BIGINT, order_no BIGINT, day DATE NOT NULL, CONSTRAINT uc_invoices_tenant_order_no UNIQUE (tenant, order_no), " +
		"FOREIGN KEY (tenant, order_no) REFERENCES orders (tenant_id, id))",
	"CREATE TABLE films (id BIGINT NOT NULL PRIMARY KEY, title VARCHAR(50) NOT NULL)",
	"CREATE TABLE actors (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(50) NOT NULL)",
	"CREATE TABLE film_actor (actor_id BIGINT NOT NULL REFERENCES actors (id), film_id BIGINT NOT NULL REFERENCES films (id), role VARCHAR(50) NOT NULL, PRIMARY KEY (actor_id, film_id))",
	"CREATE TABLE tags (id BIGINT NOT NULL PRIMARY KEY, name VARCHAR(50) NOT NULL)",
	"CREATE TABLE film_tag (film_id BIGINT NOT NULL REFERENCES films (id), tag_id BIGINT NOT NULL REFERENCES tags (id), PRIMARY KEY (film_id, tag_id))",
	"CREATE TABLE salaries (actor_no BIGINT NOT NULL REFERENCES actors (id), from_date DATE NOT NULL, amount BIGINT NOT NULL, PRIMARY KEY (actor_no, from_date))",
	"INSERT INTO orders VALUES (1, 1, 'a'), (1, 2, 'b'), (2, 1, 'c'), (2, 9, 'd')",
	"INSERT INTO products VALUES (10, 'nut', 'Nut'), (11, 'bolt', 'Bolt')",
	"INSERT INTO order_lines VALUES (1, 1, 1, 'nut', 5), (1, 1, 2, 'bolt', 6), (1, 2, 1, 'nut', 7), (2, 1, 1, NULL, 8)",
	"INSERT INTO invoices VALUES (100, 1, 1, '2026-01-02'), (101, 2, 1, '2026-01-03'), (102, NULL, NULL, '2026-01-04'), (103, 2, NULL, '2026-01-05')",
	"INSERT INTO films VALUES (1, 'x'), (2, 'y'), (3, 'z')",
	"INSERT INTO actors VALUES (1, 'ann'), (2, 'bob')",
	"INSERT INTO film_actor VALUES (1, 1, 'hero'), (1, 2, 'cook'), (2, 1, 'king')",
	"INSERT INTO tags VALUES (1, 'new'), (2, 'old')",
	"INSERT INTO film_tag VALUES (1, 1), (1, 2), (2, 2)",
	"INSERT INTO salaries VALUES (1, '2020-01-01', 10), (1, '2021-01-01', 20), (2, '2020-01-01', 30)",
}

func onEach(t *testing.T, run func(t *testing.T, db *orm.DB)) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := dbtest.OpenEmpty(t, name, models())
			for _, text := range theirs {
				if name == "sqlite" { // declared types of others
					text = strings.ReplaceAll(text, "BIGINT", "INTEGER")
				}
				if _, err := db.SQLX().ExecContext(t.Context(), text); err != nil {
					t.Fatal(err)
				}
			}
			run(t, db)
		})
	}
}

func must[T any](t *testing.T) func(v T, err error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}
