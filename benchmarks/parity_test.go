package benchmarks

import (
	"reflect"
	"testing"
	"time"
)

// TestParity: every contender gives the same values for every item, and leaves the same rows behind.
func TestParity(t *testing.T) {
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			f := open(t, e)
			for i, c := range f.contenders {
				t.Run(f.names[i], func(t *testing.T) { parity(t, c) })
			}
		})
	}
}

func parity(t *testing.T, c contender) {
	ctx := t.Context()
	rows := func(what string, want []Book, result any, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		same(t, what, settled(c.rows(result)), settled(want))
	}
	all := books(1, bookCount)
	got, err := c.get(ctx, 4321)
	rows("get", all[4320:4321], got, err)
	got, err = c.list(ctx, listed)
	rows("list100", all[:listed], got, err)
	got, err = c.list(ctx, 0)
	rows("list10k", all, got, err)
	got, err = c.filter(ctx, 20, 120, true)
	rows("filter", filtered(all), got, err)

	row := newRow(1)
	got, err = c.insert(ctx, row)
	row.ID = bookCount + 1
	rows("insert", []Book{row}, got, err)
	want := changed(5, 3)
	want.ID = row.ID
	if err := c.update(ctx, want); err != nil {
		t.Fatal(err)
	}
	got, err = c.get(ctx, row.ID)
	rows("update", []Book{want}, got, err)
	if err := c.delete(ctx, row.ID); err != nil {
		t.Fatal(err)
	}
	written(t, c)

	joined, graphs := []Written{}, []Written{}
	for _, b := range all[:listed] {
		joined = append(joined, Written{newAuthor(b.AuthorID), []Book{b}})
	}
	for id := int64(1); id <= listed; id++ {
		graphs = append(graphs, Written{newAuthor(id), all[(id-1)*perAuthor : id*perAuthor]})
	}
	got, err = c.join(ctx, listed)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "join100", settledGraphs(c.graphs(got)), settledGraphs(joined))
	got, err = c.prefetch(ctx, listed)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "prefetch", settledGraphs(c.graphs(got)), settledGraphs(graphs))
	if n, err := c.count(ctx, 7); n != perAuthor || err != nil {
		t.Errorf("count: %d, %v", n, err)
	}
}

// written is the bulk insert: the rows come back with keys, and lie in the table under these.
func written(t *testing.T, c contender) {
	t.Helper()
	got, err := c.bulk(t.Context(), newRows())
	if err != nil {
		t.Fatal(err)
	}
	list := settled(c.rows(got))
	want := newRows()
	for i := range want {
		if i < len(list) {
			want[i].ID = list[i].ID
		}
	}
	same(t, "bulk1k", list, settled(want))
	stored, err := c.list(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	by := map[int64]Book{}
	for _, b := range settled(c.rows(stored))[bookCount:] {
		by[b.ID] = b
	}
	for _, b := range list {
		if !reflect.DeepEqual(by[b.ID], b) {
			t.Fatalf("bulk1k: the row of key %d is %+v, the object %+v", b.ID, by[b.ID], b)
		}
	}
	if len(by) != len(list) {
		t.Errorf("bulk1k: %d rows in the table, %d objects", len(by), len(list))
	}
	if err := clean(t.Context(), c.pool()); err != nil {
		t.Fatal(err)
	}
}

func same[T any](t *testing.T, what string, got, want []T) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d rows, want %d", what, len(got), len(want))
	}
	for i := range got {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Fatalf("%s: row %d is\n%+v, want\n%+v", what, i, got[i], want[i])
		}
	}
}

func books(first, last int64) (out []Book) {
	for id := first; id <= last; id++ {
		out = append(out, newBook(id))
	}
	return out
}

func filtered(all []Book) (out []Book) {
	for _, b := range all {
		if b.AuthorID <= 20 && b.Pages > 120 && b.InPrint {
			out = append(out, b)
		}
	}
	sortBooks(out)
	return out[:filterRows]
}

// settled gives times the one form that can be compared: the instant in UTC.
func settled(list []Book) []Book {
	for i := range list {
		list[i].Published, list[i].Updated = instant(list[i].Published), instant(list[i].Updated)
	}
	return list
}

func settledGraphs(list []Written) []Written {
	for i := range list {
		a := &list[i].Author
		a.Created, a.Updated = instant(a.Created), instant(a.Updated)
		settled(list[i].Books)
	}
	return list
}

func instant(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }
