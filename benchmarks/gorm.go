package benchmarks

import (
	"context"
	"database/sql"
	"time"

	gormmysql "gorm.io/driver/mysql"
	gormpostgres "gorm.io/driver/postgres"
	gormsqlite "gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
)

type gormAuthor struct {
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
	Books   []gormBook `gorm:"foreignKey:AuthorID"`
}

// TableName is the table of authors.
func (gormAuthor) TableName() string { return "authors" }

type gormBook struct {
	ID        int64
	AuthorID  int64
	Title     string
	Pages     int
	Price     float64
	InPrint   bool
	Published time.Time
	Updated   time.Time
	Rating    *int64
	Blurb     *string
	Author    *gormAuthor `gorm:"foreignKey:AuthorID"`
}

// TableName is the table of books.
func (gormBook) TableName() string { return "books" }

// gormed is gorm, tuned as its documentation says: statements are kept, and a write has no transaction of its own.
type gormed struct {
	db   *gorm.DB
	conn *sql.DB
}

func openGorm(e engine, dsn string) (contender, error) {
	pool, err := e.open(dsn)
	if err != nil {
		return nil, err
	}
	var d gorm.Dialector
	switch e.name {
	case servers.SQLite:
		d = &gormsqlite.Dialector{Conn: pool}
	case servers.Postgres:
		d = gormpostgres.New(gormpostgres.Config{Conn: pool})
	default:
		d = gormmysql.New(gormmysql.Config{Conn: pool})
	}
	db, err := gorm.Open(d, &gorm.Config{PrepareStmt: true, SkipDefaultTransaction: true, Logger: logger.Discard})
	return &gormed{db, pool}, err
}

func (g *gormed) get(ctx context.Context, id int64) (any, error) {
	var b gormBook
	err := g.db.WithContext(ctx).Take(&b, id).Error
	return []gormBook{b}, err
}

func (g *gormed) list(ctx context.Context, n int) (any, error) {
	var list []gormBook
	q := g.db.WithContext(ctx).Order("id")
	if n > 0 {
		q = q.Limit(n)
	}
	err := q.Find(&list).Error
	return list, err
}

func (g *gormed) filter(ctx context.Context, author int64, pages int, inPrint bool) (any, error) {
	var list []gormBook
	err := g.db.WithContext(ctx).Where("author_id <= ? AND pages > ? AND in_print = ?", author, pages, inPrint).Order("title, id").Limit(filterRows).Find(&list).Error
	return list, err
}

func newGormBook(b Book) gormBook {
	return gormBook{b.ID, b.AuthorID, b.Title, b.Pages, b.Price, b.InPrint, b.Published, b.Updated, b.Rating, b.Blurb, nil}
}

func (g *gormed) insert(ctx context.Context, b Book) (any, error) {
	row := newGormBook(b)
	err := g.db.WithContext(ctx).Create(&row).Error
	return []gormBook{row}, err
}

func (g *gormed) bulk(ctx context.Context, rows []Book) (any, error) {
	list := make([]gormBook, len(rows))
	for i, b := range rows {
		list[i] = newGormBook(b)
	}
	err := g.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error { return tx.CreateInBatches(&list, handBatch).Error })
	return list, err
}

func (g *gormed) update(ctx context.Context, b Book) error {
	row := newGormBook(b)
	return g.db.WithContext(ctx).Model(&row).Select("*").Updates(&row).Error
}

func (g *gormed) delete(ctx context.Context, id int64) error {
	return g.db.WithContext(ctx).Delete(&gormBook{ID: id}).Error
}

func (g *gormed) join(ctx context.Context, n int) (any, error) {
	var list []gormBook
	err := g.db.WithContext(ctx).Joins("Author").Order("books.id").Limit(n).Find(&list).Error
	return list, err
}

func (g *gormed) prefetch(ctx context.Context, n int) (any, error) {
	var list []gormAuthor
	err := g.db.WithContext(ctx).Preload("Books", func(db *gorm.DB) *gorm.DB { return db.Order("author_id, id") }).Order("id").Limit(n).Find(&list).Error
	return list, err
}

func (g *gormed) count(ctx context.Context, author int64) (n int64, err error) {
	err = g.db.WithContext(ctx).Model(&gormBook{}).Where("author_id = ?", author).Count(&n).Error
	return n, err
}

func (b *gormBook) plain() Book {
	return Book{b.ID, b.AuthorID, b.Title, b.Pages, b.Price, b.InPrint, b.Published, b.Updated, b.Rating, b.Blurb}
}

func (a *gormAuthor) plain() Author {
	return Author{a.ID, a.Name, a.Email, a.Age, a.Score, a.Active, a.Created, a.Updated, a.Points, a.Note}
}

func (g *gormed) rows(result any) (out []Book) {
	for _, b := range result.([]gormBook) {
		out = append(out, b.plain())
	}
	return out
}

func (g *gormed) graphs(result any) (out []Written) {
	if list, ok := result.([]gormBook); ok {
		for _, b := range list {
			out = append(out, Written{b.Author.plain(), []Book{b.plain()}})
		}
		return out
	}
	for _, a := range result.([]gormAuthor) {
		out = append(out, Written{a.plain(), g.rows(a.Books)})
	}
	return out
}

func (g *gormed) pool() *sql.DB { return g.conn }

func (g *gormed) close() error { return g.conn.Close() }
