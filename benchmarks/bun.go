package benchmarks

import (
	"context"
	"database/sql"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/mysqldialect"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/schema"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
)

type bunAuthor struct {
	bun.BaseModel `bun:"table:authors"`

	ID      int64 `bun:",pk,autoincrement"`
	Name    string
	Email   string
	Age     int
	Score   float64
	Active  bool
	Created time.Time
	Updated time.Time
	Points  *int64
	Note    *string
	Books   []*bunBook `bun:"rel:has-many,join:id=author_id"`
}

type bunBook struct {
	bun.BaseModel `bun:"table:books"`

	ID        int64 `bun:",pk,autoincrement"`
	AuthorID  int64
	Title     string
	Pages     int
	Price     float64
	InPrint   bool
	Published time.Time
	Updated   time.Time
	Rating    *int64
	Blurb     *string
	Author    *bunAuthor `bun:"rel:belongs-to,join:author_id=id"`
}

// bunned is bun, which writes values into the text of its statements.
type bunned struct{ db *bun.DB }

func openBun(e engine, dsn string) (contender, error) {
	open, dialect := e.open, schema.Dialect(mysqldialect.New())
	switch e.name {
	case servers.SQLite:
		dialect = sqlitedialect.New()
	case servers.Postgres:
		open, dialect = e.simple, pgdialect.New()
	}
	pool, err := open(dsn)
	if err != nil {
		return nil, err
	}
	return &bunned{bun.NewDB(pool, dialect)}, nil
}

func (b *bunned) get(ctx context.Context, id int64) (any, error) {
	row := new(bunBook)
	err := b.db.NewSelect().Model(row).Where("id = ?", id).Scan(ctx)
	return []*bunBook{row}, err
}

func (b *bunned) list(ctx context.Context, n int) (any, error) {
	var list []*bunBook
	q := b.db.NewSelect().Model(&list).Order("id")
	if n > 0 {
		q = q.Limit(n)
	}
	err := q.Scan(ctx)
	return list, err
}

func (b *bunned) filter(ctx context.Context, author int64, pages int, inPrint bool) (any, error) {
	var list []*bunBook
	err := b.db.NewSelect().Model(&list).Where("author_id <= ? AND pages > ? AND in_print = ?", author, pages, inPrint).Order("title", "id").Limit(filterRows).Scan(ctx)
	return list, err
}

func newBunBook(b Book) *bunBook {
	return &bunBook{ID: b.ID, AuthorID: b.AuthorID, Title: b.Title, Pages: b.Pages, Price: b.Price, InPrint: b.InPrint,
		Published: b.Published, Updated: b.Updated, Rating: b.Rating, Blurb: b.Blurb}
}

func (b *bunned) insert(ctx context.Context, r Book) (any, error) {
	row := newBunBook(r)
	_, err := b.db.NewInsert().Model(row).Exec(ctx)
	return []*bunBook{row}, err
}

func (b *bunned) bulk(ctx context.Context, rows []Book) (any, error) {
	list := make([]*bunBook, len(rows))
	for i, r := range rows {
		list[i] = newBunBook(r)
	}
	_, err := b.db.NewInsert().Model(&list).Exec(ctx)
	return list, err
}

func (b *bunned) update(ctx context.Context, r Book) error {
	_, err := b.db.NewUpdate().Model(newBunBook(r)).WherePK().Exec(ctx)
	return err
}

func (b *bunned) delete(ctx context.Context, id int64) error {
	_, err := b.db.NewDelete().Model(&bunBook{ID: id}).WherePK().Exec(ctx)
	return err
}

func (b *bunned) join(ctx context.Context, n int) (any, error) {
	var list []*bunBook
	err := b.db.NewSelect().Model(&list).Relation("Author").OrderExpr("bun_book.id").Limit(n).Scan(ctx)
	return list, err
}

func (b *bunned) prefetch(ctx context.Context, n int) (any, error) {
	var list []*bunAuthor
	err := b.db.NewSelect().Model(&list).Relation("Books", func(q *bun.SelectQuery) *bun.SelectQuery { return q.Order("author_id", "id") }).
		Order("id").Limit(n).Scan(ctx)
	return list, err
}

func (b *bunned) count(ctx context.Context, author int64) (int64, error) {
	n, err := b.db.NewSelect().Model((*bunBook)(nil)).Where("author_id = ?", author).Count(ctx)
	return int64(n), err
}

func (b *bunBook) plain() Book {
	return Book{b.ID, b.AuthorID, b.Title, b.Pages, b.Price, b.InPrint, b.Published, b.Updated, b.Rating, b.Blurb}
}

func (a *bunAuthor) plain() Author {
	return Author{a.ID, a.Name, a.Email, a.Age, a.Score, a.Active, a.Created, a.Updated, a.Points, a.Note}
}

func (b *bunned) rows(result any) (out []Book) {
	for _, r := range result.([]*bunBook) {
		out = append(out, r.plain())
	}
	return out
}

func (b *bunned) graphs(result any) (out []Written) {
	if list, ok := result.([]*bunBook); ok {
		for _, r := range list {
			out = append(out, Written{r.Author.plain(), []Book{r.plain()}})
		}
		return out
	}
	for _, a := range result.([]*bunAuthor) {
		out = append(out, Written{a.plain(), b.rows(a.Books)})
	}
	return out
}

func (b *bunned) pool() *sql.DB { return b.db.DB }

func (b *bunned) close() error { return b.db.Close() }
