package write

import (
	"fmt"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/schema"
)

// writable refuses to write rows of a view, and of a table without a key.
func writable(m *schema.Model) error {
	switch {
	case m.View:
		return fmt.Errorf("%w: %s is a view, whose rows are only read; write to the tables behind it", engine.ErrUnsupported, m.Name)
	case m.Keyless:
		return fmt.Errorf("%w: %s has no primary key, so that its rows are only read; give it one, or use orm.Exec", engine.ErrUnsupported, m.Name)
	}
	return nil
}
