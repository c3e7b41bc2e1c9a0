package schema

import (
	"errors"
	"fmt"
	"strings"
)

// The sentinels that package orm re-exports. They live here because the registry and its paths are the first to need them.
var (
	// ErrDefinition is every DefinitionError.
	ErrDefinition = errors.New("schema: definition")
	// ErrValidation is every ValidationError.
	ErrValidation = errors.New("schema: validation")
	// ErrQuery is a question that cannot be asked: a wrong path, a value of the wrong type, an impossible page.
	ErrQuery = errors.New("orm: query")
	// ErrStored is a stored value that its field cannot hold; a ValueError in the chain names it.
	ErrStored = errors.New("orm: stored value")
	// ErrNotPersisted is the use of an instance without a key where a key is needed.
	ErrNotPersisted = errors.New("orm: not persisted")
	// ErrNotSearchable is a condition on, or an order by, an encrypted field that cannot answer it. It is an ErrQuery.
	ErrNotSearchable = fmt.Errorf("%w: not searchable", ErrQuery)
)

// PathError is a wrong name in a path, key or list; errors.Is says that it is an ErrQuery.
type PathError struct {
	Kind    string // what was looked for: "field", "relation" or "lookup"
	Model   string // where it was looked for
	Path    string // the whole path as the caller wrote it
	Part    string // the segment that is wrong
	Suggest string // the nearest name that exists, or empty
}

// Error names the segment and, where one is near, the name that was probably meant. The fields hold the names as they were
// written; the text shows them as Quote does.
func (e *PathError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "orm: no %s %s on %s", e.Kind, Quote(e.Part), e.Model)
	if e.Path != e.Part {
		b.WriteString(" (in path " + Quote(e.Path) + ")")
	}
	if e.Suggest != "" {
		b.WriteString("; did you mean " + Quote(e.Suggest) + "?")
	}
	return b.String()
}

// Is makes every PathError an ErrQuery.
func (e *PathError) Is(target error) bool { return target == ErrQuery }
