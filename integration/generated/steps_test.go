package generated

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/ormar-go/ormar/orm"
)

// next draws a write.
func (p *play) next() *step {
	s := p.plan.shapes[p.rnd.IntN(len(p.plan.shapes))]
	listens := p.listen()
	switch p.rnd.IntN(13) {
	case 0, 1:
		return p.single(s, listens)
	case 2:
		return p.updateStep(s, listens)
	case 3:
		return p.deleteStep(s)
	case 4, 5:
		return p.bulkCreateStep(s, listens)
	case 6, 7:
		return p.mergeStep(s, listens)
	case 8:
		return p.bulkUpdateStep(s, listens)
	case 9:
		return p.matchStep(s, listens)
	case 10:
		return p.setStep(s)
	}
	return p.graphStep(listens)
}

// single is a Save, a Create or an Upsert of one instance.
func (p *play) single(s *shape, listens bool) *step {
	x, c := p.pick(s), callsOf(s.name)
	st := &step{list: []*instance{x}}
	switch p.rnd.IntN(3) {
	case 0:
		st.what = "Save"
		st.call = func(ctx context.Context) error { return c.save(ctx, p.db, x.object) }
		st.rule(func(o *outcome, _ []int) causes { return o.world.save(s, o.states[0], listens) })
	case 1:
		var made any
		st.what = "Create of a copy"
		st.call = func(ctx context.Context) (err error) { made, err = c.create(ctx, p.db, x.object); return err }
		st.more = func() []any { return []any{made} }
		st.rule(func(o *outcome, _ []int) causes {
			o.states = append(o.states, o.states[0].clone())
			return o.world.save(s, o.states[1], listens)
		})
	default:
		st.what = "Upsert"
		st.call = func(ctx context.Context) error { return c.upsert(ctx, p.db, x.object) }
		st.rule(func(o *outcome, _ []int) causes { return o.world.upsert(s, o.states[0], listens) })
	}
	return st
}

func (s *step) rule(f func(o *outcome, at []int) causes) { s.rules = append(s.rules, f) }

// some are some of a model's columns, or none.
func (p *play) some(s *shape) []string {
	if p.rnd.IntN(2) == 0 {
		return nil
	}
	names := s.names()
	p.rnd.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	return names[:1+p.rnd.IntN(min(3, len(names)))]
}

func (p *play) updateStep(s *shape, listens bool) *step {
	x, names := p.pick(s), p.some(s)
	st := &step{what: fmt.Sprint("Update ", names), list: []*instance{x}}
	st.call = func(ctx context.Context) error { return callsOf(s.name).update(ctx, p.db, x.object, names) }
	st.rule(func(o *outcome, _ []int) causes { return o.world.update(s, o.states[0], names, listens) })
	return st
}

func (p *play) deleteStep(s *shape) *step {
	x := p.pick(s)
	if p.newest(x) {
		return p.updateStep(s, p.hook != nil)
	}
	st := &step{what: "Delete", list: []*instance{x}}
	st.call = func(ctx context.Context) error { return callsOf(s.name).remove(ctx, p.db, x.object) }
	st.rule(func(o *outcome, _ []int) causes {
		k, state := s.keyOf(x.memory), o.states[0]
		switch {
		case !state.hasKey(s):
			return causes{orm.ErrNotPersisted}
		case o.world.tables[s.name][k] == nil:
			return causes{orm.ErrNoMatch}
		case o.world.referred(s, k):
			return causes{orm.ErrForeignKey}
		}
		delete(o.world.tables[s.name], k)
		maps.DeleteFunc(o.world.links, func(l [2]string, _ bool) bool {
			return s.name == "ticket" && l[0] == k || s.name == "page" && l[1] == k
		})
		state.saved, state.filled = false, false
		return nil
	})
	return st
}

// newest reports whether an instance has the highest of generated keys, which SQLite gives away again when its row is deleted.
func (p *play) newest(x *instance) bool {
	if !x.s.keys()[0].generated {
		return false
	}
	for k := range p.world.tables[x.s.name] {
		if number(k) > number(x.memory["id"]) {
			return false
		}
	}
	return true
}

// referred reports whether a foreign key leads to a row.
func (w *world) referred(s *shape, k string) bool {
	for _, t := range w.tables {
		for _, row := range t {
			if p, ok := row["parent"]; ok && s.name == "shelf" && p == k {
				return true
			}
		}
	}
	return false
}

