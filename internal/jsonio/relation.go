package jsonio

import (
	"encoding/json"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/schema"
)

// relation fills a relation. Without follows only a key gets in, and only where the row itself
// holds it.
func (d *decoder) relation(s *schema.Side, row unsafe.Pointer, text []byte, at spot, follows bool) {
	at.attr = s.Name
	if s.Kind == schema.ForwardSide {
		if !d.admits(s.Key, at) {
			return
		}
		if isNull(text) {
			d.set(s.Key, row, nil, at)
			return
		}
		if s.Legs != nil {
			d.anyRelation(s, row, text, at, follows)
			return
		}
		if d.reference(s, row, text, at) {
			return
		}
	}
	if isNull(text) {
		clearSide(s, row)
		return
	}
	if !follows {
		if s.Kind != schema.ForwardSide {
			d.refuse(at, ruleRelation, s.Target.Name, "the rows of a relation are not taken from a body (FollowPaths admits them)")
			return
		}
		d.refuse(at, ruleRelation, nil, "the rows of a relation are not taken from a body (FollowPaths admits them); a single one can be given by its key")
		return
	}
	if at.depth == maxRows {
		d.refuse(at, ruleMaxDepth, maxRows, "relations may lie %d deep", maxRows)
		return
	}
	at.depth++
	if s.ToMany {
		d.toMany(s, row, text, at)
		return
	}
	target := d.target(s.Target, text, at)
	o := schema.OneAt(row, s.Offset)
	*o = o.Cleared()
	o.Target, o.Loaded = target, true
}

// clearSide leaves a far side as if it had not been loaded.
func clearSide(s *schema.Side, row unsafe.Pointer) {
	if s.ToMany {
		m := schema.ManyAt(row, s.Offset)
		*m = m.Cleared()
		return
	}
	o := schema.OneAt(row, s.Offset)
	*o = o.Cleared()
}

// reference fills a foreign key with a bare key or an object of only the key; it is false for
// anything more.
func (d *decoder) reference(s *schema.Side, row unsafe.Pointer, text []byte, at spot) (done bool) {
	layout, err := layoutOf(s.Target.Type)
	if err != nil {
		d.broken = err
		return true
	}
	form := layout.along(s)
	_, only := form.only(text, "")
	if isObject(text) && !only {
		return false
	}
	key, err := form.read(text)
	if err != nil {
		d.wrong(at, form.attr, err)
		return true
	}
	if d.set(s.Key, row, key, at) {
		for i, v := range s.Key.Spread(key, nil) {
			d.rules(at, s.Key.Columns()[i], v)
		}
	}
	return true
}

// toMany fills a to-many relation.
func (d *decoder) toMany(s *schema.Side, row unsafe.Pointer, text []byte, at spot) {
	var elements []json.RawMessage
	if err := json.Unmarshal(text, &elements); err != nil {
		d.refuse(at, ruleType, "list", "a list is wanted")
		return
	}
	m := schema.ManyAt(row, s.Offset)
	made := m.Cleared()
	made.Loaded = true
	for i, text := range elements {
		here := at
		here.path = element(at.path, i)
		if s.LinkType != nil && !takes(s.Target, linkName(s)) {
			here.link = linkName(s)
		}
		made.Items = append(made.Items, d.target(s.Target, text, here))
		if s.LinkType != nil {
			made.Links = append(made.Links, d.link(s, text, here))
		}
	}
	*m = made
}

// takes reports whether a JSON name belongs to a field of a model.
func takes(m *schema.Model, name string) bool {
	s, err := layoutOf(m.Type)
	return err == nil && s.taken(name)
}

// target makes the row behind a relation out of an object, or of a key, which counts as the key of
// a row that is there.
func (d *decoder) target(m *schema.Model, text []byte, at spot) unsafe.Pointer {
	if isNull(text) {
		d.refuse(at, ruleRequired, nil, "null stands where a row should be")
		return nil
	}
	row := reflect.New(m.Type).UnsafePointer()
	layout, err := layoutOf(m.Type)
	if err != nil {
		d.broken = err
		return nil
	}
	if layout.key != nil {
		key, only := layout.key.only(text, at.link)
		if only {
			d.stub(m, layout.key, row, key, at.member(layout.key.name))
			return row
		}
		if !isObject(text) {
			d.stub(m, layout.key, row, text, at)
			return row
		}
	}
	d.object(m, row, text, at)
	return row
}

// stub fills a row with nothing but its key. It counts as read from the database with only the key,
// so that saving the graph ties it to its owner and writes nothing into its other columns.
func (d *decoder) stub(m *schema.Model, k *keyForm, row unsafe.Pointer, text []byte, at spot) {
	at.attr = k.attr.Name
	if !d.Keys {
		d.refuse(at, rulePrimaryKey, nil, "a primary key is not taken from a body (AllowKey admits it)")
		return
	}
	key, err := k.bare(text)
	if err == nil && key == nil {
		d.refuse(at, ruleRequired, nil, "null is no key")
		return
	}
	if err == nil {
		err = m.Identity().Set(row, key)
	}
	if err != nil {
		d.wrong(at, k.attr, err)
		return
	}
	for i, v := range m.Identity().Spread(key, nil) {
		d.rules(at, m.Keys[i], v)
	}
	engine.OnlyKey(m, row)
}

// link makes the link row that stands in the object of its target, nil when none does.
func (d *decoder) link(s *schema.Side, text []byte, at spot) unsafe.Pointer {
	if at.link == "" || !isObject(text) {
		return nil
	}
	for _, f := range membersOf(text) {
		if f.Name != at.link || isNull(f.Value) {
			continue
		}
		here := at.into(at.link, at.link)
		if _, ok := at.follow[at.link]; !ok {
			d.refuse(here, ruleRelation, nil, "link data is not taken from a body (FollowPaths admits it)")
			return nil
		}
		row := reflect.New(s.LinkType).UnsafePointer()
		d.object(s.Through(), row, f.Value, here)
		return row
	}
	return nil
}
