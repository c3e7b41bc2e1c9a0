package converge

import (
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/schema"
)

// base is a world with a bit of everything: beta and gamma refer to alpha, alpha to gamma, so that
// there is a ring.
func base() *world {
	return &world{Moods: 3, Tables: [3]*table{
		{Name: "alphas", Key: "id", Comment: "the first", Columns: []*column{
			{Name: "name", Kind: "Str", Copy: 1, Default: "'none'", Index: true}, {Name: "note", Kind: "Txt", Copy: 1, Null: true, Comment: `it's \ "said"`},
			{Name: "mood", Kind: "Mod", Copy: 1, Default: "'sad'"}, {Name: "number", Kind: "Int", Copy: 1}, {Name: "gone", Kind: "Dtm", Copy: 1, Null: true},
			{Name: "token", Kind: "Uid", Copy: 1, Null: true, Unique: true}, {Name: "price", Kind: "Dec", Copy: 1, Index: true},
		}, Checks: []string{"number"}, Indexes: [][2]string{{"name", "number"}}, Pairs: [][2]string{{"token", "number"}},
			Keys: []*key{{Name: "last", To: 2, OnDelete: schema.NoAction}}},
		{Name: "betas", Key: "id", Columns: []*column{{Name: "size", Kind: "Sma", Copy: 1}, {Name: "name", Kind: "Str", Copy: 1, Null: true, Index: true}}, Keys: []*key{{Name: "alpha", To: 0, Index: true, OnDelete: schema.Cascade}}},
		{Name: "gammas", Key: "code", Columns: []*column{{Name: "flag", Kind: "Boo", Copy: 1, Default: "true"}}, Keys: []*key{{Name: "alpha", To: 0}, {Name: "self", To: 2}}},
	}}
}

// pair is a change that somebody makes to base.
type pair struct {
	change  func(w *world)
	renames [][2]string
}

func (w *world) alpha(name string) *column { return w.Tables[0].column(name) }

