package benchmarks

import (
	"context"
	"database/sql"
	"strings"
	"sync"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
)

// hand is database/sql by hand, as sqlc would generate it: a constant text for each question, rows scanned into a struct one
// after the other. When kept is not nil the statements are prepared once.
type hand struct {
	db   *sql.DB
	e    engine
	kept *sync.Map // string to *sql.Stmt
}

func openRaw(e engine, dsn string) (contender, error) {
	pool, err := e.open(dsn)
	return &hand{db: pool, e: e}, err
}

func openPrepared(e engine, dsn string) (contender, error) {
	pool, err := e.open(dsn)
	return &hand{db: pool, e: e, kept: &sync.Map{}}, err
}

const (
	selectBook  = "SELECT id, " + bookColumns + " FROM books "
	updateBook  = "UPDATE books SET author_id = ?, title = ?, pages = ?, price = ?, in_print = ?, published = ?, updated = ?, rating = ?, blurb = ? WHERE id = ?"
	insertBooks = "INSERT INTO books (" + bookColumns + ") VALUES "
	insertBook  = insertBooks + "(?, ?, ?, ?, ?, ?, ?, ?, ?)"
	joinBooks   = "SELECT b.id, b.author_id, b.title, b.pages, b.price, b.in_print, b.published, b.updated, b.rating, b.blurb, " +
		"a.id, a.name, a.email, a.age, a.score, a.active, a.created, a.updated, a.points, a.note " +
		"FROM books b LEFT JOIN authors a ON a.id = b.author_id ORDER BY b.id LIMIT ?"
	handBatch = 100
)

func (h *hand) stmt(ctx context.Context, text string) (*sql.Stmt, error) {
	if st, ok := h.kept.Load(text); ok {
		return st.(*sql.Stmt), nil
	}
	st, err := h.db.PrepareContext(ctx, h.e.number(text))
	if err != nil {
		return nil, err
	}
	if first, known := h.kept.LoadOrStore(text, st); known {
		return first.(*sql.Stmt), st.Close()
	}
	return st, nil
}

// numbered are the texts as PostgreSQL has them; a program would have written them so.
var numbered sync.Map // string to string

func (h *hand) text(text string) string {
	if h.e.name != servers.Postgres {
		return text
	}
	if n, ok := numbered.Load(text); ok {
		return n.(string)
	}
	n, _ := numbered.LoadOrStore(text, h.e.number(text))
	return n.(string)
}

func (h *hand) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if h.kept == nil {
		return h.db.QueryContext(ctx, h.text(text), args...)
	}
	st, err := h.stmt(ctx, text)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, args...)
}

func (h *hand) row(ctx context.Context, text string, args ...any) *sql.Row {
	if h.kept == nil {
		return h.db.QueryRowContext(ctx, h.text(text), args...)
	}
	st, err := h.stmt(ctx, text)
	if err != nil {
		return h.db.QueryRowContext(ctx, text)
	}
	return st.QueryRowContext(ctx, args...)
}

func (h *hand) exec(ctx context.Context, text string, args ...any) (sql.Result, error) {
	if h.kept == nil {
		return h.db.ExecContext(ctx, h.text(text), args...)
	}
	st, err := h.stmt(ctx, text)
	if err != nil {
		return nil, err
	}
	return st.ExecContext(ctx, args...)
}

func scanBook(row interface{ Scan(...any) error }, b *Book) error {
	return row.Scan(&b.ID, &b.AuthorID, &b.Title, &b.Pages, &b.Price, &b.InPrint, &b.Published, &b.Updated, &b.Rating, &b.Blurb)
}

func (h *hand) books(ctx context.Context, text string, args ...any) ([]Book, error) {
	rows, err := h.query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Book
	for rows.Next() {
		var b Book
		if err := scanBook(rows, &b); err != nil {
			return nil, err
		}
		list = append(list, b)
	}
	if err := rows.Close(); err != nil {
		return nil, err
	}
	return list, rows.Err()
}

func (h *hand) get(ctx context.Context, id int64) (any, error) {
	var b Book
	err := scanBook(h.row(ctx, selectBook+"WHERE id = ?", id), &b)
	return []Book{b}, err
}

func (h *hand) list(ctx context.Context, n int) (any, error) {
	if n == 0 {
		return h.books(ctx, selectBook+"ORDER BY id")
	}
	return h.books(ctx, selectBook+"ORDER BY id LIMIT ?", n)
}

func (h *hand) filter(ctx context.Context, author int64, pages int, inPrint bool) (any, error) {
	return h.books(ctx, selectBook+"WHERE author_id <= ? AND pages > ? AND in_print = ? ORDER BY title, id LIMIT ?", author, pages, inPrint, filterRows)
}

func (h *hand) insert(ctx context.Context, b Book) (any, error) {
	if h.e.returns() {
		err := h.row(ctx, insertBook+" RETURNING id", bookValues(&b)...).Scan(&b.ID)
		return []Book{b}, err
	}
	result, err := h.exec(ctx, insertBook, bookValues(&b)...)
	if err != nil {
		return nil, err
	}
	b.ID, err = result.LastInsertId()
	return []Book{b}, err
}

// bulkText is the text of a batch, written each time as a helper for such a statement would.
func bulkText(n int) string {
	var b strings.Builder
	b.WriteString(insertBooks)
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("(?, ?, ?, ?, ?, ?, ?, ?, ?)")
	}
	b.WriteString(" RETURNING id")
	return b.String()
}

