package engine

import (
	"context"
	"fmt"
	"time"
	"unsafe"

	"github.com/ormar-go/ormar/internal/scan"
	"github.com/ormar-go/ormar/schema"
)

// HasKey reports whether an instance has a key: its row is saved, or some key field is not zero.
func HasKey(m *schema.Model, row unsafe.Pointer) bool {
	if m.HasState {
		if s := m.State(row).State; s != nil && s.Saved {
			return true
		}
	}
	for _, a := range m.Keys {
		if !a.IsZero(row) {
			return true
		}
	}
	return false
}

// FillDefaults gives zero fields their defaults before an insert. An instance from New or Decode has them already; where
// NULL can be told from a value, a NULL is meant.
func FillDefaults(m *schema.Model, row unsafe.Pointer) {
	if m.HasState {
		if s := m.State(row).State; s != nil && s.Filled {
			return
		}
	}
	for _, a := range m.Attributes {
		if a.Default != nil && (!a.Nullable || a.PrimaryKey) && a.IsZero(row) {
			a.Default(row)
		}
	}
}

// stored reads the values of attributes out of a row, sealed where they are encrypted. An instant that travels as text becomes
// it at once, which saves the value in between.
func (db *DB) stored(row unsafe.Pointer, attrs []*schema.Attribute, into []any) ([]any, error) {
	for _, a := range attrs {
		if db.Dialect.Instant != nil && a.Kind == schema.KindDateTime && a.Type == timeType && a.Cipher == nil && a.Zone == nil && a.StoredForm == "" && exact(row, a) {
			if t := *(*time.Time)(unsafe.Add(row, a.Offset)); t.Year() >= 1000 && t.Year() <= 9999 { // Get knows what to refuse
				into = append(into, db.Dialect.Instant(t))
				continue
			}
		}
		v, err := a.Get(row)
		if err != nil {
			return nil, err
		}
		if v != nil && a.Cipher != nil {
			if v, err = a.Seal(v); err != nil {
				return nil, err
			}
		}
		into = append(into, v)
	}
	return into, nil
}

// Insert writes a new row, reads back what the server made and marks the instance as saved.
func (db *DB) Insert(ctx context.Context, m *schema.Model, row unsafe.Pointer) error {
	p, err := db.insertAs(ctx, m, row)
	if err == nil {
		db.Stored(m, row, p.columns)
	}
	return err
}

// insertAs is Insert that leaves what the instance brought along, and what it remembers, to a caller that has more to write before
// that is certain.
func (db *DB) insertAs(ctx context.Context, m *schema.Model, row unsafe.Pointer) (*plan, error) {
	p, err := db.insertPlan(m, row)
	if err != nil {
		return nil, err
	}
	if p.risky && !db.InTransaction(ctx) {
		return p, db.Transaction(ctx, TxOptions{}, func(ctx context.Context) error { return db.insert(ctx, p, m, row) })
	}
	return p, db.insert(ctx, p, m, row)
}

func (db *DB) insert(ctx context.Context, p *plan, m *schema.Model, row unsafe.Pointer) error {
	v := valueLists.Get().(*valueList)
	defer v.free()
	values, err := v.stored(db, row, p.columns)
	if err != nil {
		return err
	}
	if p.returning {
		err = db.insertReturning(ctx, p, values, p.made, row)
	} else {
		err = db.sendInsert(ctx, p, values, p.made, m, row)
	}
	if err != nil {
		return err
	}
	if p.risky {
		db.prove(p.made)
	}
	return nil
}

// insertPlan is the plan of inserting a row by what the server makes of it; it knows the columns. While it is not sure that what
// was made can be read, the plan reads it in the same statement wherever it can.
func (db *DB) insertPlan(m *schema.Model, row unsafe.Pointer) (*plan, error) {
	s := db.shape()
	defer db.shapes.Put(s)
	s.Text("row insert one")
	s.Text(m.Place())
	sure := true
	for _, a := range m.Attributes {
		if leavesToServer(a, row) {
			s.Number(a.Index)
			sure = sure && db.sure(a)
		}
	}
	if !sure {
		s.Text("unsure")
	}
	return db.plans.get(s.Key, func() (*plan, error) {
		columns, made := divideColumns(m, row)
		byID := len(made) == 1 && made[0].Autoincrement && db.Dialect.LastInsertID && sure
		returning := made
		if byID || !db.Dialect.InsertReturning {
			returning = nil
		}
		st, err := db.compiler.Insert(m, columns, 1, returning)
		if err != nil {
			return nil, err
		}
		return &plan{statement: st, operation: "insert", model: m, write: true, columns: columns, made: made,
			returning: len(returning) > 0, risky: !sure || len(made) > 0 && !byID && len(returning) == 0}, nil
	})
}

