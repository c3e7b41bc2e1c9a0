package folding

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/orm"
)

// check compares every way of loading every relation with SQL written by hand.
func (w *world) check() {
	w.forward()
	w.reverse()
	w.reverseOne()
	w.many()
	w.nested()
}

func (w *world) forward() {
	books := orm.Objects[book](w.db)
	want := w.pairs("SELECT b.id, w.id FROM books b JOIN writers w ON w.id = b.writer")
	read := func(rows []*book) answer {
		got := answer{}
		of := map[string]*writer{}
		for _, b := range rows {
			if !b.Writer.Loaded() {
				w.Errorf("book %d: the writer is not loaded", b.ID)
			}
			if o := b.Writer.Get(); o != nil {
				got.add(strconv.Itoa(b.ID), []string{o.ID})
				if of[o.ID] != nil && of[o.ID] != o {
					w.Errorf("writer %q is two objects", o.ID)
				}
				of[o.ID] = o
			}
		}
		return got
	}
	raw := w.pairs("SELECT b.id, b.writer FROM books b WHERE b.writer IS NOT NULL")
	for way, q := range map[string]orm.QuerySet[book]{"Select": books.SelectRelated("writer"), "Prefetch": books.PrefetchRelated("writer")} {
		keys := answer{}
		for _, b := range all(w, q) {
			if !b.Writer.IsZero() {
				keys.add(strconv.Itoa(b.ID), []string{b.Writer.PK().(string)})
			}
		}
		w.same("the foreign keys of books, "+way+"Related", keys, raw)
	}
	w.same("books, SelectRelated", read(all(w, books.SelectRelated("writer"))), want)
	w.same("books, PrefetchRelated", read(all(w, books.PrefetchRelated("writer"))), want)
	w.same("books, Prefetch", read(all(w, books.Prefetch("writer", orm.Objects[writer](w.db).Filter(orm.Q{"pk__ne": "cat"})))),
		w.pairs("SELECT b.id, w.id FROM books b JOIN writers w ON w.id = b.writer WHERE w.id <> 'cat'"))
	got := answer{}
	for _, b := range all(w, books) {
		o, err := b.Writer.Load(w.Context())
		if _, ok := want[strconv.Itoa(b.ID)]; !ok && err != nil {
			continue // no such writer
		}
		if err != nil {
			w.Errorf("book %d: %v", b.ID, err)
		}
		if o != nil {
			got.add(strconv.Itoa(b.ID), []string{o.ID})
		}
	}
	w.same("books, Load", got, want)
}

func (w *world) reverse() {
	writers := orm.Objects[writer](w.db)
	want := w.pairs("SELECT w.id, b.id FROM writers w JOIN books b ON b.writer = w.id ORDER BY w.id, b.position, b.id")
	read := func(rows []*writer) answer {
		got := answer{}
		for _, o := range rows {
			got.add(o.ID, bookIDs(o.Books.All()))
			for _, b := range o.Books.All() {
				if b.Writer.Get() != o {
					w.Errorf("book %d does not point back at %q", b.ID, o.ID)
				}
			}
		}
		return got
	}
	w.same("writers, SelectRelated", read(all(w, writers.SelectRelated("books"))), want)
	w.same("writers, PrefetchRelated", read(all(w, writers.PrefetchRelated("books"))), want)
	two := orm.Objects[book](w.db).Limit(2)
	if !w.kind.loose {
		w.same("writers, two books each", read(all(w, writers.Prefetch("books", two))), firstTwo(want))
	}
	got, loaded, respelled := answer{}, answer{}, answer{}
	for _, o := range all(w, writers) {
		books, err := o.Books.Load(w.Context())
		if err != nil {
			w.Fatal(err)
		}
		got.add(o.ID, bookIDs(books))
		if err := orm.LoadAll(w.Context(), w.db, o); err != nil {
			w.Fatal(err)
		}
		loaded.add(o.ID, bookIDs(o.Books.All()))
		id := o.ID
		o.ID = strings.TrimRight(id, " ") + " "
		if books, err = o.Books.Load(w.Context()); err != nil {
			w.Fatal(err)
		}
		respelled.add(id, bookIDs(books))
	}
	w.same("writers, Load", got, want)
	w.same("writers, LoadAll", loaded, want)
	if w.kind.name == "rtrim" || w.kind.name == "padded" || w.kind.name == "char" {
		w.same("writers whose key is spelled differently in memory, Load", respelled, want)
	}
	iterated := answer{}
	for o, err := range writers.PrefetchRelated("books").Iterate(w.Context()) {
		if err != nil {
			w.Fatal(err)
		}
		iterated.add(o.ID, bookIDs(o.Books.All()))
	}
	w.same("writers, Iterate", iterated, want)
}

