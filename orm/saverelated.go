package orm

import (
	"context"
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/internal/write"
)

// SaveRelated writes an instance and what its relations hold, with Follow the whole graph that can be reached, and gives the
// number of instances that were written: what foreign keys point to first, then the instance, then its children. Instances
// that are not saved yet are written, saved ones only with SaveAll. One that has a key of its own is inserted when no row has
// that key. A child in a list gets the list's owner as its target, rows of a many-to-many relation are tied by link rows, with
// the data that LinksOf gave; foreign keys of saved rows that are written for this alone, links, and rows of which only the
// key is in memory do not count. Nothing is removed from the database, unless Prune says so.
//
// Everything happens in one transaction; after an error the instances are as they were. The hooks of Save and Update run for
// every instance. It costs one statement per model and level for each hundred rows, one more where rows may be there already,
// per many-to-many relation one to look for links of owners that are not new and one to write them, and one for each link with
// fields.
//
// A list that holds a child of another owner, and new rows that refer to each other in a ring without a key that can be NULL,
// are ErrRelationship; a target that is neither saved nor part of what is saved is ErrNotPersisted. Both come before any SQL.
func SaveRelated[T any, P PtrTo[T]](ctx context.Context, db *DB, m P, opts ...GraphOption) (int64, error) {
	row := unsafe.Pointer((*T)(m))
	model, err := db.instance(reflect.TypeFor[T](), row)
	if err != nil {
		return 0, err
	}
	options := graphOptions(opts)
	if len(options.order) > 0 {
		return 0, query.Errorf("SaveRelated: OrderRelated is an option of LoadAll")
	}
	except, _, err := options.pruned(model)
	if err != nil {
		return 0, err
	}
	return db.writer.SaveGraph(ctx, model, row, write.GraphOptions{Follow: options.follow, All: options.all, Prune: options.prune, Except: except})
}
