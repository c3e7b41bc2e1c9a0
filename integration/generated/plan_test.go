package generated

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

// column is what is drawn of a column. Values are of the field's own type.
type column struct {
	name, field string
	nullable    bool
	key         bool
	made        bool // a key that the database or a function makes when it is zero
	generated   bool // by the database
	def, on     any
	calls       bool // by functions
	server      string
	serverText  string
	readOnly    bool
	unique      bool
	cipher      schema.Cipher
	zero        string
	random      func(*rand.Rand) any
}

// left reports whether an insert leaves a value to the server.
func (c *column) left(value string) bool { return value == c.zero && (c.generated || c.server != "") }

// valid reports whether a value passes the model's rules.
func (c *column) valid(value string) bool {
	switch c.name {
	case "mark":
		return len(value) <= 40
	case "count":
		n, _ := strconv.Atoi(value)
		return n <= 1000
	case "parent":
		return c.nullable || value != null
	}
	return true
}

// shape is what is drawn of a model.
type shape struct {
	name    string
	columns []*column
	sets    [][]string
}

func (s *shape) column(name string) *column {
	i := slices.IndexFunc(s.columns, func(c *column) bool { return c.name == name })
	if i < 0 {
		return nil
	}
	return s.columns[i]
}

func (s *shape) keys() []*column {
	return slices.DeleteFunc(slices.Clone(s.columns), func(c *column) bool { return !c.key })
}

// names are the columns but the key, by name.
func (s *shape) names() []string {
	var out []string
	for _, c := range s.columns {
		if !c.key {
			out = append(out, c.name)
		}
	}
	return out
}

// uniques are the sets of columns that no two rows have alike, the key aside.
func (s *shape) uniques() [][]string {
	var out [][]string
	for _, c := range s.columns {
		if c.unique {
			out = append(out, []string{c.name})
		}
	}
	return append(out, s.sets...)
}

// plan is what is drawn of all models.
type plan struct{ shapes []*shape }

func (p *plan) shape(name string) *shape {
	return p.shapes[slices.IndexFunc(p.shapes, func(s *shape) bool { return s.name == name })]
}

