package generated

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// instance is an object and what the reference thinks that it is.
type instance struct {
	s      *shape
	object any
	state
	// what it holds in memory when it is part of a graph
	graph  bool
	parent *instance
	kids   []*instance
	marks  []*instance
}

// play is one run of random writes over one plan.
type play struct {
	t      *testing.T
	db     *orm.DB
	rnd    *rand.Rand
	plan   *plan
	world  *world
	known  map[string][]*instance
	audits int
	hook   *listener
}

// step is one write.
type step struct {
	what  string
	list  []*instance
	order bool // the rows may be written in any order
	call  func(ctx context.Context) error
	// rules apply the write to the world and to the states of the list, in the order of at; several where there is a choice. States
	// that they append are those of the objects of more.
	rules []func(o *outcome, at []int) causes
	// more are the objects that the call returned.
	more func() []any
	// counted is the number that the call returns, nil for none.
	counted *int64
}

// outcome is what the rules make of a step in one order.
type outcome struct {
	world  *world
	states []*state
	causes causes
	count  int64
}

// outcomes are the results of all orders.
func (p *play) outcomes(s *step) []*outcome {
	var out []*outcome
	seen := map[string]bool{}
	for _, at := range orders(len(s.list), s.order) {
		for _, rule := range s.rules {
			o := &outcome{world: p.world.clone()}
			for _, i := range s.list {
				o.states = append(o.states, i.state.clone())
			}
			o.causes = rule(o, at)
			if text := fmt.Sprint(o.world, o.causes, o.texts()); !seen[text] {
				seen[text] = true
				out = append(out, o)
			}
		}
	}
	return out
}

// texts are the states for comparison.
func (o *outcome) texts() (out []string) {
	for _, st := range o.states {
		out = append(out, fmt.Sprint(*st))
	}
	return out
}

// orders are the orders of n things, all or the given one.
func orders(n int, all bool) [][]int {
	at := make([]int, n)
	for i := range at {
		at[i] = i
	}
	if !all || n < 2 || n > 5 {
		return [][]int{at}
	}
	var out [][]int
	var permute func(k int)
	permute = func(k int) {
		if k == n {
			out = append(out, slices.Clone(at))
			return
		}
		for i := k; i < n; i++ {
			at[k], at[i] = at[i], at[k]
			permute(k + 1)
			at[k], at[i] = at[i], at[k]
		}
	}
	permute(0)
	return out
}

// judge does a step and compares the database and the instances with what may come of it.
func (p *play) judge(s *step) bool {
	p.t.Helper()
	outcomes := p.outcomes(s)
	before := make([]reflect.Value, len(s.list))
	var said []string
	for i, x := range s.list {
		before[i] = reflect.New(reflect.TypeOf(x.object).Elem()).Elem()
		before[i].Set(reflect.ValueOf(x.object).Elem())
		said = append(said, x.String())
	}
	err := p.execute(s)
	report := func(format string, args ...any) bool {
		p.t.Errorf("%s of\n  %s\n(error: %v): %s\nbefore it:\n%s\nplan:\n%s", s.what, strings.Join(said, "\n  "), err, fmt.Sprintf(format, args...), p.world, p.plan)
		return false
	}
	got, readErr := p.stored()
	if readErr != nil {
		return report("what is stored cannot be read: %v", readErr)
	}
	if err != nil {
		return p.judgeError(s, err, outcomes, before, got, report)
	}
	var why []string
	for _, o := range outcomes {
		if len(o.causes) > 0 {
			why = append(why, fmt.Sprintf("it must fail with one of %v", o.causes))
			continue
		}
		problem := p.differs(s, o, got)
		if problem == "" {
			p.accept(s, o, got)
			return true
		}
		why = append(why, problem)
	}
	return report("%s", strings.Join(why, "\n or "))
}

// judgeError checks a write that failed: with a reason, and without an effect.
func (p *play) judgeError(s *step, err error, outcomes []*outcome, before []reflect.Value, got *world, report func(string, ...any) bool) bool {
	if !errors.Is(err, errBoom) && !slices.ContainsFunc(outcomes, func(o *outcome) bool { return o.causes.admit(err) }) {
		for _, o := range outcomes {
			err = errors.Join(err, fmt.Errorf("the rules say %v", []error(o.causes)))
		}
		return report("the rules have another answer: %v", err)
	}
	if g, w := got.String(), p.world.String(); g != w {
		return report("it failed and left\n%s", g)
	}
	for i, x := range s.list {
		if now := reflect.ValueOf(x.object).Elem(); !reflect.DeepEqual(now.Interface(), before[i].Interface()) {
			return report("it failed and left instance %d\n  %+v, it was\n  %+v", i, now.Interface(), before[i].Interface())
		}
	}
	return true
}

