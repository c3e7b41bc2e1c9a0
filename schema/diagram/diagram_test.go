package diagram

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Author, Book and Tag are what most people draw.
type Author struct {
	ID    int64
	Name  string
	Boss  orm.One[Author]
	Books orm.Many[Book]
}

func (a *Author) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&a.ID).PrimaryKey(), schema.String(&a.Name, 100).Unique(), schema.ForeignKey(&a.Boss).SkipReverse()}}
}

type Book struct {
	ID     int64
	Author orm.One[Author]
	Sequel orm.One[Book]
	Title  string
	Tags   orm.Many[Tag]
	Cover  orm.One[Cover]
}

func (b *Book) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&b.ID).PrimaryKey(), schema.ForeignKey(&b.Author).NotNull(), schema.ForeignKey(&b.Sequel).Unique().SkipReverse(),
		schema.String(&b.Title, 100).Name("title <of> \"it\" & 'all'"), schema.ManyToMany(&b.Tags), schema.ForeignKey(&b.Cover).SkipReverse()}, AnyName: true}
}

// Cover and Book refer to each other.
type Cover struct {
	ID   int64
	Book orm.One[Book]
}

func (c *Cover) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&c.ID).PrimaryKey(), schema.ForeignKey(&c.Book).SkipReverse().NotNull()}}
}

type Tag struct {
	ID   int64
	Name string
}

func (t *Tag) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&t.ID).PrimaryKey(), schema.String(&t.Name, 20)}}
}

func library() *schema.Registry { return schema.MustRegistry(&Author{}, &Book{}, &Tag{}, &Cover{}) }

// invented are tables without models: n of them, of which each refers to some others, to itself at times, and at times in circles.
func invented(n int, r *rand.Rand, hub bool) []*table {
	var tables []*table
	for i := range n {
		name := fmt.Sprintf("table_%d", i)
		t := &table{model: &schema.Model{Table: name, Keys: make([]*schema.Attribute, 1)}, title: name, rows: []row{{name: "id", kind: "BigInteger", primary: true}}}
		tables = append(tables, t)
	}
	for i, t := range tables {
		refer := func(to *table) {
			t.refers = append(t.refers, &reference{child: t, parent: to, row: len(t.rows)})
			t.rows = append(t.rows, row{name: "to_" + to.title, kind: "BigInteger", foreign: true, optional: r.IntN(2) == 0, isUnique: r.IntN(5) == 0})
		}
		for range r.IntN(12) {
			t.rows = append(t.rows, row{name: strings.Repeat("c", 1+r.IntN(20)), kind: "String(100)"})
			switch {
			case r.IntN(6) == 0 && i > 0:
				refer(tables[r.IntN(i)])
			case r.IntN(40) == 0:
				refer(tables[r.IntN(n)])
			case r.IntN(40) == 0:
				refer(t)
			}
		}
		if hub && i > 0 {
			refer(tables[0])
		}
	}
	return tables
}

// laid is the figure of tables.
func laid(tables []*table) *figure {
	for _, t := range tables {
		t.size()
	}
	turn(tables)
	f := connect(tables, layered(tables))
	f.order()
	f.place()
	return f
}

// No two boxes touch, no line goes through a box, lines of different nets never run along each other, everything is inside the
// picture, and every reference has a way along lines.
func TestGeometry(t *testing.T) {
	figures := map[string]*figure{"library": draw(library()), "nothing": draw(schema.MustRegistry())}
	for seed := range uint64(60) {
		r := rand.New(rand.NewPCG(seed, 1))
		n := []int{1, 2, 5, 20, 60}[seed%5]
		figures[fmt.Sprintf("%d tables, seed %d", n, seed)] = laid(invented(n, r, seed%3 == 0))
	}
	for name, f := range figures {
		for _, mistake := range f.mistakes() {
			t.Errorf("%s: %s", name, mistake)
		}
		if len(f.tables) == 60 {
			if shape := f.w / f.h; shape < 0.4 || shape > 4 {
				t.Errorf("%s: %g by %g is no shape for a screen", name, f.w, f.h)
			}
		}
	}
}

