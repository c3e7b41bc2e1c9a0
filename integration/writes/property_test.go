package writes

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sort"
	"strconv"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// record is a row of members in the reference.
type record struct {
	code, email   string
	score         int
	notes, origin string
	edits         int
}

func (r record) String() string {
	return fmt.Sprint(r.code, " ", r.email, " ", r.score, " ", r.notes, " ", r.origin, " ", r.edits)
}

// reference is what the table should hold, by key.
type reference map[string]record

func (r reference) rows() []string {
	out := []string{}
	for _, row := range r {
		out = append(out, row.String())
	}
	sort.Strings(out)
	return out
}

func (r reference) clone() reference {
	c := reference{}
	for k, v := range r {
		c[k] = v
	}
	return c
}

// find is the row with a value in a unique column.
func (r reference) find(column, value string) (record, bool) {
	for _, row := range r {
		if column == "code" && row.code == value || column == "email" && row.email == value {
			return row, true
		}
	}
	return record{}, false
}

// insert adds an instance's row, as every insert does.
func (r reference) insert(m *member) error {
	if _, ok := r.find("code", m.Code); ok {
		return orm.ErrUnique
	}
	if _, ok := r.find("email", m.Email); ok {
		return orm.ErrUnique
	}
	r[m.Code] = record{m.Code, m.Email, m.Score, m.Notes, m.Origin, m.Edits}
	return nil
}

// overwrite writes what an upsert by a target writes: the columns that the instance has, or those that are named.
func (r reference) overwrite(m *member, row record, target string, named []string) error {
	set := func(name string) bool {
		switch {
		case name == target:
			return false
		case len(named) > 0:
			return slices.Contains(named, name)
		}
		return has(m, name) && (name != "origin" || m.Saved())
	}
	if set("email") {
		if other, ok := r.find("email", m.Email); ok && other.code != row.code {
			return orm.ErrUnique
		}
		row.email = m.Email
	}
	if set("score") {
		row.score = m.Score
	}
	if set("notes") {
		row.notes = m.Notes
	}
	if set("origin") {
		row.origin = m.Origin
	}
	row.edits = 7
	if slices.Contains(named, "edits") {
		row.edits = m.Edits
	}
	r[row.code] = row
	return nil
}

// upsert is an upsert of one instance.
func (r reference) upsert(m *member, target string, named []string) error {
	value := m.Code
	if target == "email" {
		value = m.Email
	}
	if row, ok := r.find(target, value); ok {
		return r.overwrite(m, row, target, named)
	}
	if !whole(m) {
		return orm.ErrNoMatch
	}
	return r.insert(m)
}

func whole(m *member) bool {
	for _, name := range []string{"email", "score", "notes", "origin", "edits", "nick"} {
		if !has(m, name) {
			return false
		}
	}
	return true
}

// play is one run of random writes.
type play struct {
	t     *testing.T
	db    *orm.DB
	rnd   *rand.Rand
	table reference
	known []*member
}

// TestRandomWrites compares the table with the reference after every write: what is stored, what the instances say of it, and that
// an error changed neither.
func TestRandomWrites(t *testing.T) {
	seed := time.Now().UnixNano()
	if s, err := strconv.ParseInt(os.Getenv("ORMAR_SEED"), 10, 64); err == nil {
		seed = s
	}
	dbtest.Each(t, members(), func(t *testing.T, db *orm.DB) {
		p := &play{t: t, db: db, rnd: rand.New(rand.NewPCG(uint64(seed), 1)), table: reference{}}
		steps := 150
		if testing.Short() {
			steps = 40
		}
		for i := range steps {
			if !p.step(i) {
				t.Fatalf("seed %d; ORMAR_SEED=%d repeats it", seed, seed)
			}
		}
	})
}

func (p *play) fresh() *member {
	n := p.rnd.IntN(8)
	return &member{Code: "c" + strconv.Itoa(n), Email: "e" + strconv.Itoa(p.rnd.IntN(8)), Score: p.rnd.IntN(9), Notes: "n" + strconv.Itoa(p.rnd.IntN(9)),
		Origin: "o" + strconv.Itoa(p.rnd.IntN(9)), Edits: p.rnd.IntN(3)}
}

// pick is an instance: new, read wholly or in part, or one of those that were written before.
func (p *play) pick() *member {
	objects := orm.Objects[member](p.db)
	switch k := p.rnd.IntN(4); {
	case k == 0 || len(p.table) == 0:
		return p.fresh()
	case k == 1 && len(p.known) > 0:
		m := p.known[p.rnd.IntN(len(p.known))]
		m.Score = p.rnd.IntN(9)
		return m
	default:
		if k == 2 {
			objects = objects.Fields([]string{"email", "score", "origin"}[:1+p.rnd.IntN(3)]...)
		}
		list, err := objects.All(p.t.Context())
		if err != nil {
			p.t.Fatal(err)
		}
		m := list[p.rnd.IntN(len(list))]
		if has(m, "score") {
			m.Score = p.rnd.IntN(9)
		}
		if p.rnd.IntN(3) == 0 {
			delete(p.table, m.Code) // it goes behind the instance's back
			if _, err := orm.Objects[member](p.db).Filter(orm.Q{"code": m.Code}).Delete(p.t.Context()); err != nil {
				p.t.Fatal(err)
			}
		}
		return m
	}
}

