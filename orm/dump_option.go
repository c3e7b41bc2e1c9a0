package orm

import (
	"slices"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// DumpOption says what Dump and JSONSchema leave out. Options may be combined; each is a value that can be shared.
type DumpOption struct{ apply func(*dumpSettings) }

type dumpSettings struct {
	include, exclude           []string
	keys, through, lists, null bool // what is left out
}

// Include keeps only what the paths name: "name" a field of the model itself, "books" a relation with everything behind it,
// "books__title" that field of the related rows and nothing else of them. Link data is a path as well:
// "categories__post_category__position". Several calls add up.
func Include(paths ...string) DumpOption {
	paths = slices.Clone(paths)
	return DumpOption{func(s *dumpSettings) { s.include = append(s.include, paths...) }}
}

// Exclude drops what the paths name, also of what Include keeps. Several calls add up.
func Exclude(paths ...string) DumpOption {
	paths = slices.Clone(paths)
	return DumpOption{func(s *dumpSettings) { s.exclude = append(s.exclude, paths...) }}
}

// ExcludePrimaryKeys drops the primary keys of the model and of everything behind its relations.
func ExcludePrimaryKeys() DumpOption { return DumpOption{func(s *dumpSettings) { s.keys = true }} }

// ExcludeThrough drops the link data of many-to-many relations.
func ExcludeThrough() DumpOption { return DumpOption{func(s *dumpSettings) { s.through = true }} }

// ExcludeLists drops the relations to many rows.
func ExcludeLists() DumpOption { return DumpOption{func(s *dumpSettings) { s.lists = true }} }

// ExcludeNull drops the fields of the model itself that are NULL; related rows keep theirs.
func ExcludeNull() DumpOption { return DumpOption{func(s *dumpSettings) { s.null = true }} }

// dumpPlan is options resolved against a model.
type dumpPlan struct {
	dumpSettings
	only *branch // nil: everything
	drop *branch // nil: nothing
}

func newDumpPlan(m *schema.Model, opts []DumpOption) (*dumpPlan, error) {
	p := &dumpPlan{}
	for _, o := range opts {
		if o.apply != nil {
			o.apply(&p.dumpSettings)
		}
	}
	var err error
	if p.only, err = branches(m, p.include); err != nil {
		return nil, err
	}
	p.drop, err = branches(m, p.exclude)
	return p, err
}

// branch is a tree of paths. A branch without kids stands for everything below it.
type branch struct{ kids map[string]*branch }

// branches makes a tree of paths from a model, nil of none. A name that is not there is a *PathError.
func branches(m *schema.Model, paths []string) (*branch, error) {
	if len(paths) == 0 {
		return nil, nil
	}
	root := &branch{kids: map[string]*branch{}}
	for _, path := range paths {
		if err := readable(path); err != nil {
			return nil, err
		}
		names, err := segments(m, path)
		if err != nil {
			return nil, err
		}
		root.add(names)
	}
	return root, nil
}

// add makes the way to the end of a path; what stands for everything already stays so.
func (b *branch) add(names []string) {
	for i, name := range names {
		kid, known := b.kids[name]
		if known && kid.kids == nil {
			return
		}
		if !known {
			kid = &branch{kids: map[string]*branch{}}
			b.kids[name] = kid
		}
		if i == len(names)-1 {
			kid.kids = nil
		}
		b = kid
	}
}

// whole reports whether everything below the branch is meant.
func (b *branch) whole() bool { return b != nil && b.kids == nil }

// kid is the branch of a name, nil when there is none.
func (b *branch) kid(name string) *branch {
	if b == nil {
		return nil
	}
	return b.kids[name]
}

// selects reports whether a name is kept at a level of a tree of inclusions and one of exclusions.
func selects(only, drop *branch, name string) bool {
	return (only == nil || only.kids == nil || only.kid(name) != nil) && !drop.kid(name).whole()
}

// below are the two trees one level down.
func below(only, drop *branch, name string) (*branch, *branch) {
	if only != nil {
		only = only.kid(name)
	}
	if only.whole() {
		only = nil
	}
	return only, drop.kid(name)
}

// segments are the names along a path through the rows of a model, their relations, and the link data beside related rows.
func segments(m *schema.Model, path string) ([]string, error) {
	parts := strings.Split(path, "__")
	var along *schema.Side
	for i, part := range parts {
		if m == nil {
			return nil, &PathError{Kind: "relation", Model: "", Path: path, Part: parts[i-1]}
		}
		name := part
		if name == "pk" && m.Key() != nil {
			name = m.Key().Name
		}
		parts[i] = name
		side := m.Side(name)
		switch {
		case along != nil && along.Kind == schema.ManySide && along.LinkType != nil && name == linkName(along):
			m, along = along.Through(), nil
		case side != nil:
			m, along = side.Target, side
		case m.Attribute(name) != nil || extraField(m, name) != nil || name == "pk":
			if i < len(parts)-1 {
				return nil, &PathError{Kind: "relation", Model: m.Name, Path: path, Part: part}
			}
			m = nil
		default:
			return nil, wrongSegment(m, path, parts[i:])
		}
	}
	return parts, nil
}

// wrongSegment is the error of a path whose first remaining part has no name.
func wrongSegment(m *schema.Model, path string, rest []string) error {
	_, err := m.Path(strings.Join(rest, "__"))
	if e, ok := err.(*PathError); ok {
		e := *e
		e.Path = path
		return &e
	}
	return &PathError{Kind: "field", Model: m.Name, Path: path, Part: rest[0]}
}

// extraField is the exported Go field of that attribute-like name which Schema does not mention, or nil.
func extraField(m *schema.Model, name string) *goField {
	if m.Type == nil {
		return nil
	}
	s, err := shapeOf(m.Type)
	if err != nil {
		return nil
	}
	for i := range s.extra {
		if schema.SnakeCase(s.extra[i].name) == name {
			return &s.extra[i]
		}
	}
	return nil
}