var handmade = map[string]pair{
	"nothing":                        {func(*world) {}, nil},
	"a table goes":                   {func(w *world) { w.Tables[1] = nil }, nil},
	"a table of a ring goes":         {func(w *world) { w.Tables[2] = nil; w.Tables[0].Keys = nil }, nil},
	"a table is renamed (P11)":       {func(w *world) { w.Tables[0].Name = "firsts" }, [][2]string{{"alphas", "firsts"}}},
	"like tables change names":       {func(w *world) { w.Tables[1].Name, w.Tables[0].Name = "alphas", "betas" }, [][2]string{{"betas", "alphas"}, {"alphas", "betas"}}},
	"tables change names":            {func(w *world) { w.Tables[1].Name, w.Tables[2].Name = "gammas", "betas" }, [][2]string{{"betas", "gammas"}, {"gammas", "betas"}}},
	"a column is renamed (P12, P25)": {func(w *world) { w.name("name", "title") }, [][2]string{{"alphas.name", "title"}}},
	"two columns change names": {func(w *world) { w.name("name", "x"); w.name("number", "name"); w.name("x", "number") },
		[][2]string{{"alphas.name", "number"}, {"alphas.number", "name"}}},
	"table and column are renamed": {func(w *world) { w.Tables[0].Name = "firsts"; w.name("mood", "temper") },
		[][2]string{{"alphas", "firsts"}, {"alphas.mood", "temper"}}},
	"a foreign key's column is renamed":          {func(w *world) { w.Tables[1].Keys[0].Name = "parent" }, [][2]string{{"betas.alpha", "parent"}}},
	"a column goes with its index (P4)":          {func(w *world) { w.drop("price") }, nil},
	"a column goes with unique constraints (P4)": {func(w *world) { w.drop("token") }, nil},
	"a column comes with a default":              {func(w *world) { w.add(&column{Name: "new", Kind: "Big", Copy: 1, Default: "-5"}) }, nil},
	"a column comes with an expression":          {func(w *world) { w.add(&column{Name: "new", Kind: "Dtm", Copy: 1, Default: "CURRENT_TIMESTAMP"}) }, nil},
	"a column comes without a default":           {func(w *world) { w.add(&column{Name: "new", Kind: "Dec", Copy: 2, Size: 2}) }, nil},
	"a boolean comes":                            {func(w *world) { w.add(&column{Name: "new", Kind: "Boo", Copy: 1, Null: true}) }, nil},
	"a foreign key comes":                        {func(w *world) { w.Tables[1].Keys = append(w.Tables[1].Keys, &key{Name: "gamma", To: 2}) }, nil},
	"a foreign key goes (P14)":                   {func(w *world) { w.Tables[1].Keys = nil }, nil},
	"a foreign key loses its index (P14)":        {func(w *world) { w.Tables[1].Keys[0].Index = false }, nil},
	"a foreign key gets an index":                {func(w *world) { w.Tables[2].Keys[0].Index = true }, nil},
	"a foreign key does otherwise":               {func(w *world) { w.Tables[1].Keys[0].OnDelete = schema.Restrict }, nil},
	"a length grows (P6)":                        {func(w *world) { w.alpha("name").Size = 2 }, nil},
	"a scale grows (P6)":                         {func(w *world) { w.alpha("price").Size = 2 }, nil},
	"a scale grows and its table is renamed":     {func(w *world) { w.alpha("price").Size = 2; w.Tables[0].Name = "firsts" }, [][2]string{{"alphas", "firsts"}}},
	"a scale grows and its column is renamed":    {func(w *world) { w.alpha("price").Size = 2; w.name("price", "cost") }, [][2]string{{"alphas.price", "cost"}}},
	"a number grows (P6, P23)":                   {func(w *world) { w.alpha("number").Kind = "Big" }, nil},
	"a text becomes long (P6)": {func(w *world) {
		w.alpha("name").Kind, w.alpha("name").Copy, w.alpha("name").Index = "Txt", 2, false
		w.Tables[0].Indexes = nil
	}, nil},
	"a UUID is written otherwise":                   {func(w *world) { w.alpha("token").Kind = "Uis" }, nil},
	"a UUID gets a type of its own":                 {func(w *world) { w.alpha("token").Size = 2 }, nil},
	"a UUID with hyphens gets a type of its own":    {func(w *world) { w.alpha("token").Kind = "Uis"; w.alpha("token").Size = 2 }, nil},
	"a default changes (P21, P22)":                  {func(w *world) { w.alpha("name").Default = `'it''s'` }, nil},
	"a default goes":                                {func(w *world) { w.alpha("name").Default = "" }, nil},
	"NULL is allowed":                               {func(w *world) { w.alpha("number").Null = true }, nil},
	"NULL is forbidden":                             {func(w *world) { w.alpha("note").Null = false }, nil},
	"comments change":                               {func(w *world) { w.Tables[0].Comment, w.alpha("note").Comment = "another", "" }, nil},
	"a check goes and another comes (P1, P2)":       {func(w *world) { w.Tables[0].Checks = []string{"name"} }, nil},
	"an enumeration grows (P7)":                     {func(w *world) { w.Moods = 4 }, nil},
	"an enumeration shrinks (P7)":                   {func(w *world) { w.Moods = 2 }, nil},
	"an enumeration becomes a text (P8)":            {func(w *world) { w.alpha("mood").Kind, w.alpha("mood").Copy = "Str", 2 }, nil},
	"a text becomes an enumeration (P8)":            {func(w *world) { w.add(&column{Name: "new", Kind: "Mod", Copy: 1, Null: true}); w.drop("mood") }, nil},
	"a key that was not made is (P10, P15)":         {func(w *world) { w.Tables[1].Key = "plain" }, nil},
	"a key grows under foreign keys (P13)":          {func(w *world) { w.Tables[0].Key = "long" }, nil},
	"rows are marked as deleted":                    {func(w *world) { w.alpha("gone").Soft = true }, nil},
	"an index comes":                                {func(w *world) { w.alpha("number").Index = true }, nil},
	"an index goes and a unique constraint comes":   {func(w *world) { w.alpha("price").Index, w.alpha("price").Unique = false, true }, nil},
	"a table comes and refers to what changes (P9)": {func(w *world) { w.Tables[0].Key = "long"; w.Tables[1].Name = "others" }, nil},
}

func (w *world) add(c *column) { w.Tables[0].Columns = append(w.Tables[0].Columns, c) }

func (w *world) drop(name string) {
	t := w.Tables[0]
	t.Columns = slices.DeleteFunc(t.Columns, func(c *column) bool { return c.Name == name })
	w.settle()
}

// name renames a column of the first table, wherever it is named.
func (w *world) name(old, now string) {
	t := w.Tables[0]
	t.column(old).Name = now
	for _, list := range [][][2]string{t.Pairs, t.Indexes} {
		for i := range list {
			for j := range list[i] {
				if list[i][j] == old {
					list[i][j] = now
				}
			}
		}
	}
	for i := range t.Checks {
		if t.Checks[i] == old {
			t.Checks[i] = now
		}
	}
}

// Each kind of change by itself, there and back, with rows in all tables.
func TestHandmadePairs(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		for name, p := range handmade {
			t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
				from, to := base(), base()
				p.change(to)
				s.converge(t, mustRegistry(t, from), mustRegistry(t, to), p.renames, from)
			})
		}
	})
}
