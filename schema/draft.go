package schema

import (
	"fmt"
	"reflect"
	"runtime"
	"unsafe"
)

// draft is a model while its registry is being built.
type draft struct {
	model  *Model
	table  Table
	layout *layout
	fields []draftField
	failed bool // Schema could not be read: what would follow from that is not reported
	// nameless: the table's name belongs to another.
	nameless bool

	linkOf   *relationDraft // the relation whose rows these are
	pair     []*Attribute   // the columns of its two keys
	pairFree bool           // which may repeat
}

// draftField is a declared field: a column or a relation.
type draftField struct {
	field    *structField
	spec     *columnSpec
	relation *Relation
}

// relationDraft is a declared relation on its way to its two sides.
type relationDraft struct {
	owner, target *draft
	field         *structField
	said          *Relation
	key           *Attribute   // of a foreign key
	ref           *Attribute   // what that refers to
	columns, on   []*Attribute // its columns; those of them that are declared fields
	far           *structField // the target's field for it, if there is one
	farName       string       // its name from the target

	any           *anyDraft // the polymorphic relation of which this is a part; nil for others
	typeName, leg string    // of this model there, in the type column and in paths
	side          *Side     // of the owner
}

func (r *relationDraft) toOneBack() bool { return !r.said.many && r.key != nil && r.key.alone() }

// alone reports whether no two rows can have the same value in the attribute.
func (a *Attribute) alone() bool {
	return a.Unique || a.PrimaryKey && len(a.Model.Keys) == 1 || len(a.Parts) > 0 && sameSet(a.Parts, a.Model.Keys)
}

// read runs Schema and sorts what it says into the draft.
func (b *builder) read(d *draft) {
	d.layout = layoutOf(d.model.Type)
	value := reflect.New(d.model.Type)
	table, err := schemaOf(value.Interface().(Definer))
	if err != nil {
		d.failed = true
		b.add(d.model.Name, "", "%v", err)
		return
	}
	d.table = table
	d.model.Table, d.model.Schema, d.model.Comment = table.Name, table.Schema, table.Comment
	if table.Name == "" {
		d.model.Table = snakeCase(d.model.Name) + "s"
	}
	d.model.View, d.model.Keyless, d.model.Unmanaged = table.View, table.Keyless, table.Unmanaged || table.View
	b.readState(d)
	if d.model.Tracks = table.TrackChanges; table.TrackChanges && !d.model.HasState {
		b.add(d.model.Name, "", "TrackChanges needs the memory of orm.Model; embed orm.Model in the struct")
	}
	for i, f := range table.Fields {
		if !b.readField(d, i, f, value.UnsafePointer()) {
			d.failed = true // every further field would be outside as well
			return
		}
	}
	runtime.KeepAlive(value) // the declared pointers are compared with its address
}

// schemaOf calls Schema, which is the caller's code, and turns a panic into an error.
func schemaOf(definer Definer) (table Table, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the Schema method panicked: %v; it runs on a zero value and may only take its fields' addresses", r)
		}
	}()
	return definer.Schema(), nil
}

func (b *builder) readState(d *draft) {
	switch len(d.layout.rows) {
	case 0:
	case 1:
		d.model.HasState, d.model.StateOffset = true, d.layout.rows[0]
	default:
		b.add(d.model.Name, "", "orm.Model is embedded %d times; embed it once", len(d.layout.rows))
	}
}

// readField finds the Go field that a declaration points to. It reports whether the pointer is one into the struct.
func (b *builder) readField(d *draft, i int, f Field, base unsafe.Pointer) bool {
	entry := draftField{}
	var pointer unsafe.Pointer
	var goType reflect.Type
	switch v := f.(type) {
	case *Relation:
		if v != nil {
			entry.relation, pointer, goType = v, v.pointer, v.goType
		}
	case columnDeclaration:
		if !reflect.ValueOf(v).IsNil() {
			entry.spec = v.declaration()
			pointer, goType = entry.spec.pointer, entry.spec.goType
		}
	}
	if pointer == nil {
		b.add(d.model.Name, "", "field %d of Schema is nil; point it to a field of the struct", i+1)
		return true
	}
	offset := uintptr(pointer) - uintptr(base)
	if uintptr(pointer) < uintptr(base) || offset >= d.layout.size {
		b.add(d.model.Name, "", "field %d of Schema (%v) points outside the struct; give Schema a pointer receiver and name fields of that receiver",
			i+1, goType)
		return false
	}
	if entry.field = d.layout.at(offset, goType); entry.field == nil {
		b.add(d.model.Name, "", "field %d of Schema (%v) is not a field of the struct or of one embedded in it; embed the struct that holds it",
			i+1, goType)
		return true
	}
	b.keepField(d, entry)
	return true
}

// keepField adds a declared field. A field of the outer struct replaces one of the same name in an embedded struct, as it
// does in Go.
func (b *builder) keepField(d *draft, entry draftField) {
	name := entry.field.attributeName()
	for i, other := range d.fields {
		if other.field == entry.field {
			b.add(d.model.Name, entry.field.name, "is declared twice; remove one of the two")
			return
		}
		if other.field.attributeName() != name {
			continue
		}
		switch {
		case entry.field.depth < other.field.depth:
			d.fields[i] = entry
			other.field.claimed = true // hidden, so that no relation has to fill it
		case entry.field.depth > other.field.depth:
			entry.field.claimed = true
		default:
			b.add(d.model.Name, entry.field.name, "has the attribute name %q of %s; rename one of the two fields", name, other.field.name)
		}
		return
	}
	d.fields = append(d.fields, entry)
}
