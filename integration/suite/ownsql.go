package suite

import (
	"context"
	"errors"
	"strings"
	"testing"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// ownSQLCases are about the texts of the caller's own.
func ownSQLCases() []Case {
	return []Case{
		{Name: "ownsql/what is no one statement is refused before it is sent, and dooms nothing (Q-22, Q-23)", Models: library, Run: ownRefused},
		{Name: "ownsql/a fragment does not leave its place (Q-22)", Models: library, Run: ownPlace},
		{Name: "ownsql/what a Raw wrote is undone when its rows cannot be read (Q-23)", Models: library, Needs: Savepoints, Run: rawUndone},
		{Name: "ownsql/a Raw that the database refuses dooms its transaction (T-03, Q-23)", Models: library, Needs: Savepoints, Run: rawDoomed},
		{Name: "ownsql/columns of a Raw come in any order (Q-23)", Models: library, Run: rawColumns},
	}
}

// ownTexts are no SQL that could be sent, each for its own reason.
func ownTexts(db *orm.DB) map[string]sq.Sqlizer {
	texts := map[string]sq.Sqlizer{
		"nothing": sq.Expr(""), "a blank": sq.Expr(" "), "a comment to the end": sq.Expr("-- x"), "a comment": sq.Expr("/* c */"),
		"a semicolon": sq.Expr(";"), "a mark": sq.Expr("\uFEFF"), "NUL": sq.Expr("SELECT 1\x00"), "an open quote": sq.Expr("SELECT 'x"),
		"an open comment": sq.Expr("SELECT 1 /* x"), "two statements": sq.Expr("SELECT 1; DELETE FROM lib_tags"),
		"no argument": sq.Expr("SELECT ?"), "an argument too many": sq.Expr("SELECT ?", 1, 2), "a number": sq.Expr("SELECT $1", 1),
		"a builder's numbers": sq.Select("*").From("lib_tags").Where(sq.Eq{"id": 1}).PlaceholderFormat(sq.Dollar),
		"a builder's names":   sq.Select("*").From("lib_tags").Where(sq.Eq{"id": 1}).PlaceholderFormat(sq.AtP),
	}
	if f := family(db); f == "mysql" || f == "mariadb" {
		texts["a comment that is run"] = sq.Expr("SELECT 1 /*! FROM lib_tags */")
	}
	return texts
}

func ownRefused(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	tags := orm.Objects[libTag](db)
	calls := map[string]func(context.Context, sq.Sqlizer) error{
		"Raw":    func(ctx context.Context, s sq.Sqlizer) error { return lastError(orm.Raw[libTag](ctx, db, s)) },
		"Filter": func(ctx context.Context, s sq.Sqlizer) error { return lastError(tags.All(ctx, orm.SQL(s))) },
		"Or": func(ctx context.Context, s sq.Sqlizer) error {
			return lastError(tags.Exclude(orm.Or(orm.Q{"id": 1}, orm.SQL(s))).Count(ctx))
		},
		"Delete": func(ctx context.Context, s sq.Sqlizer) error { return lastError(tags.Delete(ctx, orm.SQL(s))) },
		"Some": func(ctx context.Context, s sq.Sqlizer) error {
			return lastError(tags.Filter(orm.Some("books", orm.SQL(s))).Update(ctx, orm.V{"name": "x"}))
		},
		"Having": func(ctx context.Context, s sq.Sqlizer) error {
			return lastError(tags.GroupBy("name").Having(orm.SQL(s)).Aggregate(ctx, orm.MaxOf("id").As("n")))
		},
	}
	for what, text := range ownTexts(db) {
		for call, try := range calls {
			noError(t, db.Transaction(t.Context(), func(ctx context.Context) error {
				err := try(ctx, text)
				isError(t, call+", "+what, err, orm.ErrQuery)
				if n := strings.Contains(what, "'s n") || what == "a number"; n && !strings.Contains(err.Error(), "?") {
					t.Errorf("%s, %s: %v does not say to use ?", call, what, err)
				}
				sent.Want(t, 0)
				_, err = tags.Exists(ctx)
				sent.Reset()
				return err
			}))
		}
	}
	for what, text := range map[string]string{"COMMIT": "COMMIT", "ROLLBACK": " rollback", "a savepoint": "/* x */ SAVEPOINT a", "a table": "DROP TABLE lib_tags"} {
		isError(t, what, lastError(orm.Raw[libTag](t.Context(), db, sq.Expr(text))), orm.ErrQuery)
	}
	sent.Want(t, 0)
}

func ownPlace(t *testing.T, db *orm.DB, sent *dbtest.Counter) {
	l := fillLibrary(t, db)
	sent.Reset()
	for what, text := range map[string]string{
		"closes ours": "1=1) OR (1=1", "closes ours in between": "id = 1) OR (id > 0", "does not close": "id IN (1, 2", "ends": "id = 1;",
	} {
		_, err := l.books.Filter(orm.Q{"author": 1}).Delete(t.Context(), orm.SQL(sq.Expr(text)))
		isError(t, what, err, orm.ErrQuery)
		sent.Want(t, 0)
	}
	for what, c := range map[string]struct {
		text string
		want []int64
	}{
		"a comment at the end":         {"{id} IN (1, 2) -- )", []int64{1}},
		"a comment with a parenthesis": {"{id} IN (1, 2) /* ) OR (1=1 */", []int64{1}},
		"a literal with one":           {"{title} <> ')' AND ({id} = 1 OR {id} = 2)", []int64{1}},
		"an OR of its own":             {"{id} = 1 OR {id} = 4", []int64{1}},
	} {
		wantIDs(t, what, l.books.Filter(orm.Q{"state": "printed"}, orm.SQL(sq.Expr(c.text)), orm.Q{"author": 1}), c.want...)
	}
}

// tagInsert is a statement that adds a tag, and gives the columns where the database can.
func tagInsert(db *orm.DB, id, columns string) sq.Sqlizer {
	if family(db) == "mysql" {
		return sq.Expr("INSERT INTO lib_tags (id, name) VALUES (" + id + ", 'new')")
	}
	return sq.Expr("INSERT INTO lib_tags (id, name) VALUES (" + id + ", 'new') RETURNING " + columns)
}

func rawUndone(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	ctx := t.Context()
	tags := orm.Objects[libTag](db)
	noError(t, lastError(tags.Create(ctx, libTag{ID: 1, Name: "old"})))
	undone := func(what string, err error) {
		t.Helper()
		if err == nil || errors.Is(err, orm.ErrQuery) || !strings.Contains(err.Error(), "undone") {
			t.Errorf("%s: %v, want an error that says it was undone", what, err)
		}
	}
	for what, s := range map[string]sq.Sqlizer{
		"a name that is none": tagInsert(db, "50", "id, 1 AS nope"), "no key": tagInsert(db, "50", "name"), "twice": tagInsert(db, "50", "id, name, name"),
		"a key that is NULL": tagInsert(db, "50", "NULL AS id, name"), "a value that is none": tagInsert(db, "50", "'x' AS id, name"),
		"no rows": sq.Expr("UPDATE lib_tags SET name = ?", "gone"), "no rows deleted": sq.Expr("DELETE FROM lib_tags"),
	} {
		undone(what, lastError(orm.Raw[libTag](ctx, db, s)))
		noError(t, db.Transaction(ctx, func(ctx context.Context) error {
			undone(what+", in a transaction", lastError(orm.Raw[libTag](ctx, db, s)))
			return lastError(tags.Filter(orm.Q{"id": 1}).Update(ctx, orm.V{"name": "old"}))
		}))
		names, err := orm.Pluck[string](ctx, tags, "name")
		noError(t, err)
		equal(t, what, names, []string{"old"})
	}
	isError(t, "a read of a name that is none", lastError(orm.Raw[libTag](ctx, db, sq.Expr("SELECT id, 1 AS nope FROM lib_tags"))), orm.ErrQuery)
	if family(db) == "mysql" {
		return
	}
	rows, err := orm.Raw[libTag](ctx, db, tagInsert(db, "7", "name, id"))
	noError(t, err)
	equal(t, "what was read", []any{len(rows), rows[0].ID, rows[0].Name}, []any{1, int64(7), "new"})
	n, err := tags.Count(ctx)
	noError(t, err)
	equal(t, "rows", n, int64(2))
}

func rawDoomed(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	tags := orm.Objects[libTag](db)
	noError(t, lastError(tags.Create(t.Context(), libTag{ID: 1, Name: "old"})))
	isError(t, "outside", lastError(orm.Raw[libTag](t.Context(), db, tagInsert(db, "1", "id, name"))), orm.ErrUnique)
	err := db.Transaction(t.Context(), func(ctx context.Context) error {
		_, err := orm.Raw[libTag](ctx, db, tagInsert(db, "1", "id, name"))
		isError(t, "inside", err, orm.ErrUnique)
		return nil
	})
	isError(t, "the transaction", err, orm.ErrTxDoomed)
	isError(t, "its cause", err, orm.ErrUnique)
}

func rawColumns(t *testing.T, db *orm.DB, _ *dbtest.Counter) {
	fillLibrary(t, db)
	ctx := t.Context()
	for what, columns := range map[string]string{"in order": "id, author, title", "the key last": "title, author, id", "the key between": "author, id, title"} {
		rows, err := orm.Raw[libBook](ctx, db, sq.Expr("SELECT "+columns+" FROM lib_books WHERE id = ?", 3))
		noError(t, err)
		b := rows[0]
		equal(t, what, []any{len(rows), b.ID, b.Title, b.Author.PK(), b.Has(&b.Title), b.Has(&b.Pages)}, []any{1, int64(3), "Gamma_x", int64(2), true, false})
	}
	rows, err := orm.Raw[libBook](ctx, db, sq.Expr("SELECT copies, id FROM lib_books ORDER BY id"))
	noError(t, err)
	equal(t, "a column's own name", []any{len(rows), rows[1].Sold, rows[1].ID}, []any{5, 200, int64(2)})
	all, err := orm.Raw[libTag](ctx, db, sq.Expr("SELECT name, id FROM lib_tags WHERE id = 2"))
	noError(t, err)
	equal(t, "complete", []any{all[0].ID, all[0].Name, all[0].Has(&all[0].Name), all[0].Saved()}, []any{int64(2), "sql", true, true})
	for what, columns := range map[string]string{"no key": "title", "a column twice": "id, title, title", "under both names": "id, copies, copies AS sold", "no column": "id, 1 AS nope"} {
		isError(t, what, lastError(orm.Raw[libBook](ctx, db, sq.Expr("SELECT "+columns+" FROM lib_books"))), orm.ErrQuery)
	}
}
