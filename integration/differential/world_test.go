package differential

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"reflect"
	"time"
)

// world is a set of tables with rows.
type world struct {
	tables   map[string]*table
	names    []string
	database string
}

func (w *world) table(name string) *table { return w.tables[name] }

// sumsOver reports whether the database has sums of a column over a window.
func (w *world) sumsOver(c *column) bool { return c.kind != wideKind || w.database != "sqlite" }

// newWorld describes the models of this package, without rows. It is written by hand and does not ask the library.
func newWorld(database string) *world {
	w := &world{tables: map[string]*table{}, database: database}
	w.add(Publisher{}, []sortKey{{path: "name", desc: true}}, "ID", "Name", "Founded", "Active", "Score", "Serial", "Facts")
	w.add(Author{}, nil, "ID", "Name", "Bio", "Rating", "Active", "Born", "Mood", "Publisher", "Mentor")
	w.add(Profile{}, nil, "Handle", "Visits", "Owner")
	w.add(Book{}, nil, "ID", "Title", "Author", "Editor", "Pages", "Sold", "Price", "Released", "Weight", "Serial", "Mood", "Facts")
	w.add(Tag{}, []sortKey{{path: "rank"}}, "Code", "Label", "Rank")
	w.add(BookTag{}, nil, "ID", "Weight", "Note", "Book", "Tag")
	w.add(Genre{}, nil, "ID", "Name")
	w.addGauges()
	link := &table{name: "AuthorGenre", world: w, columns: []*column{{name: "id"}, {name: "author"}, {name: "genre"}}}
	w.tables[link.name] = link

	w.relate("Author", "publisher", "Publisher", "authors", nil)
	w.relate("Author", "mentor", "Author", "pupils", []sortKey{{path: "rating", desc: true}, {path: "name"}})
	w.relate("Book", "author", "Author", "books", []sortKey{{path: "title", desc: true}})
	w.relate("Book", "editor", "Author", "edited", nil)
	w.relate("Profile", "owner", "Author", "profile", nil)
	w.table("Author").rel("profile").many = false
	w.relate("BookTag", "book", "Book", "book_tag", nil)
	w.relate("BookTag", "tag", "Tag", "book_tag", nil)
	w.table("Book").rel("book_tag").hidden, w.table("Tag").rel("book_tag").hidden = true, true
	w.relateGauges()
	w.over("Book", "tags", "Tag", "books", "BookTag", true)
	w.over("Author", "genres", "Genre", "authors", "AuthorGenre", false)
	return w
}

var kinds = map[string]kind{"int64": wholeKind, "int": wholeKind, "string": textKind, "bool": boolKind, "float64": floatKind,
	"decimal.Decimal": decimalKind, "decimal.NullDecimal": decimalKind, "time.Time": momentKind,
	"uuid.UUID": uuidKind, "differential.Mood": enumKind, "map[string]interface {}": jsonKind,
	"uint64": wideKind, "differential.Word": foldKind, "[]string": wordsKind, "[]int": numbersKind}

func (w *world) add(model any, order []sortKey, fields ...string) {
	typ := reflect.TypeOf(model)
	t := &table{name: typ.Name(), world: w, order: order, typ: typ}
	for _, name := range fields {
		f, _ := typ.FieldByName(name)
		c := &column{name: snake(name), field: name, typ: f.Type}
		if name == "ID" {
			c.name = "id"
		}
		bare := f.Type
		if bare.Kind() == reflect.Pointer {
			bare, c.nullable = bare.Elem(), true
		}
		c.nullable = c.nullable || bare.String() == "decimal.NullDecimal"
		c.kind = kinds[bare.String()]
		if name == "Born" {
			c.kind = dateKind
		}
		t.columns = append(t.columns, c)
		if c.kind == jsonKind {
			t.inside = append(t.inside, insides(c)...)
		}
	}
	w.tables[t.name] = t
	w.names = append(w.names, t.name)
}

// relate makes both ends of a foreign key.
func (w *world) relate(from, name, to, far string, order []sortKey) {
	a, b := w.table(from), w.table(to)
	i := a.column(name)
	a.columns[i].to, a.columns[i].kind = b, b.columns[0].kind
	a.rels = append(a.rels, &rel{name: name, kind: forward, from: a, to: b, column: i, field: a.columns[i].field})
	b.rels = append(b.rels, &rel{name: far, kind: reverse, from: b, to: a, many: true, column: i, order: order, field: goName(far)})
}

// over makes both ends of a relation through link rows.
func (w *world) over(from, name, to, far, link string, data bool) {
	a, b, l := w.table(from), w.table(to), w.table(link)
	i, j := l.column(snake(from)), l.column(snake(to))
	a.rels = append(a.rels, &rel{name: name, kind: through, from: a, to: b, many: true, link: l, column: i, onward: j, field: goName(name), data: data})
	b.rels = append(b.rels, &rel{name: far, kind: through, from: b, to: a, many: true, link: l, column: j, onward: i, field: goName(far), data: data})
}

