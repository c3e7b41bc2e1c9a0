package graphs

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// family is one shape of relations.
type family struct {
	name   string
	models []schema.Definer
	fill   func(f *filler)
	roots  []func(*loading) // from which models it is loaded
}

var families = []family{
	{"chain", []schema.Definer{&continent{}, &country{}, &city{}, &street{}}, fillChain,
		[]func(*loading){from[continent], from[country], from[city], from[street]}},
	{"star", []schema.Definer{&thing{}, &colour{}, &shape{}, &keeper{}}, fillStar,
		[]func(*loading){from[thing], from[colour], from[shape], from[keeper]}},
	{"diamond", []schema.Definer{&top{}, &left{}, &right{}, &bottom{}, &mark{}}, fillDiamond,
		[]func(*loading){from[top], from[bottom], from[mark]}},
	{"tree", []schema.Definer{&node{}}, fillTree, []func(*loading){from[node]}},
	{"several", []schema.Definer{&match{}, &team{}}, fillSeveral, []func(*loading){from[match], from[team]}},
	{"links", []schema.Definer{&student{}, &course{}, &attendance{}, &teacher{}}, fillLinks,
		[]func(*loading){from[student], from[course], from[teacher]}},
	{"one to one", []schema.Definer{&person{}, &passport{}, &photo{}, &visa{}}, fillOneToOne,
		[]func(*loading){from[person], from[passport], from[photo], from[visa]}},
}

// filler makes rows at random.
type filler struct {
	t  *testing.T
	db *orm.DB
	*rand.Rand
}

// made inserts up to six rows, or none at times.
func made[T any, P orm.PtrTo[T]](f *filler, least int, row func(i int) *T) []*T {
	rows := make([]*T, least+f.IntN(6))
	for i := range rows {
		rows[i] = row(i + 1)
	}
	f.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	if len(rows) == 0 {
		return nil
	}
	f.check(orm.Objects[T, P](f.db).BulkCreate(f.t.Context(), rows))
	return rows
}

func (f *filler) check(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

// either is one of the rows, or none where there are none or chance says so.
func either[T any](f *filler, rows []*T) orm.One[T] {
	if len(rows) == 0 || f.IntN(4) == 0 {
		return orm.One[T]{}
	}
	return orm.Ref(rows[f.IntN(len(rows))])
}

func one[T any](f *filler, rows []*T) orm.One[T] { return orm.Ref(rows[f.IntN(len(rows))]) }

// some gives each of the rows with even chances.
func some[T any](f *filler, rows []*T) (out []*T) {
	for _, r := range rows {
		if f.IntN(2) == 0 {
			out = append(out, r)
		}
	}
	return out
}

func (f *filler) uuid() uuid.UUID {
	var u uuid.UUID
	for i := range u {
		u[i] = byte(f.Uint32())
	}
	return u
}

// text makes keys that sort, fold and trim in ways that databases are tempted to.
func (f *filler) text(i int) string {
	s := fmt.Sprintf("%c%d", "aAäÄßZz"[f.IntN(2)], i)
	return s + strings.Repeat(" ", f.IntN(2))
}

func (f *filler) number() *int {
	if f.IntN(3) == 0 {
		return nil
	}
	n := f.IntN(3)
	return &n
}

func fillChain(f *filler) {
	continents := made(f, 0, func(i int) *continent { return &continent{ID: int64(i), Name: f.text(i)} })
	countries := made(f, 1, func(i int) *country { return &country{Code: f.text(i), Continent: either(f, continents)} })
	cities := made(f, 1, func(i int) *city { return &city{ID: int64(i) << 40, Size: f.IntN(3), Country: either(f, countries)} })
	made(f, 3, func(i int) *street { return &street{ID: int64(i), City: either(f, cities)} })
}

func fillStar(f *filler) {
	colours := made(f, 0, func(i int) *colour { return &colour{Name: f.text(i)} })
	shapes := made(f, 1, func(i int) *shape { return &shape{ID: int64(i), Corners: f.number()} })
	keepers := made(f, 1, func(int) *keeper { return &keeper{ID: f.uuid()} })
	made(f, 4, func(i int) *thing {
		return &thing{ID: int64(i), Colour: either(f, colours), Shape: one(f, shapes), Owner: either(f, keepers)}
	})
}

func fillDiamond(f *filler) {
	marks := made(f, 0, func(i int) *mark { return &mark{Word: f.text(i)} })
	bottoms := made(f, 1, func(i int) *bottom { return &bottom{ID: f.uuid(), Depth: i} })
	for _, b := range bottoms {
		f.check(b.Marks.Add(f.t.Context(), some(f, marks)...))
	}
	lefts := made(f, 1, func(int) *left { return &left{ID: f.uuid(), Bottom: either(f, bottoms)} })
	rights := made(f, 1, func(int) *right { return &right{ID: f.uuid(), Bottom: either(f, bottoms)} })
	made(f, 2, func(int) *top { return &top{ID: f.uuid(), Left: either(f, lefts), Right: either(f, rights)} })
}

func fillTree(f *filler) {
	var nodes []*node
	for range 3 {
		above, first := nodes, len(nodes)
		nodes = append(nodes, made(f, 1, func(i int) *node {
			return &node{ID: int64(first + i), Rank: f.IntN(3), Parent: either(f, above)}
		})...)
	}
	for _, n := range nodes {
		if f.IntN(2) == 0 {
			f.check(n.Knows.Add(f.t.Context(), some(f, nodes)...)) // itself among them
		}
	}
}

func fillSeveral(f *filler) {
	teams := made(f, 2, func(i int) *team { return &team{Name: f.text(i)} })
	made(f, 3, func(i int) *match {
		return &match{ID: int64(i), Home: one(f, teams), Away: either(f, teams), Winner: either(f, teams)}
	})
}

func fillLinks(f *filler) {
	teachers := made(f, 1, func(i int) *teacher { return &teacher{ID: int64(i)} })
	courses := made(f, 1, func(i int) *course { return &course{Code: f.text(i), Teacher: either(f, teachers)} })
	students := made(f, 2, func(i int) *student { return &student{ID: f.uuid(), Name: f.text(i % 3)} })
	for _, s := range students {
		for _, c := range some(f, courses) {
			f.check(s.Courses.AddLink(f.t.Context(), c, attendance{Grade: f.number()}))
		}
	}
}

func fillOneToOne(f *filler) {
	people := made(f, 2, func(i int) *person { return &person{ID: int64(i)} })
	passports := made(f, 0, func(i int) *passport {
		p := &passport{Number: f.text(i)}
		if i <= len(people) && f.IntN(3) > 0 {
			p.Owner = orm.Ref(people[i-1])
		}
		return p
	})
	for _, p := range passports {
		if f.IntN(3) > 0 {
			f.check(orm.Save(f.t.Context(), f.db, &photo{ID: f.uuid(), Passport: orm.Ref(p)}))
		}
	}
	made(f, 2, func(i int) *visa { return &visa{ID: int64(i), Passport: either(f, passports)} })
}
