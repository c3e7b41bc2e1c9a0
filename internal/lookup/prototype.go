package lookup

import (
	"reflect"
	"slices"
	"sort"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/ormar-go/ormar/internal/gotype"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// Place is the field that a pointer into a prototype names.
type Place struct {
	root  reflect.Type // the model that the path starts at
	owner string       // the path of the prototype, with a trailing "__" unless it is the root
	path  string
	side  *schema.Side // of a relation field
	// rootName is the name of the root where the place was read from a text, and the root is nil.
	rootName string

	resolved atomic.Pointer[schema.Path] // in the registry that asked last
}

// Path is the path of the field as names spell it.
func (p *Place) Path() string { return p.path }

// placed is the path of a field that was named by pointer.
func (s Scope) placed(at *Place) (*schema.Path, error) {
	if at == nil {
		return nil, query.NoField()
	}
	if at.root == nil {
		if at.rootName != placeName(s.Model.Type) {
			return nil, query.Errorf("the pointer names a field of %s, the query is about %s", at.rootName, s.Model.Name)
		}
		return s.Model.Path(at.path)
	}
	if at.root != s.Model.Type {
		return nil, query.Errorf("the pointer names a field of %s, the query is about %s", at.root.Name(), s.Model.Name)
	}
	if r := at.resolved.Load(); r != nil && r.Root == s.Model {
		return r, nil
	}
	p, err := s.Model.Path(at.path)
	if err == nil {
		at.resolved.Store(p)
	}
	return p, err
}

// prototype is a value of a model that is never written and only lends the addresses of its fields.
type prototype struct {
	start, end uintptr
	keep       unsafe.Pointer
	places     map[fieldKey]*Place
}

// fieldKey tells apart fields of one address: a struct and its first field.
type fieldKey struct {
	offset uintptr
	typ    reflect.Type
}

// protoKey is what a child prototype belongs to: the relation field, and the model, since a link
// has two.
type protoKey struct {
	field unsafe.Pointer
	typ   reflect.Type
}

// prototypeCache has the prototypes, one per root type and relation path, for the life of the process: a named
// cache.
type prototypeCache struct {
	mu     sync.Mutex
	roots  sync.Map // reflect.Type to unsafe.Pointer
	kids   sync.Map // protoKey to unsafe.Pointer
	sorted atomic.Pointer[[]*prototype]
}

var prototypes prototypeCache

// Fields is the prototype of a model: pointers into it name its fields. It holds no data and must
// not be written.
func Fields(t reflect.Type) unsafe.Pointer { return prototypes.of(t) }

// Along is the prototype of a model along a relation field of a prototype, else that of the model
// itself.
func Along(field unsafe.Pointer, typ, model reflect.Type) unsafe.Pointer {
	return prototypes.along(field, typ, model)
}

// Link is the prototype of the link row along a relation field of a prototype, else that of the
// link model itself.
func Link(field unsafe.Pointer, typ, model reflect.Type) unsafe.Pointer {
	return prototypes.link(field, typ, model)
}

// of is the prototype of a model.
func (c *prototypeCache) of(t reflect.Type) unsafe.Pointer {
	if p, ok := c.roots.Load(t); ok {
		return p.(unsafe.Pointer)
	}
	return c.root(t)
}

// along is the prototype of a model along a relation field of a prototype, else that of the model
// itself.
func (c *prototypeCache) along(field unsafe.Pointer, typ, model reflect.Type) unsafe.Pointer {
	key := protoKey{field, model}
	if p, ok := c.kids.Load(key); ok {
		return p.(unsafe.Pointer)
	}
	at := Locate(field, typ)
	if at == nil || at.side == nil {
		return c.of(model)
	}
	return c.child(key, model, at.root, at.path+"__")
}

// link is the prototype of the link row along a relation field of a prototype, else that of the
// link model itself.
func (c *prototypeCache) link(field unsafe.Pointer, typ, model reflect.Type) unsafe.Pointer {
	p := Locate(field, typ)
	if p == nil || p.side == nil || p.side.LinkOwner == nil {
		return c.of(model)
	}
	return c.child(protoKey{field, model}, model, p.root, p.owner+p.side.LinkPath()+"__")
}

func (c *prototypeCache) root(t reflect.Type) unsafe.Pointer {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p, ok := c.roots.Load(t); ok {
		return p.(unsafe.Pointer)
	}
	p := c.add(t, t, "")
	c.roots.Store(t, p)
	return p
}

func (c *prototypeCache) child(key protoKey, t, root reflect.Type, prefix string) unsafe.Pointer {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p, ok := c.kids.Load(key); ok {
		return p.(unsafe.Pointer)
	}
	p := c.add(t, root, prefix)
	c.kids.Store(key, p)
	return p
}

// add makes a prototype and notes where its fields lie.
func (c *prototypeCache) add(t, root reflect.Type, prefix string) unsafe.Pointer {
	keep := reflect.New(t).UnsafePointer()
	p := &prototype{start: uintptr(keep), end: uintptr(keep) + max(t.Size(), 1), keep: keep, places: map[fieldKey]*Place{}}
	if m, err := schema.Describe(t); err == nil {
		for _, a := range m.Attributes {
			if a.Type != nil {
				p.places[fieldKey{a.Offset, a.Type}] = &Place{root: root, owner: prefix, path: prefix + a.Name}
			}
		}
		for _, f := range relationFields(t, m) {
			p.places[fieldKey{f.side.Offset, f.typ}] = &Place{root: root, owner: prefix, path: prefix + f.side.Name, side: f.side}
		}
	}
	var list []*prototype
	if old := c.sorted.Load(); old != nil {
		list = slices.Clone(*old)
	}
	i, _ := slices.BinarySearchFunc(list, p.start, func(q *prototype, start uintptr) int {
		if q.start < start {
			return -1
		}
		return 1
	})
	list = slices.Insert(list, i, p)
	c.sorted.Store(&list)
	return keep
}

// relationField is a type by which a relation of a model can be pointed to.
type relationField struct {
	side *schema.Side
	typ  reflect.Type
}

// relationFields lists the types of a model's relation fields. A ManyThrough is also the Many that
// it embeds.
func relationFields(t reflect.Type, m *schema.Model) []relationField {
	var out []relationField
	all := gotype.Fields(t)
	for _, s := range m.Sides {
		if !s.HasField || !s.First() {
			continue
		}
		if s.Any != nil {
			s = s.Any
		}
		for _, f := range all {
			if f.Name != s.GoName || f.Offset != s.Offset {
				continue
			}
			out = append(out, relationField{s, f.Type})
			if s.LinkType != nil {
				out = append(out, relationField{s, f.Type.Field(0).Type})
			}
		}
	}
	return out
}

// Locate finds the field of a prototype that a pointer names; nil when it names none.
func Locate(ptr unsafe.Pointer, typ reflect.Type) *Place {
	list := prototypes.sorted.Load()
	if list == nil || ptr == nil {
		return nil
	}
	at := uintptr(ptr)
	i := sort.Search(len(*list), func(i int) bool { return (*list)[i].end > at })
	if i == len(*list) || (*list)[i].start > at {
		return nil
	}
	p := (*list)[i]
	return p.places[fieldKey{at - p.start, typ}]
}
