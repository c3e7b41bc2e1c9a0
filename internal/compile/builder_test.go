package compile

import (
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/schema"
)

// TestListClass: a long list is one text, but for texts where the column's own collation would be lost over it.
func TestListClass(t *testing.T) {
	text, number := &schema.Attribute{Kind: schema.KindText}, &schema.Attribute{Kind: schema.KindInteger}
	for _, c := range []struct {
		d         *dialect.Dialect
		a         *schema.Attribute
		length, n int
	}{
		{dialect.SQLite(), text, 3, 4}, {dialect.SQLite(), text, 1000, 1024}, {dialect.SQLite(), text, 1001, LongList},
		{dialect.MariaDB(), text, 3, 4}, {dialect.MariaDB(), text, 1025, 2048}, {dialect.MariaDB(), text, 9000, 10_000},
		{dialect.MariaDB(), text, 10_001, LongList}, {dialect.MariaDB(), number, 1001, LongList},
		{dialect.MySQL(), text, 10_000, 10_000}, {dialect.MySQL(), number, 600, 1024}, {dialect.Postgres(), text, 1001, 0},
	} {
		if got := ListClass(c.d, c.a, c.length); got != c.n {
			t.Errorf("%s: %d of %s: %d, want %d", c.d.Name, c.length, c.a.Kind, got, c.n)
		}
	}
}
