package schema

import (
	"strings"
	"unsafe"
)

// Generation says when a generated column is computed.
type Generation string

const (
	// GeneratedStored is computed when the row is written, and kept.
	GeneratedStored Generation = "stored"
	// GeneratedVirtual is computed when the row is read, and takes no room.
	GeneratedVirtual Generation = "virtual"
)

// checkGenerated refuses what does not fit a column that the database computes.
func checkGenerated(report reporter, spec *columnSpec) {
	if spec.said&optGenerated == 0 {
		return
	}
	const own = optPrimaryKey | optAutoincrement | optDefault | optDefaultFunc | optServerDefault | optOnUpdate | optOnUpdateFunc | optEncrypt |
		optVersion | optSoftDelete | optReadBack | optWriteOnly
	(spec.said & own).each(func(o option) {
		report("%v and Generated contradict each other: the database alone computes the column, which is read back without more; remove one", o)
	})
	if strings.TrimSpace(spec.generated) == "" || badSQL(spec.generated) {
		report("the expression of Generated is empty, contains NUL or is not valid UTF-8; give it an SQL expression over columns of the row")
	}
	if spec.generation != GeneratedStored && spec.generation != GeneratedVirtual {
		report("the kind %q of Generated does not exist; use GeneratedStored or GeneratedVirtual", string(spec.generation))
	}
}

// computed resolves the fields that the expression of a generated column names.
func (b *builder) computed(m *Model, a *Attribute) {
	if strings.TrimSpace(a.Generated) != "" && !badSQL(a.Generated) { // else it was said already
		a.computed, _ = b.fragment(m, a.Generated, "the expression of Generated")
	}
}

// GeneratedSQL is the expression of a generated column, with columns as ident writes them.
func (a *Attribute) GeneratedSQL(ident func(column string) string) string {
	if a.computed.Empty() {
		return a.Generated
	}
	return a.computed.SQL(ident)
}

// ServerMade reports whether a write of an instance may leave another value in the column than the instance has.
func (a *Attribute) ServerMade() bool { return a.Generated != "" || a.ReadBack }

// Unwritten reports whether a row is inserted without the attribute, for which it then has what the database made: a key, a default, what
// an expression or a trigger gives. given says that its value was said.
func (a *Attribute) Unwritten(row unsafe.Pointer, given bool) bool {
	return a.Generated != "" || (a.Autoincrement || (a.ServerDefault != "" || a.ReadBack) && !given) && a.IsZero(row)
}
