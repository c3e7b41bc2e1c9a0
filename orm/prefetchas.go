package orm

import (
	"reflect"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// PrefetchAs is Prefetch that leaves the relation itself alone: what source asks of the related rows is kept under a name, beside the
// relation and other names, and Prefetched gives it. The rows from which the relation goes remember it, so their model must embed
// orm.Model; relations on the way there are prefetched as by PrefetchRelated. A name of letters, digits and underscore that the model
// has no other use for is wanted, else it is ErrQuery. JSON, Dump and the JSON of rows in a One or Many show the rows under the name.
// One further statement.
func (q QuerySet[T]) PrefetchAs(name, path string, source Source) QuerySet[T] {
	return QuerySet[T]{q.core.prefetchAs(name, path, source)}
}

// Prefetched are the rows that PrefetchAs has loaded for m under a name, in the order of its source, and whether it did: not for another
// type R than the relation's, nor after m was loaded or saved anew. No statement is sent.
func Prefetched[R, T any](m *T, name string) ([]*R, bool) {
	items, known := prefetched(reflect.TypeFor[T](), unsafe.Pointer(m), reflect.TypeFor[R](), name)
	if !known {
		return nil, false
	}
	rows, _ := typed[*R](items, nil)
	return rows, true
}

func prefetched(t reflect.Type, row unsafe.Pointer, of reflect.Type, name string) ([]unsafe.Pointer, bool) {
	m, err := schema.Describe(t)
	if err != nil || row == nil || !m.HasState || m.State(row).State == nil {
		return nil, false
	}
	for _, n := range m.State(row).State.Named {
		if n.Name == name && n.Side.Target.Type == of {
			return n.Items, true
		}
	}
	return nil, false
}
