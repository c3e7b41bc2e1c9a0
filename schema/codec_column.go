package schema

import "unsafe"

// attachColumn makes the functions that look at a field of many rows without an allocation for each. value is the field's value
// in a row, nil for NULL.
func attachColumn[T, C any](a *Attribute, f form[T, C], value func(row unsafe.Pointer) *T) {
	a.Gather = func(rows []unsafe.Pointer) (any, error) {
		list, nulls := make([]C, len(rows)), false
		for i, row := range rows {
			p := value(row)
			if p == nil {
				nulls = true
				continue
			}
			c, b := f.out(*p)
			if b != nil {
				return nil, a.refuse(b.of(*p))
			}
			list[i] = c
		}
		if !nulls {
			return list, nil
		}
		return pointersTo(list, func(i int) bool { return value(rows[i]) != nil }), nil
	}
	switch any((*T)(nil)).(type) {
	case *string, *[]byte:
		a.Length = func(row unsafe.Pointer) int { return lengthOf(value(row)) }
	}
}

// pointersTo are pointers into a list, nil where it has no value.
func pointersTo[C any](list []C, given func(i int) bool) []*C {
	out := make([]*C, len(list))
	for i := range list {
		if given(i) {
			out[i] = &list[i]
		}
	}
	return out
}

// lengthOf is how many bytes a value has that may be long.
func lengthOf[T any](value *T) int {
	switch p := any(value).(type) {
	case *string:
		if p != nil {
			return len(*p)
		}
	case *[]byte:
		if p != nil {
			return len(*p)
		}
	}
	return 0
}

// gatherKeys is Gather for a foreign key in a One, which must be of whole numbers.
func (a *Attribute) gatherKeys(rows []unsafe.Pointer) (any, error) {
	list, nulls := make([]int64, len(rows)), []int(nil)
	for i, row := range rows {
		o := OneAt(row, a.Offset)
		if k := o.Key(); k.Form == IntKey {
			list[i] = k.Num
			continue
		}
		v, err := a.keyOf(o)
		if err != nil {
			return nil, err
		}
		switch v := v.(type) {
		case nil:
			nulls = append(nulls, i)
		case int64:
			list[i] = v
		default:
			return nil, a.valueError(mismatch, v)
		}
	}
	if nulls == nil {
		return list, nil
	}
	out := pointersTo(list, func(int) bool { return true })
	for _, i := range nulls {
		out[i] = nil
	}
	return out, nil
}
