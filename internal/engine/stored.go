package engine

import (
	"database/sql"
	"encoding/json"
	"reflect"
	"slices"
	"sync"
	"time"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

var (
	timeType  = reflect.TypeFor[time.Time]()
	floatType = reflect.TypeFor[float64]()

	rawType        = reflect.TypeFor[json.RawMessage]()
	rawPointerType = reflect.TypeFor[*json.RawMessage]()
	rawNullType    = reflect.TypeFor[sql.Null[json.RawMessage]]()
)

// valueList is the values of a statement about one row; a later statement uses its memory again, since no driver keeps
// parameters.
type valueList struct{ list []any }

var valueLists = sync.Pool{New: func() any { return new(valueList) }}

// stored adds the stored values of attributes to the list.
func (v *valueList) stored(db *DB, row unsafe.Pointer, attrs []*schema.Attribute) (list []any, err error) {
	v.list, err = db.stored(row, attrs, slices.Grow(v.list, len(attrs)))
	return v.list, err
}

func (v *valueList) free() {
	clear(v.list)
	v.list = v.list[:0]
	valueLists.Put(v)
}

// Stored makes an instance hold what the database does: times in their stored precision, the state of a saved row, and
// relations that can reach the database.
func (db *DB) Stored(m *schema.Model, row unsafe.Pointer, columns []*schema.Attribute) {
	for _, a := range columns {
		if a.Side != nil || a.Within != nil {
			continue
		}
		switch a.Kind {
		case schema.KindDate, schema.KindTime, schema.KindDateTime, schema.KindDecimal, schema.KindFloat:
			if exact(row, a) {
				continue
			}
			if v, err := a.Get(row); err == nil && !sameTime(v, row, a) {
				_ = a.Set(row, v)
			}
		case schema.KindJSON:
			if a.Elem != nil {
				emptyArray(row, a)
				continue
			}
			db.storedJSON(row, a)
		case schema.KindString, schema.KindText: // the blanks that fill a char(n) are no part of it
			if !a.Pads() {
				continue
			}
			if v, err := a.Get(row); err == nil && v != nil {
				_ = a.Set(row, v)
			}
		case schema.KindBinary: // no bytes in a column that is not NULL are empty bytes
			if v, err := a.Get(row); err == nil && v != nil && len(v.([]byte)) == 0 {
				_ = a.Set(row, v)
			}
		}
	}
	if m.HasState {
		m.State(row).State = remember(m, m.Saved, row)
	}
	db.Bind(m, row)
}

// emptyArray makes a nil slice that was stored as an array an empty one.
func emptyArray(row unsafe.Pointer, a *schema.Attribute) {
	if !a.IsZero(row) {
		return
	}
	if v, err := a.Get(row); err == nil && v != nil {
		_ = a.Set(row, v)
	}
}

// storedJSON gives a field of JSON text the text that its column has; what other types hold is the same for any spelling.
func (db *DB) storedJSON(row unsafe.Pointer, a *schema.Attribute) {
	if a.Cipher != nil || a.Type != rawType && a.Type != rawPointerType && a.Type != rawNullType {
		return
	}
	v, err := a.Get(row)
	text, ok := v.(json.RawMessage)
	if err != nil || !ok {
		return
	}
	if db.Dialect.JSONText != nil {
		text = db.Dialect.JSONText(text)
	}
	_ = a.Set(row, text)
}

// Written makes an instance hold written columns as the database does, without saying that its row is there.
func (db *DB) Written(m *schema.Model, row unsafe.Pointer, columns []*schema.Attribute) {
	if !m.HasState {
		db.Stored(m, row, columns)
		return
	}
	before := m.State(row).State
	db.Stored(m, row, columns)
	m.State(row).State = before
}

// Updated is Stored for an instance whose given columns were written: a partly loaded one stays so, and knows the columns
// that it has written.
func (db *DB) Updated(m *schema.Model, row unsafe.Pointer, columns []*schema.Attribute) {
	var named []schema.NamedRows
	if m.HasState && m.State(row).State != nil {
		named = m.State(row).State.Named
	}
	db.updated(m, row, columns)
	for _, n := range named { // what was read under a name is there as before
		m.State(row).State = m.State(row).State.Naming(n)
	}
}

func (db *DB) updated(m *schema.Model, row unsafe.Pointer, columns []*schema.Attribute) {
	var before *schema.RowState
	if m.HasState {
		before = m.State(row).State
	}
	db.Stored(m, row, columns)
	if before == nil || before.Loaded == nil && before.Was == nil {
		return
	}
	state := &schema.RowState{Model: m, Saved: true, Loaded: slices.Clone(before.Loaded)}
	if before.Loaded != nil {
		for _, a := range columns {
			state.Loaded.Set(a.Index)
		}
	}
	if before.Was == nil {
		m.State(row).State = remember(m, state, row)
		return
	}
	state = state.Holding(row)
	state.Was = before.Was
	if m.State(row).State = state.Noting(row, columns); m.Version != nil {
		m.State(row).State = m.State(row).State.Noting(row, []*schema.Attribute{m.Version})
	}
}

// remember is what an instance remembers of its row: a state, keys of its relations, and where the model tracks changes the values as well.
func remember(m *schema.Model, s *schema.RowState, row unsafe.Pointer) *schema.RowState {
	if s = s.Holding(row); m.Tracks {
		return s.Remembering(row)
	}
	return s
}

// exact reports, of the common types, whether a value is stored as it is: an instant in UTC without nanoseconds, a number that
// is not a negative zero.
func exact(row unsafe.Pointer, a *schema.Attribute) bool {
	p := unsafe.Add(row, a.Offset)
	switch {
	case a.Exact != nil:
		return a.Exact(row)
	case a.Kind == schema.KindDateTime && a.Type == timeType && a.StoredForm == "":
		t := *(*time.Time)(p)
		return t.Location() == time.UTC && t.Nanosecond()%1000 == 0 && t == t.Round(0)
	case a.Kind == schema.KindFloat && a.Type == floatType:
		return *(*float64)(p) != 0
	}
	return false
}

// sameTime spares values that are stored as they are a write.
func sameTime(v any, row unsafe.Pointer, a *schema.Attribute) bool {
	t, ok := v.(time.Time)
	if !ok || a.Type != timeType {
		return false
	}
	return t == *(*time.Time)(unsafe.Add(row, a.Offset))
}
