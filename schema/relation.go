package schema

import (
	"math/bits"
	"reflect"
	"slices"
	"unsafe"
)

// ToOne is implemented by the pointers of package orm's to-one values. Its methods are not for callers.
type ToOne interface {
	ToOneRelation()
	// RelationTarget is the struct type of the related model. It works on a zero value.
	RelationTarget() reflect.Type
}

// ToMany is implemented by the pointers of package orm's to-many values. Its methods are not for callers.
type ToMany interface {
	ToManyRelation()
	// RelationTarget is the struct type of the related models. It works on a zero value.
	RelationTarget() reflect.Type
	// RelationLink is the struct type of the link rows, nil where the value does not carry them.
	RelationLink() reflect.Type
}

// Relation is a declared foreign key or many-to-many relation. Its options are methods that return the relation, in any
// order; an option that does not fit is a DefinitionError of the registry.
type Relation struct {
	pointer      unsafe.Pointer
	goType       reflect.Type
	target, link reflect.Type
	many         bool
	said         relationOption

	relatedName, column, comment, constraint string
	throughTable, throughOwner, throughTo    string
	onDelete, onUpdate                       Action
	orderBy, relatedOrderBy                  []string
	on, columns, references                  []string

	any                   bool // to one of several models
	typeColumn, keyColumn string
	models                []reflect.Type // pointers to structs
	typeNames             []string
}

// relationOption is a set of relation options, one bit each.
type relationOption uint32

const (
	relRelatedName relationOption = 1 << iota
	relSkipReverse
	relNotNull
	relUnique
	relIndex
	relPrimaryKey
	relName
	relComment
	relConstraintName
	relOnDelete
	relOnUpdate
	relOrderBy
	relRelatedOrderBy
	relThroughTable
	relThroughColumns
	relAllowDuplicateLinks
	relOn
	relColumns
	relReferences
	relWithoutConstraint
	relTypeNames
)

var relationOptionNames = [...]string{"RelatedName", "SkipReverse", "NotNull", "Unique", "Index", "PrimaryKey", "Name",
	"Comment", "ConstraintName", "OnDelete", "OnUpdate", "OrderBy", "RelatedOrderBy", "ThroughTable", "ThroughColumns",
	"AllowDuplicateLinks", "On", "Columns", "References", "WithoutConstraint", "TypeNames"}

// String is the name of the lowest option in the set.
func (o relationOption) String() string {
	if i := bits.TrailingZeros32(uint32(o)); i < len(relationOptionNames) {
		return relationOptionNames[i]
	}
	return ""
}

const (
	// onlyKey are the options of a foreign key's column, onlyMany those of a link table.
	onlyKey = relNotNull | relUnique | relIndex | relPrimaryKey | relName | relConstraintName | relOnDelete | relOnUpdate |
		relOn | relColumns | relReferences
	onlyMany = relThroughTable | relThroughColumns | relAllowDuplicateLinks
)

// ForeignKey declares the to-one relation in p, whose column has the type of the target's key. It may be NULL unless NotNull
// says otherwise. The same relation seen from the target is found by RelatedName, else it is the target's only unclaimed
// field for it.
func ForeignKey(p ToOne) *Relation {
	r := &Relation{}
	if v := reflect.ValueOf(p); v.IsValid() && v.Kind() == reflect.Pointer && !v.IsNil() {
		r.pointer, r.goType, r.target = v.UnsafePointer(), v.Type().Elem(), p.RelationTarget()
	}
	return r
}

// ManyToMany declares the relation in p, which is kept in a link table. One of the two ends declares it; the other end's
// field, if there is one, is found as for a ForeignKey.
func ManyToMany(p ToMany) *Relation {
	r := &Relation{many: true}
	if v := reflect.ValueOf(p); v.IsValid() && v.Kind() == reflect.Pointer && !v.IsNil() {
		r.pointer, r.goType = v.UnsafePointer(), v.Type().Elem()
		r.target, r.link = p.RelationTarget(), p.RelationLink()
	}
	return r
}

func (r *Relation) isField() {}

func (r *Relation) say(o relationOption) *Relation {
	r.said |= o
	return r
}

// RelatedName is the name of the relation as a path from the target. Where the target has a field of that attribute name,
// the field is the far side.
func (r *Relation) RelatedName(s string) *Relation {
	r.relatedName = s
	return r.say(relRelatedName)
}

