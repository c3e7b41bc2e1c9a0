package benchmarks

import (
	"context"
	"database/sql"
	"strings"
	"time"

	sq "github.com/Masterminds/squirrel"
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
)

type sqlxBook struct {
	ID        int64     `db:"id"`
	AuthorID  int64     `db:"author_id"`
	Title     string    `db:"title"`
	Pages     int       `db:"pages"`
	Price     float64   `db:"price"`
	InPrint   bool      `db:"in_print"`
	Published time.Time `db:"published"`
	Updated   time.Time `db:"updated"`
	Rating    *int64    `db:"rating"`
	Blurb     *string   `db:"blurb"`
}

type sqlxAuthor struct {
	ID      int64     `db:"id"`
	Name    string    `db:"name"`
	Email   string    `db:"email"`
	Age     int       `db:"age"`
	Score   float64   `db:"score"`
	Active  bool      `db:"active"`
	Created time.Time `db:"created"`
	Updated time.Time `db:"updated"`
	Points  *int64    `db:"points"`
	Note    *string   `db:"note"`
}

type sqlxJoined struct {
	sqlxBook
	Author sqlxAuthor `db:"author"`
}

// mapped is sqlx with constant texts or, when built is set, with texts that squirrel builds for each call.
type mapped struct {
	db    *sqlx.DB
	e     engine
	built bool
	from  sq.StatementBuilderType
}

func openSqlx(e engine, dsn string) (contender, error) { return openMapped(e, dsn, false) }

func openSquirrel(e engine, dsn string) (contender, error) { return openMapped(e, dsn, true) }

func openMapped(e engine, dsn string, built bool) (contender, error) {
	pool, err := e.open(dsn)
	if err != nil {
		return nil, err
	}
	m := &mapped{db: sqlx.NewDb(pool, e.driver), e: e, built: built, from: sq.StatementBuilder}
	if e.name == servers.Postgres {
		m.from = m.from.PlaceholderFormat(sq.Dollar)
	}
	return m, nil
}

var bookList = strings.Split("id, "+bookColumns, ", ")

// text is the statement: the constant one, or built anew.
func (m *mapped) text(text string, args []any, build func() sq.Sqlizer) (string, []any, error) {
	if m.built {
		return build().ToSql()
	}
	return m.db.Rebind(text), args, nil
}

func (m *mapped) sel() sq.SelectBuilder { return m.from.Select(bookList...).From("books") }

func (m *mapped) books(ctx context.Context, build func() sq.Sqlizer, text string, args ...any) ([]sqlxBook, error) {
	text, args, err := m.text(text, args, build)
	if err != nil {
		return nil, err
	}
	var list []sqlxBook
	err = m.db.SelectContext(ctx, &list, text, args...)
	return list, err
}

func (m *mapped) get(ctx context.Context, id int64) (any, error) {
	text, args, err := m.text(selectBook+"WHERE id = ?", []any{id}, func() sq.Sqlizer { return m.sel().Where(sq.Eq{"id": id}) })
	if err != nil {
		return nil, err
	}
	var b sqlxBook
	err = m.db.GetContext(ctx, &b, text, args...)
	return []sqlxBook{b}, err
}

func (m *mapped) list(ctx context.Context, n int) (any, error) {
	if n == 0 {
		return m.books(ctx, func() sq.Sqlizer { return m.sel().OrderBy("id") }, selectBook+"ORDER BY id")
	}
	return m.books(ctx, func() sq.Sqlizer { return m.sel().OrderBy("id").Limit(uint64(n)) }, selectBook+"ORDER BY id LIMIT ?", n)
}

func (m *mapped) filter(ctx context.Context, author int64, pages int, inPrint bool) (any, error) {
	return m.books(ctx, func() sq.Sqlizer {
		return m.sel().Where(sq.LtOrEq{"author_id": author}).Where(sq.Gt{"pages": pages}).Where(sq.Eq{"in_print": inPrint}).OrderBy("title", "id").Limit(filterRows)
	}, selectBook+"WHERE author_id <= ? AND pages > ? AND in_print = ? ORDER BY title, id LIMIT ?", author, pages, inPrint, filterRows)
}

func (m *mapped) insert(ctx context.Context, b Book) (any, error) {
	suffix := ""
	if m.e.returns() {
		suffix = "RETURNING id"
	}
	text, args, err := m.text(insertBook+" "+suffix, bookValues(&b), func() sq.Sqlizer {
		return m.from.Insert("books").Columns(bookList[1:]...).Values(bookValues(&b)...).Suffix(suffix)
	})
	if err != nil {
		return nil, err
	}
	row := sqlxOf(b)
	if m.e.returns() {
		err = m.db.GetContext(ctx, &row.ID, text, args...)
		return []sqlxBook{row}, err
	}
	result, err := m.db.ExecContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	row.ID, err = result.LastInsertId()
	return []sqlxBook{row}, err
}

func sqlxOf(b Book) sqlxBook {
	return sqlxBook{b.ID, b.AuthorID, b.Title, b.Pages, b.Price, b.InPrint, b.Published, b.Updated, b.Rating, b.Blurb}
}