// sendInsert sends an INSERT that returns nothing: a generated key comes from the driver, other server-made values by one
// more statement.
func (db *DB) sendInsert(ctx context.Context, p *plan, values []any, made []*schema.Attribute, m *schema.Model, row unsafe.Pointer) error {
	var id int64
	_, err := db.exec(ctx, p, values, &id)
	if err != nil {
		return err
	}
	var rest []*schema.Attribute
	for _, a := range made {
		switch {
		case !a.Autoincrement:
			rest = append(rest, a)
		case id == 0:
			return db.spoil(ctx, NoKey(a))
		default:
			if err := a.Set(row, id); err != nil {
				return db.spoil(ctx, err)
			}
		}
	}
	if len(rest) == 0 {
		return nil
	}
	return db.spoil(ctx, db.Reload(ctx, m, row, rest))
}

// insertReturning sends an INSERT whose RETURNING gives attributes of the row.
func (db *DB) insertReturning(ctx context.Context, p *plan, values []any, attrs []*schema.Attribute, row unsafe.Pointer) error {
	n, err := db.readRow(ctx, p, values, attrs, row)
	if err != nil {
		return err
	}
	if n == 0 {
		return db.spoil(ctx, fmt.Errorf("%w: the new row was not returned", ErrNoMatch))
	}
	for _, a := range attrs {
		if a.Autoincrement && a.IsZero(row) { // a column with DEFAULT 0 makes no key
			return db.spoil(ctx, NoKey(a))
		}
	}
	return nil
}

// readRow reads attributes of at most one row into an instance.
func (db *DB) readRow(ctx context.Context, p *plan, values []any, attrs []*schema.Attribute, row unsafe.Pointer) (n int, err error) {
	args, err := p.statement.BindOver(db.Dialect, values)
	if err != nil {
		return 0, err
	}
	var got []any
	err = db.send(ctx, p, args, func(run runner) (int64, error) {
		got, err = readOne(run, len(attrs))
		return int64(min(len(got), 1)), err
	})
	if err != nil || got == nil {
		return 0, err
	}
	if err := takeTuple(attrs, got, row); err != nil {
		if p.write {
			err = db.spoil(ctx, err)
		}
		return 0, err
	}
	return 1, nil
}

// takeTuple gives a row the values that a driver gave for attributes, which it makes canonical.
func takeTuple(attrs []*schema.Attribute, got []any, row unsafe.Pointer) error {
	if err := canonicalTuple(attrs, got); err != nil {
		return err
	}
	return setTuple(attrs, got, row)
}

func canonicalTuple(attrs []*schema.Attribute, got []any) (err error) {
	for i, a := range attrs {
		if got[i] == nil && a.PrimaryKey {
			return NoKey(a)
		}
		if got[i] == nil && !a.SQLNullable {
			return scan.Stored(a, 0, scan.Null(a))
		}
		if got[i], err = Canonical(a, got[i]); err != nil {
			return scan.Stored(a, 0, err)
		}
	}
	return nil
}

// UpdateRow writes columns of the row that an instance stands for, and raises its version; ErrNoMatch when it is not there, ErrStale
// when it has another version.
func (db *DB) UpdateRow(ctx context.Context, m *schema.Model, row unsafe.Pointer, columns []*schema.Attribute) error {
	return db.updateRow(ctx, m, row, columns, Matched(m, row))
}

