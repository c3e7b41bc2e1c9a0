package lookup

import (
	"errors"
	"reflect"
	"sync"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// A pointer into a prototype names its field, along relations too; any other pointer names nothing.
func TestLocate(t *testing.T) {
	w := (*work)(Fields(reflect.TypeFor[work]()))
	author := (*writer)(Along(unsafe.Pointer(&w.Writer), reflect.TypeFor[toOne[writer]](), reflect.TypeFor[writer]()))
	theirs := (*work)(Along(unsafe.Pointer(&author.Works), reflect.TypeFor[toMany[work]](), reflect.TypeFor[work]()))
	for want, got := range map[string]*Place{
		"id": at(&w.ID), "title": at(&w.Title), "writer": at(&w.Writer), "writer__name": at(&author.Name), "writer__works__pages": at(&theirs.Pages),
	} {
		if got == nil || got.Path() != want {
			t.Errorf("%s: %+v", want, got)
		}
	}
	own := &work{}
	if p := at(&own.Title); p != nil {
		t.Errorf("a field of an instance is %s", p.Path())
	}
	if p := Locate(unsafe.Pointer(&w.Title), reflect.TypeFor[int64]()); p != nil {
		t.Errorf("a field of another type is %s", p.Path())
	}
	if p := Locate(nil, reflect.TypeFor[string]()); p != nil {
		t.Errorf("nil is %s", p.Path())
	}
	if Fields(reflect.TypeFor[work]()) != unsafe.Pointer(w) {
		t.Error("a type has two prototypes")
	}
}

// Prototypes are made once, whoever comes first.
func TestPrototypesAreMadeOnce(t *testing.T) {
	type lonely struct{ pair }
	made := make([]unsafe.Pointer, 8)
	var wait sync.WaitGroup
	for i := range made {
		wait.Go(func() { made[i] = Fields(reflect.TypeFor[lonely]()) })
	}
	wait.Wait()
	for _, p := range made {
		if p != made[0] {
			t.Fatal("two prototypes of one type")
		}
	}
}

// A pointer to a field of another model is refused by a scope, and one that names nothing.
func TestPlacesBelongToAModel(t *testing.T) {
	works, writers, _ := scopes(t)
	w := (*work)(Fields(reflect.TypeFor[work]()))
	if p, err := works.placed(at(&w.Title)); err != nil || p.Text != "title" || p.Root != works.Model {
		t.Errorf("title: %v, %v", p, err)
	}
	for _, c := range []struct {
		scope Scope
		place *Place
	}{{writers, at(&w.Title)}, {works, nil}} {
		if _, err := c.scope.placed(c.place); !errors.Is(err, schema.ErrQuery) {
			t.Errorf("%+v in %s: %v", c.place, c.scope.Model.Name, err)
		}
	}
}
