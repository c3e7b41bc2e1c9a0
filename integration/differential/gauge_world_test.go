package differential

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/ormar-go/ormar/orm"
)

// addGauges describes crates and gauges. A key of two columns is a column of its own before them.
func (w *world) addGauges() {
	w.add(Crate{}, []sortKey{{path: "label", desc: true}}, "Yard", "Slot", "Label", "Load", "Due", "Day", "Live")
	w.add(Gauge{}, nil, "ID", "Code", "Size", "Spare", "Wide", "High", "Area", "Tall", "Marks", "Counts", "Span", "Seen", "Noon", "Began",
		"Ended", "Yard", "Slot", "Crate", "Keeper", "Subject")
	crates, gauges := w.table("Crate"), w.table("Gauge")
	crates.columns = append([]*column{{name: "pk", kind: pairKind}}, crates.columns...)
	crates.at(crates.column("day")).kind = dateKind
	for name, k := range map[string]kind{"seen": secondKind, "noon": julianKind, "began": clockKind, "ended": clockKind, "subject": pairKind, "span": nativeKind} {
		gauges.at(gauges.column(name)).kind = k
	}
	if w.database == "postgres" {
		gauges.at(gauges.column("span")).kind = rangeKind
	}
	for _, name := range []string{"counts", "subject", "crate"} {
		gauges.at(gauges.column(name)).nullable = true
	}
	for _, name := range []string{"area", "tall"} {
		gauges.at(gauges.column(name)).computed = true
	}
	gauges.at(gauges.column("yard")).of, gauges.at(gauges.column("slot")).of = "crate", "crate"
	gauges.at(gauges.column("subject")).part = "subject"
	gauges.columns = append(gauges.columns, &column{name: "subject_type", kind: textKind, nullable: true, part: "subject"},
		&column{name: "subject_id", kind: wholeKind, nullable: true, part: "subject"})
}

func (w *world) relateGauges() {
	w.relate("Gauge", "crate", "Crate", "gauges", []sortKey{{path: "size", desc: true}})
	w.relate("Gauge", "keeper", "Author", "gauges", nil)
	gauges := w.table("Gauge")
	i := gauges.column("subject")
	for _, to := range []string{"Author", "Book"} {
		t, leg := w.table(to), snake(to)+"s"
		gauges.rels = append(gauges.rels, &rel{name: "subject__" + snake(to), kind: forward, from: gauges, to: t, column: i, field: "Subject", leg: leg})
		t.rels = append(t.rels, &rel{name: "measures", kind: reverse, from: t, to: gauges, many: true, column: i, field: "Measures", leg: leg})
	}
}

func (w *world) fillGauges(r *rand.Rand) {
	w.rows(r, "Crate", 4)
	for i, row := range w.table("Crate").rows {
		row.values[1], row.values[2] = int64(i%2), int64(1+i%3)
		row.values[0] = pair{row.values[1], row.values[2]}
	}
	w.rows(r, "Gauge", 7+r.IntN(5))
	t := w.table("Gauge")
	for _, row := range t.rows {
		at := func(name string) *any { return &row.values[t.column(name)] }
		*at("area"), *at("tall") = nil, nil
		if high, ok := (*at("high")).(int64); ok {
			wide := (*at("wide")).(int64)
			*at("area"), *at("tall") = wide*high, high > wide
		}
		if crate, ok := (*at("crate")).(pair); ok {
			*at("yard"), *at("slot") = crate[0], crate[1]
		} else if r.IntN(2) == 0 { // half a key leads nowhere
			*at("yard") = nil
		} else {
			*at("slot") = nil
		}
		*at("subject"), *at("subject_type"), *at("subject_id") = nil, nil, nil
		if r.IntN(5) > 0 {
			about := pair{"authors", nil}
			target := w.table("Author")
			if r.IntN(2) == 0 {
				about[0], target = "books", w.table("Book")
			}
			about[1] = target.rows[r.IntN(len(target.rows))].key()
			*at("subject"), *at("subject_type"), *at("subject_id") = about, about[0], about[1]
		}
	}
}

// Words that every database sorts alike whatever their case.
var words = []folded{"", "a", "A", "b", "B", "ab", "aB", "AB", "a b", "a ", "zz", "1"}

