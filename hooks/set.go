package hooks

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
)

// Set is the listeners of one database. The zero Set is empty and ready for use; a Set must not be copied. Listeners may be
// added and removed at any time by any goroutine, also by a listener: a dispatch that runs already goes on with the listeners
// that it began with.
type Set struct {
	mu    sync.Mutex
	next  int
	table atomic.Pointer[table]
}

// table is the listeners at one moment; it is never changed.
type table struct {
	by  map[key][]listener
	any []listener
}

// key is what a typed listener listens to. A custom event has its own address as its model.
type key struct {
	kind  Kind
	model any // reflect.Type, or the *Event of a custom event
}

// listener is one registered function; order is its place among all listeners of the set.
type listener struct {
	order int
	call  func(ctx context.Context, kind Kind, instance, event any) error
}

// add registers a listener and returns what removes it. A nil model means every event of every model.
func (s *Set) add(kind Kind, model any, call func(context.Context, Kind, any, any) error) (remove func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := listener{order: s.next, call: call}
	s.next++
	t := s.copied()
	k := key{kind, model}
	if model == nil {
		t.any = append(slices.Clip(t.any), l)
	} else {
		t.by[k] = append(slices.Clip(t.by[k]), l)
	}
	s.table.Store(t)
	return func() { s.remove(k, l.order) }
}

func (s *Set) copied() *table {
	old := s.table.Load()
	if old == nil {
		return &table{by: map[key][]listener{}}
	}
	return &table{by: maps.Clone(old.by), any: old.any}
}

// remove takes a listener out; a second time it finds nothing.
func (s *Set) remove(k key, order int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := s.copied()
	without := func(list []listener) []listener {
		return slices.DeleteFunc(slices.Clone(list), func(l listener) bool { return l.order == order })
	}
	if k.model == nil {
		t.any = without(t.any)
	} else if t.by[k] = without(t.by[k]); len(t.by[k]) == 0 {
		delete(t.by, k)
	}
	s.table.Store(t)
}

// Has reports whether anybody listens to an event of a model. It costs a map look-up, and nothing while the set is empty, so
// that a writer asks before it makes an event. A nil Set has no listeners.
func (s *Set) Has(kind Kind, model reflect.Type) bool {
	if s == nil {
		return false
	}
	t := s.table.Load()
	if t == nil {
		return false
	}
	return len(t.any) > 0 || len(t.by) > 0 && len(t.by[key{kind, model}]) > 0
}

// Fire runs the listeners of an event in the order of registration, those of Any among them, until one fails; the error says
// which event of which model it was and wraps the listener's. It is for package orm: programs have Event for events of their
// own. The event is one of this package's, or where the
// model's type is known at run time only RelationChange, the columns of an update, or nil when the instance says everything.
func Fire(ctx context.Context, s *Set, kind Kind, model reflect.Type, instance, event any) error {
	if s == nil {
		return nil
	}
	t := s.table.Load()
	if t == nil {
		return nil
	}
	if err := dispatch(ctx, t.by[key{kind, model}], t.any, kind, instance, event); err != nil {
		return fmt.Errorf("hooks: %s of %s: %w", kind, model.Name(), err)
	}
	return nil
}

// dispatch merges the two lists by order of registration and calls them one after the other.
func dispatch(ctx context.Context, typed, wild []listener, kind Kind, instance, event any) error {
	for len(typed)+len(wild) > 0 {
		list := &typed
		if len(typed) == 0 || len(wild) > 0 && wild[0].order < typed[0].order {
			list = &wild
		}
		l := (*list)[0]
		*list = (*list)[1:]
		if err := l.call(ctx, kind, instance, event); err != nil {
			return err
		}
	}
	return nil
}