func goName(attribute string) string { return string(attribute[0]-'a'+'A') + attribute[1:] }

// Texts that a careless statement would take for something else.
var texts = []string{"", "a", "A", "b", "ab", "aB", "Ab", "a b", "a ", " a", "%", "_", "!", `\`, "'", `"`, "`", "a%b", "a_b", "a!b", `a\b`,
	"100%", "é", "É", "e", "日本", "😀", "ß", "zz", "?", "$1", "{id}", "--", "/*", "a'b", "NULL", "0", "1e3", "a\nb", "\tb"}

// fill makes rows; the numbers are small, so that joins and chances of equality stay small and large.
func (w *world) fill(r *rand.Rand) {
	w.rows(r, "Publisher", 2+r.IntN(3))
	w.rows(r, "Author", 5+r.IntN(4))
	w.rows(r, "Profile", 3+r.IntN(2))
	w.rows(r, "Book", 8+r.IntN(6))
	w.rows(r, "Tag", 4+r.IntN(3))
	w.rows(r, "Genre", 3)
	w.fillGauges(r)
	w.links(r, "BookTag", w.table("Book"), w.table("Tag"), 0.35)
	w.links(r, "AuthorGenre", w.table("Author"), w.table("Genre"), 0.4)
}

func (w *world) rows(r *rand.Rand, name string, n int) {
	t := w.table(name)
	for i := range n {
		values := make([]any, len(t.columns))
		for j, c := range t.columns {
			values[j] = w.random(r, t, c, i)
		}
		t.rows = append(t.rows, &row{t, values})
	}
	if name == "Profile" { // one to one
		owners := r.Perm(len(w.table("Author").rows))
		for i, p := range t.rows {
			p.values[t.column("owner")] = w.table("Author").rows[owners[i]].key()
		}
	}
}

func (w *world) random(r *rand.Rand, t *table, c *column, i int) any {
	switch {
	case c == t.columns[0] && c.kind == textKind:
		return texts[1:][(i*7+len(t.name))%(len(texts)-1)]
	case c == t.columns[0]:
		return int64(1 + i*3%17)
	case c.to != nil && len(c.to.rows) == 0: // the first rows of a self relation
		return nil
	case c.to != nil && c.name != "editor" && r.IntN(4) == 0:
		return nil
	case c.to != nil:
		return c.to.rows[r.IntN(len(c.to.rows))].key()
	case c.nullable && r.IntN(4) == 0:
		return nil
	}
	return randomValue(r, c.kind)
}

func randomValue(r *rand.Rand, k kind) any {
	switch k {
	case wholeKind:
		return int64(r.IntN(7) - 2)
	case textKind:
		return texts[r.IntN(len(texts))]
	case boolKind:
		return r.IntN(2) == 0
	case decimalKind:
		return big.NewRat(int64(r.IntN(9)-3)*125, 100)
	case floatKind:
		return float64(r.IntN(12)-4) / 4
	case uuidKind:
		return [16]byte{byte(r.IntN(3)) * 100, 6: 0x40, 8: 0x80, 15: byte(r.IntN(3))}
	case enumKind:
		return []string{"slow", "quick", "odd"}[r.IntN(3)]
	case jsonKind:
		return documents[r.IntN(len(documents))]
	case dateKind:
		return time.Date(1999, 12, 28+r.IntN(6), 0, 0, 0, 0, time.UTC)
	case momentKind:
		return time.Date(1999, 12, 31, 23, 59, 58+r.IntN(4), r.IntN(2)*1000, time.UTC)
	}
	return randomShape(r, k)
}

func (w *world) links(r *rand.Rand, name string, from, to *table, chance float64) {
	t := w.table(name)
	for _, a := range from.rows {
		for _, b := range to.rows {
			if r.Float64() > chance {
				continue
			}
			values := make([]any, len(t.columns))
			values[0] = int64(len(t.rows) + 1)
			values[t.column(snake(from.name))], values[t.column(snake(to.name))] = a.key(), b.key()
			for j, c := range t.columns {
				if c.name == "weight" || c.name == "note" {
					values[j] = w.random(r, t, c, 0)
				}
			}
			t.rows = append(t.rows, &row{t, values})
		}
	}
}

// String lists the rows, for the message of a failure.
func (w *world) String() string {
	out := ""
	for _, name := range append(w.names, "AuthorGenre") {
		for _, r := range w.table(name).rows {
			out += name
			for i, c := range w.table(name).columns {
				out += fmt.Sprintf(" %s=%s", c.name, show(r.values[i]))
			}
			out += "\n"
		}
	}
	return out
}
