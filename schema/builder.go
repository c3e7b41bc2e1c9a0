package schema

import (
	"reflect"
)

var definerType = reflect.TypeFor[Definer]()

// builder makes a Registry. It goes on after a mistake, so that all of them are found, and leaves out what the mistakes
// make meaningless.
type builder struct {
	findings
	drafts    []*draft
	byType    map[reflect.Type]*draft
	relations []*relationDraft
	anys      []*anyDraft
	values    []valueCheck
	points    map[*Attribute]pointer // what the columns of foreign keys refer to
	held      []*Side                // to the ends of link rows, of several columns that a One holds
	linkNames map[string]bool        // of generated link models, as paths
	registry  *Registry
	broken    bool // some relation could not be resolved, so that paths over it would be reported wrongly
}

// valueCheck is a column whose option values wait for its codec.
type valueCheck struct {
	draft *draft
	a     *Attribute
	spec  *columnSpec
}

func newBuilder() *builder {
	return &builder{
		byType: map[reflect.Type]*draft{}, points: map[*Attribute]pointer{}, linkNames: map[string]bool{},
		registry: &Registry{byType: map[reflect.Type]*Model{}, byName: map[string]*Model{}},
	}
}

// draft is the draft of a struct type whose pointer is a Definer; it is made on first use.
func (b *builder) draft(t reflect.Type) *draft {
	if d := b.byType[t]; d != nil {
		return d
	}
	d := &draft{model: b.newModel(bareName(t.Name()), t)}
	b.byType[t] = d
	b.drafts = append(b.drafts, d)
	return d
}

func (b *builder) newModel(name string, t reflect.Type) *Model {
	m := &Model{Name: name, Type: t, Registry: b.registry, attributes: map[string]*Attribute{}, sides: map[string]*Side{}}
	m.Saved, m.Filled = &RowState{Model: m, Saved: true}, &RowState{Model: m, Filled: true}
	return m
}

// reach is the draft of a type that a relation names, or nil where that type is no model.
func (b *builder) reach(t reflect.Type, model, field string) *draft {
	if t == nil || t.Kind() != reflect.Struct || !reflect.PointerTo(t).Implements(definerType) {
		b.add(model, field, "%v is not a model; give *%v a Schema method", t, t)
		return nil
	}
	return b.draft(t)
}

func (b *builder) build() (*Registry, error) {
	for i := 0; i < len(b.drafts); i++ { // reading one may reach more
		b.read(b.drafts[i])
		b.reachFrom(b.drafts[i])
	}
	for _, d := range b.drafts {
		b.declare(d)
	}
	b.compose()
	b.keys()
	b.relate()
	b.enumElements()
	b.attach()
	b.shards()
	b.constrain()
	b.names()
	if !b.broken {
		b.orders()
	}
	if b.broken && b.err() == nil {
		b.add("", "", "some relation could not be resolved; this is a fault of package schema")
	}
	if err := b.err(); err != nil {
		return nil, err
	}
	for _, d := range b.drafts {
		b.register(d.model)
	}
	return b.registry, nil
}

// reachFrom finds the models behind the relation fields of the struct, declared or not.
func (b *builder) reachFrom(d *draft) {
	for _, f := range d.fields {
		for _, t := range f.models() {
			b.reach(t, d.model.Name, f.field.name)
		}
	}
	for _, f := range d.layout.fields {
		if f.target == nil {
			continue
		}
		b.reach(f.target, d.model.Name, f.name)
		if f.link != nil {
			b.reach(f.link, d.model.Name, f.name)
		}
	}
}

func (b *builder) register(m *Model) {
	r := b.registry
	r.models = append(r.models, m)
	if m.Type != nil {
		r.byType[m.Type] = m
	}
	if r.byName[m.Name] == nil {
		r.byName[m.Name] = m
	}
}

// declare makes the attributes of a model, foreign keys still without a type, and notes its relations.
func (b *builder) declare(d *draft) {
	m := d.model
	for _, f := range d.fields {
		name := f.field.attributeName()
		if reason := badAttribute(name); reason != "" {
			b.add(m.Name, f.field.name, "the attribute name %q %s; rename the field", name, reason)
		}
		if f.spec != nil {
			a := b.column(d, f.field, f.spec)
			b.values = append(b.values, valueCheck{d, a, f.spec})
			b.addAttribute(m, a)
			continue
		}
		f.field.claimed = true
		b.declareRelation(d, f.field, f.relation)
	}
}

func (b *builder) addAttribute(m *Model, a *Attribute) {
	a.Index = len(m.Attributes)
	m.Attributes = append(m.Attributes, a)
	m.attributes[a.Name] = a
	if a.PrimaryKey {
		m.Keys = append(m.Keys, a)
	}
}

func (b *builder) declareRelation(d *draft, f *structField, said *Relation) {
	m := d.model
	if said.any {
		b.declareAny(d, f, said)
		return
	}
	r := &relationDraft{owner: d, target: b.byType[said.target], field: f, said: said}
	report := func(format string, args ...any) { b.add(m.Name, f.name, format, args...) }
	checkRelation(report, said)
	if !said.many {
		r.key = &Attribute{
			Model: m, Name: f.attributeName(), GoName: f.name, Column: f.attributeName(), JSONName: f.json, Offset: f.offset,
			PrimaryKey: said.said&relPrimaryKey != 0, Unique: said.said&relUnique != 0, Indexed: said.said&relIndex != 0,
			Comment: said.comment,
		}
		if said.said&relName != 0 {
			r.key.Column = said.column
		}
		r.key.Nullable = said.said&(relNotNull|relPrimaryKey) == 0
		r.key.SQLNullable = r.key.Nullable
		b.addAttribute(m, r.key)
	}
	if r.target == nil {
		b.broken = true
		return // not a model: reported where it was reached
	}
	b.relations = append(b.relations, r)
}

func checkRelation(report reporter, r *Relation) {
	wrong := r.said & onlyMany
	instead := "it is for ManyToMany; remove it"
	if r.said&relTypeNames != 0 && !r.any {
		report("TypeNames does not fit: it is for Polymorphic; remove it")
	}
	if r.many {
		wrong, instead = r.said&onlyKey, "a link table has columns of its own, NOT NULL and cascading; remove it, or declare the link as a model"
	}
	for ; wrong != 0; wrong &= wrong - 1 {
		report("%v does not fit: %s", wrong, instead)
	}
	for _, a := range []Action{r.onDelete, r.onUpdate} {
		if a.String() == "" {
			report("the action %d does not exist; use one of NoAction, Restrict, Cascade, SetNull, SetDefault", int(a))
		}
		if (a == SetNull || a == SetDefault) && r.said&(relNotNull|relPrimaryKey) != 0 {
			report("%v does not fit a key that is never NULL; use Cascade or Restrict", a)
		}
	}
	if r.said&relThroughTable != 0 && r.link != nil {
		report("ThroughTable does not fit a declared link model; name the table in the Schema of %v", r.link)
	}
	if r.said&relThroughColumns != 0 {
		for _, name := range []string{r.throughOwner, r.throughTo} {
			if reason := badAttribute(name); reason != "" {
				report("the name %q in ThroughColumns %s; choose another", name, reason)
			}
		}
		if fold(r.throughOwner) == fold(r.throughTo) {
			report("ThroughColumns gives both columns the name %q; give two names", r.throughTo)
		}
	}
	if r.said&relRelatedName != 0 {
		if reason := badAttribute(r.relatedName); reason != "" {
			report("the related name %q %s; choose another", r.relatedName, reason)
		}
	}
	if reason := badComment(r.comment); reason != "" {
		report("the comment %s", reason)
	}
}
