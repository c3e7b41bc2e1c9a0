package histories

import (
	"slices"
	"testing"
)

func w(key, value int) Operation         { return Operation{Key: key, Append: value} }
func r(key int, values ...int) Operation { return Operation{Key: key, Read: values} }
func done(o ...Operation) Transaction    { return Transaction{Operations: o} }
func undone(o ...Operation) Transaction  { return Transaction{Operations: o, Outcome: Aborted} }
func lost(o ...Operation) Transaction    { return Transaction{Operations: o, Outcome: Unknown} }

// The checker is worth something only if it finds what is wrong.
func TestCheck(t *testing.T) {
	for name, c := range map[string]struct {
		history []Transaction
		last    map[int][]int
		want    []string
	}{
		"nothing":                {nil, nil, nil},
		"in order":               {[]Transaction{done(w(1, 1)), done(r(1, 1), w(1, 2)), done(r(1, 1, 2))}, map[int][]int{1: {1, 2}}, nil},
		"rolled back":            {[]Transaction{done(w(1, 1)), undone(w(1, 2), r(1, 7)), done(r(1, 1))}, map[int][]int{1: {1}}, nil},
		"unknown, and there":     {[]Transaction{lost(w(1, 1)), done(r(1, 1))}, map[int][]int{1: {1}}, nil},
		"unknown, and not there": {[]Transaction{lost(w(1, 1)), done(r(1))}, map[int][]int{1: {}}, nil},
		"what it wrote itself":   {[]Transaction{done(w(1, 1), r(1, 1), w(1, 2), r(1, 1, 2))}, map[int][]int{1: {1, 2}}, nil},

		"a lost append":        {[]Transaction{done(w(1, 1)), done(w(1, 2))}, map[int][]int{1: {2}}, []string{LostAppend}},
		"a lost update":        {[]Transaction{done(r(1), w(1, 1)), done(r(1), w(1, 2))}, map[int][]int{1: {1, 2}}, []string{ReadSkew}},
		"an aborted read":      {[]Transaction{undone(w(1, 1)), done(r(1, 1))}, map[int][]int{1: {1}}, []string{AbortedRead, AbortedRead}},
		"an undone write":      {[]Transaction{undone(w(1, 1))}, map[int][]int{1: {1}}, []string{AbortedRead}},
		"a torn read":          {[]Transaction{done(w(1, 1), w(1, 2)), done(r(1, 1))}, map[int][]int{1: {1, 2}}, []string{TornRead}},
		"two orders":           {[]Transaction{done(w(1, 1)), done(w(1, 2)), done(r(1, 2))}, map[int][]int{1: {1, 2}}, []string{ForkedOrder}},
		"twice":                {[]Transaction{done(w(1, 1))}, map[int][]int{1: {1, 1}}, []string{Duplicate}},
		"out of nothing":       {[]Transaction{done(w(1, 1))}, map[int][]int{1: {1, 9}}, []string{UnknownValue}},
		"its own write missed": {[]Transaction{done(w(1, 1), r(1))}, map[int][]int{1: {1}}, []string{OwnWrite}},
		"a read that changes":  {[]Transaction{done(w(1, 1)), done(r(1), r(1, 1))}, map[int][]int{1: {1}}, []string{NonRepeatable, ReadSkew}},

		"a ring of writes": {[]Transaction{done(w(1, 1), w(2, 1)), done(w(1, 2), w(2, 2))}, map[int][]int{1: {1, 2}, 2: {2, 1}}, []string{WriteCycle}},
		"a ring of reads":  {[]Transaction{done(w(1, 1), r(2, 2)), done(w(2, 2), r(1, 1))}, map[int][]int{1: {1}, 2: {2}}, []string{CircularRead}},
		"read skew":        {[]Transaction{done(w(1, 1), w(2, 1)), done(r(1), r(2, 1))}, map[int][]int{1: {1}, 2: {1}}, []string{ReadSkew}},
		"write skew":       {[]Transaction{done(r(1), w(2, 1)), done(r(2), w(1, 1))}, map[int][]int{1: {1}, 2: {1}}, []string{WriteSkew}},
		"a long skew": {[]Transaction{done(r(1), w(2, 1)), done(r(2), w(3, 1)), done(r(3), w(1, 1))},
			map[int][]int{1: {1}, 2: {1}, 3: {1}}, []string{WriteSkew}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, a := range Check(c.history, c.last) {
				got = append(got, a.Name)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%v, want %v", Check(c.history, c.last), c.want)
			}
		})
	}
}
