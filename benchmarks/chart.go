package benchmarks

import (
	"fmt"
	"strings"
)

// The measures of a chart, in pixels.
const (
	barWidth    = 9
	groupGap    = 22
	chartHeight = 260
	chartTop    = 50
	chartLeft   = 50
	maxRatio    = 3.0 // taller bars are cut, and say their number
)

// palette has a colour for each contender, the last one for this module.
var palette = []string{"#9e9e9e", "#bdbdbd", "#90caf9", "#4fc3f7", "#4db6ac", "#aed581", "#ffb74d"}

const oursColour = "#d32f2f"

// chart is a bar for each item and contender, in SVG. The line at 1 is raw.
func chart(o *outcome) string {
	bars := len(o.names) - 1
	group := bars*barWidth + groupGap
	width := chartLeft + len(o.items)*group + 20
	height := chartTop + chartHeight + 70
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="11">`+"\n", width, height)
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="white"/>`+"\n", width, height)
	fmt.Fprintf(&b, `<text x="%d" y="20" font-size="15">%s: time as a ratio to raw database/sql (less is better)</text>`+"\n", chartLeft, o.database)
	for _, r := range []float64{0, .5, 1, 1.5, 2, 2.5, 3} {
		stroke := "#e0e0e0"
		if r == 1 {
			stroke = "#212121"
		}
		fmt.Fprintf(&b, `<line x1="%d" x2="%d" y1="%.1f" y2="%.1f" stroke="%s"/><text x="%d" y="%.1f" text-anchor="end">%.1f</text>`+"\n",
			chartLeft, width-10, level(r), level(r), stroke, chartLeft-6, level(r)+4, r)
	}
	for g, it := range o.items {
		x := chartLeft + groupGap/2 + g*group
		for i := 1; i < len(o.names); i++ {
			bar(&b, x+(i-1)*barWidth, o.ratios[it][i], colour(o.names, i))
		}
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">%s</text>`+"\n", x+bars*barWidth/2, chartTop+chartHeight+16, it)
	}
	for i := 1; i < len(o.names); i++ {
		x := chartLeft + (i-1)*110
		fmt.Fprintf(&b, `<rect x="%d" y="%d" width="10" height="10" fill="%s"/><text x="%d" y="%d">%s</text>`+"\n",
			x, chartTop+chartHeight+36, colour(o.names, i), x+14, chartTop+chartHeight+45, o.names[i])
	}
	b.WriteString("</svg>\n")
	return b.String()
}

func level(ratio float64) float64 { return chartTop + chartHeight*(1-ratio/maxRatio) }

func colour(names []string, i int) string {
	if names[i] == ours {
		return oursColour
	}
	return palette[(i-1)%len(palette)]
}

func bar(b *strings.Builder, x int, ratio float64, fill string) {
	top := level(min(ratio, maxRatio))
	fmt.Fprintf(b, `<rect x="%d" y="%.1f" width="%d" height="%.1f" fill="%s"><title>%.2f</title></rect>`+"\n", x, top, barWidth-1, level(0)-top, fill, ratio)
	if ratio > maxRatio {
		fmt.Fprintf(b, `<text x="%d" y="%.1f" font-size="8">%.1f</text>`+"\n", x-2, top-3, ratio)
	}
}
