package migrate

import (
	"fmt"

	"github.com/ormar-go/ormar/schema"
)

// RunOption is a setting of Up, Down and Plan.
type RunOption struct{ apply func(*runSettings) }

type runSettings struct {
	to          *string
	steps       *int
	loss, order bool
}

// To ends with a migration, named by its ID or number: Up applies it last, Down leaves it applied.
// To("") on Down undoes all.
func To(id string) RunOption { return RunOption{func(s *runSettings) { s.to = &id }} }

// Steps limits Up to the next n migrations, and Down to the last n.
func Steps(n int) RunOption { return RunOption{func(s *runSettings) { s.steps = &n }} }

// AllowLoss lets Down drop tables and columns that hold rows or values.
func AllowLoss() RunOption { return RunOption{func(s *runSettings) { s.loss = true }} }

// OutOfOrder applies pending files that are older than applied ones, in the order of their numbers.
func OutOfOrder() RunOption { return RunOption{func(s *runSettings) { s.order = true }} }

func settings(opts []RunOption) (runSettings, error) {
	var s runSettings
	for _, o := range opts {
		if o.apply != nil {
			o.apply(&s)
		}
	}
	switch {
	case s.to != nil && s.steps != nil:
		return s, fmt.Errorf("%w: To and Steps say different things; give one of them", ErrArgument)
	case s.steps != nil && *s.steps < 1:
		return s, fmt.Errorf("%w: Steps(%d) is nothing to do; give 1 or more", ErrArgument, *s.steps)
	}
	return s, nil
}

// unknown is the error of an ID that no migration has.
func unknown(id string) error {
	return fmt.Errorf("%w: there is no migration %s; give the name of a file without .sql, or its number", ErrArgument, schema.Quote(id))
}
