package hooks

import (
	"context"
	"reflect"
)

// listen registers a listener of one model; event makes the typed event of what was fired.
func listen[T, E any](s *Set, kind Kind, fn func(context.Context, E) error, event func(instance, fired any) E) (remove func()) {
	return s.add(kind, reflect.TypeFor[T](), func(ctx context.Context, _ Kind, instance, fired any) error {
		if e, ok := fired.(E); ok {
			return fn(ctx, e)
		}
		return fn(ctx, event(instance, fired))
	})
}

func saveOf[T any](instance, _ any) Save[T]     { return Save[T]{Instance: instance.(*T)} }
func deleteOf[T any](instance, _ any) Delete[T] { return Delete[T]{Instance: instance.(*T)} }

func updateOf[T any](instance, fired any) Update[T] {
	columns, _ := fired.([]string)
	return Update[T]{Instance: instance.(*T), Columns: columns}
}

func relationOf[T any](instance, fired any) Relation[T] {
	c, _ := fired.(RelationChange)
	return Relation[T]{Instance: instance.(*T), Child: c.Child, Name: c.Name, Through: c.Through}
}

func bulkOf[T any](instance, fired any) Bulk[T] {
	columns, _ := fired.([]string)
	return Bulk[T]{Instances: instance.([]*T), Columns: columns}
}

func queryOf(_, fired any) Query { q, _ := fired.(Query); return q }

// PreSave runs fn before a row of T is inserted by Save, Create and their kin; a change to the instance is written.
func PreSave[T any](s *Set, fn func(context.Context, Save[T]) error) (remove func()) {
	return listen[T](s, PreSaveKind, fn, saveOf[T])
}

// PostSave runs fn after a row of T was inserted, with the keys and values that the database made.
func PostSave[T any](s *Set, fn func(context.Context, Save[T]) error) (remove func()) {
	return listen[T](s, PostSaveKind, fn, saveOf[T])
}

// PreUpdate runs fn before an instance of T is written by Update; a change to the instance is written where its column is.
func PreUpdate[T any](s *Set, fn func(context.Context, Update[T]) error) (remove func()) {
	return listen[T](s, PreUpdateKind, fn, updateOf[T])
}

// PostUpdate runs fn after an instance of T was written by Update.
func PostUpdate[T any](s *Set, fn func(context.Context, Update[T]) error) (remove func()) {
	return listen[T](s, PostUpdateKind, fn, updateOf[T])
}

// PreDelete runs fn before an instance of T is deleted.
func PreDelete[T any](s *Set, fn func(context.Context, Delete[T]) error) (remove func()) {
	return listen[T](s, PreDeleteKind, fn, deleteOf[T])
}

// PostDelete runs fn after an instance of T was deleted.
func PostDelete[T any](s *Set, fn func(context.Context, Delete[T]) error) (remove func()) {
	return listen[T](s, PostDeleteKind, fn, deleteOf[T])
}

// PreRelationAdd runs fn before a row is tied to an instance of T through one of its to-many relations. A change to the data
// of the link is written.
func PreRelationAdd[T any](s *Set, fn func(context.Context, Relation[T]) error) (remove func()) {
	return listen[T](s, PreRelationAddKind, fn, relationOf[T])
}

// PostRelationAdd runs fn after a row was tied to an instance of T.
func PostRelationAdd[T any](s *Set, fn func(context.Context, Relation[T]) error) (remove func()) {
	return listen[T](s, PostRelationAddKind, fn, relationOf[T])
}

// PreRelationRemove runs fn before a row is untied from an instance of T; once, without a child, before a relation is
// cleared.
func PreRelationRemove[T any](s *Set, fn func(context.Context, Relation[T]) error) (remove func()) {
	return listen[T](s, PreRelationRemoveKind, fn, relationOf[T])
}

// PostRelationRemove runs fn after a row was untied from an instance of T, or a relation was cleared.
func PostRelationRemove[T any](s *Set, fn func(context.Context, Relation[T]) error) (remove func()) {
	return listen[T](s, PostRelationRemoveKind, fn, relationOf[T])
}

// PreBulkCreate runs fn once before objects of T are inserted by BulkCreate.
func PreBulkCreate[T any](s *Set, fn func(context.Context, Bulk[T]) error) (remove func()) {
	return listen[T](s, PreBulkCreateKind, fn, bulkOf[T])
}

// PostBulkCreate runs fn once after objects of T were inserted by BulkCreate.
func PostBulkCreate[T any](s *Set, fn func(context.Context, Bulk[T]) error) (remove func()) {
	return listen[T](s, PostBulkCreateKind, fn, bulkOf[T])
}

// PreBulkUpdate runs fn once before objects of T are written by BulkUpdate.
func PreBulkUpdate[T any](s *Set, fn func(context.Context, Bulk[T]) error) (remove func()) {
	return listen[T](s, PreBulkUpdateKind, fn, bulkOf[T])
}

// PostBulkUpdate runs fn once after objects of T were written by BulkUpdate.
func PostBulkUpdate[T any](s *Set, fn func(context.Context, Bulk[T]) error) (remove func()) {
	return listen[T](s, PostBulkUpdateKind, fn, bulkOf[T])
}

// PreQueryUpdate runs fn before QuerySet.Update sends its statement.
func PreQueryUpdate[T any](s *Set, fn func(context.Context, Query) error) (remove func()) {
	return listen[T](s, PreQueryUpdateKind, fn, queryOf)
}

// PostQueryUpdate runs fn after QuerySet.Update, with the number of rows that matched.
func PostQueryUpdate[T any](s *Set, fn func(context.Context, Query) error) (remove func()) {
	return listen[T](s, PostQueryUpdateKind, fn, queryOf)
}

// PreQueryDelete runs fn before QuerySet.Delete sends its statement.
func PreQueryDelete[T any](s *Set, fn func(context.Context, Query) error) (remove func()) {
	return listen[T](s, PreQueryDeleteKind, fn, queryOf)
}

// PostQueryDelete runs fn after QuerySet.Delete, with the number of rows that were deleted.
func PostQueryDelete[T any](s *Set, fn func(context.Context, Query) error) (remove func()) {
	return listen[T](s, PostQueryDeleteKind, fn, queryOf)
}

// Any runs fn at every event of every model, in its place among the other listeners. The instance is a *T, a []*T for bulk
// events, the Query itself for set-wise writes, and the event itself for events of New.
func Any(s *Set, fn func(ctx context.Context, kind Kind, instance any) error) (remove func()) {
	return s.add("", nil, func(ctx context.Context, kind Kind, instance, _ any) error { return fn(ctx, kind, instance) })
}
