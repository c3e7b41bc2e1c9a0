package suite

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// show writes a writer's loaded graph, with ? for what is not loaded.
func show(w *writer) string {
	var b strings.Builder
	b.WriteString(w.Name)
	if w.Mentor.Loaded() {
		b.WriteString(" mentor ")
		if m := w.Mentor.Get(); m != nil {
			b.WriteString(m.Name)
		} else {
			b.WriteString("none")
		}
	}
	if w.Passport.Loaded() {
		if p := w.Passport.Get(); p != nil {
			b.WriteString(" passport " + p.Number)
		} else {
			b.WriteString(" passport none")
		}
	}
	if w.Friends.Loaded() {
		b.WriteString(" friends")
		for _, f := range w.Friends.All() {
			b.WriteString(" " + f.Name)
		}
	}
	if w.Volumes.Loaded() {
		for _, v := range w.Volumes.All() {
			b.WriteString(" [" + showVolume(v) + "]")
		}
	}
	return b.String()
}

func showVolume(v *volume) string {
	var b strings.Builder
	b.WriteString(v.Title)
	if v.House.Loaded() {
		b.WriteString(" house ")
		if h := v.House.Get(); h != nil {
			b.WriteString(h.Name)
			if h.Land.Loaded() {
				b.WriteString(" " + h.Land.Get().Code)
			}
		} else {
			b.WriteString("none")
		}
	}
	if v.Labels.Loaded() {
		b.WriteString(" labels")
		for _, l := range v.Labels.Links() {
			b.WriteString(" " + l.Target.Name)
			if l.Through != nil {
				fmt.Fprint(&b, l.Through.Rank)
			}
		}
	}
	if v.Rooms.Loaded() {
		b.WriteString(" rooms")
		for _, r := range v.Rooms.All() {
			b.WriteString(" " + r.Name)
		}
	}
	if v.Opinions.Loaded() {
		b.WriteString(" stars")
		for _, o := range v.Opinions.All() {
			fmt.Fprint(&b, " ", o.Stars)
		}
	}
	return b.String()
}

// shown are the graphs of all writers of a question, by key.
func shown(t *testing.T, q orm.QuerySet[writer]) []string {
	t.Helper()
	rows, err := q.OrderBy("id").All(t.Context())
	noError(t, err)
	out := make([]string, len(rows))
	for i, w := range rows {
		out[i] = show(w)
	}
	return out
}
