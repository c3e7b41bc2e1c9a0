package converge

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ormar-go/ormar/schema"
)

// world is what three models say of themselves. An absent one has no table.
type world struct {
	Tables [3]*table
	Moods  int // how many values the enumeration has
}

type table struct {
	Name    string
	Comment string
	Key     string // id, long, code, or plain: a number that the database does not make
	Columns []*column
	Keys    []*key
	Pairs   [][2]string // column names that are unique together
	Indexes [][2]string
	Checks  []string // a column that a check is about
	Words   []string // columns whose words are found together
	Tongue  string   // the language of these
}

// key is a foreign key to one of the models.
type key struct {
	Name           string
	To             int
	NotNull, Index bool
	Unique         bool
	OnDelete       schema.Action
}

// drawn is the world that is being declared.
var (
	drawing sync.Mutex
	drawn   *world
)

func (w *world) registry() (*schema.Registry, error) {
	drawing.Lock()
	defer drawing.Unlock()
	drawn = w
	var list []schema.Definer
	for i := range w.Tables {
		if w.Tables[i] != nil {
			list = append(list, w.definer(i))
		}
	}
	return schema.NewRegistry(list...)
}

func (w *world) schema(i int, p *pool, to map[int]schema.ToOne) schema.Table {
	t := w.Tables[i]
	out := schema.Table{Name: t.Name, Comment: t.Comment}
	attribute := map[string]string{}
	switch t.Key {
	case "id":
		out.Fields = append(out.Fields, schema.Integer(&p.ID).PrimaryKey())
	case "code":
		out.Fields = append(out.Fields, schema.String(&p.Code, 20).PrimaryKey())
	case "long":
		out.Fields = append(out.Fields, schema.BigInteger(&p.Long).PrimaryKey().Name("id"))
	case "plain":
		out.Fields = append(out.Fields, schema.Integer(&p.ID).PrimaryKey().Autoincrement(false))
	}
	for _, c := range t.Columns {
		out.Fields = append(out.Fields, c.field(p))
		attribute[c.Name] = snake(c.slot())
	}
	for _, k := range t.Keys {
		out.Fields = append(out.Fields, k.field(to[k.To], i))
	}
	for _, pair := range t.Pairs {
		out.Constraints = append(out.Constraints, schema.UniqueTogether(attribute[pair[0]], attribute[pair[1]]))
	}
	for _, pair := range t.Indexes {
		out.Constraints = append(out.Constraints, schema.IndexOn(attribute[pair[0]], attribute[pair[1]]))
	}
	if len(t.Words) > 0 {
		words := make([]string, len(t.Words))
		for n, name := range t.Words {
			words[n] = attribute[name]
		}
		full := schema.FullText(words...)
		if t.Tongue != "" {
			full = full.Language(t.Tongue)
		}
		out.Constraints = append(out.Constraints, full)
	}
	for n, c := range t.Checks {
		out.Constraints = append(out.Constraints, schema.Check(fmt.Sprintf("ck_%d_%d_%s", i, n, c), c+" IS NOT NULL OR 1 = 1"))
	}
	return out
}

func (k *key) field(p schema.ToOne, owner int) schema.Field {
	r := schema.ForeignKey(p)
	r.Name(k.Name).RelatedName(fmt.Sprintf("from_%d_%d", owner, k.To)).OnDelete(k.OnDelete)
	if k.NotNull {
		r.NotNull()
	}
	if k.Index {
		r.Index()
	}
	if k.Unique {
		r.Unique()
	}
	return r
}

// snake is the attribute's name of a field: StrN1 is str_n1.
func snake(field string) string {
	head, tail := field[:3], field[3:]
	if strings.HasPrefix(tail, "N") {
		return strings.ToLower(head + "_" + tail)
	}
	return strings.ToLower(head + tail)
}

func (w *world) clone() *world {
	c := &world{Moods: w.Moods}
	for i, t := range w.Tables {
		if t == nil {
			continue
		}
		n := *t
		n.Columns, n.Keys = nil, nil
		for _, o := range t.Columns {
			copied := *o
			n.Columns = append(n.Columns, &copied)
		}
		for _, o := range t.Keys {
			copied := *o
			n.Keys = append(n.Keys, &copied)
		}
		n.Pairs, n.Indexes, n.Checks, n.Words = slices.Clone(t.Pairs), slices.Clone(t.Indexes), slices.Clone(t.Checks), slices.Clone(t.Words)
		c.Tables[i] = &n
	}
	return c
}

