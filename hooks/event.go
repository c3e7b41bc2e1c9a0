package hooks

// Save is the event of an insert. A listener before it may change the instance; what it changes is written.
type Save[T any] struct{ Instance *T }

// Update is the event of an update of one instance. Columns are the names that the caller gave, empty for all; of a model with
// TrackChanges, when the caller gave none, those of what has changed.
type Update[T any] struct {
	Instance *T
	Columns  []string
}

// Delete is the event of a deletion of one instance.
type Delete[T any] struct{ Instance *T }

// Relation is the event of a row that is tied to an instance, or untied from it. Child is a pointer to it, nil when a
// relation is cleared; Name is the relation's. Through is a pointer to the link row that is about to be written, which a
// listener may change, or nil when the link has no data.
type Relation[T any] struct {
	Instance *T
	Child    any
	Name     string
	Through  any
}

// Bulk is the event of a bulk write. Columns are the names that the caller gave.
type Bulk[T any] struct {
	Instances []*T
	Columns   []string
}

// Query is the event of a set-wise write: the statement that it sends, and after it the number of rows that matched.
type Query struct {
	Model string
	SQL   string
	Rows  int64
}

// RelationChange is a Relation whose owner's type is known at run time only.
type RelationChange struct {
	Child   any
	Name    string
	Through any
}
