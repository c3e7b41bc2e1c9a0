package generated

import (
	"maps"
	"slices"

	"github.com/ormar-go/ormar/orm"
)

// hooked is what the listeners before a write make of the mark of an instance.
const hooked = "hooked"

// save is orm.Save.
func (w *world) save(s *shape, st *state, listens bool) causes {
	if out := w.insertable(s, st); out != nil {
		return out
	}
	w.fill(s, st)
	if listens {
		st.memory["mark"] = hooked
	}
	if out := invalid(s, st.memory, s.names()); out != nil {
		return out
	}
	return w.insert(s, st, false)
}

// insertable refuses what was read in part.
func (w *world) insertable(s *shape, st *state) causes {
	switch {
	case !st.part(s):
		return nil
	case w.tables[s.name][s.keyOf(st.memory)] != nil:
		return causes{orm.ErrUnique}
	}
	return causes{orm.ErrNoMatch}
}

// update is orm.Update.
func (w *world) update(s *shape, st *state, named []string, listens bool) causes {
	if !st.hasKey(s) {
		return causes{orm.ErrNotPersisted}
	}
	return w.write(s, st, s.updated(st, named), named, listens)
}

// updated are the columns that an update writes.
func (s *shape) updated(st *state, named []string) []string {
	var out []string
	for _, c := range s.columns {
		if !c.key && (slices.Contains(named, c.name) || c.on != nil || len(named) == 0 && st.has(c.name)) {
			out = append(out, c.name)
		}
	}
	return out
}

// touch gives on-update columns that are not named their values.
func (s *shape) touch(v values, names, named []string) {
	for _, n := range names {
		if c := s.column(n); c.on != nil && !slices.Contains(named, n) {
			v[n] = text(c.on)
		}
	}
}

// write updates columns of the row that an instance stands for.
func (w *world) write(s *shape, st *state, names, named []string, listens bool) causes {
	s.touch(st.memory, names, named)
	if listens {
		st.memory["mark"] = hooked
	}
	out := invalid(s, st.memory, names)
	k := s.keyOf(st.memory)
	if w.tables[s.name][k] == nil {
		out = append(out, orm.ErrNoMatch)
	}
	if len(out) == 0 {
		out = w.overwrite(s, k, st.memory, names)
	}
	st.saved, st.filled = true, false
	st.learn(names...)
	st.settle(s, names)
	return out
}

// upsert is orm.Upsert.
func (w *world) upsert(s *shape, st *state, listens bool) causes {
	switch {
	case !st.hasKey(s):
		return w.save(s, st, listens)
	case st.part(s):
		return w.update(s, st, nil, listens)
	}
	if !st.saved {
		w.fill(s, st)
	}
	if listens {
		st.memory["mark"] = hooked
	}
	if out := invalid(s, st.memory, s.names()); out != nil {
		return out
	}
	k := s.keyOf(st.memory)
	if w.tables[s.name][k] == nil {
		return w.insert(s, st, false)
	}
	names := s.overwritten(st, s.keyNames(), nil)
	s.touch(st.memory, names, nil)
	if out := w.overwrite(s, k, st.memory, names); out != nil {
		return out
	}
	st.hold(w.tables[s.name][k])
	return nil
}

func (s *shape) keyNames() []string {
	var out []string
	for _, c := range s.keys() {
		out = append(out, c.name)
	}
	return out
}

// overwritten are the columns that an upsert writes of a row that is there.
func (s *shape) overwritten(st *state, target, named []string) []string {
	var out []string
	for _, c := range s.columns {
		switch {
		case c.key || slices.Contains(target, c.name):
		case slices.Contains(named, c.name), c.on != nil:
			out = append(out, c.name)
		case len(named) > 0 || !st.has(c.name) || !st.saved && (c.readOnly || c.left(st.memory[c.name])):
		default:
			out = append(out, c.name)
		}
	}
	return out
}

// find is the key of the row that has an instance's values in some columns.
func (w *world) find(s *shape, v values, target []string) (string, bool) {
	for k, row := range w.tables[s.name] {
		if !slices.ContainsFunc(target, func(n string) bool { return v[n] == null || row[n] != v[n] }) {
			return k, true
		}
	}
	return "", false
}

// merge is what a bulk upsert does with one instance. explicit is one of two answers to what an inserted instance that was saved before
// does with zeros that the server has a default for.
func (w *world) merge(s *shape, st *state, target, named []string, explicit bool) causes {
	k, found := w.find(s, st.memory, target)
	if !st.part(s) && slices.ContainsFunc(target, func(n string) bool { return s.column(n).left(st.memory[n]) }) {
		found = false
	}
	if !found {
		if st.part(s) {
			return causes{orm.ErrNoMatch}
		}
		return w.insert(s, st, explicit && st.saved)
	}
	names := s.overwritten(st, target, named)
	s.touch(st.memory, names, named)
	if out := w.overwrite(s, k, st.memory, names); out != nil {
		return out
	}
	before := st.clone()
	st.hold(w.tables[s.name][k])
	if st.known = before.known; st.known != nil {
		st.learn(names...)
	}
	for _, c := range s.columns {
		if !st.has(c.name) {
			st.memory[c.name] = before.memory[c.name]
		}
	}
	return nil
}

// ignore is what a bulk insert that leaves conflicts alone does with one instance, which stays as it is.
// Of a target that is left to the server one answer is that another constraint, which the row violates too, is spoken of first.
func (w *world) ignore(s *shape, st *state, target []string, other bool) causes {
	if st.part(s) {
		if out := w.insertable(s, st); !out.admit(orm.ErrUnique) {
			return out
		}
		return nil
	}
	try := st.clone()
	before := w.clone()
	out := w.insert(s, try, false)
	if !out.admit(orm.ErrUnique) {
		return out
	}
	w.tables, w.links = before.tables, before.links
	if other && len(out) > 1 && slices.ContainsFunc(target, func(n string) bool { return s.column(n).left(st.memory[n]) }) {
		return out
	}
	row := maps.Clone(st.memory)
	for _, c := range s.columns {
		if c.left(row[c.name]) {
			row[c.name] = c.serverText
		}
	}
	if _, found := w.find(s, row, target); len(target) > 0 && !found {
		return out
	}
	return nil
}