// maker makes worlds out of a seed.
type maker struct {
	r     *rand.Rand
	n     int  // names so far
	words bool // the database finds words
}

func (m *maker) chance(percent int) bool { return m.r.IntN(100) < percent }

func (m *maker) name(kind string) string {
	m.n++
	return fmt.Sprintf("%s_%d", strings.ToLower(kind), m.n)
}

func (m *maker) world() *world {
	w := &world{Moods: 2 + m.r.IntN(3)}
	for i := range w.Tables {
		if i == 0 || m.chance(80) {
			w.Tables[i] = &table{Name: []string{"alphas", "betas", "gammas"}[i], Key: []string{"id", "id", "code", "plain"}[m.r.IntN(4)]}
			for range m.r.IntN(5) {
				m.addColumn(w.Tables[i])
			}
		}
	}
	for range m.r.IntN(4) {
		m.addKey(w)
	}
	for range m.r.IntN(4) {
		m.addPair(m.some(w))
	}
	if m.chance(50) {
		m.changeWords(m.some(w))
	}
	w.settle()
	return w
}

func (m *maker) some(w *world) *table {
	for {
		if t := w.Tables[m.r.IntN(3)]; t != nil {
			return t
		}
	}
}

// free finds an unused field of a kind.
func (t *table) free(kind string, null bool) int {
	for copied := 1; copied <= 2; copied++ {
		if !slices.ContainsFunc(t.Columns, func(c *column) bool { return c.Kind == kind && c.Null == null && c.Copy == copied }) {
			return copied
		}
	}
	return 0
}

func (m *maker) addKey(w *world) {
	t := m.some(w)
	to := m.r.IntN(3)
	if w.Tables[to] == nil || slices.ContainsFunc(t.Keys, func(k *key) bool { return k.To == to }) {
		return
	}
	k := &key{Name: m.name("to"), To: to, Index: m.chance(40), OnDelete: []schema.Action{schema.NoAction, schema.Cascade, schema.Restrict}[m.r.IntN(3)]}
	k.Unique = !k.Index && m.chance(20)
	t.Keys = append(t.Keys, k)
}

func (m *maker) addPair(t *table) {
	var names []string
	for _, c := range t.Columns {
		if indexable(c) {
			names = append(names, c.Name)
		}
	}
	if len(names) < 2 {
		return
	}
	m.r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	pair := [2]string{names[0], names[1]}
	switch m.r.IntN(3) {
	case 0:
		t.Indexes = append(t.Indexes, pair)
	case 1:
		t.Checks = append(t.Checks, names[0])
	default:
		if c := t.column(names[0]); c.Null && c.Default == "" && varied(c) { // values that are all NULL agree with nothing
			t.Pairs = append(t.Pairs, pair)
		}
	}
}

// changeWords has the words of other texts found than before, or of the same in another language.
func (m *maker) changeWords(t *table) {
	if !m.words {
		return
	}
	var names []string
	for _, c := range t.Columns {
		if wordy(c) {
			names = append(names, c.Name)
		}
	}
	m.r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	if t.Words = names[:min(len(names), 1+m.r.IntN(2))]; t.Key == "code" || m.chance(20) {
		t.Words = nil
	}
	t.Tongue = []string{"", "english"}[m.r.IntN(2)]
}

// wordy reports whether a column's words can be found.
func wordy(c *column) bool { return c.Kind == "Str" || c.Kind == "Txt" }

func (t *table) column(name string) *column {
	if i := slices.IndexFunc(t.Columns, func(c *column) bool { return c.Name == name }); i >= 0 {
		return t.Columns[i]
	}
	return nil
}

// soft is a column that can say when a row was deleted.
func (t *table) soft() *column {
	for _, c := range t.Columns {
		if c.Kind == "Dtm" && c.Null && c.Default == "" && !c.Unique {
			return c
		}
	}
	return nil
}

