package benchmarks

import (
	"context"
	"strings"

	entsql "entgo.io/ent/dialect/sql"
	sq "github.com/Masterminds/squirrel"
	"github.com/uptrace/bun"
	"gorm.io/gorm"

	"github.com/ormar-go/ormar/benchmarks/ent"
	"github.com/ormar-go/ormar/benchmarks/ent/book"
	"github.com/ormar-go/ormar/orm"
)

// suspect is a library under faults: what its documentation shows for each purpose.
type suspect interface {
	contender
	// transaction runs fn in one, whose statements take contexts of their own.
	transaction(ctx context.Context, fn func(in suspect, ctx context.Context) error) error
	// touch adds a page to a book; stall updates the book for which a condition in SQL, which takes seconds, holds.
	touch(ctx context.Context, id int64) error
	stall(ctx context.Context, condition string) error
	// retitle reads the key and the title of a book alone, changes the title, and saves what it has read.
	retitle(ctx context.Context, id int64, title string) error
	// blank gives a book no pages, by a struct with the new values.
	blank(ctx context.Context, id int64) error
	// misspelt lists books by a column that is not there; everything and nobody delete without a condition, and where a list is empty.
	misspelt(ctx context.Context) error
	everything(ctx context.Context) error
	nobody(ctx context.Context) error
	// zero lists the books of an author without a key, who is given as a value: there are none.
	zero(ctx context.Context) (int, error)
}

func (g *gormed) transaction(ctx context.Context, fn func(suspect, context.Context) error) error {
	return g.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error { return fn(&gormed{tx, g.conn}, ctx) })
}

func (g *gormed) touch(ctx context.Context, id int64) error {
	return g.db.WithContext(ctx).Model(&gormBook{}).Where("id = ?", id).Update("pages", gorm.Expr("pages + 1")).Error
}

func (g *gormed) stall(ctx context.Context, condition string) error {
	return g.db.WithContext(ctx).Model(&gormBook{}).Where(condition).Update("pages", 1).Error
}

func (g *gormed) retitle(ctx context.Context, id int64, title string) error {
	var b gormBook
	if err := g.db.WithContext(ctx).Select("id", "title").First(&b, id).Error; err != nil {
		return err
	}
	b.Title = title
	return g.db.WithContext(ctx).Save(&b).Error
}

func (g *gormed) blank(ctx context.Context, id int64) error {
	return g.db.WithContext(ctx).Model(&gormBook{ID: id}).Updates(gormBook{Title: "blank", Pages: 0}).Error
}

func (g *gormed) misspelt(ctx context.Context) error {
	var list []gormBook
	return g.db.WithContext(ctx).Order("titel").Limit(5).Find(&list).Error
}

func (g *gormed) everything(ctx context.Context) error {
	return g.db.WithContext(ctx).Delete(&gormBook{}).Error
}

func (g *gormed) nobody(ctx context.Context) error {
	return g.db.WithContext(ctx).Where("id IN ?", []int64{}).Delete(&gormBook{}).Error
}

func (g *gormed) zero(ctx context.Context) (int, error) {
	var list []gormBook
	err := g.db.WithContext(ctx).Where(&gormBook{AuthorID: 0}).Find(&list).Error
	return len(list), err
}

// bunner is bun, or a transaction of it.
type bunner struct {
	*bunned
	in bun.IDB
}

func (b *bunner) insert(ctx context.Context, r Book) (any, error) {
	row := newBunBook(r)
	_, err := b.in.NewInsert().Model(row).Exec(ctx)
	return []*bunBook{row}, err
}

func (b *bunner) transaction(ctx context.Context, fn func(suspect, context.Context) error) error {
	return b.in.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error { return fn(&bunner{b.bunned, tx}, ctx) })
}

func (b *bunner) touch(ctx context.Context, id int64) error {
	_, err := b.in.NewUpdate().Model((*bunBook)(nil)).Set("pages = pages + 1").Where("id = ?", id).Exec(ctx)
	return err
}

func (b *bunner) stall(ctx context.Context, condition string) error {
	_, err := b.in.NewUpdate().Model((*bunBook)(nil)).Set("pages = 1").Where(condition).Exec(ctx)
	return err
}

func (b *bunner) retitle(ctx context.Context, id int64, title string) error {
	row := new(bunBook)
	if err := b.in.NewSelect().Model(row).Column("id", "title").Where("id = ?", id).Scan(ctx); err != nil {
		return err
	}
	row.Title = title
	_, err := b.in.NewUpdate().Model(row).WherePK().Exec(ctx)
	return err
}

func (b *bunner) blank(ctx context.Context, id int64) error {
	_, err := b.in.NewUpdate().Model(&bunBook{ID: id, Title: "blank", Pages: 0}).Column("title", "pages").WherePK().Exec(ctx)
	return err
}

