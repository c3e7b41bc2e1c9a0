package roundtrip

import (
	"fmt"
	"math/rand/v2"
	"reflect"
)

// computed is a cell that the database makes of others of its row.
type computed[M, T any] struct {
	name string
	at   func(*M) *T
	of   func(*M) T
}

func (c *computed[M, T]) attribute() string        { return c.name }
func (c *computed[M, T]) edges() int               { return 1 }
func (c *computed[M, T]) setEdge(*M, int)          {}
func (c *computed[M, T]) setRandom(*M, *rand.Rand) {}
func (c *computed[M, T]) copy(*M, *M)              {}
func (c *computed[M, T]) value(row *M) any         { return c.of(row) }
func (c *computed[M, T]) bads() int                { return 0 }
func (c *computed[M, T]) setBad(*M, int)           {}
func (c *computed[M, T]) aliens() []any            { return nil }
func (c *computed[M, T]) searchable() bool         { return true }
func (c *computed[M, T]) written() bool            { return false }
func (c *computed[M, T]) differs(wrote, read *M) string {
	if want, got := c.of(wrote), *c.at(read); !reflect.DeepEqual(want, got) {
		return fmt.Sprintf("%s: computed %#v, read %#v", c.name, want, got)
	}
	return ""
}
