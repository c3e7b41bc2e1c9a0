package differential

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/ormar-go/ormar/orm"
)

// reader writes objects of the library as the model writes its own, and checks what the texts do not show: one object for
// each path and key, children that point back, and nothing loaded that was not asked for.
type reader struct {
	world  *world
	loaded map[string]bool
	known  map[string]any // by path and key
	asked  *question
}

func objectTexts[T any, P orm.PtrTo[T]](b *builder, q *question, rows []*T, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	r := &reader{world: b.world, loaded: map[string]bool{}, known: map[string]any{}, asked: q}
	r.loads(q, "")
	lines := make([]string, len(rows))
	for i, row := range rows {
		if size := q.finish.size; size > 0 && i%size == 0 { // a page is a result of its own
			clear(r.known)
		}
		lines[i] = r.text(reflect.ValueOf(row), b.world.table(q.root), "", nil, nil)
	}
	return lines, nil
}

// loads notes the paths that a question loads.
func (r *reader) loads(q *question, prefix string) {
	for _, p := range q.selected {
		for _, s := range prefixes(p) {
			r.loaded[under(prefix, s)] = true
		}
	}
	for _, f := range q.fetched {
		for _, s := range prefixes(f.path) {
			r.loaded[under(prefix, s)] = true
		}
		if f.own != nil {
			r.loads(f.own, under(prefix, f.path))
		}
	}
}

// text writes an object that was reached by a relation from a parent.
func (r *reader) text(p reflect.Value, t *table, path string, by *rel, parent any) string {
	if p.IsNil() {
		return "nil"
	}
	var b strings.Builder
	asked := &question{}
	if path == "" {
		asked = r.asked
	}
	r.row(&b, p, t, asked)
	key := fmt.Sprint(path, "#", columnValue(p, t, 0))
	if known, ok := r.known[key]; ok && known != p.Interface() {
		b.WriteString(" !two objects of " + key + "!;")
	}
	r.known[key] = p.Interface()
	if !p.MethodByName("Saved").Call(nil)[0].Bool() {
		b.WriteString(" !not saved")
	}
	for _, rel := range t.rels {
		if rel.hidden {
			continue
		}
		field := p.Elem().FieldByName(rel.field)
		loaded := field.MethodByName("Loaded").Call(nil)[0].Bool()
		switch {
		case r.loaded[under(path, rel.name)]:
			b.WriteString(" " + rel.name + "=")
			if !loaded && rel.meant(field) {
				b.WriteString("!not loaded")
				continue
			}
			b.WriteString(r.related(p, field, rel, under(path, rel.name)))
		case rel.backs(by):
			if back := field.MethodByName("Get").Call(nil)[0].Interface(); back != parent {
				b.WriteString(" !" + rel.name + " does not point back")
			}
		case loaded && rel.meant(field):
			b.WriteString(" !" + rel.name + " is loaded")
		}
	}
	return b.String() + "}"
}

func (r *reader) related(p, field reflect.Value, rel *rel, path string) string {
	if !rel.many {
		target := field.MethodByName("Get").Call(nil)[0]
		if target.IsNil() || !rel.meant(field) {
			return "[]"
		}
		if rel.leg != "" {
			target = target.Elem()
		}
		return "[" + r.text(target, rel.to, path, rel, p.Interface()) + "]"
	}
	var parts []string
	if rel.data {
		links := field.MethodByName("Links").Call(nil)[0]
		for i := range links.Len() {
			var b strings.Builder
			link := links.Index(i)
			b.WriteString(r.text(link.Field(0), rel.to, path, rel, p.Interface()) + "~")
			if link.Field(1).IsNil() {
				b.WriteString("!no link row")
			} else {
				r.row(&b, link.Field(1), rel.link, &question{})
			}
			parts = append(parts, b.String())
		}
	} else {
		all := field.MethodByName("All").Call(nil)[0]
		for i := range all.Len() {
			parts = append(parts, r.text(all.Index(i), rel.to, path, rel, p.Interface()))
		}
	}
	return "[" + strings.Join(parts, " ") + "]"
}

// row writes the columns that a question reads, and holds that the row says so, and that the others are zero.
func (r *reader) row(b *strings.Builder, p reflect.Value, t *table, q *question) {
	b.WriteString(t.name + "{")
	for i, c := range t.columns {
		if t.name == "BookTag" && c.name == "id" {
			continue
		}
		if c.part != "" || c.kind == pairKind {
			if q.reads(t, i) {
				b.WriteString(c.name + "=" + show(columnValue(p, t, i)) + " ")
			}
			continue
		}
		field := p.Elem().FieldByName(c.field)
		if has := p.Interface().(interface{ Has(any) bool }).Has(field.Addr().Interface()); has != q.reads(t, i) {
			fmt.Fprintf(b, "!Has of %s is %t! ", c.name, has)
		}
		if !q.reads(t, i) {
			if c.to == nil && !field.IsZero() {
				b.WriteString("!" + c.name + " is not zero! ")
			}
			continue
		}
		v := field.Interface()
		if c.to != nil {
			v = field.MethodByName("PK").Call(nil)[0].Interface()
		}
		b.WriteString(c.name + "=" + show(plain(v)) + " ")
	}
}
