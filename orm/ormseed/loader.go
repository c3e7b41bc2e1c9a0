package ormseed

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// loader writes rows.
type loader struct {
	db      *orm.DB
	tables  map[string]orm.Untyped
	report  Report
	parents map[string]bool // "table/key" that are known to be there
}

// use is what a row means to its model.
type use struct {
	table  orm.Untyped
	model  *schema.Model
	given  []*schema.Attribute // in the order of the model
	values map[*schema.Attribute]json.RawMessage
	key    []*schema.Attribute // the natural key
}

// prepare finds the table and the columns of a row, and its natural key.
func (l *loader) prepare(r *row) error {
	t, ok := l.tables[r.table]
	if !ok {
		var err error
		if t, err = l.db.Untyped(r.table); err != nil {
			return fmt.Errorf("%w: %w%s", ErrSeed, err, l.suggest(r.table))
		}
		l.tables[r.table] = t
	}
	u, err := understand(t, r.names, r.values)
	if err != nil {
		return err
	}
	r.use = u
	return nil
}

// suggest names the tables that there are.
func (l *loader) suggest(string) string {
	var names []string
	for _, m := range l.db.Models().Models() {
		if m.Type != nil {
			names = append(names, m.Table)
		}
	}
	return "; there are " + strings.Join(names, ", ")
}

// understand finds the attributes that names mean, and the natural key that they make.
func understand(t orm.Untyped, names []string, values map[string]json.RawMessage) (*use, error) {
	m := t.Model()
	u := &use{table: t, model: m, values: map[*schema.Attribute]json.RawMessage{}}
	for _, name := range names {
		a := attribute(m, name)
		if a == nil {
			a = reference(m, name)
		}
		if a == nil {
			return nil, bad("%s has no column %q; it has %s", m.Name, name, strings.Join(columns(m), ", "))
		}
		if _, twice := u.values[a]; twice {
			return nil, bad("%q and another name are the same column", name)
		}
		u.values[a] = values[name]
	}
	for _, a := range m.Members() {
		if _, ok := u.values[a]; ok {
			u.given = append(u.given, a)
		}
	}
	u.key = u.natural()
	if u.key == nil {
		return nil, bad("a row of %s can be found by %s, and this one gives none of these; a second run would insert it again", m.Name, strings.Join(keys(m), ", or by "))
	}
	return u, nil
}

// attribute finds a column by its JSON name, or its attribute name.
func attribute(m *schema.Model, name string) *schema.Attribute {
	for _, a := range m.Attributes {
		json := a.JSONName
		if a.Side != nil && a.Side.JSONName != "" {
			json = a.Side.JSONName
		}
		if a.Type != nil || a.Side != nil {
			if json == name && json != "-" || a.Name == name || a.Side != nil && a.Side.Name == name {
				return a
			}
		}
	}
	return nil
}

func columns(m *schema.Model) []string {
	var out []string
	for _, a := range m.Members() {
		out = append(out, a.Name)
	}
	return out
}

// sets are the unique sets of a model, in order, and the primary key.
func sets(m *schema.Model) [][]*schema.Attribute {
	var out [][]*schema.Attribute
	for _, c := range m.Constraints {
		if c.Plain() {
			out = append(out, c.Attributes)
		}
	}
	return append(out, m.Keys)
}

// keys are the sets, by the names of their columns.
func keys(m *schema.Model) []string {
	var out []string
	for _, set := range sets(m) {
		names := make([]string, len(set))
		for i, a := range set {
			names[i] = a.Name
		}
		out = append(out, strings.Join(names, " and "))
	}
	return out
}

// natural is the first set of which the row gives every column.
func (u *use) natural() []*schema.Attribute {
	for _, set := range sets(u.model) {
		if len(set) > 0 && !slices.ContainsFunc(set, func(a *schema.Attribute) bool {
			if a.Within != nil {
				a = a.Within.Key
			}
			v, ok := u.values[a]
			return !ok || string(bytes.TrimSpace(v)) == "null"
		}) {
			return set
		}
	}
	return nil
}

// sorted puts the rows of a table behind those of the tables that it refers to; rows of one table
// keep their order.
func (l *loader) sorted(rows []*row) []*row {
	var order []*schema.Model
	done := map[*schema.Model]bool{}
	var visit func(m *schema.Model)
	visit = func(m *schema.Model) {
		if done[m] {
			return
		}
		done[m] = true
		for _, a := range m.Attributes {
			if a.Side != nil {
				visit(a.Side.Target)
			}
			if s := a.Within; s != nil && s.Legs == nil {
				visit(s.Target)
			} else if s != nil {
				for _, l := range s.Legs {
					visit(l.Target)
				}
			}
		}
		order = append(order, m)
	}
	for _, r := range rows {
		visit(r.use.model)
	}
	at := map[*schema.Model]int{}
	for i, m := range order {
		at[m] = i
	}
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b *row) int { return at[a.use.model] - at[b.use.model] })
	return rows
}

