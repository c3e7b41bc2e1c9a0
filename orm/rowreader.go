package orm

import (
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"time"

	"github.com/jmoiron/sqlx/reflectx"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/schema"
)

// rowReader reads the rows of a statement of the caller's own into values of one type, as sqlx would.
type rowReader struct {
	name    string // of the type
	columns []string
	fields  [][]int // of the struct, by column; nil for a plain value
	deep    bool    // the type is a pointer to the struct
	padded  []int   // the columns that the server fills with blanks
	dest    []any
	row     int // that was read last, from 1
}

// rowReader finds the field of each column by the pool's mapper.
func (db *DB) rowReader(t reflect.Type, rows *sql.Rows) (*rowReader, error) {
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	padded, err := engine.Padded(rows)
	if err != nil {
		return nil, err
	}
	r := &rowReader{name: t.String(), columns: columns, padded: padded, dest: make([]any, len(columns))}
	mapper := db.engine.Pool.Mapper
	base := t
	if t.Kind() == reflect.Pointer && !plainType(mapper, t.Elem()) {
		base, r.deep = t.Elem(), true
	}
	if plainType(mapper, base) {
		return r, r.plain(t)
	}
	r.fields = mapper.TraversalsByName(base, columns)
	seen := map[string]bool{}
	for i, name := range columns {
		switch {
		case len(r.fields[i]) == 0:
			return nil, engine.Unfit(fmt.Errorf("%s has no field for the column %s; give it one by the tag db:%s, or do not select the column", r.name, schema.Quote(name), schema.Quote(name)))
		case seen[name]:
			return nil, engine.Unfit(fmt.Errorf("the column %s comes twice; name one of them by AS", schema.Quote(name)))
		}
		seen[name] = true
	}
	if path := missing(mapper.TypeMap(base).Tree, seen); path != "" {
		return nil, engine.Unfit(fmt.Errorf(`the statement gives no column %s, which %s has a field for; select it, or leave the field out by the tag db:"-"`, schema.Quote(path), r.name))
	}
	return r, nil
}

// plain checks that one column is what the type can take.
func (r *rowReader) plain(t reflect.Type) error {
	switch {
	case len(r.columns) != 1:
		return engine.Unfit(fmt.Errorf("the statement gives %d columns, and %s takes one; use a struct", len(r.columns), r.name))
	case t == reflect.TypeFor[sql.RawBytes]():
		return engine.Unfit(errors.New("sql.RawBytes belongs to the driver and is gone with the next row; use []byte"))
	case t.Kind() == reflect.Map, t.Kind() == reflect.Func, t.Kind() == reflect.Chan:
		return engine.Unfit(fmt.Errorf("%s takes no column; use a struct or a plain value", r.name))
	}
	return nil
}

// plainType reports whether sqlx gives a type one column: it is no struct, scans itself, or has no fields.
func plainType(mapper *reflectx.Mapper, t reflect.Type) bool {
	if t.Kind() != reflect.Struct || reflect.PointerTo(t).Implements(reflect.TypeFor[sql.Scanner]()) {
		return true
	}
	return len(mapper.TypeMap(t).Index) == 0
}

// missing is the first field below a node that no column fills, by the name that its column would have; empty when there is none.
func missing(n *reflectx.FieldInfo, seen map[string]bool) string {
	for _, f := range n.Children {
		switch {
		case f == nil, seen[f.Path]:
		case f.Embedded, nested(f, seen):
			if path := missing(f, seen); path != "" {
				return path
			}
		default:
			return f.Path
		}
	}
	return ""
}

// nested reports whether columns are named for fields within a field.
func nested(f *reflectx.FieldInfo, seen map[string]bool) bool {
	for name := range seen {
		if strings.HasPrefix(name, f.Path+".") {
			return true
		}
	}
	return false
}

