package schema

import (
	"fmt"
	"strings"
	"unsafe"
)

// Failure is one value that must not be written. A field has at most one: the first of its rules that is broken.
type Failure struct {
	// Path is where: the attribute's name, behind the path of relations that led to its row; in what Decode refuses, the place
	// in the body by JSON names.
	Path  string
	Rule  string // required, max_length, min_length, pattern, choices, min, max, multiple_of, range, utf8, ...
	Param any    // what the rule was declared with, nil where there is nothing
	Value any    // what was given; nil for NULL and for a secret, encrypted or opaque field
	// Attribute is the name of the attribute, or of the relation, in the model of its row; empty for what is none.
	Attribute string
}

// Reason is what the rule asks for, as it stands behind the name of a field: "takes a length of at most 40".
func (f Failure) Reason() string {
	switch want := wanted(f.Rule, f.Param); {
	case want != "":
		return "takes " + want
	case f.Rule == ruleType:
		return fmt.Sprintf("takes %v", f.Param)
	case f.Param == nil || f.Param == "":
		return "breaks the rule " + f.Rule
	}
	return fmt.Sprintf("breaks the rule %s=%v", f.Rule, f.Param)
}

// ValidationError lists everything that is wrong with a row or with the values of an assignment. errors.Is says that it is
// an ErrValidation.
type ValidationError struct{ Failures []Failure }

// Error lists every failure.
func (e *ValidationError) Error() string {
	var b strings.Builder
	b.WriteString(ErrValidation.Error())
	for i, f := range e.Failures {
		separator := "; "
		if i == 0 {
			separator = ": "
		}
		b.WriteString(separator)
		b.WriteString(f.sentence())
	}
	return b.String()
}

// Is makes every ValidationError an ErrValidation.
func (e *ValidationError) Is(target error) bool { return target == ErrValidation }

func (f Failure) sentence() string {
	out := Printable(f.Path) + " " + f.Reason()
	if f.Value != nil {
		out += ", got " + describe(f.Value)
	}
	return out
}

// Validate checks the values of a row as they would be written, and returns a *ValidationError with every field that fails.
// A Mask limits it to the attributes in it. The nil Mask means all but those that the database would fill: a zero generated
// key, and zero fields with a server default, of a row that is not saved yet. A relation to an unsaved instance is no failure
// here, since it may be saved before the row is; writing it fails.
func (m *Model) Validate(row unsafe.Pointer, only Mask) error {
	var failures []Failure
	fresh := only == nil && !m.saved(row)
	for i, a := range m.Attributes {
		if a.check == nil || only != nil && !only.Has(i) || fresh && a.generated(row) {
			continue
		}
		if b := a.check(row); b != nil {
			failures = append(failures, a.failure(b))
		}
	}
	if failures == nil {
		return nil
	}
	return &ValidationError{Failures: failures}
}

// saved reports whether the row remembers that it is in the database.
func (m *Model) saved(row unsafe.Pointer) bool {
	if !m.HasState {
		return false
	}
	s := m.State(row).State
	return s != nil && s.Saved
}

// generated reports whether the database makes the value when the row is inserted as it is.
func (a *Attribute) generated(row unsafe.Pointer) bool {
	return a.Unwritten(row, false)
}

// Check lists what is wrong with a canonical value that is about to be written to the attribute; nil when nothing is.
func (a *Attribute) Check(canonical any) []Failure {
	b := a.inspect(canonical)
	if b == nil {
		return nil
	}
	if b.value == nil {
		b = b.of(canonical)
	}
	return []Failure{a.failure(b)}
}

func (a *Attribute) failure(b *breach) Failure {
	f := Failure{Path: a.Name, Rule: b.rule, Param: b.param, Value: b.value, Attribute: a.Name}
	if a.hides() {
		f.Value = nil
	}
	if b.rule == ruleType {
		f.Param = a.want(b)
	}
	return f
}

// refuse is the error of a value that Get cannot give.
func (a *Attribute) refuse(b *breach) error {
	return &ValidationError{Failures: []Failure{a.failure(b)}}
}
