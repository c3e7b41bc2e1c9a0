package schema

import (
	"reflect"
	"testing"
	"unsafe"
)

// What is reached through unsafe.Pointer has the layout that its readers rely on. They are: the relations of a row, its state
// and its plain columns, all at the offsets that reflect gives (state.go, model.go, codec_form.go, keyof.go, column.go; package
// orm's One, Many and Model are their states, which its own test holds), and the lists of a ManyState read as []*T.
func TestLayouts(t *testing.T) {
	if size := unsafe.Sizeof(OneState{}); size > 56 {
		t.Errorf("a OneState has %d bytes, a foreign key costs every row 56 at most", size)
	}
	if size := unsafe.Sizeof(ManyState{}); size > 96 {
		t.Errorf("a ManyState has %d bytes, a list costs every row 96 at most", size)
	}
	if unsafe.Sizeof(Row{}) != unsafe.Sizeof(uintptr(0)) || unsafe.Offsetof(Row{}.State) != 0 {
		t.Error("a Row is more than its one word")
	}
	var p *int
	if unsafe.Sizeof(unsafe.Pointer(nil)) != unsafe.Sizeof(p) || unsafe.Sizeof([]unsafe.Pointer{}) != unsafe.Sizeof([]*int{}) {
		t.Error("a []unsafe.Pointer is no []*T")
	}
	one, two := new(int), new(int)
	items := []unsafe.Pointer{unsafe.Pointer(one), unsafe.Pointer(two)}
	if list := unsafe.Slice((**int)(unsafe.Pointer(unsafe.SliceData(items))), len(items)); list[0] != one || list[1] != two {
		t.Error("a []unsafe.Pointer read as a []*T has other pointers")
	}
	if u := reflect.TypeFor[[16]byte](); u.Size() != 16 || u.Align() != 1 {
		t.Errorf("a UUID has %d bytes, aligned to %d", u.Size(), u.Align())
	}
}

// TestOwned: a relation holds one key, and says whose it is.
func TestOwned(t *testing.T) {
	row := &child{}
	o := &row.Parent.state
	o.SetKey(KeyOf("x"))
	if o.Key() != KeyOf("x") || !o.OwnerKey().IsZero() || o.Unread() {
		t.Errorf("a forward side: %+v", o)
	}
	o.Own(unsafe.Pointer(row), KeyOf(int64(0)))
	if !o.Key().IsZero() || o.OwnerKey() != KeyOf(int64(0)) || !o.Unread() {
		t.Errorf("a far side: %+v", o)
	}
	if offset := unsafe.Offsetof(row.Parent); !o.In(offset) {
		t.Error("a field is not in its instance")
	} else if twin := *row; twin.Parent.state.In(offset) || twin.Parent.state.OwnerKey() != o.OwnerKey() {
		t.Errorf("a copy: %+v", twin.Parent.state)
	}
	o.Loaded, o.Target = true, unsafe.Pointer(&parent{})
	if c := o.Cleared(); c.Loaded || c.Target != nil || c.OwnerKey() != KeyOf(int64(0)) || c.Owner != unsafe.Pointer(row) {
		t.Errorf("cleared: %+v", c)
	}
	o.Own(nil, Key{})
	if !o.OwnerKey().IsZero() || !o.Key().IsZero() || o.Unread() {
		t.Errorf("owned by nobody: %+v", o)
	}
}
