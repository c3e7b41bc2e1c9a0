package inspect

import (
	"fmt"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/state"
	"github.com/ormar-go/ormar/schema"
)

// goUnsigned are the widths of Go's types for unsigned numbers, by the number of bits in a column.
var goUnsigned = map[int]int{8: 8, 16: 16, 24: 32, 32: 32, 64: 64}

// unsignedOf is the number of bits to which a check of this module's keeps a column; 0 where it is none.
func unsignedOf(d *dialect.Dialect, k *state.Constraint, column string) int {
	if k.Kind != state.Check || !strings.HasSuffix(k.Name, "_values") {
		return 0
	}
	for bits := range goUnsigned {
		for _, kind := range []schema.Kind{schema.KindBigInteger, schema.KindDecimal} {
			want := d.UnsignedRange(&schema.Attribute{Column: column, Kind: kind, Unsigned: bits})
			if want != "" && (kind == schema.KindBigInteger || bits == 64) && bareRange(want, column) == bareRange(k.Expression, column) {
				return bits
			}
		}
	}
	return 0
}

// bareRange is a condition on one column in one spelling: PostgreSQL takes a BETWEEN apart, and writes parentheses and casts of its own.
func bareRange(text, column string) string {
	text = strings.NewReplacer(" BETWEEN ", ">=", "::numeric", "", "::bigint", "", "(", "", ")", "", `"`, "", " ", "").Replace(text)
	if low, high, is := strings.Cut(text, "AND"); is && strings.HasPrefix(low, column+">=") && !strings.HasPrefix(high, column) {
		return low + "AND" + column + "<=" + high
	}
	return text
}

// refersTo reports whether a field is a relation to an unsigned number of so many bits, which keeps its column to these. The key that it
// refers to may be a relation itself.
func (g *generator) refersTo(m *model, f *field, bits int) bool {
	for range g.models {
		k := g.relation(m, f.column)
		if k == nil || !strings.HasPrefix(f.line, "schema.ForeignKey(") {
			return false
		}
		m = g.target(k)
		column := m.table.Key[0]
		if len(k.Targets) > 0 {
			column = k.Targets[0]
		}
		if f = m.byColumn[column]; f == nil {
			return false
		}
		if strings.HasPrefix(f.line, fmt.Sprintf("schema.Unsigned(&m.%s, %d)", f.name, bits)) {
			return true
		}
	}
	return false
}

// unsignedKind is how a column is declared that a check keeps to unsigned numbers.
func (m *model) unsignedKind(d *dialect.Dialect, c *state.Column) (t goType, is bool) {
	for i := range m.table.Constraints {
		if bits := unsignedOf(d, &m.table.Constraints[i], c.Name); bits > 0 {
			return unsigned(bits, goUnsigned[bits]), true
		}
	}
	return goType{}, false
}
