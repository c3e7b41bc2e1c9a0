package benchmarks

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// What the picture of the README shows, of all that is measured.
var (
	overviewItems      = []item{"get", "list100", "insert", "prefetch"}
	overviewTitles     = []string{"read one row", "read 100 rows", "insert a row", "100 authors + books"}
	overviewContenders = []string{"gorm", "bun", "ent", ours}
	overviewColours    = []string{"#9aa5b1", "#c3cad2", "#75808c", oursColour}
	overviewDatabases  = map[string]string{"sqlite": "SQLite", "postgres": "PostgreSQL", "mariadb": "MariaDB"}
)

// The measures of the picture, in pixels.
const (
	panelWidth  = 270
	panelLeft   = 150
	barHeight   = 11
	groupHeight = 4*barHeight + 18
	unit        = 70 // of the time by hand
	overviewMax = 3.0
)

// overview is one picture of a whole run: how long each library takes, beside database/sql by hand.
func overview(all []*outcome) string {
	width, height := panelLeft+len(all)*panelWidth, 76+len(overviewItems)*groupHeight+34
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" font-family="sans-serif" font-size="12">`+"\n", width, height, width, height)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="white"/>`+"\n", width, height)
	b.WriteString(`<text x="12" y="24" font-size="16" font-weight="bold">Time beside database/sql by hand: shorter is faster</text>` + "\n")
	for p, o := range all {
		x := panelLeft + p*panelWidth
		fmt.Fprintf(&b, `<text x="%d" y="56" font-weight="bold">%s</text>`+"\n", x, overviewDatabases[o.database])
		for g, it := range overviewItems {
			y := 70 + g*groupHeight
			if p == 0 {
				fmt.Fprintf(&b, `<text x="12" y="%d">%s</text>`+"\n", y+2*barHeight+4, overviewTitles[g])
			}
			for i, name := range overviewContenders {
				r := o.ratios[it][slices.Index(o.names, name)]
				top, length := y+i*barHeight, unit*min(r, overviewMax)
				fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/><text x="%.1f" y="%d" font-size="9">%.2f</text>`+"\n",
					x, top, length, barHeight-1, overviewColours[i], float64(x)+length+3, top+barHeight-2, r)
			}
		}
		bottom := 70 + len(overviewItems)*groupHeight - 12
		fmt.Fprintf(&b, `<line x1="%d" x2="%d" y1="62" y2="%d" stroke="#212121" stroke-dasharray="3 2"/><text x="%d" y="%d" text-anchor="middle" font-size="10">by hand</text>`+"\n",
			x+unit, x+unit, bottom, x+unit, bottom+12)
	}
	for i, name := range overviewContenders {
		x := panelLeft + i*90
		fmt.Fprintf(&b, `<rect x="%d" y="%d" width="10" height="10" fill="%s"/><text x="%d" y="%d">%s</text>`+"\n", x, height-22, overviewColours[i], x+15, height-13, name)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// outcomes reads the tables of results.md again.
func outcomes(text string) ([]*outcome, error) {
	var all []*outcome
	var o *outcome
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.Trim(cells[i], " *")
		}
		switch {
		case overviewDatabases[cells[0]] != "":
			o = newOutcome(cells[0], nil)
			for _, name := range cells[1:] {
				o.items = append(o.items, item(name))
			}
			all = append(all, o)
		case o == nil || strings.HasPrefix(cells[0], "--"):
		case cells[0] == "goal":
			o = nil
		default:
			o.names = append(o.names, cells[0])
			for i, it := range o.items {
				r, err := strconv.ParseFloat(cells[i+1], 64)
				if err != nil {
					return nil, fmt.Errorf("%s %s: %w", cells[0], it, err)
				}
				o.ratios[it] = append(o.ratios[it], r)
			}
		}
	}
	return all, nil
}
