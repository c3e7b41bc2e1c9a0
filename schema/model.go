package schema

import (
	"reflect"
	"regexp"
	"slices"
	"sync/atomic"
	"time"
	"unsafe"
)

// Model is one model of a Registry, everything resolved. It is immutable and shared by all goroutines.
type Model struct {
	Name        string       // the Go type's bare name
	Type        reflect.Type // the struct; nil for a link table that was not declared
	Table       string
	Schema      string // where the table is; empty for where the connection looks
	Comment     string
	Registry    *Registry
	Attributes  []*Attribute // stored columns in the order of declaration
	Keys        []*Attribute // the primary key, in the order of declaration
	ShardKey    *Attribute   // by which rows are divided among servers; nil where they are not
	Finders     []*Attribute // by which an instance finds its row: the key, and the shard key where that is no part of it
	Sides       []*Side      // every relation that can be walked from here, declared ones first
	OrderBy     []SortKey    // the default order
	Constraints []ResolvedConstraint
	View        bool       // the table is a view
	Keyless     bool       // there is no primary key
	Unmanaged   bool       // the table is somebody else's; of a view too
	Tracks      bool       // instances remember the values of their rows
	HasState    bool       // the struct embeds orm.Model
	StateOffset uintptr    // of the Row in it
	Version     *Attribute // the version of a row; nil without one
	SoftDelete  *Attribute // when a row was deleted; nil where rows are deleted for good
	Link        bool       // the rows tie two models together
	Surrogate   *Attribute // the primary key of a generated link table, which no statement reads: tables of others have none
	On          []*Side    // forward relations whose keys are declared fields
	KeySides    []*Side    // other forward relations, whose keys are the primary key or parts of it
	Saved       *RowState  // what an instance remembers whose row is wholly in the database; one for all of them
	Filled      *RowState  // what a new one remembers that has its defaults; one for all of them

	any        bool                  // stands for the models of a polymorphic relation
	attributes map[string]*Attribute // by attribute name
	sides      map[string]*Side      // by path name

	identity *Attribute

	paths, relations, lookups pathCache
	body                      atomic.Pointer[body]
}

// ReadOnly reports whether the rows are read and never written.
func (m *Model) ReadOnly() bool { return m.View || m.Keyless }

// Key is the primary key of a model that has a single one; nil for a composite key.
func (m *Model) Key() *Attribute {
	if len(m.Keys) == 1 {
		return m.Keys[0]
	}
	return nil
}

// Place tells the table from those of the same name in other schemas.
func (m *Model) Place() string {
	if m.Schema == "" {
		return m.Table
	}
	return m.Schema + "\x00" + m.Table
}

// ForeignKeys are the relations whose keys the model's table has, in the order of their first columns.
func (m *Model) ForeignKeys() []*Side {
	var out []*Side
	for _, s := range m.Sides {
		if s.Kind == ForwardSide && s.Any == nil {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b *Side) int { return a.Key.Columns()[0].Index - b.Key.Columns()[0].Index })
	return out
}

// Attribute is the stored attribute of that name, or nil. "pk" is not resolved here.
func (m *Model) Attribute(name string) *Attribute { return m.attributes[name] }

// Side is the relation of that path name, or nil.
func (m *Model) Side(name string) *Side { return m.sides[name] }

// State is the word in which a row of a model with HasState remembers.
func (m *Model) State(row unsafe.Pointer) *Row { return (*Row)(unsafe.Add(row, m.StateOffset)) }

