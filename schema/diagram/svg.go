package diagram

import (
	"fmt"
	"io"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// point is a place in the picture.
type point struct{ x, y float64 }

// line is a stroke, of corners.
type line struct {
	net    *net // nil of a loop
	points []point
	dashed bool
	color  int
}

// colors of lines, dark enough on white.
var colors = [...]string{"#1f5fa8", "#a8371f", "#2c7a3f", "#7a3f9c", "#8a6100", "#0f7478", "#b0306a", "#4a5563"}

// SVG is the diagram as a picture: tables in columns, each to the right of those that it refers to, and lines that go around
// them. A line ends in a crow's foot where many rows may refer to one, and is dashed where the reference may be NULL.
func SVG(models *schema.Registry) []byte {
	f := draw(models)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" width="%g" height="%g" role="img" aria-labelledby="title" font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="12">`,
		f.w, f.h, f.w, f.h)
	fmt.Fprintf(&b, "\n<title id=\"title\">%d tables and what they refer to</title>\n<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n", len(f.tables))
	b.WriteString("<g fill=\"none\" stroke-width=\"1.3\" stroke-linejoin=\"round\">\n")
	for _, l := range f.lines() {
		l.write(&b)
	}
	for _, n := range f.nets {
		f.marks(&b, n)
	}
	b.WriteString("</g>\n")
	for _, t := range f.tables {
		t.write(&b)
	}
	fmt.Fprintf(&b, `<text x="%d" y="%g" fill="#555" font-size="11">crow's foot: many rows; bar: one row; dashed: may be NULL; ? after a type: may be NULL</text>`, margin, f.h-12)
	b.WriteString("\n</svg>\n")
	return []byte(b.String())
}

// draw lays the tables out.
func draw(models *schema.Registry) *figure {
	tables := tablesOf(models)
	for _, t := range tables {
		t.size()
	}
	turn(tables)
	f := connect(tables, layered(tables))
	f.order()
	f.place()
	return f
}

// lines are all strokes of the picture.
func (f *figure) lines() []line {
	var out []line
	for _, n := range f.nets {
		for _, s := range n.spans {
			out = append(out, f.ofSpan(s)...)
		}
		for layer, place := range n.passes {
			out = append(out, line{net: n, color: n.color, points: []point{{f.colX[layer], place.y + placeIn}, {f.colX[layer] + f.colW[layer], place.y + placeOut}}})
		}
	}
	beside := map[*table]int{}
	for _, r := range f.loops {
		t := r.child
		x := t.box.x + t.box.w + 5 + 3*float64(beside[t]%4)
		beside[t]++
		from, to := t.box.y+rowAt(r.row)+leftShift, t.box.y+rowAt(t.key())+rightShift
		out = append(out, line{points: []point{{t.box.x + t.box.w, from}, {x, from}, {x, to}, {t.box.x + t.box.w, to}}, dashed: t.rows[r.row].optional, color: index(f.tables, t)})
	}
	return out
}

func index(tables []*table, t *table) int {
	for i, other := range tables {
		if other == t {
			return i
		}
	}
	return 0
}

// ofSpan are the strokes of a span: to its track, along it, and away from it to each end.
func (f *figure) ofSpan(s *span) []line {
	top, bottom := s.reach()
	optional := !s.net.parent && s.left.row.optional
	out := []line{{net: s.net, points: []point{{f.rightOf(s.left), s.left.y()}, {s.x, s.left.y()}}, color: s.net.color, dashed: optional},
		{net: s.net, points: []point{{s.x, top}, {s.x, bottom}}, color: s.net.color, dashed: optional}}
	for _, r := range s.rights {
		out = append(out, line{net: s.net, points: []point{{s.x, r.y()}, {f.colX[r.node.layer], r.y()}}, color: s.net.color, dashed: optional || r.row.optional})
	}
	return out
}

// rightOf is the right side of what a line begins at.
func (f *figure) rightOf(e end) float64 {
	if e.node.table == nil {
		return f.colX[e.node.layer] + f.colW[e.node.layer]
	}
	return e.node.table.box.x + e.node.table.box.w
}

func (l line) write(w io.Writer) {
	var path strings.Builder
	for i, p := range l.points {
		if i > 0 {
			path.WriteByte(' ')
		}
		fmt.Fprintf(&path, "%g,%g", p.x, p.y)
	}
	dash := ""
	if l.dashed {
		dash = ` stroke-dasharray="5 3"`
	}
	fmt.Fprintf(w, "<polyline points=\"%s\" stroke=\"%s\"%s/>\n", path.String(), colors[l.color%len(colors)], dash)
}

// marks are the ends of a net at boxes: a crow's foot or a bar at the column that refers, a bar at the key.
func (f *figure) marks(w io.Writer, n *net) {
	mark := func(x, y, side float64, many bool) {
		path := fmt.Sprintf("M%g,%g v8", x+side*6, y-4)
		if many {
			path = fmt.Sprintf("M%g,%g L%g,%g L%g,%g", x, y-5, x+side*9, y, x, y+5)
		}
		fmt.Fprintf(w, "<path d=\"%s\" stroke=\"%s\"/>\n", path, colors[n.color%len(colors)])
	}
	mark(f.rightOf(n.left), n.left.y(), 1, !n.parent && !n.left.row.isUnique)
	for _, r := range n.rights {
		mark(f.colX[r.node.layer], r.y(), -1, n.parent && !r.row.isUnique)
	}
}

// write draws the box of a table.
func (t *table) write(w io.Writer) {
	x, y := t.box.x, t.box.y
	fmt.Fprintf(w, "<g id=\"%s\"><rect x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\" rx=\"3\" fill=\"#fff\" stroke=\"#333\"/>", escaped(t.model.Table), x, y, t.box.w, t.box.h)
	fmt.Fprintf(w, "<path d=\"M%g,%g h%g v%d h-%g z\" fill=\"#dde3ea\"/>", x+0.5, y+0.5, t.box.w-1, headHeight-1, t.box.w-1)
	fmt.Fprintf(w, "<text x=\"%g\" y=\"%g\" font-weight=\"bold\">%s</text>\n", x+8, y+16, escaped(t.title))
	name, _ := t.columns()
	for i, r := range t.rows {
		at := y + rowAt(i) + 4
		kind := r.kind
		if r.optional {
			kind += "?"
		}
		fmt.Fprintf(w, "<text y=\"%g\"><tspan x=\"%g\" fill=\"#777\" font-size=\"10\">%s</tspan><tspan x=\"%g\">%s</tspan><tspan x=\"%g\" fill=\"#555\">%s</tspan></text>\n",
			at, x+8, r.mark(), x+8+5*letter, escaped(r.name), x+8+(5+float64(name)+2)*letter, escaped(kind))
	}
	fmt.Fprintln(w, "</g>")
}
