package schema

// softDelete makes an attribute the time at which its model's rows were deleted.
func (b *builder) softDelete(a *Attribute, spec *columnSpec, report reporter) {
	const own = optPrimaryKey | optDefault | optDefaultFunc | optServerDefault | optOnUpdate | optOnUpdateFunc | optUnique | optChoices | optEncrypt
	(spec.said & own).each(func(o option) {
		report("%v and SoftDelete contradict each other: a row that is not deleted has NULL there; remove one", o)
	})
	if !a.Nullable || !a.SQLNullable {
		report("SoftDelete needs a field that can be NULL; declare it as *time.Time")
	}
	if a.Model.SoftDelete != nil {
		report("SoftDelete is said of %s already; a row is deleted once; remove one", a.Model.SoftDelete.GoName)
		return
	}
	a.Model.SoftDelete = a
}