// read reads the row into what into points to.
func (r *rowReader) read(rows *sql.Rows, into any) error {
	r.row++
	if r.fields == nil {
		r.dest[0] = timely(into)
	} else {
		v := reflect.ValueOf(into).Elem()
		if r.deep {
			v.Set(reflect.New(v.Type().Elem()))
			v = v.Elem()
		}
		for i, index := range r.fields {
			r.dest[i] = timely(reflectx.FieldByIndexes(v, index).Addr().Interface())
		}
	}
	if err := rows.Scan(r.dest...); err != nil {
		return r.unreadable(rows, err)
	}
	for _, i := range r.padded {
		unpad(r.dest[i])
	}
	return nil
}

// unpad takes the blanks that fill a char(n) off a text that was read.
func unpad(into any) {
	switch p := into.(type) {
	case *string:
		*p = strings.TrimRight(*p, " ")
	case **string:
		if *p != nil {
			unpad(*p)
		}
	case *sql.NullString:
		unpad(&p.String)
	case *sql.Null[string]:
		unpad(&p.V)
	}
}

// unreadable says of a row that does not fit where the value was: rows.Scan tells the column only in words.
func (r *rowReader) unreadable(rows *sql.Rows, err error) error {
	if rows.Err() != nil {
		return rows.Err()
	}
	e := &schema.ValueError{Model: r.name, Row: r.row, Want: r.name, Got: schema.Printable(cause(err))}
	for i, name := range r.columns {
		if strings.Contains(err.Error(), fmt.Sprintf("column index %d,", i)) {
			e.Field, e.Want = name, fmt.Sprintf("%T", r.dest[i])
			if t, ok := r.dest[i].(*timeText); ok {
				e.Want = fmt.Sprintf("%T", t.into)
			}
			e.Want = strings.TrimPrefix(e.Want, "*")
		}
	}
	return &storedError{e, err}
}

// storedError is an ErrStored of a row that no model describes.
type storedError struct {
	*schema.ValueError
	err error // of database/sql
}

// Unwrap is the sentinel, the place, and what database/sql said.
func (e *storedError) Unwrap() []error { return []error{ErrStored, e.ValueError, e.err} }

// cause is what database/sql says of a value without where it says it was.
func cause(err error) string {
	if inner := errors.Unwrap(err); inner != nil {
		return inner.Error()
	}
	return err.Error()
}

// timely makes times of texts, which is how SQLite stores them.
func timely(into any) any {
	switch into.(type) {
	case *time.Time, **time.Time, *sql.NullTime, *sql.Null[time.Time]:
		return &timeText{into}
	}
	return into
}

// timeText scans a time that may come as text.
type timeText struct{ into any }

// Scan reads what is stored.
func (t *timeText) Scan(src any) error {
	src, err := readTime(src)
	if err != nil {
		return err
	}
	at, isTime := src.(time.Time)
	switch into := t.into.(type) {
	case *time.Time:
		if !isTime {
			return errors.New("converting NULL to time.Time is unsupported; use *time.Time or sql.Null[time.Time]")
		}
		*into = at
	case **time.Time:
		if *into = nil; isTime {
			*into = &at
		}
	case sql.Scanner:
		return into.Scan(src)
	}
	return nil
}

// storedTimes are the forms in which times are stored as texts, the most common first.
var storedTimes = sync.OnceValue(func() [3]*schema.Attribute {
	return [...]*schema.Attribute{schema.Figure("value", schema.KindDateTime), schema.Figure("value", schema.KindDate), schema.Figure("value", schema.KindTime)}
})

// readTime is a time that came as a text, in any form in which a field would read it; what else came stays what it is.
func readTime(src any) (any, error) {
	switch src.(type) {
	case string, []byte:
	default:
		return src, nil
	}
	var first error
	for _, a := range storedTimes() {
		v, err := a.Scan(src)
		if err == nil {
			return v, nil
		}
		if first == nil {
			first = err
		}
	}
	return nil, first
}