// Elements that a careless text of an array would take for something else.
var marks = []any{"", "a", "A", "b", "a,b", "{x}", `"`, `\`, "NULL", "é", " a"}

var wides = []uint64{0, 1, 2, 9, 10, math.MaxInt64, math.MaxInt64 + 1, math.MaxInt64 + 2, math.MaxUint64 - 1, math.MaxUint64}

func randomShape(r *rand.Rand, k kind) any {
	switch k {
	case wideKind:
		return wides[r.IntN(len(wides))]
	case foldKind:
		return words[r.IntN(len(words))]
	case secondKind:
		return time.Date(1999, 12, 31, 23, 59, 57+r.IntN(5), 0, time.UTC)
	case julianKind:
		return time.Date(1999, 12, 31, 11, 59, 58+r.IntN(4), r.IntN(3)*1_000_000, time.UTC)
	case clockKind:
		return time.Date(1999, 12, 31, 18, 29, 58+r.IntN(4), r.IntN(2)*1000, time.UTC) // midnight by the clock
	case rangeKind:
		return randomSpan(r)
	case nativeKind:
		return randomSpan(r).String()
	case wordsKind, numbersKind:
		out := elements{}
		for range r.IntN(4) {
			out = append(out, randomElement(r, k))
		}
		return out
	}
	return nil // keys of two columns are filled in later
}

func randomElement(r *rand.Rand, k kind) any {
	if k == numbersKind {
		return int64(r.IntN(5) - 1)
	}
	return marks[r.IntN(len(marks))]
}

func randomSpan(r *rand.Rand) span {
	s := span{lo: int64(r.IntN(7) - 2), hi: int64(r.IntN(9) - 2)}
	switch r.IntN(8) {
	case 0:
		s.lo = math.MinInt64
	case 1:
		s.hi = math.MaxInt64
	}
	if s.empty() {
		return span{}
	}
	return s
}

func textOf(v any) string {
	if word, ok := v.(folded); ok {
		return string(word)
	}
	return v.(string)
}

// shaped makes a lookup one that only the column's kind has, or none but those of keys; false where it leaves that to others.
func (g *generator) shaped(l *lookup, c *column) bool {
	n := g.IntN(100)
	switch {
	case c.kind == pairKind:
		equal := []string{"exact", "ne"}
		if l.path == "pk" { // which no nil equals, and no other key
			equal = equal[:1]
		}
		switch l.op, l.values = pick(g, equal), []any{g.value(c)}; {
		case n < 25 && c.nullable:
			l.op, l.values = "isnull", []any{g.chance(50)}
		case n < 35 && c.nullable:
			l.values[0] = nil
		case n < 60:
			l.op, l.values = "in", []any{g.value(c), g.value(c)}
		}
		return true
	case c.kind.array() && n < 80:
		l.op, l.typed = pick(g, []string{"contains", "contained_by", "overlap", "any", "len"}), false
		switch l.op {
		case "len":
			l.values = []any{int64(g.IntN(4))}
		case "any":
			l.values = []any{randomElement(g.Rand, c.kind)}
		default:
			l.values = []any{g.value(c)}
		}
		return true
	case c.kind.array():
		l.op, l.values = pick(g, []string{"exact", "ne"}), []any{g.value(c)}
		return true
	case c.kind == rangeKind && n < 50:
		l.op, l.typed, l.values = pick(g, []string{"contains", "overlaps"}), false, []any{g.value(c)}
		if l.op == "contains" && g.chance(40) {
			l.values[0] = int64(g.IntN(7) - 2)
		}
		return true
	}
	return false
}

// shapeHolds is the lookups of arrays and ranges; ok is false for others.
func shapeHolds(op string, v, value any) (holds, ok bool) {
	switch v := v.(type) {
	case span:
		if op == "contains" {
			return v.within(value), true
		}
		return v.overlaps(value.(span)), true
	case elements:
		switch op {
		case "any":
			return v.in(value), true
		case "len":
			return int64(len(v)) == value.(int64), true
		}
		other := value.(elements)
		switch op {
		case "contains":
			return other.all(v), true
		case "contained_by":
			return v.all(other), true
		}
		return slices.ContainsFunc(v, other.in), true
	}
	return false, false
}

// has reports whether a document has a key, of whatever value.
func (d document) has(key string) bool {
	var all map[string]any
	if err := json.Unmarshal([]byte(d), &all); err != nil {
		panic(err)
	}
	_, ok := all[key]
	return ok
}

// cutTo are values as a column of that kind has them, which are cut like what is written.
func cutTo(k kind, values []any) []any {
	fine := map[kind]time.Duration{secondKind: time.Second, julianKind: time.Millisecond}[k]
	if fine == 0 {
		return values
	}
	out := slices.Clone(values)
	for i, v := range out {
		if at, ok := v.(time.Time); ok {
			out[i] = at.Truncate(fine)
		}
	}
	return out
}

// anyOf is a reference to the row of a key.
func anyOf(about pair) orm.Any {
	if about[0] == "authors" {
		return orm.RefAny(&Author{ID: about[1].(int64)})
	}
	return orm.RefAny(&Book{ID: about[1].(int64)})
}

// meant reports whether a field of relations to several tables leads to this one.
func (r *rel) meant(field reflect.Value) bool {
	return r.leg == "" || r.kind != forward || field.Addr().Interface().(*orm.Any).Type() == r.leg
}

// columnValue is the value of a column in an object of the library.
func columnValue(p reflect.Value, t *table, i int) any {
	c, fields := t.columns[i], p.Elem()
	switch {
	case c.part != "":
		about := fields.FieldByName("Subject").Addr().Interface().(*orm.Any)
		key := plain(about.PK())
		switch {
		case key == nil:
			return nil
		case strings.HasSuffix(c.name, "_type"):
			return about.Type()
		case strings.HasSuffix(c.name, "_id"):
			return key
		}
		return pair{about.Type(), key}
	case c.kind == pairKind && c.field == "":
		return pair{plain(fields.FieldByName("Yard").Interface()), plain(fields.FieldByName("Slot").Interface())}
	case c.kind == pairKind:
		if key, ok := fields.FieldByName(c.field).MethodByName("PK").Call(nil)[0].Interface().([]any); ok {
			return pair{plain(key[0]), plain(key[1])}
		}
		return nil
	}
	return plain(fields.FieldByName(c.field).Interface())
}
