package folding

import (
	"fmt"
	"slices"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// TestOwnTablesPayNothing: columns that compare to the letter, as those of our own tables do, cost no further statement, also where
// a row is not there.
func TestOwnTablesPayNothing(t *testing.T) {
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			sent := &dbtest.Counter{}
			db := dbtest.Open(t, database, models(), orm.WithObserver(sent))
			w := &world{t, db, sent, columns{}, db.SQLX()}
			for i, id := range []string{"cat", "dog", "été"} {
				if err := orm.Save(t.Context(), db, &writer{ID: id}); err != nil {
					t.Fatal(err)
				}
				if err := orm.Save(t.Context(), db, &book{ID: i + 1, Writer: orm.RefPK[writer](id)}); err != nil {
					t.Fatal(err)
				}
			}
			sent.Reset()
			books, writers := orm.Objects[book](db), orm.Objects[writer](db)
			all(w, books.PrefetchRelated("writer"))
			sent.Want(t, 2)
			all(w, books.Filter(orm.Q{"pk__lt": 3}).Prefetch("writer", writers.Filter(orm.Q{"pk": "dog"})))
			sent.Want(t, 2)
			all(w, writers.PrefetchRelated("books", "badge", "clubs", "tags"))
			sent.Want(t, 5)
		})
	}
}

// TestManyFoldedKeys: a list of many keys folds as a short one does, and all that needs asking is asked at once.
func TestManyFoldedKeys(t *testing.T) {
	const count = 1500
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, database, kinds[database][1])
			var writers, books [][]any
			for i := range count {
				writers = append(writers, []any{fmt.Sprint("w", i)})
				books = append(books, []any{i, 0, fmt.Sprint("W", i)})
			}
			for part := range slices.Chunk(writers, 500) {
				w.add("writers", "id", part)
			}
			for part := range slices.Chunk(books, 500) {
				w.add("books", "id, position, writer", part)
			}
			w.sent.Reset()
			for _, o := range all(w, orm.Objects[writer](w.db).PrefetchRelated("books")) {
				if list := o.Books.All(); len(list) != 1 || fmt.Sprint("w", list[0].ID) != o.ID {
					t.Fatalf("%s has %v", o.ID, bookIDs(list))
				}
			}
			w.sent.Want(t, 3)
			for _, b := range all(w, orm.Objects[book](w.db).PrefetchRelated("writer")) {
				if o := b.Writer.Get(); o == nil || o.ID != fmt.Sprint("w", b.ID) {
					t.Fatalf("book %d has %+v", b.ID, o)
				}
			}
			w.sent.Want(t, 3)
		})
	}
}
