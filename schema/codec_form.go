package schema

import (
	"database/sql"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/gotype"
)

// form is how values of the Go type T, which has the memory of the field's type without pointers and sql.Null, travel as
// canonical values C.
type form[T, C any] struct {
	out   func(T) (C, *breach) // fails for what no database could store
	in    func(C) (T, *breach) // fails for what T cannot hold
	check func(C) *breach      // the rules of the declaration; nil when out checks all there is
	zero  func(T) bool
}

// same is the form of a type that is its own canonical form.
func same[T any](v T) (T, *breach) { return v, nil }

// guarded makes a form of a check.
func guarded[T any](check func(T) *breach) func(T) (T, *breach) {
	return func(v T) (T, *breach) { return v, check(v) }
}

// broken runs both checks of a value.
func (f *form[T, C]) broken(v T) *breach {
	c, b := f.out(v)
	if b == nil && f.check != nil {
		b = f.check(c)
	}
	if b != nil && b.value == nil {
		b = b.of(v)
	}
	return b
}

func attachComparable[T comparable, C any](a *Attribute, f form[T, C]) {
	f.zero = func(v T) bool {
		var zero T
		return v == zero
	}
	attach(a, f)
}

// attach makes the functions for a field of type T, *T or sql.Null[T].
func attach[T, C any](a *Attribute, f form[T, C]) {
	switch {
	case a.Type.Kind() == reflect.Pointer:
		attachPointer(a, f)
	case gotype.IsNull(a.Type):
		attachNull(a, f)
	default:
		attachPlain(a, f)
	}
	a.GoValue = goValue(a, f)
	attachTake(a, f)
}

func at[T any](row unsafe.Pointer, offset uintptr) *T { return (*T)(unsafe.Add(row, offset)) }

func attachPlain[T, C any](a *Attribute, f form[T, C]) {
	offset := a.Offset
	a.Get = func(row unsafe.Pointer) (any, error) {
		c, b := f.out(*at[T](row, offset))
		if b != nil {
			return nil, a.refuse(b.of(*at[T](row, offset)))
		}
		return c, nil
	}
	a.Set = func(row unsafe.Pointer, canonical any) error {
		v, err := hold(a, f.in, canonical)
		if err == nil {
			*at[T](row, offset) = v
		}
		return err
	}
	a.IsZero = func(row unsafe.Pointer) bool { return f.zero(*at[T](row, offset)) }
	a.check = func(row unsafe.Pointer) *breach { return f.broken(*at[T](row, offset)) }
	attachColumn(a, f, func(row unsafe.Pointer) *T { return at[T](row, offset) })
}

func attachPointer[T, C any](a *Attribute, f form[T, C]) {
	offset := a.Offset
	a.Get = func(row unsafe.Pointer) (any, error) {
		p := *at[*T](row, offset)
		if p == nil {
			return nil, nil
		}
		c, b := f.out(*p)
		if b != nil {
			return nil, a.refuse(b.of(*p))
		}
		return c, nil
	}
	a.Set = func(row unsafe.Pointer, canonical any) error {
		if canonical == nil {
			*at[*T](row, offset) = nil
			return nil
		}
		v, err := hold(a, f.in, canonical)
		if err == nil {
			*at[*T](row, offset) = &v
		}
		return err
	}
	a.IsZero = func(row unsafe.Pointer) bool { return *at[*T](row, offset) == nil }
	a.check = func(row unsafe.Pointer) *breach {
		p := *at[*T](row, offset)
		if p == nil {
			return a.nullRules()
		}
		return f.broken(*p)
	}
	attachColumn(a, f, func(row unsafe.Pointer) *T { return *at[*T](row, offset) })
}

func attachNull[T, C any](a *Attribute, f form[T, C]) {
	offset := a.Offset
	a.Get = func(row unsafe.Pointer) (any, error) {
		p := at[sql.Null[T]](row, offset)
		if !p.Valid {
			return nil, nil
		}
		c, b := f.out(p.V)
		if b != nil {
			return nil, a.refuse(b.of(p.V))
		}
		return c, nil
	}
	a.Set = func(row unsafe.Pointer, canonical any) error {
		if canonical == nil {
			*at[sql.Null[T]](row, offset) = sql.Null[T]{}
			return nil
		}
		v, err := hold(a, f.in, canonical)
		if err == nil {
			*at[sql.Null[T]](row, offset) = sql.Null[T]{V: v, Valid: true}
		}
		return err
	}
	a.IsZero = func(row unsafe.Pointer) bool { return !at[sql.Null[T]](row, offset).Valid }
	a.check = func(row unsafe.Pointer) *breach {
		p := at[sql.Null[T]](row, offset)
		if !p.Valid {
			return a.nullRules()
		}
		return f.broken(p.V)
	}
	attachColumn(a, f, func(row unsafe.Pointer) *T {
		if p := at[sql.Null[T]](row, offset); p.Valid {
			return &p.V
		}
		return nil
	})
}

// of adds the value that broke the rule, where the rule has not kept it.
func (b *breach) of(value any) *breach {
	if b.value != nil {
		return b
	}
	kept := *b
	kept.value = value
	return &kept
}

// hold makes the value of a field out of a canonical one.
func hold[T, C any](a *Attribute, in func(C) (T, *breach), canonical any) (T, error) {
	c, ok := canonical.(C)
	if !ok {
		var none T
		return none, a.valueError(a.unheld(canonical), canonical)
	}
	v, b := in(c)
	if b != nil {
		return v, a.valueError(b, canonical)
	}
	return v, nil
}

// unheld is the breach of a canonical value of the wrong form; for NULL it says what the field would have to be.
func (a *Attribute) unheld(canonical any) *breach {
	if canonical != nil {
		return mismatch
	}
	return &breach{rule: ruleType, param: a.takes() + " (a column with NULLs wants *T or sql.Null[T])"}
}

// goValue gives a named type its name back; the codec itself works on the type beneath.
func goValue[T, C any](a *Attribute, f form[T, C]) func(any) (any, error) {
	own := gotype.Plain(a.Type)
	named := own != reflect.TypeFor[T]()
	return func(canonical any) (any, error) {
		if canonical == nil {
			return nil, nil
		}
		v, err := hold(a, f.in, canonical)
		if err != nil {
			return nil, err
		}
		if named {
			return reflect.ValueOf(v).Convert(own).Interface(), nil
		}
		return v, nil
	}
}