// String is the plan for the report of a failure.
func (p *plan) String() string {
	var b strings.Builder
	for _, s := range p.shapes {
		fmt.Fprintf(&b, "%s %v:", s.name, s.sets)
		for _, c := range s.columns {
			fmt.Fprintf(&b, " %s", c.name)
			for what, said := range map[string]bool{"*": c.nullable, "!": c.unique, " read-only": c.readOnly, " sealed": c.cipher != nil,
				fmt.Sprintf("=%v", text(c.def)): c.def != nil, "->" + text(c.on): c.on != nil, "=server " + c.server: c.server != ""} {
				if said {
					b.WriteString(what)
				}
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func newPlan(r *rand.Rand) *plan {
	p := &plan{}
	for _, name := range []string{"shelf", "ticket", "badge", "page", "pair"} {
		p.shapes = append(p.shapes, newShape(r, name))
	}
	return p
}

func newShape(r *rand.Rand, name string) *shape {
	s := &shape{name: name}
	for _, c := range keysOf(name) {
		c.key = true
		s.columns = append(s.columns, c)
	}
	for _, c := range bodies() {
		if c.name != "mark" && c.name != "code" && c.name != "count" && r.IntN(3) == 0 {
			continue
		}
		options(r, c)
		s.columns = append(s.columns, c)
	}
	if name != "shelf" && name != "pair" {
		s.columns = append(s.columns, &column{name: "parent", field: "Parent", zero: null, nullable: r.IntN(2) == 0})
	}
	for _, set := range [][]string{{"code", "count"}, {"email", "code"}, {"parent", "count"}, {"code", "open"}, {"rank", "token"}} {
		if s.column(set[0]) != nil && s.column(set[1]) != nil && r.IntN(6) == 0 {
			s.sets = append(s.sets, set)
		}
	}
	return s
}

func keysOf(name string) []*column {
	switch name {
	case "badge":
		return []*column{{name: "id", field: "ID", zero: text([16]byte{}), made: true, random: oneOf([16]byte{}, [16]byte{1}, [16]byte{2}, [16]byte{3})}}
	case "page":
		return []*column{{name: "id", field: "ID", random: oneOf("k1", "k2", "k3", "k4", "k5")}}
	case "pair":
		return []*column{{name: "a", field: "A", random: oneOf("a", "b")}, {name: "b", field: "B", zero: "0", random: oneOf(0, 1, 2)}}
	}
	return []*column{{name: "id", field: "ID", zero: "0", made: true, generated: true, random: oneOf(int64(0), int64(0), int64(0), int64(1_000_000), int64(2_000_000))}}
}

func oneOf[T any](values ...T) func(*rand.Rand) any {
	return func(r *rand.Rand) any { return values[r.IntN(len(values))] }
}

func bodies() []*column {
	at := time.Date(2024, 5, 6, 7, 8, 9, 123456789, time.UTC)
	return []*column{
		{name: "mark", field: "Mark", random: oneOf("", "m1", "m2", "m3", "m4", "m5", "m6", strings.Repeat("m", 41))},
		{name: "code", field: "Code", random: oneOf("", "c1", "c2", "c3", "c4", "c5")},
		{name: "email", field: "Email", zero: null, nullable: true, random: oneOf(nil, nil, new("e1"), new("e2"), new("e3"), new("e4"))},
		{name: "count", field: "Count", zero: "0", random: oneOf(0, 0, 1, 2, 3, 4, 5, 6, 5000)},
		{name: "rank", field: "Rank", zero: null, nullable: true, random: oneOf(nil, new(0), new(1), new(2))},
		{name: "price", field: "Price", zero: "0", random: oneOf(decimal.Decimal{}, decimal.New(150, -2), decimal.New(-3, 0))},
		{name: "open", field: "Open", zero: "false", random: oneOf(true, false)},
		{name: "note", field: "Note", random: oneOf("", "n1", "n2", "n3")},
		{name: "extra", field: "Extra", zero: "null", random: oneOf(map[string]int(nil), map[string]int{}, map[string]int{"a": 1, "b": 2})},
		{name: "seen", field: "Seen", zero: text(time.Time{}), random: oneOf(at, at.Add(time.Hour), at.In(time.FixedZone("", 3600)).Add(time.Minute))},
		{name: "token", field: "Token", zero: text([16]byte{}), random: oneOf([16]byte{}, [16]byte{7}, [16]byte{8}, [16]byte{9})},
		{name: "data", field: "Data", random: oneOf([]byte(nil), []byte("d1"), []byte{0, 1})},
		{name: "tiny", field: "Tiny", zero: "0", random: oneOf(int8(0), int8(1), int8(2))},
	}
}

// options draws what a column may have besides its type.
func options(r *rand.Rand, c *column) {
	servers := map[string][2]string{"count": {"7", "7"}, "rank": {"3", "3"}, "price": {"1.25", "1.25"}, "open": {"TRUE", "true"}, "note": {"'s'", "s"}, "tiny": {"3", "3"}}
	value := func() any {
		for {
			if v := c.random(r); text(v) != null && c.valid(text(v)) {
				return v
			}
		}
	}
	c.calls = r.IntN(2) == 0
	if c.name == "note" {
		c.cipher = []schema.Cipher{nil, crypt.Searchable(key), crypt.AEAD(key)}[r.IntN(3)]
	}
	if c.name != "mark" && c.name != "tiny" && c.name != "data" && r.IntN(4) == 0 {
		c.def = value()
	}
	if s, ok := servers[c.name]; ok && c.def == nil && c.cipher == nil && r.IntN(3) == 0 {
		c.server, c.serverText = s[0], s[1]
	}
	if c.name == "tiny" && r.IntN(6) == 0 {
		c.server, c.serverText = "300", unreadable
	}
	if c.name != "mark" && c.name != "tiny" && r.IntN(5) == 0 {
		c.on = value()
	}
	c.readOnly = r.IntN(6) == 0
	c.unique = (c.name == "code" || c.name == "email" || c.name == "token") && r.IntN(3) == 0
}

// unreadable stands for a server default that the field cannot hold.
const unreadable = "unreadable"

var key = crypt.Key{ID: "k", Secret: []byte("0123456789abcdef0123456789abcdef")}

func randomUUID() [16]byte { return uuid.New() }
