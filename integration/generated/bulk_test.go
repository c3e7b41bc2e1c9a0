package generated

import (
	"context"
	"fmt"
	"slices"

	"github.com/ormar-go/ormar/orm"
)

// picks are one to four instances.
func (p *play) picks(s *shape) []*instance {
	var out []*instance
	for range 1 + p.rnd.IntN(4) {
		if x := p.pick(s); !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

func objectsOf(list []*instance) []any {
	out := make([]any, len(list))
	for i, x := range list {
		out[i] = x.object
	}
	return out
}

// begin is what every bulk insert does before it writes.
func (o *outcome) begin(s *shape, listens bool, columns func(st *state) []string) causes {
	for _, st := range o.states {
		if listens {
			st.memory["mark"] = hooked
		}
		o.world.fill(s, st)
		if out := invalid(s, st.memory, columns(st)); out != nil {
			return out
		}
	}
	return nil
}

func (p *play) bulkCreateStep(s *shape, listens bool) *step {
	st := &step{what: "BulkCreate", list: p.picks(s), order: true}
	var opts []orm.BulkOption
	if p.rnd.IntN(3) == 0 {
		opts, st.what = append(opts, orm.BatchSize(1+p.rnd.IntN(2))), "BulkCreate in batches"
	}
	ignore, target := p.rnd.IntN(2) == 0, []string(nil)
	if ignore {
		if targets := append(s.uniques(), s.keyNames()); p.rnd.IntN(2) == 0 {
			target = targets[p.rnd.IntN(len(targets))]
			opts = append(opts, orm.OnConflict(target...))
		}
		opts, st.what = append(opts, orm.IgnoreConflicts()), fmt.Sprint(st.what, " that ignores conflicts of ", target)
		p.readable(st.list)
	}
	st.call = func(ctx context.Context) error {
		return callsOf(s.name).bulkCreate(ctx, p.db, objectsOf(st.list), opts)
	}
	rule := func(o *outcome, at []int, other bool) causes {
		written := func(st *state) []string {
			if st.part(s) {
				return nil
			}
			return s.names()
		}
		if out := o.begin(s, listens, written); out != nil {
			for _, st := range o.states { // two mistakes at once
				out = append(out, o.world.insertable(s, st)...)
			}
			return out
		}
		var all causes
		for _, i := range at {
			if ignore {
				all = append(all, o.world.ignore(s, o.states[i], target, other)...)
			} else if out := o.world.insertable(s, o.states[i]); out != nil {
				all = append(all, out...)
			} else {
				all = append(all, o.world.insert(s, o.states[i], false)...)
			}
		}
		return all
	}
	for _, other := range []bool{false, true} {
		st.rule(func(o *outcome, at []int) causes { return rule(o, at, other) })
	}
	return st
}

// readable gives columns with a default that cannot be read a value: a bulk write that reads nothing back would leave it.
func (p *play) readable(list []*instance) {
	for _, x := range list {
		if c := x.s.column("tiny"); c != nil && c.serverText == unreadable && x.memory["tiny"] == c.zero {
			assign(x.object, c, int8(1))
			x.memory["tiny"] = "1"
		}
	}
}

// mergeStep is a BulkCreate with UpdateOnConflict.
func (p *play) mergeStep(s *shape, listens bool) *step {
	st := &step{list: p.picks(s), order: true}
	targets := append(s.uniques(), s.keyNames())
	target := targets[p.rnd.IntN(len(targets))]
	named := slices.DeleteFunc(p.some(s), func(n string) bool { return slices.Contains(target, n) })
	st.what = fmt.Sprint("BulkCreate, by ", target, " writes ", named)
	if p.rnd.IntN(2) == 0 { // what was read must say which row it is
		st.list = slices.DeleteFunc(st.list, func(x *instance) bool { return x.saved && p.unclear(x, target) })
	}
	if len(st.list) == 0 {
		st.list = []*instance{p.fresh(s, callsOf(s.name).fresh(), false)}
	}
	st.call = func(ctx context.Context) error {
		return callsOf(s.name).bulkCreate(ctx, p.db, objectsOf(st.list), []orm.BulkOption{orm.OnConflict(target...), orm.UpdateOnConflict(named...)})
	}
	for _, explicit := range []bool{false, true} {
		st.rule(func(o *outcome, at []int) causes { return o.merge(s, at, target, named, listens, explicit) })
	}
	return st
}

// unclear reports whether a target of an instance that was read is not known, or is what a server would fill.
func (p *play) unclear(x *instance, target []string) bool {
	return slices.ContainsFunc(target, func(n string) bool { return !x.has(n) || x.s.column(n).left(x.memory[n]) })
}

func (o *outcome) merge(s *shape, at []int, target, named []string, listens, explicit bool) causes {
	written := func(st *state) []string {
		if st.part(s) { // on-update values are valid
			return slices.DeleteFunc(s.overwritten(st, target, named), func(n string) bool { return s.column(n).on != nil && !slices.Contains(named, n) })
		}
		return s.names()
	}
	seen := map[string]bool{}
	for _, st := range o.states {
		if st.part(s) && slices.ContainsFunc(target, func(n string) bool { return !st.has(n) }) {
			return causes{orm.ErrQuery, orm.ErrValidation}
		}
	}
	if out := o.begin(s, listens, written); out != nil {
		return append(out, orm.ErrQuery) // two mistakes at once
	}
	for _, st := range o.states {
		k := ""
		for _, n := range target {
			if st.memory[n] == null || s.column(n).left(st.memory[n]) {
				k = ""
				break
			}
			k += n + "=" + st.memory[n] + " "
		}
		if k != "" && seen[k] {
			return causes{orm.ErrQuery}
		}
		seen[k] = true
	}
	var all causes
	for _, i := range at {
		all = append(all, o.world.merge(s, o.states[i], target, named, explicit)...)
	}
	return all
}

func (p *play) bulkUpdateStep(s *shape, listens bool) *step {
	st := &step{list: p.picks(s), order: true}
	names := p.some(s)
	st.what = fmt.Sprint("BulkUpdate ", names)
	var n int64
	st.call = func(ctx context.Context) (err error) {
		n, err = callsOf(s.name).bulkUpdate(ctx, p.db, objectsOf(st.list), names)
		return err
	}
	st.counted = &n
	st.rule(func(o *outcome, at []int) causes { return o.bulkUpdate(s, at, names, listens) })
	return st
}

func (o *outcome) bulkUpdate(s *shape, at []int, names []string, listens bool) causes {
	seen := map[string]bool{}
	columns := make([][]string, len(o.states))
	for i, st := range o.states {
		k := s.keyOf(st.memory)
		if !st.hasKey(s) {
			return causes{orm.ErrNotPersisted, orm.ErrQuery}
		}
		if seen[k] {
			return causes{orm.ErrQuery, orm.ErrNotPersisted}
		}
		seen[k], columns[i] = true, s.updated(st, names)
	}
	var all causes
	for _, i := range at {
		st := o.states[i]
		if listens {
			st.memory["mark"] = hooked
		}
		s.touch(st.memory, columns[i], names)
		all = append(all, invalid(s, st.memory, columns[i])...)
	}
	gone := false
	for _, i := range at {
		if k := s.keyOf(o.states[i].memory); o.world.tables[s.name][k] == nil {
			gone = true
		} else if o.count++; len(all) == 0 {
			all = o.world.overwrite(s, k, o.states[i].memory, columns[i])
		}
	}
	for i, st := range o.states {
		st.settle(s, columns[i])
		if !gone { // the number of rows does not say whose was not there
			st.saved, st.filled = true, false
			st.learn(columns[i]...)
		}
	}
	return all
}
