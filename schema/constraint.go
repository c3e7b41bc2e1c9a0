package schema

import "slices"

// Constraint is a rule or an index over several columns of a table. Make one with UniqueTogether, IndexOn or Check.
type Constraint struct {
	kind       ConstraintKind
	attributes []string
	condition  string
	name       string
	named      bool
}

// UniqueTogether says that no two rows agree in all the named attributes. As in SQL, a NULL agrees with nothing. Its default
// name is uc_{table}_{columns}.
func UniqueTogether(attributes ...string) Constraint {
	return Constraint{kind: UniqueConstraint, attributes: slices.Clone(attributes)}
}

// IndexOn is an index over the named attributes, in that order. Its default name is ix_{table}_{columns}.
func IndexOn(attributes ...string) Constraint {
	return Constraint{kind: IndexConstraint, attributes: slices.Clone(attributes)}
}

// Check is a condition in SQL that every row must meet. The text is sent as it is: it speaks of columns, and is never to be
// made of anything that comes from outside. An empty name stands for check_{table}_{condition}, blanks as underscores.
func Check(name, condition string) Constraint {
	return Constraint{kind: CheckConstraint, name: name, condition: condition}
}

// Named replaces the default name and returns the changed constraint.
func (c Constraint) Named(name string) Constraint {
	c.name, c.named = name, true
	return c
}