func (h *hand) bulk(ctx context.Context, rows []Book) (any, error) {
	text := bulkText(handBatch)
	var kept *sql.Stmt
	if h.kept != nil {
		var err error
		if kept, err = h.stmt(ctx, text); err != nil {
			return nil, err
		}
	} else {
		text = h.e.number(text)
	}
	tx, err := h.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	st := kept
	if kept != nil {
		st = tx.StmtContext(ctx, kept)
	}
	for at := 0; at < len(rows); at += handBatch {
		batch := rows[at : at+handBatch]
		args := make([]any, 0, handBatch*9)
		for i := range batch {
			b := &batch[i]
			args = append(args, b.AuthorID, b.Title, b.Pages, b.Price, b.InPrint, b.Published, b.Updated, b.Rating, b.Blurb)
		}
		if err := keys(ctx, tx, st, text, args, batch); err != nil {
			return nil, err
		}
	}
	return rows, tx.Commit()
}

func keys(ctx context.Context, tx *sql.Tx, st *sql.Stmt, text string, args []any, batch []Book) error {
	var got *sql.Rows
	var err error
	if st != nil {
		got, err = st.QueryContext(ctx, args...)
	} else {
		got, err = tx.QueryContext(ctx, text, args...)
	}
	if err != nil {
		return err
	}
	defer got.Close()
	for i := 0; got.Next(); i++ {
		if err := got.Scan(&batch[i].ID); err != nil {
			return err
		}
	}
	return got.Err()
}

func (h *hand) update(ctx context.Context, b Book) error {
	_, err := h.exec(ctx, updateBook, b.AuthorID, b.Title, b.Pages, b.Price, b.InPrint, b.Published, b.Updated, b.Rating, b.Blurb, b.ID)
	return err
}

func (h *hand) delete(ctx context.Context, id int64) error {
	_, err := h.exec(ctx, "DELETE FROM books WHERE id = ?", id)
	return err
}

// joined is a row of the join, as sqlc.embed makes it.
type joined struct {
	Book   Book
	Author Author
}

func (h *hand) join(ctx context.Context, n int) (any, error) {
	rows, err := h.query(ctx, joinBooks, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []joined
	for rows.Next() {
		var j joined
		b, a := &j.Book, &j.Author
		if err := rows.Scan(&b.ID, &b.AuthorID, &b.Title, &b.Pages, &b.Price, &b.InPrint, &b.Published, &b.Updated, &b.Rating, &b.Blurb,
			&a.ID, &a.Name, &a.Email, &a.Age, &a.Score, &a.Active, &a.Created, &a.Updated, &a.Points, &a.Note); err != nil {
			return nil, err
		}
		list = append(list, j)
	}
	return list, rows.Err()
}

func (h *hand) authors(ctx context.Context, n int) ([]Author, error) {
	rows, err := h.query(ctx, "SELECT id, "+authorColumns+" FROM authors ORDER BY id LIMIT ?", n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Author
	for rows.Next() {
		var a Author
		if err := rows.Scan(&a.ID, &a.Name, &a.Email, &a.Age, &a.Score, &a.Active, &a.Created, &a.Updated, &a.Points, &a.Note); err != nil {
			return nil, err
		}
		list = append(list, a)
	}
	return list, rows.Err()
}

func (h *hand) prefetch(ctx context.Context, n int) (any, error) {
	authors, err := h.authors(ctx, n)
	if err != nil {
		return nil, err
	}
	var books []Book
	if h.e.name == servers.Postgres {
		ids := make([]int64, len(authors))
		for i, a := range authors {
			ids[i] = a.ID
		}
		books, err = h.books(ctx, selectBook+"WHERE author_id = ANY(?) ORDER BY author_id, id", ids)
	} else {
		ids := make([]any, len(authors))
		for i, a := range authors {
			ids[i] = a.ID
		}
		books, err = h.books(ctx, selectBook+"WHERE author_id IN (?"+strings.Repeat(", ?", len(ids)-1)+") ORDER BY author_id, id", ids...)
	}
	if err != nil {
		return nil, err
	}
	out := make([]Written, len(authors))
	at := make(map[int64]int, len(authors))
	for i, a := range authors {
		out[i].Author, at[a.ID] = a, i
	}
	for _, b := range books {
		w := &out[at[b.AuthorID]]
		w.Books = append(w.Books, b)
	}
	return out, nil
}

func (h *hand) count(ctx context.Context, author int64) (n int64, err error) {
	err = h.row(ctx, "SELECT COUNT(*) FROM books WHERE author_id = ?", author).Scan(&n)
	return n, err
}

func (h *hand) rows(result any) []Book { return result.([]Book) }

func (h *hand) graphs(result any) []Written {
	list, ok := result.([]joined)
	if !ok {
		return result.([]Written)
	}
	var out []Written
	for _, j := range list {
		out = append(out, Written{j.Author, []Book{j.Book}})
	}
	return out
}

func (h *hand) pool() *sql.DB { return h.db }

func (h *hand) close() error {
	if h.kept != nil {
		h.kept.Range(func(_, st any) bool { return st.(*sql.Stmt).Close() == nil })
	}
	return h.db.Close()
}
