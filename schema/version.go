package schema

import (
	"reflect"
	"unsafe"
)

// version makes an attribute the version of its model's rows. A new row begins with 1.
func (b *builder) version(a *Attribute, spec *columnSpec, report reporter) {
	const own = optPrimaryKey | optNullable | optDefault | optDefaultFunc | optServerDefault | optOnUpdate | optOnUpdateFunc | optUnique |
		optChoices | optMin | optMax | optMultipleOf | optEncrypt
	(spec.said & own).each(func(o option) {
		report("%v and Version contradict each other: the module sets a version, which begins with 1 and rises by 1; remove one", o)
	})
	if a.Nullable || a.SQLNullable {
		report("Version does not fit a field that can be NULL; declare it as a plain whole number")
	}
	if a.Model.Version != nil {
		report("Version is said of %s already; a row has one version; remove one", a.Model.Version.GoName)
		return
	}
	a.Model.Version = a
	if a.Nullable || a.PrimaryKey || !spec.kind.IsInteger() {
		return // reported; the Go type may be anything
	}
	a.FixedDefault = true
	a.Default = func(row unsafe.Pointer) { setWhole(reflect.NewAt(a.Type, unsafe.Add(row, a.Offset)).Elem(), 1) }
}

// setWhole writes a whole number into a field of any type of whole numbers.
func setWhole(v reflect.Value, n int64) {
	if v.CanInt() {
		v.SetInt(n)
	}
}