func (m *mapped) bulk(ctx context.Context, rows []Book) (any, error) {
	tx, err := m.db.BeginTxx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	out := make([]sqlxBook, 0, len(rows))
	for at := 0; at < len(rows); at += handBatch {
		var values []any
		insert := m.from.Insert("books").Columns(bookList[1:]...).Suffix("RETURNING id")
		for i := range rows[at : at+handBatch] {
			b := &rows[at+i]
			out = append(out, sqlxOf(*b))
			if m.built {
				insert = insert.Values(bookValues(b)...)
			} else {
				values = append(values, bookValues(b)...)
			}
		}
		text, args, err := m.text(bulkText(handBatch), values, func() sq.Sqlizer { return insert })
		if err != nil {
			return nil, err
		}
		var ids []int64
		if err := tx.SelectContext(ctx, &ids, text, args...); err != nil {
			return nil, err
		}
		for i, id := range ids {
			out[at+i].ID = id
		}
	}
	return out, tx.Commit()
}

func (m *mapped) exec(ctx context.Context, build func() sq.Sqlizer, text string, args ...any) error {
	text, args, err := m.text(text, args, build)
	if err != nil {
		return err
	}
	_, err = m.db.ExecContext(ctx, text, args...)
	return err
}

func (m *mapped) update(ctx context.Context, b Book) error {
	return m.exec(ctx, func() sq.Sqlizer {
		up := m.from.Update("books")
		for i, v := range bookValues(&b) {
			up = up.Set(bookList[i+1], v)
		}
		return up.Where(sq.Eq{"id": b.ID})
	}, updateBook, append(bookValues(&b), b.ID)...)
}

func (m *mapped) delete(ctx context.Context, id int64) error {
	return m.exec(ctx, func() sq.Sqlizer { return m.from.Delete("books").Where(sq.Eq{"id": id}) }, "DELETE FROM books WHERE id = ?", id)
}

// joinColumns name the author's columns as sqlx wants them for a struct within a struct.
func joinColumns() []string {
	var out []string
	for _, c := range bookList {
		out = append(out, "b."+c)
	}
	for _, c := range strings.Split("id, "+authorColumns, ", ") {
		out = append(out, `a.`+c+` AS "author.`+c+`"`)
	}
	return out
}

func (m *mapped) join(ctx context.Context, n int) (any, error) {
	columns := joinColumns()
	if m.e.name == servers.MariaDB {
		for i := range columns {
			columns[i] = strings.ReplaceAll(columns[i], `"`, "`")
		}
	}
	text, args, err := m.text("SELECT "+strings.Join(columns, ", ")+" FROM books b LEFT JOIN authors a ON a.id = b.author_id ORDER BY b.id LIMIT ?", []any{n}, func() sq.Sqlizer {
		return m.from.Select(columns...).From("books b").LeftJoin("authors a ON a.id = b.author_id").OrderBy("b.id").Limit(uint64(n))
	})
	if err != nil {
		return nil, err
	}
	var list []sqlxJoined
	err = m.db.SelectContext(ctx, &list, text, args...)
	return list, err
}

func (m *mapped) prefetch(ctx context.Context, n int) (any, error) {
	text, args, err := m.text("SELECT id, "+authorColumns+" FROM authors ORDER BY id LIMIT ?", []any{n}, func() sq.Sqlizer {
		return m.from.Select("id", authorColumns).From("authors").OrderBy("id").Limit(uint64(n))
	})
	if err != nil {
		return nil, err
	}
	var authors []sqlxAuthor
	if err := m.db.SelectContext(ctx, &authors, text, args...); err != nil {
		return nil, err
	}
	ids := make([]int64, len(authors))
	out, at := make([]Written, len(authors)), make(map[int64]int, len(authors))
	for i := range authors {
		ids[i], at[authors[i].ID] = authors[i].ID, i
		out[i].Author = authors[i].plain()
	}
	constant, values := "", []any(nil)
	if !m.built {
		if constant, values, err = sqlx.In(selectBook+"WHERE author_id IN (?) ORDER BY author_id, id", ids); err != nil {
			return nil, err
		}
	}
	books, err := m.books(ctx, func() sq.Sqlizer { return m.sel().Where(sq.Eq{"author_id": ids}).OrderBy("author_id", "id") }, constant, values...)
	for i := range books {
		w := &out[at[books[i].AuthorID]]
		w.Books = append(w.Books, books[i].plain())
	}
	return out, err
}

func (m *mapped) count(ctx context.Context, author int64) (n int64, err error) {
	text, args, err := m.text("SELECT COUNT(*) FROM books WHERE author_id = ?", []any{author}, func() sq.Sqlizer {
		return m.from.Select("COUNT(*)").From("books").Where(sq.Eq{"author_id": author})
	})
	if err != nil {
		return 0, err
	}
	err = m.db.GetContext(ctx, &n, text, args...)
	return n, err
}

func (b *sqlxBook) plain() Book {
	return Book{b.ID, b.AuthorID, b.Title, b.Pages, b.Price, b.InPrint, b.Published, b.Updated, b.Rating, b.Blurb}
}

func (a *sqlxAuthor) plain() Author {
	return Author{a.ID, a.Name, a.Email, a.Age, a.Score, a.Active, a.Created, a.Updated, a.Points, a.Note}
}

func (m *mapped) rows(result any) (out []Book) {
	for _, b := range result.([]sqlxBook) {
		out = append(out, b.plain())
	}
	return out
}

func (m *mapped) graphs(result any) (out []Written) {
	list, ok := result.([]sqlxJoined)
	if !ok {
		return result.([]Written)
	}
	for _, j := range list {
		out = append(out, Written{j.Author.plain(), []Book{j.plain()}})
	}
	return out
}

func (m *mapped) pool() *sql.DB { return m.db.DB }

func (m *mapped) close() error { return m.db.Close() }
