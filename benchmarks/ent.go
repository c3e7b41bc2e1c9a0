package benchmarks

import (
	"context"
	"database/sql"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"

	"github.com/ormar-go/ormar/benchmarks/ent"
	"github.com/ormar-go/ormar/benchmarks/ent/author"
	"github.com/ormar-go/ormar/benchmarks/ent/book"
	"github.com/ormar-go/ormar/internal/dbtest/servers"
)

//go:generate go run entgo.io/ent/cmd/ent@v0.14.5 generate ./ent/schema

// ented is ent, with the code that its generator made of ent/schema.
type ented struct {
	client *ent.Client
	conn   *sql.DB
}

func openEnt(e engine, dsn string) (contender, error) {
	pool, err := e.open(dsn)
	if err != nil {
		return nil, err
	}
	name := map[string]string{servers.SQLite: dialect.SQLite, servers.Postgres: dialect.Postgres, servers.MariaDB: dialect.MySQL}[e.name]
	return &ented{ent.NewClient(ent.Driver(entsql.OpenDB(name, pool))), pool}, nil
}

func (n *ented) get(ctx context.Context, id int64) (any, error) {
	row, err := n.client.Book.Get(ctx, id)
	return []*ent.Book{row}, err
}

func (n *ented) list(ctx context.Context, limit int) (any, error) {
	q := n.client.Book.Query().Order(book.ByID())
	if limit > 0 {
		q = q.Limit(limit)
	}
	return q.All(ctx)
}

// The foreign key's condition is written by its column: for such fields ent generates no comparison but equality.
func (n *ented) filter(ctx context.Context, author int64, pages int, inPrint bool) (any, error) {
	return n.client.Book.Query().Where(entsql.FieldLTE(book.FieldAuthorID, author), book.PagesGT(pages), book.InPrint(inPrint)).
		Order(book.ByTitle(), book.ByID()).Limit(filterRows).All(ctx)
}

func setBook(c *ent.BookCreate, b *Book) *ent.BookCreate {
	return c.SetAuthorID(b.AuthorID).SetTitle(b.Title).SetPages(b.Pages).SetPrice(b.Price).SetInPrint(b.InPrint).
		SetPublished(b.Published).SetUpdated(b.Updated).SetNillableRating(b.Rating).SetNillableBlurb(b.Blurb)
}

func (n *ented) insert(ctx context.Context, b Book) (any, error) {
	row, err := setBook(n.client.Book.Create(), &b).Save(ctx)
	return []*ent.Book{row}, err
}

// A single statement, which is a transaction already.
func (n *ented) bulk(ctx context.Context, rows []Book) (any, error) {
	return n.client.Book.MapCreateBulk(rows, func(c *ent.BookCreate, i int) { setBook(c, &rows[i]) }).Save(ctx)
}

// An update by condition is one statement; UpdateOneID would begin a transaction and read the row back.
func (n *ented) update(ctx context.Context, b Book) error {
	u := n.client.Book.Update().Where(book.ID(b.ID)).SetAuthorID(b.AuthorID).SetTitle(b.Title).SetPages(b.Pages).SetPrice(b.Price).
		SetInPrint(b.InPrint).SetPublished(b.Published).SetUpdated(b.Updated)
	if b.Rating == nil {
		u.ClearRating()
	} else {
		u.SetRating(*b.Rating)
	}
	if b.Blurb == nil {
		u.ClearBlurb()
	} else {
		u.SetBlurb(*b.Blurb)
	}
	return u.Exec(ctx)
}

func (n *ented) delete(ctx context.Context, id int64) error {
	return n.client.Book.DeleteOneID(id).Exec(ctx)
}

// Edges are always loaded in a statement of their own.
func (n *ented) join(ctx context.Context, limit int) (any, error) {
	return n.client.Book.Query().WithAuthor().Order(book.ByID()).Limit(limit).All(ctx)
}

func (n *ented) prefetch(ctx context.Context, limit int) (any, error) {
	return n.client.Author.Query().WithBooks(func(q *ent.BookQuery) { q.Order(book.ByAuthorID(), book.ByID()) }).
		Order(author.ByID()).Limit(limit).All(ctx)
}

func (n *ented) count(ctx context.Context, author int64) (int64, error) {
	total, err := n.client.Book.Query().Where(book.AuthorID(author)).Count(ctx)
	return int64(total), err
}

func entBook(b *ent.Book) Book {
	return Book{b.ID, b.AuthorID, b.Title, b.Pages, b.Price, b.InPrint, b.Published, b.Updated, b.Rating, b.Blurb}
}

func entAuthor(a *ent.Author) Author {
	return Author{a.ID, a.Name, a.Email, a.Age, a.Score, a.Active, a.Created, a.Updated, a.Points, a.Note}
}

func (n *ented) rows(result any) (out []Book) {
	for _, b := range result.([]*ent.Book) {
		out = append(out, entBook(b))
	}
	return out
}

func (n *ented) graphs(result any) (out []Written) {
	if list, ok := result.([]*ent.Book); ok {
		for _, b := range list {
			out = append(out, Written{entAuthor(b.Edges.Author), []Book{entBook(b)}})
		}
		return out
	}
	for _, a := range result.([]*ent.Author) {
		out = append(out, Written{entAuthor(a), n.rows(a.Edges.Books)})
	}
	return out
}

func (n *ented) pool() *sql.DB { return n.conn }

func (n *ented) close() error { return n.client.Close() }
