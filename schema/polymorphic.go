package schema

import (
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"
	"unsafe"
)

// ToAny is implemented by the pointer of package orm's Any. Its methods are not for callers.
type ToAny interface {
	ToAnyRelation()
	// RelationTarget is nil: the value does not say which models it leads to.
	RelationTarget() reflect.Type
}

// Polymorphic declares the relation in one, an *orm.Any, to a row of one of the models. It has two columns of its own: typeColumn, a
// text that says to which of the models, by the name of its table unless TypeNames says otherwise, and keyColumn with the key of the
// row there. The models have single keys of one kind. Both columns are NULL where the relation leads nowhere, which NotNull
// refuses; an index over both is made, or a unique one with Unique. No foreign key can refer to several tables, so that the database
// does not keep the rows together: OnDelete is done by what deletes through package orm, in the same transaction, and NoAction
// leaves the relation to a row that is gone. Each model sees the relation from its end as it sees a ForeignKey.
func Polymorphic(one any, typeColumn, keyColumn string, models ...Definer) *Relation {
	r := &Relation{any: true, typeColumn: typeColumn, keyColumn: keyColumn}
	if v := reflect.ValueOf(one); v.IsValid() && v.Kind() == reflect.Pointer && !v.IsNil() {
		if _, ok := one.(ToAny); ok {
			r.pointer, r.goType = v.UnsafePointer(), v.Type().Elem()
		}
	}
	for _, m := range models {
		r.models = append(r.models, reflect.TypeOf(m))
	}
	return r
}

// TypeNames are what the type column of a Polymorphic relation holds, one for each of its models in their order.
func (r *Relation) TypeNames(names ...string) *Relation {
	r.typeNames = append([]string(nil), names...)
	return r.say(relTypeNames)
}

// maxTypeName is the longest name of a type: that of a table, or of a class in some other program.
const maxTypeName = 100

// anyDraft is a declared polymorphic relation.
type anyDraft struct {
	owner *draft
	field *structField
	said  *Relation
	legs  []*relationDraft
	key   *Attribute // of the two columns
	side  *Side
	made  bool
}

// declareAny makes a draft of the relation to each of the models. They share two columns.
func (b *builder) declareAny(d *draft, f *structField, said *Relation) {
	report := func(format string, args ...any) { b.add(d.model.Name, f.name, format, args...) }
	checkRelation(report, said)
	checkAny(report, said)
	p := &anyDraft{owner: d, field: f, said: said}
	p.key = &Attribute{
		Model: d.model, Name: f.attributeName(), GoName: f.name, Column: f.attributeName(), JSONName: f.json, Offset: f.offset,
		Nullable: said.said&relNotNull == 0, SQLNullable: said.said&relNotNull == 0, Comment: said.comment,
	}
	b.addAttribute(d.model, p.key)
	for _, t := range said.models {
		if t == nil || t.Kind() != reflect.Pointer || b.byType[t.Elem()] == nil {
			b.broken = true // not a model: reported where it was reached
			continue
		}
		r := &relationDraft{owner: d, target: b.byType[t.Elem()], field: f, said: said, key: p.key, any: p}
		p.legs = append(p.legs, r)
		b.relations = append(b.relations, r)
	}
	b.anys = append(b.anys, p)
}

func checkAny(report reporter, said *Relation) {
	for wrong := said.said & (relOn | relColumns | relReferences | relPrimaryKey | relName | relConstraintName | relOnUpdate | relOrderBy | relWithoutConstraint); wrong != 0; wrong &= wrong - 1 {
		report("%v does not fit a polymorphic relation, which has two columns of its own and leads to one row; remove it", wrong)
	}
	if said.onDelete == SetDefault {
		report("SetDefault does not fit a polymorphic relation: what its foreign key would do is done without one; use Cascade, SetNull or Restrict")
	}
	if len(said.models) == 0 {
		report("Polymorphic names no model; name those that the relation leads to")
	}
	if said.said&relTypeNames == 0 {
		return
	}
	if len(said.typeNames) != len(said.models) {
		report("TypeNames gives %d names for %d models; give one for each", len(said.typeNames), len(said.models))
	}
	for _, name := range said.typeNames {
		if name == "" || utf8.RuneCountInString(name) > maxTypeName || !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl) {
			report("the type name %q is empty, longer than %d characters or not printable; choose another", name, maxTypeName)
		}
	}
}

