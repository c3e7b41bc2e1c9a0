package converge

import (
	"fmt"
	"slices"
)

// column is declared with a field of its kind; Copy tells columns of one kind apart.
type column struct {
	Name, Kind    string
	Null          bool
	Copy, Size    int
	Default       string
	Index, Unique bool
	Comment       string
	Soft          bool // it says when a row was deleted
	cast          bool // it was of another kind: what fills it from now on would have to be of that kind too, for the way back
}

func (c *column) slot() string {
	null := ""
	if c.Null {
		null = "N"
	}
	return fmt.Sprintf("%s%s%d", c.Kind, null, c.Copy)
}

func (c *column) size(of ...int) int { return of[c.Size%len(of)] }

var kinds = []string{"Str", "Txt", "Boo", "Sma", "Int", "Big", "Flo", "Dec", "Dat", "Tim", "Dtm", "Jso", "Uid", "Uis", "Bin", "Mod", "Lev", "Arr", "Uns", "Wzn", "Sto", "Cis", "Chr", "Net", "Tmp", "Rng", "Jul", "Yea", "Set", "Gen"}

// castable are the kinds that a kind can become with rows in the table, on every database.
var castable = map[string][]string{"Str": {"Txt"}, "Txt": {"Str"}, "Sma": {"Int", "Big", "Dec", "Str"}, "Int": {"Big", "Dec", "Txt"}, "Big": {"Str"},
	"Uid": {"Uis"}, "Uis": {"Uid"}, "Mod": {"Str", "Txt"}, "Dec": {"Dec"}, "Dat": {"Str"}}

func (m *maker) addColumn(t *table) {
	c := &column{Kind: kinds[m.r.IntN(len(kinds))], Null: m.chance(50), Size: m.r.IntN(3)}
	c.Null = c.Null || c.Kind == "Gen" // which MariaDB lets be NULL
	if c.Copy = t.free(c.Kind, c.Null); c.Copy == 0 {
		return
	}
	c.Name = m.name(c.Kind)
	m.decorate(c)
	t.Columns = append(t.Columns, c)
}

func (m *maker) decorate(c *column) {
	if m.chance(30) {
		c.Default = defaults[c.Kind]
	}
	c.Index = m.chance(20) && indexable(c)
	c.Unique = !c.Index && m.chance(12) && indexable(c) && c.Null && c.Default == "" && varied(c)
	if m.chance(15) {
		c.Comment = `it's \ a "comment"`
	}
	c.native()
}

// native gives a column of a type of the database's own a default where it cannot be NULL: such a type has no plainest value, which rows
// could get when the column comes back.
func (c *column) native() {
	if slices.Contains([]string{"Net", "Rng", "Yea", "Set"}, c.Kind) && !c.Null {
		c.Default = defaults[c.Kind]
	}
}

var defaults = map[string]string{"Str": "'none'", "Txt": `'a"b'`, "Boo": "true", "Sma": "7", "Int": "1 + 1", "Big": "-5", "Flo": "1.5", "Dec": "'9.99'",
	"Dat": "'2020-02-29'", "Tim": "'10:11:12.000000'", "Dtm": "CURRENT_TIMESTAMP", "Lev": "1", "Mod": "'sad'", "Uns": "7",
	"Wzn": "'2020-01-02 03:04:05.000000'", "Cis": "'Abc'", "Chr": "'ab'", "Net": "'10.0.0.9'", "Tmp": "'low'", "Rng": "'[1,5)'", "Yea": "2020", "Set": "'a'"}

// indexable leaves out what MySQL does not index, or not for every size.
func indexable(c *column) bool {
	return !slices.Contains([]string{"Jso", "Txt", "Bin", "Arr", "Net", "Rng", "Set"}, c.Kind)
}

// varied reports whether rows get different values in a column.
func varied(c *column) bool {
	return c.Kind != "Mod" && c.Kind != "Lev" && c.Kind != "Boo" && c.Kind != "Tmp" && c.Kind != "Set" && c.Kind != "Gen"
}

// changeColumn changes one thing about a column.
func (m *maker) changeColumn(t *table) {
	if len(t.Columns) == 0 {
		return
	}
	c := t.Columns[m.r.IntN(len(t.Columns))]
	n := *c
	switch m.r.IntN(5) {
	case 0:
		n.Size++
		if n.Kind == "Lev" {
			n.Size = max(c.Size%3+1, 2) // rows keep their values
		}
	case 1:
		n.Null = !n.Null || n.Kind == "Gen" || n.cast || n.Unique // what fills the rows would not be unique on the way back
		n.Copy = t.free(n.Kind, n.Null)
	case 2:
		if n.Default == "" && !n.cast {
			n.Default = defaults[n.Kind]
		} else {
			n.Default = ""
		}
	case 3:
		n.Index = !n.Index && indexable(&n) && !n.Unique
	case 4:
		if list := castable[n.Kind]; list != nil {
			n.Kind = list[m.r.IntN(len(list))]
			n.Copy, n.Default, n.cast = t.free(n.Kind, n.Null), "", true
			n.Size = 2
			if !indexable(&n) {
				n.Index, n.Unique = false, false
			}
		}
	}
	n.native()
	if n.Copy != 0 && (n.Kind != c.Kind || n.Null != c.Null || n.Copy == c.Copy) {
		*c = n
	}
}
