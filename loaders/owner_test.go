package loaders

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// asked notes what a source is asked about, and may refuse.
type asked struct {
	folded
	found, wanted []schema.Key
	calls         int
	err           error
}

func (a *asked) Same(ctx context.Context, found, wanted []schema.Key) ([]Same, error) {
	a.calls, a.found, a.wanted = a.calls+1, found, wanted
	if a.err != nil {
		return nil, a.err
	}
	return a.folded.Same(ctx, found, wanted)
}

// TestOfOwner: rows that hold the owner's key by the letter are the owner's; of the others the source is asked, once for each spelling.
func TestOfOwner(t *testing.T) {
	var rows [6]int64
	at := func(i int) unsafe.Pointer { return unsafe.Pointer(&rows[i]) }
	fetched := Fetched{
		Parents:  []schema.Key{text("cat"), text("Cat"), text("dog"), text("Cat"), text("cat "), text("cat")},
		Children: []unsafe.Pointer{at(0), at(1), at(2), at(3), at(4), at(5)},
		Links:    []unsafe.Pointer{at(5), at(4), at(3), at(2), at(1), at(0)},
	}
	source := &asked{}
	own, err := OfOwner(t.Context(), text("cat"), fetched, source)
	want := Fetched{
		Parents:  []schema.Key{text("cat"), text("Cat"), text("Cat"), text("cat "), text("cat")},
		Children: []unsafe.Pointer{at(0), at(1), at(3), at(4), at(5)},
		Links:    []unsafe.Pointer{at(5), at(4), at(2), at(1), at(0)},
	}
	if err != nil || !reflect.DeepEqual(own, want) {
		t.Errorf("%v, %v, want %v", own, err, want)
	}
	if !reflect.DeepEqual(source.found, []schema.Key{text("Cat"), text("dog"), text("cat ")}) || !reflect.DeepEqual(source.wanted, []schema.Key{text("cat")}) || source.calls != 1 {
		t.Errorf("asked %d times of %v and %v", source.calls, source.found, source.wanted)
	}
	fetched.Links = nil
	if own, err = OfOwner(t.Context(), text("cat"), fetched, source); err != nil || own.Links != nil || len(own.Children) != 5 {
		t.Errorf("without link rows: %v, %v", own, err)
	}
	source = &asked{err: errors.New("gone")}
	plain := Fetched{Parents: []schema.Key{text("cat"), text("cat")}, Children: []unsafe.Pointer{at(0), at(1)}}
	if own, err = OfOwner(t.Context(), text("cat"), plain, source); err != nil || !reflect.DeepEqual(own, plain) || source.calls != 0 {
		t.Errorf("all by the letter: %v, %v after %d questions", own, err, source.calls)
	}
	if own, err = OfOwner(t.Context(), text("cat"), fetched, source); !errors.Is(err, source.err) || own.Children != nil {
		t.Errorf("a source that fails: %v, %v", own, err)
	}
}
