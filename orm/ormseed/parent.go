package ormseed

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// fresh is a new instance with what a row gives.
func (l *loader) fresh(ctx context.Context, u *use) (any, error) {
	unnamed := map[*schema.Attribute]json.RawMessage{}
	body, err := l.body(ctx, u, unnamed)
	if err != nil {
		return nil, err
	}
	fresh := u.table.New()
	if err := u.table.Decode(bytes.NewReader(body), fresh, orm.AllowKey()); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSeed, err)
	}
	for a, v := range unnamed {
		key, err := l.keyValue(a, v)
		if err == nil {
			err = a.Set(pointer(fresh), key)
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %s: %w", ErrSeed, a.Name, err)
		}
	}
	return fresh, nil
}

// keyValue reads the key of a parent by the parent's own model.
func (l *loader) keyValue(a *schema.Attribute, v json.RawMessage) (any, error) {
	if string(v) == "null" {
		return nil, nil
	}
	target := a.Side.Target
	t, err := l.db.Untyped(target.Table)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(map[string]json.RawMessage{target.Key().JSONName: v})
	if err != nil {
		return nil, err
	}
	parent := t.New()
	if err := t.Decode(bytes.NewReader(body), parent, orm.AllowKey()); err != nil {
		return nil, err
	}
	return target.Key().Get(pointer(parent))
}

// body is the row as JSON, with JSON names, and with keys for parents; the key of a relation that no JSON shows, such as the tenant of
// a row, is put aside.
func (l *loader) body(ctx context.Context, u *use, unnamed map[*schema.Attribute]json.RawMessage) ([]byte, error) {
	out := map[string]json.RawMessage{}
	for _, a := range u.given {
		v := u.values[a]
		name := a.JSONName
		if len(a.Parts) > 0 {
			name = a.Parts[0].Within.JSONName
			key, err := l.reference(ctx, a, v)
			if err != nil {
				return nil, err
			}
			v = key
		} else if a.Side != nil {
			name = a.Side.JSONName
			key, err := l.parent(ctx, a, v)
			if err != nil {
				return nil, err
			}
			if v = key; name == "-" && a.Side.Target.Key() != nil {
				unnamed[a] = v
				continue
			}
		}
		if name == "-" || name == "" {
			return nil, bad("%s.%s has no JSON name, so that a seed cannot give it", u.model.Name, a.Name)
		}
		out[name] = v
	}
	return json.Marshal(out)
}

// parent is the key of a parent, as JSON: as it is given, or of the row that an object of its
// natural key finds. The parent must be there.
func (l *loader) parent(ctx context.Context, a *schema.Attribute, v json.RawMessage) (json.RawMessage, error) {
	v = bytes.TrimSpace(v)
	if string(v) == "null" {
		return v, nil
	}
	target := a.Side.Target
	t, err := l.db.Untyped(target.Table)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSeed, err)
	}
	object := v
	if v[0] != '{' {
		key := target.Key()
		if key == nil {
			return nil, bad("%s has a key of several columns; name the parent by an object of them", a.Name)
		}
		if l.parents[target.Table+"/"+string(v)] {
			return v, nil
		}
		if object, err = json.Marshal(map[string]json.RawMessage{key.Name: v}); err != nil {
			return nil, err
		}
	}
	found, err := l.reach(ctx, t, a, object)
	if err != nil {
		return nil, err
	}
	if v[0] != '{' {
		l.parents[target.Table+"/"+string(v)] = true
		return v, nil
	}
	return keyOf(t, found)
}

// reach finds the parent that an object names.
func (l *loader) reach(ctx context.Context, t orm.Untyped, a *schema.Attribute, object json.RawMessage) (any, error) {
	r := &row{values: map[string]json.RawMessage{}}
	if err := r.object(json.NewDecoder(bytes.NewReader(object))); err != nil {
		return nil, err
	}
	u, err := understand(t, r.names, r.values)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a.Name, err)
	}
	if len(u.given) != len(u.key) {
		return nil, bad("%s: a parent is named by its natural key alone", a.Name)
	}
	fresh, err := l.fresh(ctx, u)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", a.Name, err)
	}
	found, err := get(ctx, u, fresh, u.key)
	if err == nil && found == nil {
		err = fmt.Errorf("%w: %w: %s %s is neither in the database nor among the seeds before it, or two rows wait for each other", ErrSeed, errAbsent, a.Name, object)
	}
	return found, err
}

// keyOf is the primary key of a row as JSON.
func keyOf(t orm.Untyped, row any) (json.RawMessage, error) {
	key := t.Model().Key()
	if key == nil {
		return nil, bad("%s has a key of several columns, which no foreign key of one column reaches", t.Model().Name)
	}
	v, err := value(key, row)
	if err != nil {
		return nil, err
	}
	return json.Marshal(v)
}