// matchStep is a GetOrCreate or an UpdateOrCreate.
func (p *play) matchStep(s *shape, listens bool) *step {
	match, give := orm.V{}, orm.V{}
	for _, c := range s.columns {
		switch {
		case c.key || c.cipher != nil || c.name == "extra" || c.name == "parent" || c.name == "data":
		case (c.name == "code" || c.name == "email") && p.rnd.IntN(2) == 0:
			match[c.name] = plain(c.random(p.rnd))
		case p.rnd.IntN(2) == 0:
			give[c.name] = plain(c.random(p.rnd))
		}
	}
	for _, c := range s.keys() {
		if !c.made {
			match[c.name] = c.random(p.rnd)
		}
	}
	if len(match) == 0 {
		match["code"] = plain(s.column("code").random(p.rnd))
		delete(give, "code")
	}
	if len(give) == 0 {
		give["mark"] = "m1"
	}
	var object any
	update, c := p.rnd.IntN(2) == 0, callsOf(s.name)
	st := &step{what: fmt.Sprint("GetOrCreate of ", match, " with ", give), more: func() []any { return []any{object} }}
	st.call = func(ctx context.Context) (err error) {
		object, _, err = c.getOrCreate(ctx, p.db, match, give)
		return err
	}
	if update {
		st.what = fmt.Sprint("UpdateOrCreate of ", match, " with ", give)
		st.call = func(ctx context.Context) (err error) {
			object, _, err = c.updateOrCreate(ctx, p.db, match, give)
			return err
		}
	}
	st.rule(func(o *outcome, _ []int) causes { return o.match(s, match, give, update, listens) })
	st.rule(func(*outcome, []int) causes { // values may be checked before listeners replace them
		v := values{}
		for _, given := range []orm.V{match, give} {
			for n := range given {
				v[n] = text(given[n])
			}
		}
		return invalid(s, v, slices.Collect(maps.Keys(v)))
	})
	return st
}

// plain is the value behind a pointer.
func plain(v any) any {
	switch x := v.(type) {
	case *string:
		if x == nil {
			return nil
		}
		return *x
	case *int:
		if x == nil {
			return nil
		}
		return *x
	}
	return v
}

func (o *outcome) match(s *shape, match, give orm.V, update, listens bool) causes {
	var found []string
	for k, row := range o.world.tables[s.name] {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(match)), func(n string) bool { return row[n] != s.column(n).kept(text(match[n])) }) {
			found = append(found, k)
		}
	}
	st := &state{memory: values{}}
	o.states = append(o.states, st)
	switch {
	case len(found) > 1:
		return causes{orm.ErrMultipleMatches}
	case len(found) == 1:
		st.hold(o.world.tables[s.name][found[0]])
		if !update {
			return nil
		}
		for n, v := range give {
			st.memory[n] = s.column(n).kept(text(v))
		}
		return o.world.update(s, st, slices.Sorted(maps.Keys(give)), listens)
	}
	for _, c := range s.columns {
		st.memory[c.name] = c.zero
	}
	o.world.fill(s, st)
	for _, given := range []orm.V{match, give} {
		for n, v := range given {
			st.memory[n] = s.column(n).kept(text(v))
		}
	}
	st.filled, st.said = true, map[string]bool{}
	for _, given := range []orm.V{match, give} {
		for n := range given {
			st.said[n] = true
		}
	}
	return o.world.save(s, st, listens)
}

// setStep is an Update or a Delete of a queryset.
func (p *play) setStep(s *shape) *step {
	p.hook = nil
	code := p.rnd.IntN(6)
	where := orm.Q{"code": fmt.Sprint("c", code)}
	give := orm.V{}
	for _, c := range s.columns {
		if !c.key && c.name != "parent" && p.rnd.IntN(4) == 0 {
			give[c.name] = plain(c.random(p.rnd))
		}
	}
	if len(give) == 0 {
		give["count"] = 3
	}
	st := &step{what: fmt.Sprint("Update of a queryset ", where, " with ", give)}
	st.counted = new(int64)
	st.call = func(ctx context.Context) (err error) {
		*st.counted, err = callsOf(s.name).updateSet(ctx, p.db, where, give)
		return err
	}
	st.rule(func(o *outcome, _ []int) causes { return o.updateSet(s, where["code"].(string), give) })
	return st
}

func (o *outcome) updateSet(s *shape, code string, give orm.V) causes {
	v := values{}
	var names []string
	for _, c := range s.columns {
		given, ok := give[c.name]
		switch {
		case ok:
			v[c.name] = text(given)
		case c.on != nil && !c.key:
			v[c.name] = text(c.on)
		default:
			continue
		}
		names = append(names, c.name)
	}
	if out := invalid(s, v, names); out != nil {
		return out
	}
	t := o.world.tables[s.name]
	var hit []string
	for k, row := range t {
		if row["code"] == code {
			hit = append(hit, k)
		}
	}
	o.count = int64(len(hit))
	for _, k := range hit {
		for _, n := range names {
			t[k][n] = s.column(n).kept(v[n])
		}
	}
	for _, k := range hit {
		if out := o.world.collides(s, k, t[k]); out != nil {
			return out
		}
	}
	return nil
}
