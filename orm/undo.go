package orm

import (
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/schema"
)

// undo puts instances back as they were when the call that changes them fails: what was rolled back in the database must
// not stay in memory.
type undo struct{ kept []keptRow }

// keptRow is an instance and a copy of it.
type keptRow struct{ at, was reflect.Value }

// keep remembers an instance as it is now.
func (k *undo) keep(m *schema.Model, row unsafe.Pointer) {
	at := reflect.NewAt(m.Type, row).Elem()
	was := reflect.New(m.Type).Elem()
	was.Set(at)
	k.kept = append(k.kept, keptRow{at, was})
}

// undoing runs a write and puts everything back when it fails or panics; also is called then as well.
func (k *undo) undoing(also func(), write func() error) (err error) {
	undone := true
	defer func() {
		if !undone {
			return
		}
		for i := len(k.kept) - 1; i >= 0; i-- {
			k.kept[i].at.Set(k.kept[i].was)
		}
		if also != nil {
			also()
		}
	}()
	err = write()
	undone = err != nil
	return err
}

// undoingRows runs a write of rows of which it changes some attributes, and makes them what they were when it fails or a listener
// panics: nothing of it is in the database then.
func undoingRows(m *schema.Model, rows []unsafe.Pointer, changed []*schema.Attribute, write func() error) (err error) {
	restore, returned := engine.Remember(m, rows, changed), false
	defer func() {
		if !returned || err != nil {
			restore()
		}
	}()
	err = write()
	returned = true
	return err
}
