package loaders

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// folded is a source whose column folds case and trailing blanks. Its rows are owners and the profiles or authors under them.
type folded struct {
	parents  []schema.Key
	children []unsafe.Pointer
}

func fold(k schema.Key) string { return strings.ToLower(strings.TrimRight(k.Str, " ")) }

func (f *folded) Fetch(_ context.Context, keys []schema.Key) (Fetched, error) {
	var out Fetched
	for i, p := range f.parents {
		if slices.ContainsFunc(keys, func(k schema.Key) bool { return fold(k) == fold(p) }) {
			out.Parents, out.Children = append(out.Parents, p), append(out.Children, f.children[i])
		}
	}
	return out, nil
}

func (f *folded) Same(_ context.Context, found, asked []schema.Key) ([]Same, error) {
	var out []Same
	for i, a := range found {
		for j, b := range asked {
			if fold(a) == fold(b) {
				out = append(out, Same{i, j})
			}
		}
	}
	return out, nil
}

func spelling(r *rand.Rand) schema.Key {
	s := []string{"cat", "Cat", "dog", "dOg", "cow", "hen"}[r.IntN(6)]
	return text(s + strings.Repeat(" ", r.IntN(2)))
}

// TestFoldedForward: in whatever batches, a parent has the row whose key the database takes for its own, and one row is one object.
func TestFoldedForward(t *testing.T) {
	profiles := side(t, registry(t), "badge", "profile")
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 7))
		source := &folded{}
		want := map[string]*profile{}
		for range r.IntN(6) {
			k := spelling(r)
			if want[fold(k)] == nil {
				p := &profile{Handle: k.Str}
				want[fold(k)] = p
				source.parents, source.children = append(source.parents, k), append(source.children, unsafe.Pointer(p))
			}
		}
		var parents []*badge
		for range r.IntN(12) {
			b := &badge{}
			b.Profile.state.SetKey(spelling(r))
			parents = append(parents, b)
		}
		children, err := Prefetch(context.Background(), profiles, pointers(parents...), nil, 1+r.IntN(5), copying{source})
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]*profile{}
		for _, p := range parents {
			key, got := p.Profile.state.Key(), p.Profile.get()
			if (got == nil) != (want[fold(key)] == nil) || got != nil && got.Handle != want[fold(key)].Handle {
				t.Fatalf("seed %d: %q has %v", seed, key.Str, got)
			}
			if got != nil && seen[got.Handle] != nil && seen[got.Handle] != got {
				t.Fatalf("seed %d: %q is two objects", seed, got.Handle)
			}
			if got != nil {
				seen[got.Handle] = got
			}
		}
		if len(children) != len(seen) {
			t.Fatalf("seed %d: %d children, %d are used", seed, len(children), len(seen))
		}
	}
}

// copying gives new objects with every Fetch, as a database does.
type copying struct{ *folded }

func (c copying) Fetch(ctx context.Context, keys []schema.Key) (Fetched, error) {
	f, err := c.folded.Fetch(ctx, keys)
	for i, p := range f.Children {
		copied := *(*profile)(p)
		f.Children[i] = unsafe.Pointer(&copied)
	}
	return f, err
}

// TestFoldedReverse: the children of one parent are in the order in which they came, however they spell its key.
func TestFoldedReverse(t *testing.T) {
	badges := side(t, registry(t), "profile", "badges")
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 8))
		source := &folded{}
		for i := range r.IntN(12) {
			source.parents = append(source.parents, spelling(r))
			source.children = append(source.children, unsafe.Pointer(&badge{ID: int64(i)}))
		}
		var parents []*profile
		spelt := map[string]string{} // a column that folds has one spelling of a primary key
		for range r.IntN(8) {
			k := spelling(r)
			if spelt[fold(k)] == "" {
				spelt[fold(k)] = k.Str
			}
			parents = append(parents, &profile{Handle: spelt[fold(k)]})
		}
		if _, err := Prefetch(context.Background(), badges, pointers(parents...), nil, 1+r.IntN(5), source); err != nil {
			t.Fatal(err)
		}
		for _, p := range parents {
			var want []unsafe.Pointer
			for i, k := range source.parents {
				if fold(k) == fold(text(p.Handle)) {
					want = append(want, source.children[i])
				}
			}
			if !slices.Equal(p.Badges.state.Items, want) {
				t.Fatalf("seed %d: %q has %v, want %v", seed, p.Handle, p.Badges.state.Items, want)
			}
		}
	}
}

// TestAlike: rows that cannot be meant are not asked about.
func TestAlike(t *testing.T) {
	for _, c := range []struct {
		found, asked string
		want         bool
	}{
		{"cat", "CAT ", true}, {"a-b", "AB", true}, {"wine", "Vjne", true}, {"x01", "x1", true}, {"été", "ete", true}, {"ete", "été", true},
		{"cat", "dog", false}, {"x1", "x2", false}, {"u-10", "u-11", false},
	} {
		if got := Alike([]schema.Key{text(c.found)}, []schema.Key{text(c.asked)}); got != c.want {
			t.Errorf("%q and %q: %v", c.found, c.asked, got)
		}
	}
}