// differs says how the database or an instance is not what an outcome says; it puts the keys that were made into the outcome.
func (p *play) differs(s *step, o *outcome, got *world) string {
	objects := make([]any, 0, len(o.states))
	for _, x := range s.list {
		objects = append(objects, x.object)
	}
	if s.more != nil {
		objects = append(objects, s.more()...)
	}
	if len(objects) != len(o.states) {
		return fmt.Sprintf("there are %d objects, want %d", len(objects), len(o.states))
	}
	for i, st := range o.states {
		sh := p.shapeOf(objects[i])
		for _, c := range sh.keys() {
			if now := read(objects[i], sh)[c.name]; strings.HasPrefix(st.memory[c.name], placeholder) {
				if now == c.zero {
					return fmt.Sprintf("instance %d got no key", i)
				}
				o.resolve(st.memory[c.name], now)
			}
		}
	}
	if s.counted != nil && *s.counted != o.count {
		return fmt.Sprintf("it counted %d, want %d", *s.counted, o.count)
	}
	o.guess(p.plan, got)
	if g, w := got.String(), o.world.String(); g != w {
		return fmt.Sprintf("the database has\n%s\nwant\n%s", g, w)
	}
	for i, st := range o.states {
		if problem := p.wrong(objects[i], st); problem != "" {
			return fmt.Sprintf("instance %d: %s", i, problem)
		}
	}
	return ""
}

// wrong says how an object is not what its state says.
func (p *play) wrong(object any, st *state) string {
	s := p.shapeOf(object)
	if saved(object) != st.saved {
		return fmt.Sprintf("saved is %t", saved(object))
	}
	now := read(object, s)
	for _, c := range s.columns {
		if has(object, c) != st.has(c.name) {
			return fmt.Sprintf("Has of %s is %t", c.name, has(object, c))
		}
		if now[c.name] != st.memory[c.name] {
			return fmt.Sprintf("it holds %s = %q, want %q", c.name, now[c.name], st.memory[c.name])
		}
	}
	return ""
}

// resolve puts a key in the place of its placeholder.
func (o *outcome) resolve(from, to string) {
	for name, t := range o.world.tables {
		for k, row := range t {
			hit := false
			for c, v := range row {
				if v == from {
					row[c], hit = to, true
				}
			}
			if hit && k == from {
				delete(t, k)
				o.world.tables[name][to] = row
			}
		}
	}
	for l := range o.world.links {
		if l[0] == from || l[1] == from {
			delete(o.world.links, l)
			for i := range l {
				if l[i] == from {
					l[i] = to
				}
			}
			o.world.links[l] = true
		}
	}
	for _, st := range o.states {
		for c, v := range st.memory {
			if v == from {
				st.memory[c] = to
			}
		}
	}
}

// guess finds the keys of new rows whose instances were not told.
func (o *outcome) guess(p *plan, got *world) {
	for _, s := range p.shapes {
		for k, row := range maps.Clone(o.world.tables[s.name]) {
			if !strings.HasPrefix(k, placeholder) {
				continue
			}
			for actual, other := range got.tables[s.name] {
				same := maps.Clone(row)
				same[s.keys()[0].name] = actual
				if o.world.tables[s.name][actual] == nil && maps.Equal(same, other) {
					o.resolve(k, actual)
					break
				}
			}
		}
	}
}

// accept makes an outcome the truth.
func (p *play) accept(s *step, o *outcome, got *world) {
	got.made = o.world.made
	p.world = got
	for i, x := range s.list {
		x.state = *o.states[i]
		p.remember(x)
	}
	if s.more != nil {
		for i, object := range s.more() {
			p.remember(&instance{s: p.shapeOf(object), object: object, state: *o.states[len(s.list)+i]})
		}
	}
}

// remember keeps an instance for later writes. One that was part of a graph holds others, and is not used again.
func (p *play) remember(x *instance) {
	if x.graph {
		return
	}
	list := p.known[x.s.name]
	if !slices.Contains(list, x) {
		list = append(list, x)
	}
	p.known[x.s.name] = list[max(0, len(list)-6):]
}

func (p *play) shapeOf(object any) *shape {
	return p.plan.shape(reflect.TypeOf(object).Elem().Name())
}

// stored is what the database holds.
func (p *play) stored() (*world, error) {
	got := newWorld(p.plan)
	for _, s := range p.plan.shapes {
		rows, err := callsOf(s.name).all(p.t.Context(), p.db, orm.Q{}, nil)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.name, err)
		}
		for _, r := range rows {
			v := read(r, s)
			got.tables[s.name][s.keyOf(v)] = v
		}
	}
	var links []struct{ Ticket, Page string }
	if err := p.db.SQLX().SelectContext(p.t.Context(), &links, "SELECT ticket, page FROM marks"); err != nil {
		return nil, err
	}
	for _, l := range links {
		got.links[[2]string{l.Ticket, l.Page}] = true
	}
	n, err := orm.Objects[audit](p.db).Count(p.t.Context())
	if err == nil && int(n) != p.audits {
		err = fmt.Errorf("%d rows were written besides, want %d", n, p.audits)
	}
	return got, err
}

// String is an instance for reports.
func (x *instance) String() string {
	known := "all"
	if x.known != nil {
		known = fmt.Sprint(slices.Sorted(maps.Keys(x.known)))
	}
	more := ""
	if x.parent != nil {
		more += " parent{" + x.parent.String() + "}"
	}
	for _, k := range x.kids {
		more += " kid " + k.s.name + " " + k.memory[k.s.keys()[0].name]
	}
	for _, k := range x.marks {
		more += " page " + k.memory["id"]
	}
	return fmt.Sprintf("%s{%s} saved=%t filled=%t knows %s%s", x.s.name, x.memory, x.saved, x.filled, known, more)
}
