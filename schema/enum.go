package schema

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/ormar-go/ormar/internal/gotype"
	"github.com/ormar-go/ormar/internal/spelling"
)

// enum resolves the values of an Enum column, before the codec is attached: the codec checks against them.
func (b *builder) enum(a *Attribute, spec *columnSpec, report reporter) {
	t := gotype.Plain(spec.goType)
	text := t.Kind() == reflect.String
	if t.PkgPath() == "" || !text && (t.Kind() < reflect.Int || t.Kind() > reflect.Int64) {
		report("Enum is for a named string or int type, and %v is none; declare one, as in type Status string", t)
		a.Kind = 0 // nothing more can be said of it
		return
	}
	if text {
		a.EnumName = snakeCase(bareName(t.Name()))
		if spec.said&optTypeName != 0 {
			a.EnumName = spec.typeName
		}
	} else if spec.said&optTypeName != 0 {
		report("TypeName does not fit an Enum of numbers, which has no type of its own; remove it")
	}
	if len(spec.choices) == 0 {
		report("Enum has no values; list them")
	}
	seen := map[any]bool{}
	for _, v := range spec.choices {
		value, null := gotype.PlainValue(reflect.ValueOf(v))
		if null {
			report("a value of Enum is NULL; list values only, as in new(Red)")
			continue
		}
		canonical := enumValue(value, report)
		if seen[canonical] {
			report("the Enum value %q is listed twice; remove one", fmt.Sprint(canonical))
			continue
		}
		seen[canonical] = true
		a.Choices = append(a.Choices, canonical)
	}
}

// enumValue is the canonical form of a value, string or int64.
func enumValue(v reflect.Value, report reporter) any {
	if v.Kind() == reflect.String {
		checkLabel(report, v.String())
		return v.String()
	}
	if n := v.Int(); n != int64(int32(n)) {
		report("the Enum value %d does not fit 32 bits; choose smaller numbers", n)
	}
	return v.Int()
}

// checkLabel refuses texts that some database would change: PostgreSQL cuts long labels, MySQL takes blanks off their end.
func checkLabel(report reporter, label string) {
	switch {
	case len(label) > spelling.MaxName:
		report("the Enum value %q is longer than %d bytes; shorten it", label, spelling.MaxName)
	case label != strings.TrimRight(label, " "):
		report("the Enum value %q ends with a blank, which MySQL drops; remove it", label)
	case badSQL(label):
		report("the Enum value %q contains NUL or is not valid UTF-8; change it", label)
	}
}

// enumTypes refuses two Go types, or two lists of values, behind one native type name.
func (b *builder) enumTypes() {
	type use struct {
		a *Attribute
		t reflect.Type
	}
	first := map[string]use{}
	for _, d := range b.drafts {
		for _, a := range d.model.Attributes {
			if a.EnumName == "" || a.Cipher != nil || a.Side != nil || a.Type == nil {
				continue
			}
			t := gotype.Plain(a.Type)
			if reason := spelling.Bad(a.EnumName, true); reason != "" {
				b.add(d.model.Name, a.GoName, "the enum type name %q %s, by renaming the type %v", a.EnumName, reason, t)
				continue
			}
			other, ok := first[fold(a.EnumName)]
			switch {
			case !ok:
				first[fold(a.EnumName)] = use{a, t}
			case other.t != t:
				b.add(d.model.Name, a.GoName, "the types %v and %v share the enum type name %q; rename one of them", other.t, t, a.EnumName)
			case !equalValues(other.a.Choices, a.Choices):
				b.add(d.model.Name, a.GoName, "%s.%s lists other values for %v; list the same values in the same order",
					other.a.Model.Name, other.a.GoName, t)
			}
		}
	}
	for _, d := range b.drafts {
		if u, ok := first[fold(d.model.Table)]; ok {
			b.add(u.a.Model.Name, u.a.GoName, "the enum type name %q is also the table of %s; name the table otherwise", u.a.EnumName, d.model.Name)
		}
	}
}

func equalValues(x, y []any) bool {
	if len(x) != len(y) {
		return false
	}
	for i := range x {
		if x[i] != y[i] {
			return false
		}
	}
	return true
}