func (b *bunner) misspelt(ctx context.Context) error {
	var list []bunBook
	return b.in.NewSelect().Model(&list).Order("titel").Limit(5).Scan(ctx)
}

func (b *bunner) everything(ctx context.Context) error {
	_, err := b.in.NewDelete().Model((*bunBook)(nil)).Exec(ctx)
	return err
}

func (b *bunner) nobody(ctx context.Context) error {
	_, err := b.in.NewDelete().Model((*bunBook)(nil)).Where("id IN (?)", bun.In([]int64{})).Exec(ctx)
	return err
}

func (b *bunner) zero(ctx context.Context) (int, error) {
	var list []bunBook
	err := b.in.NewSelect().Model(&list).Where("author_id = ?", 0).Scan(ctx)
	return len(list), err
}

func (n *ented) transaction(ctx context.Context, fn func(suspect, context.Context) error) error {
	tx, err := n.client.Tx(ctx)
	if err != nil {
		return err
	}
	if err := fn(&ented{tx.Client(), n.conn}, ctx); err != nil {
		_ = tx.Rollback() // as ent's page of transactions has it, the first error counts
		return err
	}
	return tx.Commit()
}

func (n *ented) touch(ctx context.Context, id int64) error {
	return n.client.Book.Update().Where(book.ID(id)).AddPages(1).Exec(ctx)
}

func (n *ented) stall(ctx context.Context, condition string) error {
	return n.client.Book.Update().Where(func(s *entsql.Selector) { s.Where(entsql.ExprP(condition)) }).SetPages(1).Exec(ctx)
}

func (n *ented) retitle(ctx context.Context, id int64, title string) error {
	row, err := n.client.Book.Query().Where(book.ID(id)).Select(book.FieldID, book.FieldTitle).Only(ctx)
	if err != nil {
		return err
	}
	return row.Update().SetTitle(title).Exec(ctx)
}

func (n *ented) blank(ctx context.Context, id int64) error {
	return n.client.Book.UpdateOneID(id).SetTitle("blank").SetPages(0).Exec(ctx)
}

func (n *ented) misspelt(ctx context.Context) error {
	_, err := n.client.Book.Query().Order(ent.Asc("titel")).Limit(5).All(ctx)
	return err
}

func (n *ented) everything(ctx context.Context) error {
	_, err := n.client.Book.Delete().Exec(ctx)
	return err
}

func (n *ented) nobody(ctx context.Context) error {
	_, err := n.client.Book.Delete().Where(book.IDIn()).Exec(ctx)
	return err
}

func (n *ented) zero(ctx context.Context) (int, error) {
	list, err := n.client.Book.Query().Where(book.AuthorID(0)).All(ctx)
	return len(list), err
}

func (o *ormar) transaction(ctx context.Context, fn func(suspect, context.Context) error) error {
	return o.db.Transaction(ctx, func(ctx context.Context) error { return fn(o, ctx) })
}

func (o *ormar) touch(ctx context.Context, id int64) error {
	_, err := o.books.Filter(orm.Q{"id": id}).Update(ctx, orm.V{"pages": orm.F("pages").Add(1)})
	return err
}

func (o *ormar) stall(ctx context.Context, condition string) error {
	_, err := o.books.Filter(orm.SQL(sq.Expr(strings.Replace(condition, "id", "{id}", 1)))).Update(ctx, orm.V{"pages": 1})
	return err
}

func (o *ormar) retitle(ctx context.Context, id int64, title string) error {
	row, err := o.books.Fields("id", "title").Get(ctx, orm.Q{"id": id})
	if err != nil {
		return err
	}
	row.Title = title
	return orm.Update(ctx, o.db, row)
}

func (o *ormar) blank(ctx context.Context, id int64) error {
	return orm.Update(ctx, o.db, &ormarBook{ID: id, Title: "blank", Pages: 0}, "title", "pages")
}

func (o *ormar) misspelt(ctx context.Context) error {
	_, err := o.books.OrderBy("titel").Limit(5).All(ctx)
	return err
}

func (o *ormar) everything(ctx context.Context) error {
	_, err := o.books.Delete(ctx)
	return err
}

func (o *ormar) nobody(ctx context.Context) error {
	_, err := o.books.Filter(orm.Q{"id__in": []int64{}}).Delete(ctx)
	return err
}

func (o *ormar) zero(ctx context.Context) (int, error) {
	list, err := o.books.Filter(orm.Q{"author": 0}).All(ctx)
	return len(list), err
}

// stalls are conditions that take three seconds, or longer, for the first book.
var stalls = map[string]string{
	"postgres": "id = 1 AND pg_sleep(3)::text = ''",
	"mariadb":  "id = 1 AND SLEEP(3) = 0",
	"sqlite":   "id = 1 AND (WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 200000000) SELECT count(*) FROM c) > 0",
}