// composeAny gives a polymorphic relation its columns, and each of its models the values that these have for its rows.
func (b *builder) composeAny(p *anyDraft) {
	if p.made {
		return
	}
	p.made = true
	m := p.owner.model
	report := func(format string, args ...any) { b.add(m.Name, p.field.name, format, args...) }
	names, paths := map[string]bool{}, map[string]bool{}
	for i, r := range p.legs {
		if r.typeName = r.target.model.Table; i < len(p.said.typeNames) {
			r.typeName = p.said.typeNames[i]
		}
		r.leg = snakeCase(r.target.model.Name)
		if names[fold(r.typeName)] || paths[r.leg] {
			report("two of its models have the type name %q or the path name %q; give each a name of its own with TypeNames, and name each model once",
				r.typeName, r.leg)
			return
		}
		names[fold(r.typeName)], paths[r.leg] = true, true
		if len(r.target.model.Keys) != 1 {
			if !r.target.model.Keyless && !r.target.failed {
				report("the key of %s has %d columns, and a polymorphic relation has one; give %s a single key, or declare a ForeignKey to it",
					r.target.model.Name, len(r.target.model.Keys), r.target.model.Name)
			}
			return
		}
	}
	if len(p.legs) == 0 {
		return
	}
	b.anyColumns(p, report)
}

func (b *builder) anyColumns(p *anyDraft, report reporter) {
	m, old := p.owner.model, p.key
	var columns []*Attribute
	for i, name := range []string{p.said.typeColumn, p.said.keyColumn} {
		if reason := badAttribute(name); reason != "" {
			report("the column name %q %s; choose another", name, reason)
			return
		}
		if other := m.attributes[name]; other != nil && other != old {
			report("the name %q of its column is already that of a field; the relation holds the column, so remove the field, or choose another name", name)
			return
		}
		columns = append(columns, &Attribute{
			Model: m, Name: name, Column: name, JSONName: "-", Nullable: old.Nullable, SQLNullable: old.SQLNullable, Comment: old.Comment, Part: i,
		})
	}
	if fold(p.said.typeColumn) == fold(p.said.keyColumn) {
		report("both columns are called %q; give two names", p.said.keyColumn)
		return
	}
	columns[0].Kind, columns[0].MaxLength = KindString, maxTypeName
	key := tupleOf(m, old.Name, columns)
	key.GoName, key.JSONName, key.Offset, key.Comment = old.GoName, old.JSONName, old.Offset, old.Comment
	key.Nullable, key.SQLNullable = old.Nullable, old.SQLNullable
	key.Unique = p.said.said&relUnique != 0
	key.Indexed = !key.Unique
	p.key = key
	m.replace(old, columns)
	for i, r := range p.legs {
		to := r.target.model
		name := constantOf(to, columns[0].Name, r.typeName)
		r.key, r.ref = key, tupleOf(to, keyAlias, []*Attribute{name, to.Keys[0]})
		if i == 0 {
			r.columns = columns
			b.points[columns[0]], b.points[columns[1]] = pointer{r, name}, pointer{r, to.Keys[0]}
		}
	}
}

// constantOf makes the attribute that has one value in every row of a model, and no column.
func constantOf(m *Model, name, value string) *Attribute {
	like := &Attribute{Model: m, Name: name, Kind: KindString, Type: reflect.TypeFor[string](), MaxLength: maxTypeName}
	_ = like.attach() // a string is a text
	return &Attribute{
		Model: m, Index: -1, Name: name, Column: name, JSONName: "-", Kind: KindString, Type: like.Type, MaxLength: maxTypeName, Constant: value,
		Convert: like.Convert, GoValue: like.GoValue,
		Get:    func(unsafe.Pointer) (any, error) { return value, nil },
		Set:    func(unsafe.Pointer, any) error { return nil },
		KeyOf:  func(unsafe.Pointer) Key { return Key{Str: value, Form: TextKey} },
		IsZero: func(unsafe.Pointer) bool { return true },
	}
}
