package orm

import (
	"encoding/json"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// relation fills a relation. Without follows only a key gets in, and only where the row itself holds it.
func (d *decoder) relation(s *schema.Side, row unsafe.Pointer, text []byte, at spot, follows bool) error {
	if s.Kind == schema.ForwardSide {
		if err := d.admits(s.Key, at); err != nil {
			return err
		}
		if isNull(text) {
			return d.set(s.Key, row, nil, at)
		}
		if done, err := d.reference(s, row, text, at); done || err != nil {
			return err
		}
	}
	if isNull(text) {
		return d.clear(s, row)
	}
	if !follows {
		return at.refuse("the rows of a relation are not taken from a body (FollowPaths admits them); a single one can be given by its key")
	}
	if at.depth == maxRows {
		return at.refuse("relations may lie %d deep", maxRows)
	}
	at.depth++
	if s.ToMany {
		return d.list(s, row, text, at)
	}
	target, err := d.target(s.Target, text, at)
	if err != nil {
		return err
	}
	o := schema.OneAt(row, s.Offset)
	*o = schema.OneState{Target: target, Loaded: true, Binding: o.Binding}
	return nil
}

// clear leaves a far side as if it had not been loaded.
func (d *decoder) clear(s *schema.Side, row unsafe.Pointer) error {
	if s.ToMany {
		m := schema.ManyAt(row, s.Offset)
		*m = schema.ManyState{Owner: m.Owner, Binding: m.Binding}
		return nil
	}
	o := schema.OneAt(row, s.Offset)
	*o = schema.OneState{Binding: o.Binding}
	return nil
}

// reference fills a foreign key with a bare key or an object of only the key; done is false for anything more.
func (d *decoder) reference(s *schema.Side, row unsafe.Pointer, text []byte, at spot) (done bool, err error) {
	shape, err := shapeOf(s.Target.Type)
	if err != nil {
		return true, err
	}
	_, only := shape.key.only(text, "")
	if isObject(text) && !only {
		return false, nil
	}
	key, err := shape.key.read(text)
	if err != nil {
		return true, at.wrong(shape.key.attr, err)
	}
	return true, d.set(s.Key, row, key, at)
}

// list fills a to-many relation.
func (d *decoder) list(s *schema.Side, row unsafe.Pointer, text []byte, at spot) error {
	var elements []json.RawMessage
	if err := json.Unmarshal(text, &elements); err != nil {
		return at.refuse("a list is wanted")
	}
	m := schema.ManyAt(row, s.Offset)
	made := schema.ManyState{Owner: m.Owner, Binding: m.Binding, Loaded: true}
	for i, text := range elements {
		here := at
		here.path = element(at.path, i)
		if s.LinkType != nil && !takes(s.Target, linkName(s)) {
			here.link = linkName(s)
		}
		target, err := d.target(s.Target, text, here)
		if err != nil {
			return err
		}
		made.Items = append(made.Items, target)
		if s.LinkType == nil {
			continue
		}
		link, err := d.link(s, text, here)
		if err != nil {
			return err
		}
		made.Links = append(made.Links, link)
	}
	*m = made
	return nil
}

// takes reports whether a JSON name belongs to a field of a model.
func takes(m *schema.Model, name string) bool {
	s, err := shapeOf(m.Type)
	return err == nil && s.taken(name)
}

// target makes the row behind a relation out of an object, or of a key, which counts as the key of a row that is there.
func (d *decoder) target(m *schema.Model, text []byte, at spot) (unsafe.Pointer, error) {
	if isNull(text) {
		return nil, at.refuse("null stands where a row should be")
	}
	row := reflect.New(m.Type).UnsafePointer()
	shape, err := shapeOf(m.Type)
	if err != nil {
		return nil, err
	}
	if shape.key != nil {
		key, only := shape.key.only(text, at.link)
		if only {
			return row, d.stub(m, shape.key, row, key, at.member(shape.key.name))
		}
		if !isObject(text) {
			return row, d.stub(m, shape.key, row, text, at)
		}
	}
	return row, d.object(m, row, text, at)
}

// stub fills a row with nothing but its key. It counts as read from the database with only the key, so that saving the graph
// ties it to its owner and writes nothing into its other columns.
func (d *decoder) stub(m *schema.Model, k *keyForm, row unsafe.Pointer, text []byte, at spot) error {
	if !d.keys {
		return at.refuse("a primary key is not taken from a body (AllowKey admits it)")
	}
	key, err := k.bare(text)
	if err == nil && key == nil {
		return at.refuse("null is no key")
	}
	if err == nil {
		err = m.Key().Set(row, key)
	}
	if err != nil {
		return at.wrong(k.attr, err)
	}
	onlyKey(m, row)
	return nil
}

// onlyKey says of a row that it was read from the database with nothing but its key.
func onlyKey(m *schema.Model, row unsafe.Pointer) {
	if m.HasState {
		loaded := schema.NewMask(len(m.Attributes))
		loaded.Set(m.Key().Index)
		m.State(row).State = &schema.RowState{Model: m, Saved: true, Loaded: loaded}
	}
}

// link makes the link row that stands in the object of its target, nil when none does.
func (d *decoder) link(s *schema.Side, text []byte, at spot) (unsafe.Pointer, error) {
	if at.link == "" || !isObject(text) {
		return nil, nil
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(text, &members); err != nil {
		return nil, at.refuse("%v", err)
	}
	given, ok := members[at.link]
	if !ok || isNull(given) {
		return nil, nil
	}
	here := spot{path: member(at.path, at.link), depth: at.depth, follow: at.follow[at.link]}
	if _, ok := at.follow[at.link]; !ok {
		return nil, here.refuse("link data is not taken from a body (FollowPaths admits it)")
	}
	row := reflect.New(s.LinkType).UnsafePointer()
	return row, d.object(s.Through(), row, given, here)
}