// updateRow is UpdateRow of a row that is also found by its version, unless that is nil.
func (db *DB) updateRow(ctx context.Context, m *schema.Model, row unsafe.Pointer, columns []*schema.Attribute, version *schema.Attribute) error {
	if len(columns) == 0 && m.Version == nil {
		columns = Still(m)
	}
	by, next := foundBy(Finders(m, row, m.Keys), version), int64(0)
	if version != nil {
		var err error
		if next, err = risen(m, row); err != nil {
			return err
		}
	}
	v := valueLists.Get().(*valueList)
	defer v.free()
	values, err := v.stored(db, row, columns)
	if err == nil {
		values, err = v.stored(db, row, by)
	}
	if err != nil {
		return err
	}
	r := rowStatement{form: updateRow, model: m, columns: columns, by: by, raise: m.Version != nil, scoped: true}
	p, err := db.rowPlan(ctx, &r)
	if err != nil {
		return err
	}
	n, err := db.exec(ctx, p, append(values, r.args...), nil)
	switch {
	case err != nil || version == nil && n > 0:
		return err
	case version == nil:
		return NoMatch(m)
	case n == 0:
		return db.Missing(ctx, m, row)
	}
	return version.Set(row, next)
}

// Overwrite is UpdateRow that reads further attributes of the row afterwards. Only of an instance that is known to be saved the version
// must be that of the row.
func (db *DB) Overwrite(ctx context.Context, m *schema.Model, row unsafe.Pointer, columns, back []*schema.Attribute) error {
	version := m.Version
	if !KnownSaved(m, row) {
		version = nil
	}
	if err := db.updateRow(ctx, m, row, columns, version); err != nil || len(back) == 0 {
		return err
	}
	return db.spoil(ctx, db.Reload(ctx, m, row, back))
}

// DeleteRow deletes the row that an instance stands for and says how many there were.
func (db *DB) DeleteRow(ctx context.Context, m *schema.Model, row unsafe.Pointer) (int64, error) {
	v := valueLists.Get().(*valueList)
	defer v.free()
	by := foundBy(Finders(m, row, m.Keys), Matched(m, row))
	values, err := v.stored(db, row, by)
	if err != nil {
		return 0, err
	}
	r := rowStatement{form: deleteRow, model: m, by: by, scoped: true}
	p, err := db.rowPlan(ctx, &r)
	if err != nil {
		return 0, err
	}
	n, err := db.exec(ctx, p, append(values, r.args...), nil)
	if err == nil {
		db.ForgetSaved(m, row)
	}
	return n, err
}

// ForgetSaved notes that an instance has no row any more. What it had not read of it, it still has not.
func (db *DB) ForgetSaved(m *schema.Model, row unsafe.Pointer) {
	if !m.HasState {
		return
	}
	part := Part(m, row)
	m.State(row).State = nil
	if part != nil {
		m.State(row).State = &schema.RowState{Model: m, Loaded: part}
	}
}

// Load is Reload of a row of which its scopes hold, and which its instance still stands for.
func (db *DB) Load(ctx context.Context, m *schema.Model, row unsafe.Pointer, attrs []*schema.Attribute) error {
	if err := m.Kept(row); err != nil {
		return err
	}
	return db.reload(ctx, m, row, attrs, true)
}

// Reload reads attributes of the row that an instance stands for, which a write has just written; ErrNoMatch when it is not there.
func (db *DB) Reload(ctx context.Context, m *schema.Model, row unsafe.Pointer, attrs []*schema.Attribute) error {
	return db.reload(ctx, m, row, attrs, false)
}

func (db *DB) reload(ctx context.Context, m *schema.Model, row unsafe.Pointer, attrs []*schema.Attribute, scoped bool) error {
	v := valueLists.Get().(*valueList)
	defer v.free()
	by := Finders(m, row, m.Keys)
	values, err := v.stored(db, row, by)
	if err != nil {
		return err
	}
	r := rowStatement{form: selectRow, model: m, columns: attrs, by: by, scoped: scoped}
	p, err := db.rowPlan(ctx, &r)
	if err != nil {
		return err
	}
	n, err := db.readRow(ctx, p, append(values, r.args...), attrs, row)
	if err == nil && n == 0 {
		err = NoMatch(m)
	}
	return err
}

// exec sends a write and gives the rows that it matched; the generated key goes to id when it is asked for.
func (db *DB) exec(ctx context.Context, p *plan, values []any, id *int64) (int64, error) {
	args, err := p.statement.BindOver(db.Dialect, values)
	if err != nil {
		return 0, err
	}
	var n int64
	err = db.send(ctx, p, args, func(run runner) (int64, error) {
		result, err := run.exec()
		if err != nil {
			return 0, err
		}
		if id != nil && db.Dialect.LastInsertID {
			if *id, err = result.LastInsertId(); err != nil {
				return 0, err
			}
		}
		n, err = result.RowsAffected()
		return n, err
	})
	return n, err
}
