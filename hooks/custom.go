package hooks

import (
	"context"
	"fmt"

	"github.com/ormar-go/ormar/schema"
)

// Event is a signal of the user's own, with values of type E. Make it with New; it may be a package variable.
type Event[E any] struct{ name string }

// New is an event with a name for messages and for Any. Two events are different even under one name.
func New[E any](name string) *Event[E] { return &Event[E]{name} }

// Listen registers a listener of the event in a set.
func (e *Event[E]) Listen(s *Set, fn func(context.Context, E) error) (remove func()) {
	return s.add(Kind(e.name), e, func(ctx context.Context, _ Kind, _, event any) error { return fn(ctx, event.(E)) })
}

// Send runs the listeners of the event in a set, in the order of registration and those of Any among them, until one fails.
// They run in the goroutine of the caller, with its context and so in its transaction.
func (e *Event[E]) Send(ctx context.Context, s *Set, event E) error {
	if s == nil {
		return nil
	}
	if t := s.table.Load(); t != nil {
		if err := dispatch(ctx, t.by[key{Kind(e.name), e}], t.any, Kind(e.name), event, event); err != nil {
			return fmt.Errorf("hooks: event %s: %w", schema.Printable(e.name), err)
		}
	}
	return nil
}