// settle takes away what speaks of columns and tables that are gone, and what is said twice.
func (w *world) settle() {
	for _, t := range w.Tables {
		if t == nil {
			continue
		}
		gone := func(pair [2]string) bool {
			a, b := t.column(pair[0]), t.column(pair[1])
			return a == nil || b == nil || !indexable(a) || !indexable(b)
		}
		for _, c := range t.Columns {
			c.Unique = c.Unique && c.Default == "" // which rows that are there would all get
		}
		filled := func(pair [2]string) bool { return gone(pair) || t.column(pair[0]).Default != "" }
		t.Pairs = slices.Compact(slices.DeleteFunc(t.Pairs, filled))
		t.Indexes = slices.Compact(slices.DeleteFunc(t.Indexes, gone))
		if len(t.Pairs) > 1 {
			t.Pairs = t.Pairs[:1]
		}
		if len(t.Indexes) > 1 {
			t.Indexes = t.Indexes[:1]
		}
		for _, c := range t.Columns {
			c.Soft = c.Soft && c.Kind == "Dtm" && c.Null && c.Default == "" && !c.Unique
		}
		t.Checks = slices.DeleteFunc(t.Checks, func(name string) bool { return t.column(name) == nil })
		t.Words = slices.DeleteFunc(t.Words, func(name string) bool { c := t.column(name); return c == nil || !wordy(c) })
		t.Keys = slices.DeleteFunc(t.Keys, func(k *key) bool { return w.Tables[k.To] == nil })
	}
}

// change makes another world out of one, and tells the renames between them.
func (m *maker) change(from *world) (to *world, renames [][2]string) {
	to = from.clone()
	for range 1 + m.r.IntN(5) {
		t := m.some(to)
		switch m.r.IntN(15) {
		case 0, 1:
			m.addColumn(t)
		case 2:
			if len(t.Columns) > 0 {
				i := m.r.IntN(len(t.Columns))
				t.Columns = slices.Delete(t.Columns, i, i+1)
			}
		case 3, 4, 5:
			m.changeColumn(t)
		case 6:
			m.addKey(to)
		case 7:
			if len(t.Keys) > 0 {
				t.Keys = t.Keys[1:]
			}
		case 8:
			m.addPair(t)
		case 9:
			t.Pairs, t.Checks, t.Indexes = nil, nil, nil
		case 10:
			t.Comment = []string{"", "a comment", `it's`}[m.r.IntN(3)]
		case 11:
			t.Key = map[string]string{"id": "long", "long": "id", "plain": "id", "code": "code"}[t.Key]
		case 12:
			if c := t.soft(); c != nil && !slices.ContainsFunc(t.Columns, func(c *column) bool { return c.Soft }) {
				c.Soft = true
			} else if c != nil {
				c.Soft = false
			}
		case 14:
			m.changeWords(t)
		case 13:
			if len(t.Keys) > 0 {
				k := t.Keys[0]
				k.Index, k.Unique = !k.Index, false
				k.OnDelete = schema.Cascade
			}
		}
	}
	if m.chance(15) {
		i := 1 + m.r.IntN(2)
		if to.Tables[i] == nil {
			to.Tables[i] = &table{Name: []string{"alphas", "betas", "gammas"}[i], Key: "id"}
			m.addColumn(to.Tables[i])
			m.addKey(to)
		} else {
			to.Tables[i] = nil
		}
	}
	if m.chance(15) {
		to.Moods = 2 + m.r.IntN(3)
	}
	to.settle()
	return to, m.rename(from, to)
}

// rename gives a column, and sometimes a table, another name.
func (m *maker) rename(from, to *world) (out [][2]string) {
	for i, t := range to.Tables {
		if t == nil || from.Tables[i] == nil || !m.chance(20) {
			continue
		}
		if m.chance(40) {
			t.Name += "_x"
			out = append(out, [2]string{from.Tables[i].Name, t.Name})
		}
		if len(t.Columns) > 0 && m.chance(60) {
			c := t.Columns[0]
			if from.Tables[i].column(c.Name) == nil {
				continue
			}
			old := c.Name
			c.Name = m.name("renamed")
			out = append(out, [2]string{from.Tables[i].Name + "." + old, c.Name})
			again := func(list [][2]string) {
				for i := range list {
					for j := range list[i] {
						if list[i][j] == old {
							list[i][j] = c.Name
						}
					}
				}
			}
			again(t.Pairs)
			again(t.Indexes)
			for _, list := range [][]string{t.Checks, t.Words} {
				for i := range list {
					if list[i] == old {
						list[i] = c.Name
					}
				}
			}
		}
	}
	return out
}

func mustRegistry(t testing.TB, w *world) *schema.Registry {
	t.Helper()
	r, err := w.registry()
	if err != nil {
		t.Fatalf("the models are wrong: %v", err)
	}
	return r
}
