package write

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"unsafe"

	"github.com/ormar-go/ormar/hooks"
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/validate"
	"github.com/ormar-go/ormar/schema"
)

// job is a write of instances of one model, of one or of many. All go the same way:
//
//	run   remember what the instances are, open a transaction where one is needed
//	pass  prepare, tell the listeners before, check, send, tell the listeners after
//
// After an error or a panic the instances are what they were. A new kind of write is a new action;
// what is to hold of every write of its kind, of one row or of many, belongs into a step of the
// action.
type job struct {
	writer    *Writer
	model     *schema.Model
	rows      []unsafe.Pointer
	pre, post hooks.Kind
	anew      bool              // an INSERT that overwrites nothing, be the rows saved under another key
	list      any               // what listeners of a bulk event are shown; nil: they are told of each row
	one       [1]unsafe.Pointer // the memory of rows, when there is one
}

// action is what differs between an insert, an update, an upsert and a delete.
type action interface {
	// prepare gives the rows what they are to hold before listeners see them: defaults, on-update
	// values. It refuses rows that cannot be written at all.
	prepare(ctx context.Context) error
	// check holds to the rules what is written, once listeners may have changed it.
	check(ctx context.Context) error
	// send sends the statements, stores back what the server made, and settles the state of the
	// instances.
	send(ctx context.Context) error
	// told are the columns that listeners are shown as named for a row, and whether they are told
	// of it at all.
	told(i int) (names []string, ok bool)
}

// single makes the job one of a single row.
func (j *job) single(row unsafe.Pointer) {
	j.one[0] = row
	j.rows = j.one[:]
}

// run does a write that is a call of its own. changed are the columns whose values it changes in
// memory, beside those that a default or the server fills. A write that is alone is all or nothing
// by itself: it needs no transaction when nobody listens.
func (j *job) run(ctx context.Context, a action, changed []*schema.Attribute, alone bool) error {
	if err := writable(j.model); err != nil {
		return err
	}
	listened := j.writer.listens(j.model, j.pre, j.post)
	if listened {
		changed = j.model.Attributes // they may change any
	}
	if v := j.model.Version; v != nil && !listened {
		changed = append(slices.Clip(changed), v)
	}
	var before engine.Memory
	before.Rows(j.model, j.rows, changed)
	if len(j.model.On) > 0 {
		for _, row := range j.rows {
			before.Whole(j.model, row)
		}
	}
	return before.Undoing(func() error {
		if alone && !listened && !j.readsBack(a) {
			return j.pass(ctx, a)
		}
		return j.writer.Engine.Transaction(ctx, engine.TxOptions{}, func(ctx context.Context) error { return j.pass(ctx, a) })
	})
}

// pass does the steps of a write, as a part of a call that remembers the instances and has a
// transaction where one is needed.
func (j *job) pass(ctx context.Context, a action) error {
	if err := j.settle(nil); err != nil {
		return err
	}
	if err := a.prepare(ctx); err != nil {
		return err
	}
	if j.writer.Hooks.Has(j.pre, j.model.Type) {
		agreed := j.agreed()
		if err := j.tell(ctx, j.pre, a); err != nil {
			return err
		}
		if err := j.settle(agreed); err != nil { // they may have set one of the two
			return err
		}
	}
	if err := a.check(ctx); err != nil {
		return err
	}
	was := j.remembered()
	if err := a.send(ctx); err != nil {
		return err
	}
	if j.readsBack(a) {
		if err := j.readBack(ctx, a); err != nil {
			return err
		}
	}
	return j.recalling(was, func() error { return j.tell(ctx, j.post, a) })
}

// agreed are the keys of relations and of their fields, row by row, before listeners change one of the two.
func (j *job) agreed() []schema.Key {
	list := make([]schema.Key, 0, len(j.rows)*len(j.model.On))
	for _, row := range j.rows {
		for _, s := range j.model.On {
			list = append(list, s.Agreed(row))
		}
	}
	return list
}

// settle lets relations and the declared fields that are their keys say the same, which they did when they agreed, if that is given.
func (j *job) settle(agreed []schema.Key) error {
	if len(j.model.KeySides) > 0 && !j.anew {
		for _, row := range j.rows {
			if err := j.model.Kept(row); err != nil {
				return err
			}
		}
	}
	if len(j.model.On) == 0 || j.pre == hooks.PreDeleteKind {
		return nil
	}
	for n, row := range j.rows {
		for i, s := range j.model.On {
			var before schema.Key
			if agreed != nil {
				before = agreed[n*len(j.model.On)+i]
			}
			if err := s.Settle(row, before, j.anew); err != nil {
				return err
			}
		}
	}
	return nil
}

// tell runs the listeners of an event: once for a list, else for each row.
func (j *job) tell(ctx context.Context, kind hooks.Kind, a action) error {
	if !j.writer.Hooks.Has(kind, j.model.Type) {
		return nil
	}
	if j.list != nil {
		names, _ := a.told(0)
		return hooks.Fire(ctx, j.writer.Hooks, kind, j.model.Type, j.list, names)
	}
	for i, row := range j.rows {
		names, ok := a.told(i)
		if !ok {
			continue
		}
		if err := hooks.Fire(ctx, j.writer.Hooks, kind, j.model.Type, object(j.model, row), names); err != nil {
			return err
		}
	}
	return nil
}

// valid checks of every row the columns that are written, nil for all. Of a list all failures are
// told, their paths beginning with the position of the object; of single rows those of the first
// that has any.
func (j *job) valid(columns func(i int) []*schema.Attribute) error {
	var all []schema.Failure
	for i, row := range j.rows {
		err := validate.Columns(j.model, row, columns(i))
		if err == nil {
			continue
		}
		var v *schema.ValidationError // allocates
		if j.list == nil || !errors.As(err, &v) {
			return err
		}
		for _, f := range v.Failures {
			f.Path = strconv.Itoa(i) + "." + f.Path
			all = append(all, f)
		}
	}
	if len(all) > 0 {
		return &schema.ValidationError{Failures: all}
	}
	return nil
}

// listens reports whether somebody listens to one of two kinds of events of a model.
func (w *Writer) listens(m *schema.Model, pre, post hooks.Kind) bool {
	return w.Hooks.Has(pre, m.Type) || w.Hooks.Has(post, m.Type)
}