// distinctBy are some instances that differ by a target.
func (p *play) distinctBy(target string) []*member {
	var out []*member
	seen := map[string]bool{}
	for range 1 + p.rnd.IntN(3) {
		m := p.pick()
		key := m.Code
		if target == "email" {
			key = m.Email
		}
		if target == "email" && !has(m, "email") || seen[key] || slices.Contains(out, m) {
			continue
		}
		if target == "code" && has(m, "email") && !whole(m) && len(out) > 0 { // in which order rows of an UPDATE meet is the database's
			continue
		}
		seen[key] = true
		out = append(out, m)
	}
	if len(out) == 0 {
		out = []*member{p.fresh()}
	}
	return out
}

func (p *play) step(i int) bool {
	next, objects := p.table, orm.Objects[member](p.db)
	var list []*member
	var what string
	var want error
	var call func(ctx context.Context) error
	each := func(do func(m *member) error) {
		next = p.table.clone()
		for _, m := range list {
			if want = do(m); want != nil {
				return
			}
		}
	}
	switch p.rnd.IntN(6) {
	case 0:
		list, what = []*member{p.pick()}, "Save"
		each(func(m *member) error { return p.created(next, m) })
		call = func(ctx context.Context) error { return orm.Save(ctx, p.db, list[0]) }
	case 1:
		list, what = []*member{p.pick()}, "Upsert"
		each(func(m *member) error { return next.upsert(m, "code", nil) })
		call = func(ctx context.Context) error { return orm.Upsert(ctx, p.db, list[0]) }
	case 2:
		list, what = []*member{p.pick()}, "Update"
		each(func(m *member) error {
			row, ok := next[m.Code]
			if !ok {
				return orm.ErrNoMatch
			}
			return p.updated(next, m, row)
		})
		call = func(ctx context.Context) error { return orm.Update(ctx, p.db, list[0]) }
	case 3:
		list, what = p.distinctBy("code"), "BulkCreate"
		each(func(m *member) error { return p.created(next, m) })
		call = func(ctx context.Context) error { return objects.BulkCreate(ctx, list) }
	default:
		target := []string{"code", "email"}[p.rnd.IntN(2)]
		named := [][]string{nil, {"score"}, {"notes", "origin"}, {"edits"}}[p.rnd.IntN(4)]
		list, what = p.distinctBy(target), fmt.Sprint("UpdateOnConflict by ", target, " of ", named)
		each(func(m *member) error { return next.upsert(m, target, named) })
		call = func(ctx context.Context) error {
			return objects.BulkCreate(ctx, list, orm.OnConflict(target), orm.UpdateOnConflict(named...))
		}
	}
	return p.judge(fmt.Sprint("step ", i, ": ", what), list, next, want, call)
}

// created is what Save does to the reference.
func (p *play) created(next reference, m *member) error {
	if whole(m) {
		return next.insert(m)
	}
	if _, ok := next[m.Code]; ok {
		return orm.ErrUnique
	}
	return orm.ErrNoMatch
}

// updated is what Update does to the reference: unlike an upsert it writes a read-only column of any instance.
func (p *play) updated(next reference, m *member, row record) error {
	origin := has(m, "origin")
	if err := next.overwrite(m, row, "code", nil); err != nil {
		return err
	}
	if origin {
		row = next[row.code]
		row.origin = m.Origin
		next[row.code] = row
	}
	return nil
}

// judge does the write, sometimes in a transaction, and compares.
func (p *play) judge(what string, list []*member, next reference, want error, call func(context.Context) error) bool {
	p.t.Helper()
	before := make([]string, len(list))
	for i, m := range list {
		before[i] = said(m)
	}
	err := error(nil)
	if p.rnd.IntN(3) == 0 {
		what += " in a transaction"
		err = p.db.Transaction(p.t.Context(), call)
	} else {
		err = call(p.t.Context())
	}
	if want == nil != (err == nil) || want != nil && !errors.Is(err, orm.ErrUnique) && !errors.Is(err, orm.ErrNoMatch) {
		p.t.Errorf("%s of %q: %v, want %v; the table was %q", what, before, err, want, p.table.rows())
		return false
	}
	if want == nil {
		p.table = next
	}
	got := rows(p.t, p.db, "SELECT code, ' ', email, ' ', score, ' ', notes, ' ', origin, ' ', edits FROM members ORDER BY code")
	if !slices.Equal(got, p.table.rows()) {
		p.t.Errorf("%s of %q (%v): the table has\n%q, want\n%q", what, before, err, got, p.table.rows())
		return false
	}
	for i, m := range list {
		if err != nil {
			if now := said(m); now != before[i] {
				p.t.Errorf("%s failed with %v and left the instance %s, it was %s", what, err, now, before[i])
				return false
			}
			continue
		}
		same(p.t, p.db, what+" of "+before[i], m)
		p.known = append(p.known, m)
	}
	if len(p.known) > 6 {
		p.known = p.known[len(p.known)-6:]
	}
	return !p.t.Failed()
}

// said is all that an instance says.
func said(m *member) string {
	return fmt.Sprint(m.Code, " ", m.Email, " ", m.Score, " ", m.Notes, " ", m.Origin, " ", m.Edits, " ", m.Saved(),
		has(m, "email"), has(m, "score"), has(m, "notes"), has(m, "origin"), has(m, "edits"))
}