func (w *world) reverseOne() {
	writers := orm.Objects[writer](w.db)
	want := w.pairs("SELECT w.id, b.id FROM writers w JOIN badges b ON b.writer = w.id ORDER BY b.id")
	read := func(rows []*writer) answer {
		got := answer{}
		for _, o := range rows {
			if b := o.Badge.Get(); b != nil {
				got.add(o.ID, []string{strconv.Itoa(b.ID)})
			}
		}
		return got
	}
	w.same("badges, SelectRelated", read(all(w, writers.SelectRelated("badge"))), want)
	w.same("badges, PrefetchRelated", read(all(w, writers.PrefetchRelated("badge"))), want)
	rows := all(w, writers)
	for _, o := range rows {
		if _, err := o.Badge.Load(w.Context()); err != nil {
			w.Fatal(err)
		}
	}
	w.same("badges, Load", read(rows), want)
}

func (w *world) many() {
	writers, tags := orm.Objects[writer](w.db), orm.Objects[tag](w.db)
	clubs := w.pairs("SELECT w.id, c.id FROM writers w JOIN memberships m ON m.writer = w.id JOIN clubs c ON c.id = m.club")
	for way, rows := range map[string][]*writer{"SelectRelated": all(w, writers.SelectRelated("clubs")), "PrefetchRelated": all(w, writers.PrefetchRelated("clubs"))} {
		got := answer{}
		for _, o := range rows {
			var ids []string
			for _, c := range o.Clubs.All() {
				ids = append(ids, c.ID)
			}
			got.add(o.ID, sorted(ids))
		}
		w.same("clubs, "+way, got, inOrder(clubs))
	}
	tied := w.pairs("SELECT w.id, t.id FROM writers w JOIN stickers s ON s.writer = w.id JOIN tags t ON t.id = s.tag")
	back := w.pairs("SELECT t.id, w.id FROM tags t JOIN stickers s ON s.tag = t.id JOIN writers w ON w.id = s.writer")
	links := w.pairs("SELECT w.id, s.id FROM writers w JOIN stickers s ON s.writer = w.id JOIN tags t ON t.id = s.tag")
	for way, rows := range map[string][]*writer{"SelectRelated": all(w, writers.SelectRelated("tags")), "PrefetchRelated": all(w, writers.PrefetchRelated("tags"))} {
		got, through := answer{}, answer{}
		for _, o := range rows {
			var ids, stickers []string
			for _, l := range o.Tags.Links() {
				ids, stickers = append(ids, l.Target.ID), append(stickers, strconv.Itoa(l.Through.ID))
			}
			got.add(o.ID, sorted(ids))
			through.add(o.ID, sorted(stickers))
		}
		w.same("tags, "+way, got, inOrder(tied))
		w.same("stickers, "+way, through, inOrder(links))
	}
	for way, rows := range map[string][]*tag{"SelectRelated": all(w, tags.SelectRelated("writers")), "PrefetchRelated": all(w, tags.PrefetchRelated("writers"))} {
		got := answer{}
		for _, o := range rows {
			var ids []string
			for _, x := range o.Writers.All() {
				ids = append(ids, x.ID)
			}
			got.add(o.ID, sorted(ids))
		}
		w.same("writers of tags, "+way, got, inOrder(back))
	}
}

func inOrder(of map[string]string) map[string]string {
	for parent, list := range of {
		of[parent] = strings.Join(sorted(strings.Split(list, "|")), "|")
	}
	return of
}

// nested goes from books to writers to their books and badges.
func (w *world) nested() {
	read := func(rows []*book) string {
		var out []string
		for _, b := range rows {
			line := fmt.Sprint(b.ID)
			if o := b.Writer.Get(); o != nil {
				line += fmt.Sprintf(" %q %v", o.ID, bookIDs(o.Books.All()))
				if g := o.Badge.Get(); g != nil {
					line += fmt.Sprint(" badge ", g.ID)
				}
			}
			out = append(out, line)
		}
		return strings.Join(out, "; ")
	}
	books := orm.Objects[book](w.db)
	want := read(all(w, books.SelectRelated("writer__books", "writer__badge")))
	if got := read(all(w, books.PrefetchRelated("writer__books", "writer__badge"))); got != want {
		w.Errorf("nested\n   got %s\n  want %s", got, want)
	}
	if got := read(all(w, books.SelectRelated("writer").PrefetchRelated("writer__books", "writer__badge"))); got != want {
		w.Errorf("nested behind a join\n   got %s\n  want %s", got, want)
	}
}
