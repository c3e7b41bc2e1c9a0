package differential

import (
	"fmt"
	"strings"
)

// question is a QuerySet and how it finishes.
type question struct {
	root     string
	filters  []filter
	selected []string
	fetched  []fetch
	order    []sortKey
	pages    []page
	notes    []aggregate
	late     []condition // on annotations and own columns, after Annotate
	distinct bool
	fields   []string // of the main rows, the key aside; relations that are selected are among them; nil for all
	raw      bool
	finish   finish
	linked   bool // asked by a prefetch through link rows, which its paths can name
}

type filter struct {
	exclude bool
	kids    []condition
}

func (f filter) condition() condition {
	if f.exclude {
		return &connective{"Not", []condition{&connective{"And", f.kids}}}
	}
	return &connective{"And", f.kids}
}

// fetch is a prefetched path, with a question of its own or none.
type fetch struct {
	path string
	own  *question
}

type page struct {
	call string
	a, b int
}

type aggregate struct{ name, function, path string }

// finish is the finishing call.
type finish struct {
	call       string
	paths      []string
	aggregates []aggregate
	having     []condition
	order      []sortKey
	limit      int // of groups; 0 for none
	size       int // of cursor pages
}

// String writes the question like the program that asks it.
func (q *question) String() string {
	var b strings.Builder
	b.WriteString(q.root)
	for _, f := range q.filters {
		name := ".Filter("
		if f.exclude {
			name = ".Exclude("
		}
		b.WriteString(name + list(f.kids) + ")")
	}
	for _, n := range q.notes {
		fmt.Fprintf(&b, ".Annotate(%s, %s(%s))", n.name, n.function, n.path)
	}
	if len(q.late) > 0 {
		b.WriteString(".Filter(" + list(q.late) + ")")
	}
	if len(q.selected) > 0 {
		fmt.Fprintf(&b, ".SelectRelated(%s)", strings.Join(q.selected, ", "))
	}
	for _, f := range q.fetched {
		if f.own != nil {
			fmt.Fprintf(&b, ".Prefetch(%s, %s)", f.path, f.own)
		} else {
			fmt.Fprintf(&b, ".PrefetchRelated(%s)", f.path)
		}
	}
	if q.fields != nil {
		fmt.Fprintf(&b, ".Fields(%s)", strings.Join(q.fields, ", "))
	}
	b.WriteString(orderText(q.order))
	for _, p := range q.pages {
		fmt.Fprintf(&b, ".%s(%d, %d)", p.call, p.a, p.b)
	}
	if q.raw {
		b.WriteString(".LimitRaw()")
	}
	if q.distinct {
		b.WriteString(".Distinct()")
	}
	return b.String() + q.finish.String()
}

func orderText(keys []sortKey) string {
	if len(keys) == 0 {
		return ""
	}
	texts := make([]string, len(keys))
	for i, k := range keys {
		texts[i] = k.text() + map[nulls]string{nullsFirst: " nulls first", nullsLast: " nulls last"}[k.nulls]
	}
	return ".OrderBy(" + strings.Join(texts, ", ") + ")"
}

func (f finish) String() string {
	if f.call == "" {
		return ""
	}
	text := "." + f.call + "(" + strings.Join(f.paths, ", ") + ")"
	if len(f.aggregates) > 0 {
		text += fmt.Sprint(f.aggregates)
	}
	if len(f.having) > 0 {
		text += ".Having(" + list(f.having) + ")"
	}
	text += orderText(f.order)
	if f.limit > 0 {
		text += fmt.Sprintf(".Limit(%d)", f.limit)
	}
	if f.size > 0 {
		text += fmt.Sprintf(" by %d", f.size)
	}
	return text
}

func paths(list []fetch) []string {
	out := make([]string, len(list))
	for i, f := range list {
		out[i] = f.path
	}
	return out
}
