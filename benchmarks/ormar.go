package benchmarks

import (
	"context"
	"database/sql"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

type ormarAuthor struct {
	orm.Model
	ID      int64
	Name    string
	Email   string
	Age     int
	Score   float64
	Active  bool
	Created time.Time
	Updated time.Time
	Points  *int64
	Note    *string
	Books   orm.Many[ormarBook]
}

// Schema is the table of authors.
func (a *ormarAuthor) Schema() schema.Table {
	return schema.Table{Name: "authors", Fields: schema.Fields{
		schema.BigInteger(&a.ID).PrimaryKey(), schema.String(&a.Name, 100), schema.String(&a.Email, 100), schema.Integer(&a.Age),
		schema.Float(&a.Score), schema.Boolean(&a.Active), schema.DateTime(&a.Created), schema.DateTime(&a.Updated),
		schema.BigInteger(&a.Points), schema.Text(&a.Note),
	}}
}

type ormarBook struct {
	orm.Model
	ID        int64
	Author    orm.One[ormarAuthor]
	Title     string
	Pages     int
	Price     float64
	InPrint   bool
	Published time.Time
	Updated   time.Time
	Rating    *int64
	Blurb     *string
}

// Schema is the table of books.
func (b *ormarBook) Schema() schema.Table {
	return schema.Table{Name: "books", Fields: schema.Fields{
		schema.BigInteger(&b.ID).PrimaryKey(), schema.ForeignKey(&b.Author).NotNull().Name("author_id"), schema.String(&b.Title, 100), schema.Integer(&b.Pages),
		schema.Float(&b.Price), schema.Boolean(&b.InPrint), schema.DateTime(&b.Published), schema.DateTime(&b.Updated),
		schema.BigInteger(&b.Rating), schema.Text(&b.Blurb),
	}}
}

// ormar is this module, as a program would use it.
type ormar struct {
	db      *orm.DB
	authors orm.QuerySet[ormarAuthor]
	books   orm.QuerySet[ormarBook]
	field   *ormarBook
	joins   bool // one statement for the join, two elsewhere: the user's choice, by database
}

func openOrmar(e engine, dsn string) (contender, error) {
	models, err := schema.NewRegistry(&ormarAuthor{}, &ormarBook{})
	if err != nil {
		return nil, err
	}
	open := map[string]func(string, *schema.Registry, ...orm.Option) (*orm.DB, error){
		servers.SQLite: sqlite.Open, servers.Postgres: postgres.Open, servers.MariaDB: mysql.Open,
	}
	db, err := open[e.name](dsn, models)
	if err != nil {
		return nil, err
	}
	single(db.SQLX().DB)
	return &ormar{db: db, authors: orm.Objects[ormarAuthor](db), books: orm.Objects[ormarBook](db), field: orm.Fields[ormarBook](), joins: e.name == servers.MariaDB}, nil
}

func (o *ormar) get(ctx context.Context, id int64) (any, error) {
	return o.books.Get(ctx, orm.Eq(&o.field.ID, id))
}

func (o *ormar) list(ctx context.Context, n int) (any, error) {
	if n == 0 {
		return o.books.OrderBy("id").All(ctx)
	}
	return o.books.OrderBy("id").Limit(n).All(ctx)
}

func (o *ormar) filter(ctx context.Context, author int64, pages int, inPrint bool) (any, error) {
	f := o.field
	return o.books.Filter(orm.Lte(&f.Author, orm.RefPK[ormarAuthor](author)), orm.Gt(&f.Pages, pages), orm.Eq(&f.InPrint, inPrint)).
		OrderBy("title", "id").Limit(filterRows).All(ctx)
}

func newOrmarBook(b Book) ormarBook {
	return ormarBook{ID: b.ID, Author: orm.RefPK[ormarAuthor](b.AuthorID), Title: b.Title, Pages: b.Pages, Price: b.Price, InPrint: b.InPrint,
		Published: b.Published, Updated: b.Updated, Rating: b.Rating, Blurb: b.Blurb}
}

func (o *ormar) insert(ctx context.Context, b Book) (any, error) {
	return o.books.Create(ctx, newOrmarBook(b))
}

func (o *ormar) bulk(ctx context.Context, rows []Book) (any, error) {
	list := make([]*ormarBook, len(rows))
	for i, b := range rows {
		list[i] = new(newOrmarBook(b))
	}
	return list, o.books.BulkCreate(ctx, list)
}

func (o *ormar) update(ctx context.Context, b Book) error {
	return orm.Update(ctx, o.db, new(newOrmarBook(b)))
}

func (o *ormar) delete(ctx context.Context, id int64) error {
	return orm.Delete(ctx, o.db, &ormarBook{ID: id})
}

func (o *ormar) join(ctx context.Context, n int) (any, error) {
	q := o.books.OrderBy("id").Limit(n)
	if o.joins {
		return q.SelectRelated("author").All(ctx)
	}
	return q.PrefetchRelated("author").All(ctx)
}

func (o *ormar) prefetch(ctx context.Context, n int) (any, error) {
	return o.authors.OrderBy("id").Limit(n).PrefetchRelated("books").All(ctx)
}

func (o *ormar) count(ctx context.Context, author int64) (int64, error) {
	return o.books.Filter(orm.Eq(&o.field.Author, orm.RefPK[ormarAuthor](author))).Count(ctx)
}

func (b *ormarBook) plain() Book {
	author, _ := b.Author.PK().(int64)
	return Book{b.ID, author, b.Title, b.Pages, b.Price, b.InPrint, b.Published, b.Updated, b.Rating, b.Blurb}
}

func (a *ormarAuthor) plain() Author {
	return Author{a.ID, a.Name, a.Email, a.Age, a.Score, a.Active, a.Created, a.Updated, a.Points, a.Note}
}

func (o *ormar) rows(result any) (out []Book) {
	if b, ok := result.(*ormarBook); ok {
		return []Book{b.plain()}
	}
	for _, b := range result.([]*ormarBook) {
		out = append(out, b.plain())
	}
	return out
}

func (o *ormar) graphs(result any) (out []Written) {
	if list, ok := result.([]*ormarBook); ok {
		for _, b := range list {
			out = append(out, Written{b.Author.Get().plain(), []Book{b.plain()}})
		}
		return out
	}
	for _, a := range result.([]*ormarAuthor) {
		out = append(out, Written{a.plain(), o.rows(a.Books.All())})
	}
	return out
}

func (o *ormar) pool() *sql.DB { return o.db.SQLX().DB }

func (o *ormar) close() error { return o.db.Close() }