// Attribute is one stored column of a model. For a foreign key, Side is the relation and the types are those of the key it
// points to; the row holds it in the One at Offset if Side.HasField. The keys of link rows need not have a One: such a key
// is in a plain Go field of Type, or, when Type is nil, in no field at all, so that Get gives nil and Set does nothing.
type Attribute struct {
	Model    *Model
	Index    int    // position in Model.Attributes and in a Mask
	Name     string // in paths
	GoName   string
	Column   string
	JSONName string       // as encoding/json writes it; "-" when it does not
	Offset   uintptr      // in the struct
	Type     reflect.Type // of the Go field, or of the key that is pointed to; nil where no Go field holds the column
	Kind     Kind
	Side     *Side // the forward relation whose key this is
	// Parts are the columns of a key of several, which is itself no column, stands at no position, and has Tuples for values.
	Parts []*Attribute
	// Within is the relation whose One holds the column, the one at Part among those of its key; nil for other columns.
	Within *Side
	Part   int

	PrimaryKey    bool
	Autoincrement bool
	Nullable      bool // the Go value can be NULL
	SQLNullable   bool // the column can
	Unique        bool
	Indexed       bool
	Secret        bool
	ReadOnly      bool
	WriteOnly     bool
	Comment       string
	ServerDefault string
	Generated     string // the expression by which the database computes it, as it was spelled; empty for a column that is written
	Generation    Generation
	ReadBack      bool   // triggers may set it
	RenamedFrom   string // the column's name before, for migrations

	MaxLength, MinLength int // in runes, for LargeBinary in bytes
	Precision, Scale     int
	Pattern              *regexp.Regexp
	Min, Max, MultipleOf any // canonical
	Choices              []any
	EnumName             string // the Go type's snake_case name, for a native enum type
	UUIDText             bool   // CHAR(36) instead of 32 digits
	SQLType              string // of a type of the database's own; its values travel like those of Kind
	Collation            string
	CaseInsensitive      bool
	Zone                 *time.Location // of a DateTime that is stored as what a clock there shows
	StoredForm           StoredForm     // of a DateTime on SQLite
	Unsigned             int            // the bits of an unsigned number
	NativeUUID           bool           // the database's own type, where it has one
	Cipher               Cipher
	Constant             string     // what every row has that is no column: the name of its type in polymorphic relations
	Elem                 *Attribute // of an Array, whose Kind is KindJSON: a column of its elements

	// Default and OnUpdate write the value into the row, and are nil without one. FixedDefault says that Default writes the
	// same value every time.
	Default      func(row unsafe.Pointer)
	FixedDefault bool
	OnUpdate     func(row unsafe.Pointer)
	// Get reads the canonical value out of a row; nil is NULL. It fails for what cannot be stored (a NaN, an invalid
	// UUID text, a decimal of too fine a scale).
	Get func(row unsafe.Pointer) (any, error)
	// Set writes a canonical value into a row. It fails when the Go field cannot hold it.
	Set func(row unsafe.Pointer, canonical any) error
	// KeyOf is Get for keys: the value as a Key, which is zero for NULL and for what cannot be read.
	KeyOf func(row unsafe.Pointer) Key
	// Gather reads the canonical values of many rows into one list of their type C: a []C, or a []*C where some are NULL; of
	// foreign keys those of whole numbers only. It is nil for values that are read one by one; encryption is left to the caller.
	Gather func(rows []unsafe.Pointer) (any, error)
	// Length is how many bytes the text or bytes of a row has; nil for values that are short, or that only Get can tell.
	Length func(row unsafe.Pointer) int
	// IsZero reports whether the Go field has its zero value.
	IsZero func(row unsafe.Pointer) bool
	// Convert makes the canonical value of any Go value that converts exactly (for conditions and assignments given by
	// name); otherwise it fails, saying what was wanted and what was given.
	Convert func(value any) (any, error)
	// Exact reports whether what the field holds is what is stored, to the letter, without looking at a text of it; nil where that cannot be
	// told.
	Exact func(row unsafe.Pointer) bool
	// Take writes a value into the field as it stands, without a box, if that is right by every rule, and reports whether it did; what it
	// leaves as it was is for Convert, Set and Check. It is a func(row unsafe.Pointer, v C) bool, where C is string, int64, float64 or bool, or []byte
	// for the text of a date or an instant; nil for fields of other types.
	Take any
	// GoValue makes the field's own Go value, pointers taken off, of a canonical value; nil for NULL.
	GoValue func(canonical any) (any, error)

	// check looks at the field of a row without boxing its value; nil for a column that no Go field holds.
	check func(row unsafe.Pointer) *breach

	computed  Fragment // Generated, with its {attributes}
	placeless bool     // a key of link rows that nothing in their struct holds
	pads      bool     // the database fills texts with blanks
}

// SortKey is one resolved term of a default order. Path starts at the model whose rows are ordered; in Side.OrderBy that is
// the side's Target, or, for a column of the link rows of a many side, the side's Through model.
type SortKey struct {
	Path *Path
	Desc bool
}

// ConstraintKind tells the constraints of a table apart.
type ConstraintKind uint8

// The kinds of a ResolvedConstraint.
const (
	UniqueConstraint ConstraintKind = iota + 1
	IndexConstraint
	CheckConstraint
	ExclusionConstraint
	FullTextConstraint
)

// ResolvedConstraint is a constraint over columns, with its final name. A single column's Unique and Index options are among
// them, so that this is the whole list besides keys and foreign keys.
type ResolvedConstraint struct {
	Kind       ConstraintKind
	Name       string
	Attributes []*Attribute // each once; of expressions those that they speak of
	Condition  Fragment     // of a check
	Parts      []IndexPart  // of all but checks
	Where      Fragment     // which rows it holds; empty for all
	Method     string       // empty for what a plain index has
	Include    []*Attribute
	Language   string // of a full text
}

// IndexPart is an attribute or an expression of an index. Spelled is how the model names it, without a minus.
type IndexPart struct {
	Spelled    string
	Attribute  *Attribute // nil for an expression
	Expression Fragment
	Desc       bool
	Class      string
	Length     int
}

// Plain reports that the constraint makes whole values of its attributes unique among all rows.
func (c *ResolvedConstraint) Plain() bool {
	return c.Kind == UniqueConstraint && c.Where.Empty() && !slices.ContainsFunc(c.Parts, func(p IndexPart) bool { return p.Attribute == nil || p.Length > 0 })
}

// Simple reports that a constraint of a table says it all: nothing but attributes in ascending order.
func (c *ResolvedConstraint) Simple() bool {
	return c.Plain() && c.Method == "" && len(c.Include) == 0 && !slices.ContainsFunc(c.Parts, func(p IndexPart) bool { return p.Desc || p.Class != "" })
}
