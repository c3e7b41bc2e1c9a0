package schema

import (
	"reflect"
	"unsafe"
)

// attach gives every attribute its codec, keys before the foreign keys that copy them, and then makes the values of the
// options canonical.
func (b *builder) attach() {
	for _, d := range b.drafts {
		for _, a := range d.model.Attributes {
			if a.Side == nil {
				b.attachOne(a)
			}
		}
	}
	for _, d := range b.drafts {
		for _, a := range d.model.Attributes {
			if a.Side != nil {
				b.attachOne(a)
			}
		}
	}
	for _, r := range b.relations {
		b.attachRelation(r)
	}
	for _, s := range b.held {
		s.attachHeld()
	}
	for _, p := range b.anys {
		if p.side != nil {
			p.side.attachAny()
		}
	}
	for _, c := range b.values {
		b.checkValues(c)
	}
}

// attachRelation gives a foreign key that is no column of its own its codec.
func (b *builder) attachRelation(r *relationDraft) {
	if r.said.many || r.key == nil || r.any != nil {
		return
	}
	side := r.owner.model.sides[r.field.attributeName()]
	switch {
	case side == nil || side.Key != r.key:
	case len(r.on) > 0:
		side.attachOn()
	case len(r.key.Parts) > 0:
		side.attachHeld()
	}
}

// attachHeld is for a foreign key of several columns that a One holds.
func (s *Side) attachHeld() {
	s.Key.attachKey()
	for _, a := range s.Key.Parts {
		a.attachPart(s)
		a.attachKeyOf()
	}
}

func (b *builder) attachOne(a *Attribute) {
	defer a.attachKeyOf()
	switch {
	case a.Kind == 0:
		return // a foreign key to what could not be resolved
	case b.points[a].to != nil && b.points[a].relation.key != nil && a != b.points[a].relation.key:
		return // a column of a foreign key of several
	case a.Type == nil:
		b.attachPlaceless(a)
	case a.Side != nil && !a.Side.HasField:
		// A link model's plain column that became a key: read and written as the plain column it is.
		side := a.Side
		a.Side = nil
		b.attachChecked(a)
		a.Side = side
	default:
		b.attachChecked(a)
	}
}

func (b *builder) attachChecked(a *Attribute) {
	if err := a.attach(); err != nil {
		b.add(a.Model.Name, a.GoName, "%v", err)
	}
}

// attachPlaceless is for the columns of link rows that no Go field holds: values convert as those of the key they copy, but
// a row has none.
func (b *builder) attachPlaceless(a *Attribute) {
	like := &Attribute{Model: a.Model, Name: a.Name, Column: a.Column, Kind: a.Kind, Type: reflect.TypeFor[int64]()}
	if to := b.points[a].to; to != nil {
		like = to
	} else if err := like.attach(); err != nil {
		b.add(a.Model.Name, a.Name, "%v", err)
	}
	a.Convert, a.GoValue, a.placeless = like.Convert, like.GoValue, true
	a.Get = func(unsafe.Pointer) (any, error) { return nil, nil }
	a.Set = func(unsafe.Pointer, any) error { return nil }
	a.IsZero = func(unsafe.Pointer) bool { return true }
}

// checkValues makes the values of options canonical and tries the constant ones, so that a value that can never be stored
// is found here and not at the first write.
func (b *builder) checkValues(c valueCheck) {
	a, spec := c.a, c.spec
	if a.Convert == nil {
		return
	}
	report := func(format string, args ...any) { b.add(a.Model.Name, a.GoName, format, args...) }
	canonical := func(o option, value any) any {
		if spec.said&o == 0 || misfit(o, spec.kind) != "" {
			return nil
		}
		v, err := a.Convert(value)
		if err == nil && v == nil {
			report("%v was given NULL; give it a value", o)
		}
		if err != nil {
			report("the value of %v does not fit: %v; give another", o, err)
		}
		return v
	}
	a.Min, a.Max, a.MultipleOf = canonical(optMin, spec.min), canonical(optMax, spec.max), canonical(optMultipleOf, spec.multipleOf)
	if a.Min != nil && a.Max != nil && compareNumbers(a.Min, a.Max) > 0 {
		report("Min is greater than Max; exchange them")
	}
	if a.MultipleOf != nil && numberSign(a.MultipleOf) <= 0 {
		report("MultipleOf is not positive; give it a positive number")
	}
	if spec.kind != KindEnum {
		for _, v := range spec.choices {
			if v := canonical(optChoices, v); v != nil {
				a.Choices = append(a.Choices, v)
			}
		}
	}
	b.tryConstant(c, optDefault, a.Default, report)
	b.tryConstant(c, optOnUpdate, a.OnUpdate, report)
}

// tryConstant writes a constant into a row of zero values and reads it back through the codec.
func (b *builder) tryConstant(c valueCheck, o option, write func(unsafe.Pointer), report reporter) {
	if c.spec.said&o == 0 || write == nil || c.a.Get == nil {
		return
	}
	row := reflect.New(c.draft.model.Type)
	write(row.UnsafePointer())
	if _, err := c.a.Get(row.UnsafePointer()); err != nil {
		report("the value of %v does not fit: %v; give another", o, err)
	}
}
