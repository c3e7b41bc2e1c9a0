package loaders

import (
	"context"
	"slices"
	"strings"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// Same says that the database takes two keys for equal, by their places in lists of such as were found and of such as were asked for.
type Same struct{ Found, Asked int }

// Compare orders pairs by what was found, then by what was asked for.
func (s Same) Compare(o Same) int {
	if s.Found != o.Found {
		return s.Found - o.Found
	}
	return s.Asked - o.Asked
}

// batch is the rows of one follow-up query: those of a Stitch from row on, for its keys from from up to to.
type batch struct {
	row      int
	from, to int32
	strange  []schema.Key // what rows have for a parent's key and nobody asked for, spelled so; distinct
	places   map[schema.Key]int32
}

// stranger notes a key that nobody asked for and gives the group that stands for it until the database has been asked.
func (b *batch) stranger(k schema.Key) int32 {
	i, ok := b.places[k]
	if !ok {
		if b.places == nil {
			b.places = map[schema.Key]int32{}
		}
		i = int32(len(b.strange))
		b.strange = append(b.strange, k)
		b.places[k] = i
	}
	return ^i
}

// settle gives the rows of a batch that found no parent by the letter to those that the database says are theirs, and the parents
// of a to-one relation that found no row by the letter the rows that the database says are theirs.
func (s *Stitch) settle(ctx context.Context, b *batch, from Source) error {
	if s.side.Kind == schema.ForwardSide {
		return s.settleForward(ctx, b, from)
	}
	if len(b.strange) == 0 {
		return nil
	}
	pairs, err := from.Same(ctx, b.strange, s.keys[b.from:b.to])
	if err != nil {
		return err
	}
	s.share()
	rows := slices.Clone(s.rows[b.row:])
	s.rows = s.rows[:b.row]
	for _, r := range rows {
		if r.group >= 0 {
			s.rows = append(s.rows, r)
			continue
		}
		i, _ := slices.BinarySearchFunc(pairs, Same{Found: int(^r.group)}, Same.Compare)
		if i == len(pairs) || pairs[i].Found != int(^r.group) {
			continue // equal as a value, not as a column
		}
		r.child = s.shared(r.child)
		for ; i < len(pairs) && pairs[i].Found == int(^r.group); i++ {
			r.group = b.from + int32(pairs[i].Asked)
			s.rows = append(s.rows, r)
			r.group = ^int32(pairs[i].Found)
		}
	}
	return nil
}

// settleForward is settle for foreign keys of the parents, each of which has at most one row, which several may have.
func (s *Stitch) settleForward(ctx context.Context, b *batch, from Source) error {
	rows := s.rows[b.row:]
	if len(b.strange) == 0 && (len(rows) == 0 || len(rows) == int(b.to-b.from) || !s.folds(s.keys[b.from].Form)) {
		return nil
	}
	groups, asked := s.silent(b)
	if len(asked) == 0 {
		s.drop(b)
		return nil
	}
	found := make([]schema.Key, len(rows))
	for i, r := range rows {
		found[i] = s.childKey(r.child)
	}
	if len(b.strange) == 0 && !Alike(found, asked) {
		return nil
	}
	pairs, err := from.Same(ctx, found, asked)
	if err != nil {
		return err
	}
	s.share()
	rows = slices.Clone(rows)
	s.drop(b)
	for _, p := range pairs {
		s.rows = append(s.rows, stitched{child: s.shared(rows[p.Found].child), group: groups[p.Asked]})
	}
	return nil
}

// folds reports whether keys may be spelled in several ways.
func (s *Stitch) folds(f schema.KeyForm) bool {
	return f == schema.TextKey ||
		f == schema.TupleKey && slices.ContainsFunc(s.side.Ref.Parts, func(a *schema.Attribute) bool { return a.Kind.IsText() && a.Constant == "" })
}

// silent are the keys of a batch that no row has by the letter, and their groups.
func (s *Stitch) silent(b *batch) (groups []int32, keys []schema.Key) {
	spoken := make([]bool, b.to-b.from)
	for _, r := range s.rows[b.row:] {
		if r.group >= 0 {
			spoken[r.group-b.from] = true
		}
	}
	for i, yes := range spoken {
		if !yes {
			groups, keys = append(groups, b.from+int32(i)), append(keys, s.keys[b.from+int32(i)])
		}
	}
	return groups, keys
}

// drop leaves out the rows of a batch that have found no parent.
func (s *Stitch) drop(b *batch) {
	s.rows = s.rows[:b.row+len(slices.DeleteFunc(s.rows[b.row:], func(r stitched) bool { return r.group < 0 }))]
}

// share lets equal rows of all batches be one object: where a column folds, two batches may both have asked for one row.
func (s *Stitch) share() {
	if s.known != nil {
		return
	}
	s.known = make(map[schema.Key]unsafe.Pointer, len(s.children))
	for _, c := range s.children {
		s.known[s.childKey(c)] = c
	}
}

// Alike reports whether some collation may take a key that was found for one that was asked for. A row that is not there, or that
// the caller's own conditions leave out, is no reason to ask the database: only one whose key is there in another spelling is.
func Alike(found, asked []schema.Key) bool {
	seen := make(map[string]struct{}, len(found))
	for _, k := range found {
		bare, plain := skeleton(k.Str)
		if !plain {
			return true
		}
		seen[bare] = struct{}{}
	}
	for _, k := range asked {
		bare, plain := skeleton(k.Str)
		if _, ok := seen[bare]; ok || !plain {
			return true
		}
	}
	return false
}

// skeleton is what two ASCII texts have in common that a collation may take for equal, whichever it is: letters without case, where
// some language has v for w or i and j for y, and digits without zeros, which a numeric order leaves out in front. It is not plain when
// the text has other letters, of which this can tell nothing.
func skeleton(s string) (bare string, plain bool) {
	bare = strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			r += 'a' - 'A'
		case r >= '1' && r <= '9':
			return r
		case r < 'a' || r > 'z':
			return -1
		}
		switch r {
		case 'w':
			return 'v'
		case 'i', 'j':
			return 'y'
		}
		return r
	}, s)
	return bare, !strings.ContainsFunc(s, func(r rune) bool { return r > '~' })
}

// OfOwner leaves, of rows that were fetched by the key of one owner, those that are the owner's. A row that holds the key spelled
// otherwise is one when the source says so.
func OfOwner(ctx context.Context, owner schema.Key, f Fetched, from Source) (Fetched, error) {
	var strange []schema.Key
	for _, k := range f.Parents {
		if k != owner && !slices.Contains(strange, k) {
			strange = append(strange, k)
		}
	}
	if len(strange) == 0 {
		return f, nil
	}
	pairs, err := from.Same(ctx, strange, []schema.Key{owner})
	if err != nil {
		return Fetched{}, err
	}
	var own Fetched
	for i, k := range f.Parents {
		if k != owner && !slices.ContainsFunc(pairs, func(p Same) bool { return strange[p.Found] == k }) {
			continue
		}
		own.Parents, own.Children = append(own.Parents, k), append(own.Children, f.Children[i])
		if f.Links != nil {
			own.Links = append(own.Links, f.Links[i])
		}
	}
	return own, nil
}
