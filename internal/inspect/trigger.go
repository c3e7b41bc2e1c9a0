package inspect

import (
	"regexp"
	"strings"

	"github.com/ormar-go/ormar/internal/state"
)

// assigned finds the columns that the body of a trigger sets in the row that is written: NEW.changed := now().
var assigned = regexp.MustCompile("(?i)(?:^|;|\\b(?:begin|then|else|set)\\b|,)\\s*new\\.[\"`]?(\\w+)[\"`]?\\s*:?=")

// triggered notes which columns a trigger before a write sets, as far as its text tells.
func (r *reader) triggered(table, text string) {
	t := r.table(table)
	if t == nil {
		return
	}
	for _, found := range assigned.FindAllStringSubmatch(text, -1) {
		for i := range t.Columns {
			if c := &t.Columns[i]; strings.EqualFold(c.Name, found[1]) {
				c.Triggered = true
			}
		}
	}
}

// updated notes which columns an SQLite trigger sets in its own table; those that keep values in a form of this module's own do not.
func (r *reader) updated(t *state.Table, name, text string) {
	if strings.HasPrefix(name, "form_"+t.Name+"_") {
		return
	}
	table := `["` + "`" + `\[]?` + regexp.QuoteMeta(t.Name) + `["` + "`" + `\]]?`
	sets, err := regexp.Compile(`(?i)\bupdate\s+` + table + `\s+set\s+["` + "`" + `\[]?(\w+)["` + "`" + `\]]?\s*=`)
	if err != nil {
		return
	}
	for _, found := range sets.FindAllStringSubmatch(text, -1) {
		for i := range t.Columns {
			if c := &t.Columns[i]; strings.EqualFold(c.Name, found[1]) {
				c.Triggered = true
			}
		}
	}
}