// errAbsent is a parent that is not there yet.
var errAbsent = errors.New("ormseed: the parent is not there")

// write writes the rows. One whose parent is among those behind it waits for its turn.
func (l *loader) write(ctx context.Context, rows []*row) error {
	for len(rows) > 0 {
		var waiting []*row
		var first error
		for _, r := range rows {
			err := l.one(ctx, r)
			switch {
			case errors.Is(err, errAbsent):
				waiting = append(waiting, r)
				if first == nil {
					first = r.wrong(err)
				}
			case err != nil:
				return r.wrong(err)
			}
		}
		if len(waiting) == len(rows) {
			return first
		}
		rows = waiting
	}
	return nil
}

// one inserts or updates a row.
func (l *loader) one(ctx context.Context, r *row) error {
	u := r.use
	fresh, err := l.fresh(ctx, u)
	if err != nil {
		return err
	}
	there, err := l.find(ctx, u, fresh)
	if err != nil {
		return err
	}
	if there == nil {
		if err := u.table.Save(ctx, fresh); err != nil {
			return err
		}
		l.report.Inserted++
		return nil
	}
	changed, err := l.changed(ctx, u, there, fresh)
	if err != nil {
		return err
	}
	if len(changed) == 0 {
		l.report.Unchanged++
		return nil
	}
	if err := u.table.Update(ctx, there, changed...); err != nil {
		return err
	}
	l.report.Updated++
	return nil
}

// find looks for a row by its natural key, and then by its primary key where the seed gives that as
// well.
func (l *loader) find(ctx context.Context, u *use, fresh any) (any, error) {
	there, err := get(ctx, u, fresh, u.key)
	if there != nil || err != nil || slices.Equal(u.key, u.model.Keys) {
		return there, err
	}
	if slices.ContainsFunc(u.model.Keys, func(a *schema.Attribute) bool { _, ok := u.values[a]; return !ok }) {
		return nil, nil
	}
	return get(ctx, u, fresh, u.model.Keys)
}

// get is the row that has the values of another in some columns; nil when there is none.
func get(ctx context.Context, u *use, row any, columns []*schema.Attribute) (any, error) {
	where := orm.Q{}
	for _, a := range columns {
		v, err := value(a, row)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrSeed, err)
		}
		where[a.Name] = v
	}
	there, err := u.table.Get(ctx, where)
	if errors.Is(err, orm.ErrNoMatch) {
		return nil, nil
	}
	return there, err
}

// value is what a column of a row holds, as conditions take it.
func value(a *schema.Attribute, row any) (any, error) {
	canonical, err := a.Get(pointer(row))
	if err != nil || canonical == nil {
		return nil, err
	}
	return a.GoValue(canonical)
}

func pointer(row any) unsafe.Pointer { return reflect.ValueOf(row).UnsafePointer() }

// changed copies what differs from a seed into the row that is there, and names it.
func (l *loader) changed(ctx context.Context, u *use, there, fresh any) ([]string, error) {
	var out []string
	for _, a := range u.given {
		want, err := a.Get(pointer(fresh))
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrSeed, err)
		}
		have, err := a.Get(pointer(there))
		if err != nil {
			return nil, err
		}
		if reflect.DeepEqual(want, have) {
			continue
		}
		if a.PrimaryKey {
			return nil, bad("the row that is found by %s has another %s; a key is never changed", strings.Join(keys(u.model), ", or by "), a.Name)
		}
		if a.Cipher != nil {
			same, err := l.hidden(ctx, u, a, there, fresh)
			if err != nil {
				return nil, err
			}
			if same {
				continue
			}
		}
		if err := a.Set(pointer(there), want); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrSeed, err)
		}
		out = append(out, a.Name)
	}
	return out, nil
}

// hidden asks the database whether a row has an encrypted value that cannot be read; one that
// cannot be asked for either counts as the same.
func (l *loader) hidden(ctx context.Context, u *use, a *schema.Attribute, there, fresh any) (bool, error) {
	v, err := value(a, fresh)
	if err != nil || v == nil {
		return false, err
	}
	where := orm.Q{a.Name: v}
	for _, k := range u.model.Keys {
		if where[k.Name], err = value(k, there); err != nil {
			return false, err
		}
	}
	_, err = u.table.Get(ctx, where)
	switch {
	case errors.Is(err, orm.ErrNoMatch):
		return false, nil
	case errors.Is(err, orm.ErrNotSearchable):
		return true, nil
	}
	return err == nil, err
}
