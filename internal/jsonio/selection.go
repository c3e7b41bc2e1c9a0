package jsonio

import (
	"strings"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// DumpSettings is what the options of Dump, JSON and JSONSchema leave out. The zero value leaves
// out nothing.
type DumpSettings struct {
	Include []string // paths that are kept; of none everything is
	Exclude []string // paths that are dropped, of what is kept as well
	Keys    bool     // primary keys are left out
	Through bool     // link data is left out
	Lists   bool     // relations to many rows are left out
	Null    bool     // the model's own fields that are NULL are left out
}

// dumpPlan is settings resolved against a model.
type dumpPlan struct {
	DumpSettings
	only *branch // nil: everything
	drop *branch // nil: nothing
}

func newDumpPlan(m *schema.Model, settings DumpSettings) (*dumpPlan, error) {
	p := &dumpPlan{DumpSettings: settings}
	var err error
	if p.only, err = branches(m, p.Include); err != nil {
		return nil, err
	}
	p.drop, err = branches(m, p.Exclude)
	return p, err
}

// branch is a tree of paths. A branch without kids stands for everything below it.
type branch struct{ kids map[string]*branch }

// branches makes a tree of paths from a model, nil of none. A name that is not there is a
// *schema.PathError.
func branches(m *schema.Model, paths []string) (*branch, error) {
	if len(paths) == 0 {
		return nil, nil
	}
	root := &branch{kids: map[string]*branch{}}
	for _, path := range paths {
		if err := query.Readable(path); err != nil {
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

// segments are the names along a path through the rows of a model, their relations, and the link
// data beside related rows.
func segments(m *schema.Model, path string) ([]string, error) {
	parts := strings.Split(path, "__")
	var along *schema.Side
	for i, part := range parts {
		if m == nil {
			return nil, &schema.PathError{Kind: "relation", Model: "", Path: path, Part: parts[i-1]}
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
				return nil, &schema.PathError{Kind: "relation", Model: m.Name, Path: path, Part: part}
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
	if e, ok := err.(*schema.PathError); ok {
		e := *e
		e.Path = path
		return &e
	}
	return &schema.PathError{Kind: "field", Model: m.Name, Path: path, Part: rest[0]}
}

// extraField is the exported Go field of that attribute-like name which Schema does not mention, or
// nil.
func extraField(m *schema.Model, name string) *goField {
	if m.Type == nil {
		return nil
	}
	s, err := layoutOf(m.Type)
	if err != nil {
		return nil
	}
	for i := range s.extra {
		if schema.SnakeCase(s.extra[i].Name) == name {
			return &s.extra[i]
		}
	}
	return nil
}
