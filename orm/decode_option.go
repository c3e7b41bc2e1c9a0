package orm

import (
	"slices"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// The bounds of what Decode reads.
const (
	maxBody    = 1 << 20 // bytes
	maxNodes   = 10_000  // values: every object, list, text, number and word counts
	maxRows    = 5       // relations inside relations
	maxLevels  = 48      // brackets inside brackets: rows, lists, and the 31 levels of a JSON field
	maxPathLen = 256     // bytes of a path in an error
)

// DecodeOption opens what Decode refuses by itself.
type DecodeOption struct{ apply func(*decodeSettings) }

type decodeSettings struct {
	keys, unknown bool
	paths         []string
}

// AllowKey admits primary keys and read-only fields, also in the rows behind relations.
func AllowKey() DecodeOption { return DecodeOption{func(s *decodeSettings) { s.keys = true }} }

// FollowPaths admits whole objects, and lists, as the values of these relations: "author", "books__publisher". The relations
// on the way to the last one are admitted too.
func FollowPaths(paths ...string) DecodeOption {
	paths = slices.Clone(paths)
	return DecodeOption{func(s *decodeSettings) { s.paths = append(s.paths, paths...) }}
}

// IgnoreUnknown drops members that the model does not have, instead of refusing the body.
func IgnoreUnknown() DecodeOption { return DecodeOption{func(s *decodeSettings) { s.unknown = true }} }

// follow is a tree of relations that a body may descend into.
type follow map[string]follow

// followed makes the tree of the paths; what is no relation is a *PathError.
func followed(m *schema.Model, paths []string) (follow, error) {
	root := follow{}
	for _, path := range paths {
		if err := readable(path); err != nil {
			return nil, err
		}
		at, model := root, m
		var along *schema.Side
		for part := range strings.SplitSeq(path, "__") {
			side := model.Side(part)
			switch {
			case along != nil && along.LinkType != nil && part == linkName(along):
				model, along = along.Through(), nil
			case side == nil:
				_, err := model.RelationPath(part)
				return nil, err
			default:
				model, along = side.Target, side
			}
			if at[part] == nil {
				at[part] = follow{}
			}
			at = at[part]
		}
	}
	return root, nil
}
