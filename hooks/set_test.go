package hooks_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ormar-go/ormar/hooks"
)

type book struct{ Title string }

type author struct{ Name string }

// fire is what package orm does around a save.
func fire(s *hooks.Set, kind hooks.Kind, b *book) error {
	return hooks.Fire(context.Background(), s, kind, reflect.TypeFor[book](), b, hooks.Save[book]{Instance: b})
}

// Listeners of one model, of every model and of other models run, or do not, in the order of registration (S-01, S-06).
func TestOrderOfRegistration(t *testing.T) {
	s, heard := new(hooks.Set), []string(nil)
	note := func(who string) func(context.Context, hooks.Save[book]) error {
		return func(_ context.Context, e hooks.Save[book]) error {
			heard = append(heard, who+" "+e.Instance.Title)
			return nil
		}
	}
	hooks.PreSave(s, note("first"))
	hooks.Any(s, func(_ context.Context, kind hooks.Kind, instance any) error {
		heard = append(heard, fmt.Sprint("any ", kind, " ", instance.(*book).Title))
		return nil
	})
	hooks.PostSave(s, note("post"))
	hooks.PreSave(s, func(context.Context, hooks.Save[author]) error { return errors.New("another model") })
	hooks.PreSave(s, note("last"))
	for _, kind := range []hooks.Kind{hooks.PreSaveKind, hooks.PostSaveKind} {
		if err := fire(s, kind, &book{"x"}); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"first x", "any pre_save x", "last x", "any post_save x", "post x"}
	if !slices.Equal(heard, want) {
		t.Errorf("heard %q, want %q", heard, want)
	}
}

// The first error stops the rest, is wrapped, and says which event of which model it was (S-01).
func TestErrorStops(t *testing.T) {
	s, stop := new(hooks.Set), errors.New("stop")
	hooks.PreSave(s, func(context.Context, hooks.Save[book]) error { return stop })
	hooks.PreSave(s, func(context.Context, hooks.Save[book]) error { t.Error("it runs after an error"); return nil })
	err := fire(s, hooks.PreSaveKind, &book{})
	if !errors.Is(err, stop) {
		t.Errorf("%v does not wrap the listener's error", err)
	}
	for _, word := range []string{"pre_save", "book"} {
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%v does not say %q", err, word)
		}
	}
}

// Removing twice is harmless and takes nobody else out, also when it was the last listener (S-04).
func TestRemove(t *testing.T) {
	s, calls := new(hooks.Set), 0
	count := func(context.Context, hooks.Save[book]) error { calls++; return nil }
	remove := hooks.PreSave(s, count)
	other := hooks.PreSave(s, count)
	wild := hooks.Any(s, func(context.Context, hooks.Kind, any) error { calls++; return nil })
	for _, step := range []struct {
		remove func()
		want   int
	}{{func() {}, 3}, {remove, 2}, {remove, 2}, {wild, 1}, {wild, 1}, {other, 0}, {other, 0}} {
		step.remove()
		calls = 0
		if err := fire(s, hooks.PreSaveKind, &book{}); err != nil {
			t.Fatal(err)
		}
		if calls != step.want {
			t.Errorf("%d listeners run, want %d", calls, step.want)
		}
	}
	if s.Has(hooks.PreSaveKind, reflect.TypeFor[book]()) {
		t.Error("an empty set has a listener")
	}
}

// A listener may add and remove listeners; the dispatch that runs goes on with those that it began with.
func TestChangeDuringDispatch(t *testing.T) {
	s, heard := new(hooks.Set), []string(nil)
	var remove func()
	hooks.PreSave(s, func(context.Context, hooks.Save[book]) error {
		heard = append(heard, "changer")
		remove()
		hooks.PreSave(s, func(context.Context, hooks.Save[book]) error { heard = append(heard, "added"); return nil })
		return nil
	})
	remove = hooks.PreSave(s, func(context.Context, hooks.Save[book]) error { heard = append(heard, "removed"); return nil })
	for _, want := range [][]string{{"changer", "removed"}, {"changer", "added"}} {
		heard = nil
		if err := fire(s, hooks.PreSaveKind, &book{}); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(heard, want) {
			t.Errorf("heard %q, want %q", heard, want)
		}
	}
}

func TestHas(t *testing.T) {
	s := new(hooks.Set)
	has := func(kind hooks.Kind, model reflect.Type) bool { return s.Has(kind, model) }
	if has(hooks.PreSaveKind, reflect.TypeFor[book]()) || (*hooks.Set)(nil).Has(hooks.PreSaveKind, nil) {
		t.Error("an empty set has a listener")
	}
	hooks.PreSave(s, func(context.Context, hooks.Save[book]) error { return nil })
	if !has(hooks.PreSaveKind, reflect.TypeFor[book]()) {
		t.Error("the listener is not there")
	}
	if has(hooks.PostSaveKind, reflect.TypeFor[book]()) || has(hooks.PreSaveKind, reflect.TypeFor[author]()) {
		t.Error("it listens to another event or model")
	}
	hooks.Any(s, func(context.Context, hooks.Kind, any) error { return nil })
	if !has(hooks.PostDeleteKind, reflect.TypeFor[author]()) {
		t.Error("Any does not listen to everything")
	}
	if err := hooks.Fire(t.Context(), nil, hooks.PreSaveKind, reflect.TypeFor[book](), &book{}, nil); err != nil {
		t.Error(err)
	}
}

// A set is used by many goroutines at once.
func TestConcurrentUse(t *testing.T) {
	s := new(hooks.Set)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 100 {
				remove := hooks.PreSave(s, func(context.Context, hooks.Save[book]) error { return nil })
				if err := fire(s, hooks.PreSaveKind, &book{}); err != nil {
					t.Error(err)
				}
				remove()
			}
		})
	}
	group.Wait()
	if s.Has(hooks.PreSaveKind, reflect.TypeFor[book]()) {
		t.Error("a listener was left behind")
	}
}
