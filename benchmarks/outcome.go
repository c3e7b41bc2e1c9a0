package benchmarks

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// outcome is what a paired run on one database gave: of each item and contender the median time, and the median of the ratios
// to raw, each taken within one round.
type outcome struct {
	database string
	names    []string
	items    []item
	medians  map[item][]time.Duration
	ratios   map[item][]float64
}

func newOutcome(database string, names []string) *outcome {
	return &outcome{database: database, names: names, medians: map[item][]time.Duration{}, ratios: map[item][]float64{}}
}

// add takes the times of an item, by contender and round; the first contender is raw.
func (o *outcome) add(it item, times [][]time.Duration) {
	o.items = append(o.items, it)
	for i := range times {
		ratios := make([]float64, len(times[i]))
		for round := range ratios {
			ratios[round] = float64(times[i][round]) / float64(times[0][round])
		}
		o.medians[it] = append(o.medians[it], median(times[i]))
		o.ratios[it] = append(o.ratios[it], median(ratios))
	}
}

func median[T time.Duration | float64](list []T) T {
	if len(list) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(list))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

// table is the ratios in Markdown, with raw's own time in a row below and the goals where there are any.
func (o *outcome) table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "| %s |", o.database)
	for _, it := range o.items {
		fmt.Fprintf(&b, " %s |", it)
	}
	b.WriteString("\n|---|" + strings.Repeat("--:|", len(o.items)) + "\n")
	for i, name := range o.names {
		if name == raw {
			continue
		}
		if name == ours {
			name = "**" + name + "**"
		}
		fmt.Fprintf(&b, "| %s |", name)
		for _, it := range o.items {
			fmt.Fprintf(&b, " %.2f |", o.ratios[it][i])
		}
		b.WriteString("\n")
	}
	b.WriteString("| goal |")
	for _, it := range o.items {
		fmt.Fprintf(&b, " %.2f |", goals[o.database][it])
	}
	b.WriteString("\n| raw, µs |")
	for _, it := range o.items {
		fmt.Fprintf(&b, " %.0f |", float64(o.medians[it][0])/1e3)
	}
	b.WriteString("\n")
	return b.String()
}

// goals are the ratios that this module is to reach.
var goals = map[string]map[item]float64{
	"sqlite":   {get: .42, list100: .75, list10k: .65, filter: .75, insert: .55, bulk1k: .65, update: .57, remove: .50, join100: .65, prefetch: .55, count: .48},
	"postgres": {get: 1.05, list100: .80, list10k: .55, filter: .88, insert: 1, bulk1k: .54, update: 1, remove: 1, join100: .69, prefetch: .49, count: .97},
	"mariadb":  {get: .49, list100: .62, list10k: .65, filter: .58, insert: .51, bulk1k: .55, update: .55, remove: .57, join100: .70, prefetch: .70, count: .62},
}
