package hooks_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/hooks"
)

// A custom event is typed, is heard by Any in its place, and two of one name are two (S-05).
func TestCustomEvent(t *testing.T) {
	shipped, other := hooks.New[int]("shipped"), hooks.New[int]("shipped")
	s, heard := new(hooks.Set), []int(nil)
	shipped.Listen(s, func(_ context.Context, n int) error { heard = append(heard, n); return nil })
	hooks.Any(s, func(_ context.Context, kind hooks.Kind, instance any) error {
		if kind != "shipped" {
			t.Errorf("the kind is %q", kind)
		}
		heard = append(heard, -instance.(int))
		return nil
	})
	remove := shipped.Listen(s, func(_ context.Context, n int) error { heard = append(heard, 10*n); return nil })
	other.Listen(s, func(context.Context, int) error { return errors.New("another event") })
	if err := shipped.Send(t.Context(), s, 7); err != nil {
		t.Fatal(err)
	}
	remove()
	remove()
	if err := shipped.Send(t.Context(), s, 8); err != nil {
		t.Fatal(err)
	}
	if want := []int{7, -7, 70, 8, -8}; !slices.Equal(heard, want) {
		t.Errorf("heard %v, want %v", heard, want)
	}
	err := other.Send(t.Context(), s, 1)
	if err == nil || !strings.Contains(err.Error(), "shipped") || !strings.Contains(err.Error(), "another event") {
		t.Errorf("%v does not say event and reason", err)
	}
}

// Without a set, or with an empty one, sending is nothing; the sender's context reaches the listener.
func TestCustomEventContext(t *testing.T) {
	type key struct{}
	event := hooks.New[string]("event")
	if err := errors.Join(event.Send(t.Context(), nil, "x"), event.Send(t.Context(), new(hooks.Set), "x")); err != nil {
		t.Error(err)
	}
	s, got := new(hooks.Set), any(nil)
	event.Listen(s, func(ctx context.Context, _ string) error { got = ctx.Value(key{}); return nil })
	if err := event.Send(context.WithValue(t.Context(), key{}, "value"), s, "x"); err != nil || got != "value" {
		t.Errorf("the listener got %v, %v", got, err)
	}
}
