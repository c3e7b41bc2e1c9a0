package schema

import "reflect"

// SideKind tells from which end a relation is walked.
type SideKind uint8

// The kinds of a Side.
const (
	ForwardSide SideKind = iota + 1 // along the foreign key: to one
	ReverseSide                     // against it: to many, or to one when the key is unique
	ManySide                        // through a link table: to many
)

// Side is a relation seen from one of its two ends: the step that a path takes.
type Side struct {
	Kind     SideKind
	Name     string // the path segment
	Owner    *Model // where the step starts
	Target   *Model // where it ends
	Inverse  *Side  // the same relation from the other end
	ToMany   bool
	HasField bool // the owner's struct has a One, Many or ManyThrough for it
	GoName   string
	JSONName string
	Offset   uintptr // of that field
	Hidden   bool    // a path only: SkipReverse, or the step from an end of a many side to its link rows
	Comment  string

	// Legs are, of a polymorphic relation, the relations to each of its models, which are steps of paths; it is none itself, and leads to
	// a Target without rows that only has the names of its legs. Any is, of a leg, the relation of which it is one, and TypeName what
	// the type column holds for it. All share the field and the key, whose parts are type column and key column; the Ref of a leg has
	// the name in place of the first.
	Legs     []*Side
	Any      *Side
	TypeName string

	// Key is the foreign key: of the owner on a forward side, of the target on a reverse one. Ref is what it refers to at the other
	// end: the primary key, or what is unique there. On are the declared fields that the key is made of, on a forward side; none
	// where the One holds it.
	Key, Ref *Attribute
	On       []*Attribute
	// LinkOwner and LinkTarget are set on a many side: the step to the link rows (a reverse side), and the step from a
	// link row to the target (a forward side). A many side is walked as these two.
	LinkOwner, LinkTarget *Side
	// LinkType is L of a ManyThrough[T, L], else nil.
	LinkType reflect.Type
	linkName string // how paths name the link rows right after this side
	// Ends are set on the step that the bare name of the link rows of a relation between a model and itself means: the two ends
	// of the relation, of either of which the step may be. Only the relation along which a row is reached can tell.
	Ends [2]*Side

	OrderBy            []SortKey // of the target's rows, when reached along this side
	OnDelete, OnUpdate Action    // forward sides only
	Constraint         string    // the foreign key's name, forward sides only
	Unconstrained      bool      // the database has no such constraint; forward sides only
	AllowDuplicates    bool      // many sides only
}

// LinkPath is the path of the link rows from the model that a many side starts at, which nothing else means.
func (s *Side) LinkPath() string {
	if s.Owner.ambiguous(s.LinkOwner.Name) {
		return s.Name + pathSeparator + s.linkName
	}
	return s.LinkOwner.Name
}

// ambiguous reports whether a path name stands for two steps.
func (m *Model) ambiguous(name string) bool {
	s := m.sides[name]
	return s != nil && s.Ends[0] != nil
}

// Through is the link model of a many side, else nil.
func (s *Side) Through() *Model {
	if s.LinkOwner == nil {
		return nil
	}
	return s.LinkOwner.Target
}
