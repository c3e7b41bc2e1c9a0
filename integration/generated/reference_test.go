package generated

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/orm"
)

// values are the texts of columns, by name.
type values map[string]string

// table is what a table should hold, by the text of the key.
type table map[string]values

// world is what the database should hold. A key that the database or a function makes is "new:n" until the write has told it.
type world struct {
	tables map[string]table // by model
	links  map[[2]string]bool
	made   int
}

func newWorld(p *plan) *world {
	w := &world{tables: map[string]table{}, links: map[[2]string]bool{}}
	for _, s := range p.shapes {
		w.tables[s.name] = table{}
	}
	return w
}

func (w *world) clone() *world {
	c := &world{tables: map[string]table{}, links: maps.Clone(w.links), made: w.made}
	for name, t := range w.tables {
		c.tables[name] = table{}
		for k, row := range t {
			c.tables[name][k] = maps.Clone(row)
		}
	}
	return c
}

const placeholder = "new:"

func (w *world) newKey() string {
	w.made++
	return fmt.Sprint(placeholder, w.made)
}

// String is the world without its making, in one order.
func (w *world) String() string {
	var lines []string
	for name, t := range w.tables {
		for _, row := range t {
			lines = append(lines, name+" "+row.String())
		}
	}
	for l := range w.links {
		lines = append(lines, fmt.Sprint("link ", l))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func (v values) String() string {
	var parts []string
	for _, k := range slices.Sorted(maps.Keys(v)) {
		parts = append(parts, k+"="+v[k])
	}
	return strings.Join(parts, " ")
}

func (s *shape) keyOf(v values) string {
	var parts []string
	for _, c := range s.keys() {
		parts = append(parts, v[c.name])
	}
	return strings.Join(parts, "|")
}

// state is what an instance holds and knows.
type state struct {
	memory values
	known  map[string]bool // nil: every column
	saved  bool
	filled bool            // it takes no defaults
	said   map[string]bool // zeros that are meant
}

func (s *state) clone() *state {
	c := *s
	c.memory, c.known = maps.Clone(s.memory), maps.Clone(s.known)
	return &c
}

func (s *state) has(name string) bool { return s.known == nil || s.known[name] }

func (s *state) part(sh *shape) bool { return s.known != nil && len(s.known) < len(sh.columns) }

// learn notes that columns are known.
func (s *state) learn(names ...string) {
	for _, n := range names {
		if s.known != nil {
			s.known[n] = true
		}
	}
}

func (s *state) hasKey(sh *shape) bool {
	return s.saved || slices.ContainsFunc(sh.keys(), func(c *column) bool { return s.memory[c.name] != c.zero })
}

// hold makes an instance the row.
func (s *state) hold(row values) {
	*s = state{memory: maps.Clone(row), saved: true}
}

// errRead stands for any error of reading back.
var errRead = errors.New("reading back")

// causes are why a write must fail; any of them may be what it says.
type causes []error

func (c causes) admit(err error) bool {
	return slices.ContainsFunc(c, func(want error) bool { return want == errRead && err != nil || errors.Is(err, want) })
}

// invalid are the reasons against values of some columns.
func invalid(s *shape, v values, names []string) causes {
	for _, n := range names {
		if !s.column(n).valid(v[n]) {
			return causes{orm.ErrValidation, orm.ErrNotNull}
		}
	}
	return nil
}

// fill gives zero columns their defaults, as every insert does first.
func (w *world) fill(s *shape, st *state) {
	if st.filled {
		return
	}
	for _, c := range s.columns {
		switch {
		case st.memory[c.name] != c.zero:
		case c.made && !c.generated:
			st.memory[c.name] = w.newKey()
		case c.def != nil && !c.nullable:
			st.memory[c.name] = text(c.def)
		}
	}
}

// collides are the reasons of the tables against a row: what must be unique, and the foreign key.
func (w *world) collides(s *shape, key string, row values) causes {
	var out causes
	for _, set := range s.uniques() {
		for k, other := range w.tables[s.name] {
			if k != key && !slices.ContainsFunc(set, func(n string) bool { return row[n] == null || row[n] != other[n] }) {
				out = append(out, orm.ErrUnique)
			}
		}
	}
	if p, ok := row["parent"]; ok && p != null && w.tables["shelf"][p] == nil {
		out = append(out, orm.ErrForeignKey)
	}
	return out
}

// insert adds the row of an instance whose defaults are filled, and makes the instance hold it. explicit says that a zero which the
// instance has read is sent instead of being left to the server.
func (w *world) insert(s *shape, st *state, explicit bool) causes {
	row := maps.Clone(st.memory)
	var out causes
	for _, c := range s.columns {
		switch {
		case !c.left(row[c.name]) || explicit && !c.generated || st.said[c.name]:
			row[c.name] = c.kept(row[c.name])
		case c.generated:
			row[c.name] = w.newKey()
		case c.serverText == unreadable:
			out = append(out, errRead)
		default:
			row[c.name] = c.serverText
		}
	}
	k := s.keyOf(row)
	if w.tables[s.name][k] != nil {
		out = append(out, orm.ErrUnique)
	}
	if out = append(out, w.collides(s, k, row)...); len(out) > 0 {
		return out
	}
	w.tables[s.name][k] = row
	st.hold(row)
	return nil
}

// overwrite writes values of some columns of a row that is there.
func (w *world) overwrite(s *shape, k string, v values, names []string) causes {
	row := maps.Clone(w.tables[s.name][k])
	for _, n := range names {
		row[n] = s.column(n).kept(v[n])
	}
	if out := w.collides(s, k, row); len(out) > 0 {
		return out
	}
	w.tables[s.name][k] = row
	return nil
}

// settle makes an instance hold written columns as the table does.
func (st *state) settle(s *shape, names []string) {
	for _, n := range names {
		st.memory[n] = s.column(n).kept(st.memory[n])
	}
}