func (f *figure) mistakes() []string {
	var out []string
	say := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for i, a := range f.tables {
		if a.box.x < 0 || a.box.y < 0 || a.box.x+a.box.w > f.w || a.box.y+a.box.h > f.h {
			say("%s is outside", a.title)
		}
		for _, b := range f.tables[:i] {
			if a.box.x < b.box.x+b.box.w+10 && b.box.x < a.box.x+a.box.w+10 && a.box.y < b.box.y+b.box.h+10 && b.box.y < a.box.y+a.box.h+10 {
				say("%s and %s are in each other's way", a.title, b.title)
			}
		}
	}
	type stroke struct {
		a, b  point
		color int
	}
	var strokes []stroke
	for _, l := range f.lines() {
		for i, p := range l.points[1:] {
			strokes = append(strokes, stroke{l.points[i], p, l.color})
		}
	}
	for i, s := range strokes {
		if math.Min(s.a.x, s.b.x) < 0 || math.Max(s.a.x, s.b.x) > f.w || math.Min(s.a.y, s.b.y) < 0 || math.Max(s.a.y, s.b.y) > f.h {
			say("a line is outside: %v", s)
		}
		for _, t := range f.tables {
			in := func(p point) bool {
				return p.x > t.box.x+0.01 && p.x < t.box.x+t.box.w-0.01 && p.y > t.box.y && p.y < t.box.y+t.box.h
			}
			for step := range 41 {
				at := float64(step) / 40
				if in(point{s.a.x + (s.b.x-s.a.x)*at, s.a.y + (s.b.y-s.a.y)*at}) {
					say("a line goes through %s: %v", t.title, s)
					break
				}
			}
		}
		for _, o := range strokes[:i] {
			if s.color == o.color {
				continue
			}
			upright := s.a.x == s.b.x && o.a.x == o.b.x && s.a.x == o.a.x && overlap(s.a.y, s.b.y, o.a.y, o.b.y)
			flat := s.a.y == s.b.y && o.a.y == o.b.y && s.a.y == o.a.y && overlap(s.a.x, s.b.x, o.a.x, o.b.x)
			if upright || flat {
				say("two lines run along each other: %v, %v", s, o)
			}
		}
	}
	if n := f.unreached(); n != 0 {
		say("%d references have no line", n)
	}
	return out
}

// unreached counts the references that no line leads along; below zero, lines that are none.
func (f *figure) unreached() int {
	n := len(f.loops)
	for _, net := range f.nets {
		for _, s := range net.spans {
			for _, r := range s.rights {
				if r.node.table != nil {
					n++
				}
			}
		}
	}
	for _, t := range f.tables {
		n -= len(t.refers)
	}
	return -n
}

func overlap(a, b, c, d float64) bool {
	return math.Min(math.Max(a, b), math.Max(c, d))-math.Max(math.Min(a, b), math.Min(c, d)) > 0.01
}

// The picture is well-formed, says every name as it is, and is the same each time.
func TestSVG(t *testing.T) {
	text := SVG(library())
	if dir := os.Getenv("ORMAR_DIAGRAMS"); dir != "" { // to be looked at
		if err := os.WriteFile(filepath.Join(dir, "library.svg"), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var said strings.Builder
	boxes := 0
	for d := xml.NewDecoder(strings.NewReader(string(text))); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		switch e := token.(type) {
		case xml.CharData:
			said.Write(e)
		case xml.StartElement:
			if e.Name.Local == "g" && len(e.Attr) == 1 && e.Attr[0].Name.Local == "id" {
				boxes++
			}
		}
	}
	for _, want := range []string{"authors", "books_tags", `title <of> "it" & 'all'`, "BigInteger", "String(100)", "PK", "FK", "UK"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("%q is not in\n%s", want, said.String())
		}
	}
	if again := SVG(library()); boxes != 5 || !reflect.DeepEqual(again, text) {
		t.Errorf("%d boxes; another time it is another picture", boxes)
	}
}

// The texts are what Mermaid and Graphviz read; references go from the child to the parent.
func TestTexts(t *testing.T) {
	for got, want := range map[string][]string{
		Mermaid(library()): {"erDiagram\n", "  \"authors\" {\n    BigInteger id PK\n    String_100 name UK\n    BigInteger boss FK\n  }\n", `"authors" ||--o{ "books" : author`,
			`"authors" |o--o{ "authors" : boss`, `"books" |o--o| "books" : sequel`, "String_100 title__of___it_____all\n", `"books" ||--o{ "books_tags" : book`},
		DOT(library()): {"digraph models {", `"books":p1 -> "authors":p0;`, `"authors":p2 -> "authors":p0 [style=dashed];`, "title &lt;of&gt; &quot;it&quot; &amp; &#39;all&#39;"},
	} {
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("%q is not in\n%s", w, got)
			}
		}
	}
}
