package jsonio

import (
	"strings"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// The bounds of what Decode reads.
const (
	MaxBody    = 1 << 20 // bytes, unless MaxBody says otherwise
	maxNodes   = 10_000  // values: every object, list, text, number and word counts
	maxRows    = 5       // relations inside relations
	maxLevels  = 48      // brackets inside brackets: rows, lists, and the 31 levels of a JSON field
	maxPathLen = 256     // bytes of a path in an error
)

// DecodeSettings is what the options of a Decode open. The zero value opens nothing.
type DecodeSettings struct {
	Keys    bool     // primary keys and read-only fields are admitted
	Unknown bool     // members without a field are dropped
	Paths   []string // relations whose whole rows are admitted
	Fields  []string // Go fields beside the columns that are admitted, by name
	Body    int64    // bytes that a body may have
}

// follow is a tree of relations that a body may descend into.
type follow map[string]follow

// followed makes the tree of the paths; what is no relation is a *schema.PathError.
func followed(m *schema.Model, paths []string) (follow, error) {
	if len(paths) == 0 {
		return nil, nil
	}
	root := follow{}
	for _, path := range paths {
		if err := query.Readable(path); err != nil {
			return nil, err
		}
		at := root
		_, err := descend(m, strings.Split(path, "__"), func(part string) {
			if at[part] == nil {
				at[part] = follow{}
			}
			at = at[part]
		})
		if err != nil {
			return nil, err
		}
	}
	return root, nil
}

// descend goes along relations, and to the link data beside related rows, and gives the model at
// the end. What is no relation is a *schema.PathError.
func descend(m *schema.Model, parts []string, step func(part string)) (*schema.Model, error) {
	var along *schema.Side
	for _, part := range parts {
		side := m.Side(part)
		switch {
		case along != nil && along.LinkType != nil && part == linkName(along):
			m, along = along.Through(), nil
		case side == nil:
			_, err := m.RelationPath(part)
			return nil, err
		default:
			m, along = side.Target, side
		}
		step(part)
	}
	return m, nil
}

// allowance is the Go fields that a body may fill beside the columns, as a tree along the
// relations. The nil one has none.
type allowance struct {
	fields map[string]bool // by JSON name
	kids   map[string]*allowance
}

func (a *allowance) has(jsonName string) bool { return a != nil && a.fields[jsonName] }

func (a *allowance) kid(relation string) *allowance {
	if a == nil {
		return nil
	}
	return a.kids[relation]
}

// allowedFields makes the tree of the names.
func allowedFields(m *schema.Model, names []string) (*allowance, error) {
	if len(names) == 0 {
		return nil, nil
	}
	root := &allowance{fields: map[string]bool{}, kids: map[string]*allowance{}}
	for _, name := range names {
		if err := query.Readable(name); err != nil {
			return nil, err
		}
		at, model, last := root, m, name
		f, err := extraByName(m, name)
		if parts := strings.Split(name, "__"); err == nil && f == nil && len(parts) > 1 {
			last = parts[len(parts)-1]
			model, err = descend(m, parts[:len(parts)-1], func(part string) {
				if at.kids[part] == nil {
					at.kids[part] = &allowance{fields: map[string]bool{}, kids: map[string]*allowance{}}
				}
				at = at.kids[part]
			})
			if err == nil {
				f, err = extraByName(model, last)
			}
		}
		if err != nil {
			return nil, err
		}
		if f == nil {
			if model.Attribute(last) != nil || model.Side(last) != nil {
				return nil, query.Errorf("AllowFields: %s is a field of %s's Schema; AllowFields is for Go fields that it does not mention", schema.Quote(name), model.Name)
			}
			return nil, &schema.PathError{Kind: "field", Model: model.Name, Path: name, Part: last}
		}
		at.fields[f.json] = true
	}
	return root, nil
}

// extraByName is the Go field beside the columns of that JSON name or, as Dump calls it, snake_case
// Go name; nil without one.
func extraByName(m *schema.Model, name string) (*goField, error) {
	s, err := layoutOf(m.Type)
	if err != nil {
		return nil, err
	}
	for i := range s.extra {
		if s.extra[i].json == name {
			return &s.extra[i], nil
		}
	}
	return extraField(m, name), nil
}