// SkipReverse leaves the relation without a field on the target; its path from there still works.
func (r *Relation) SkipReverse() *Relation { return r.say(relSkipReverse) }

// NotNull refuses rows that point nowhere. Link columns always do.
func (r *Relation) NotNull() *Relation { return r.say(relNotNull) }

// Unique makes a one-to-one of a foreign key: the far side is a to-one as well.
func (r *Relation) Unique() *Relation { return r.say(relUnique) }

// Index makes an index over the foreign key's column.
func (r *Relation) Index() *Relation { return r.say(relIndex) }

// PrimaryKey makes the foreign key the primary key, so that a row extends the row it points to.
func (r *Relation) PrimaryKey() *Relation { return r.say(relPrimaryKey) }

// Name is the column's name in the database, where it differs from the attribute's.
func (r *Relation) Name(column string) *Relation {
	r.column = column
	return r.say(relName)
}

// On says that the foreign key's columns are these declared fields, in the order of what it refers to. Relation and fields are
// one value: before a write whichever of them is set fills the other, and two that say different rows are ErrRelationship; the key
// of a relation that was read is that of the fields. Of an instance that was read and embeds orm.Model the one that was changed
// counts. Options of the columns (Name, PrimaryKey) are said of the fields.
func (r *Relation) On(fields ...string) *Relation {
	r.on = slices.Clone(fields)
	return r.say(relOn)
}

// Columns names the columns of a foreign key that refers to several, in their order; by default they are {relation}_{column}.
func (r *Relation) Columns(names ...string) *Relation {
	r.columns = slices.Clone(names)
	return r.say(relColumns)
}

// References says that the foreign key refers to these fields of the target, which are unique, in place of its primary key. The
// relation's PK is then the value of these.
func (r *Relation) References(fields ...string) *Relation {
	r.references = slices.Clone(fields)
	return r.say(relReferences)
}

// Comment is stored with the column where the database can; of a many-to-many relation it is kept in the Side only.
func (r *Relation) Comment(text string) *Relation {
	r.comment = text
	return r.say(relComment)
}

// ConstraintName replaces the foreign key's default name, fk_{table}_{target table}_{target key}_{attribute}.
func (r *Relation) ConstraintName(s string) *Relation {
	r.constraint = s
	return r.say(relConstraintName)
}

// OnDelete is what happens to the row when its target is deleted; the default is NoAction.
func (r *Relation) OnDelete(a Action) *Relation {
	r.onDelete = a
	return r.say(relOnDelete)
}

// OnUpdate is what happens to the row when its target's key changes; the default is NoAction.
func (r *Relation) OnUpdate(a Action) *Relation {
	r.onUpdate = a
	return r.say(relOnUpdate)
}

// OrderBy is the order of the targets when reached along this relation: paths from the target, or, of a many-to-many
// relation, from its link rows ("link__position").
func (r *Relation) OrderBy(keys ...string) *Relation {
	r.orderBy = slices.Clone(keys)
	return r.say(relOrderBy)
}

// RelatedOrderBy is the order of this model's rows when reached from the target.
func (r *Relation) RelatedOrderBy(keys ...string) *Relation {
	r.relatedOrderBy = slices.Clone(keys)
	return r.say(relRelatedOrderBy)
}

// ThroughTable is the name of the generated link table, where it differs from {owner}s_{target}s.
func (r *Relation) ThroughTable(name string) *Relation {
	r.throughTable = name
	return r.say(relThroughTable)
}

// ThroughColumns are the names of the two link columns, as columns and in paths; by default those of the two models.
func (r *Relation) ThroughColumns(owner, target string) *Relation {
	r.throughOwner, r.throughTo = owner, target
	return r.say(relThroughColumns)
}

// AllowDuplicateLinks lets two link rows tie the same two rows, so that each can carry data of its own.
func (r *Relation) AllowDuplicateLinks() *Relation { return r.say(relAllowDuplicateLinks) }

// WithoutConstraint leaves the relation without a foreign key in the database, or a many-to-many relation without those of its link rows: where
// the rows of its ends may be in different shards, say. Nothing then keeps a key from leading nowhere, and OnDelete and OnUpdate
// do nothing: relations to a row that is gone load as ErrNoMatch.
func (r *Relation) WithoutConstraint() *Relation { return r.say(relWithoutConstraint) }
