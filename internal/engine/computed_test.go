package engine

import (
	"errors"
	"testing"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/schema"
)

// TestWhoseNumberItIs has which statements are to blame for a number that the server cannot compute: the query, the values, or both.
func TestWhoseNumberItIs(t *testing.T) {
	overflow, other := errors.New("out of range"), errors.New("other")
	db := &DB{Driver: Driver{Computed: func(err error) bool { return err == overflow }}}
	for _, c := range []struct {
		name              string
		operation         string
		write             bool
		computes, assigns bool
		err               error
		query, validation bool
	}{
		{"a read", "select", false, false, false, overflow, true, false},
		{"an update of its conditions", "update", true, true, false, overflow, true, false},
		{"an update of its columns", "update", true, false, true, overflow, false, true},
		{"an update of both", "update", true, true, true, overflow, true, true},
		{"a value that was given", "insert", true, false, false, overflow, false, false},
		{"raw SQL", "raw", false, false, false, overflow, false, false},
		{"another error", "select", false, false, false, other, false, false},
	} {
		p := &plan{operation: c.operation, write: c.write, statement: &compile.Statement{Computes: c.computes, Assigns: c.assigns}}
		typed := errors.New("typed")
		err := db.computed(p, c.err, typed)
		if errors.Is(err, schema.ErrQuery) != c.query || errors.Is(err, schema.ErrValidation) != c.validation {
			t.Errorf("%s: %v", c.name, err)
		}
		if ours := c.query || c.validation; ours != errors.Is(err, overflow) || ours == (err == typed) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if err := db.computed(nil, overflow, other); err != other {
		t.Errorf("what is no plan: %v", err)
	}
}
