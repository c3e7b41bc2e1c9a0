package loaders_test

import (
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

type mover struct {
	orm.Model
	ID    int64
	Name  string
	Chief orm.One[mover]
	Crew  orm.Many[mover]
	Note  string // the model does not mention it
}

func (m *mover) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey(), schema.String(&m.Name, 20), schema.ForeignKey(&m.Chief).RelatedName("crew")}}
}

// TestMove: columns, relations and what points back go over to the other instance; what the model does not mention stays.
func TestMove(t *testing.T) {
	m := schema.MustRegistry(&mover{}).ByName("mover")
	hand := &mover{ID: 2, Name: "hand"}
	from := &mover{ID: 1, Name: "read", Chief: orm.RefPK[mover](7), Crew: orm.ManyOf(hand), Note: "from"}
	to := &mover{Name: "old", Note: "to"}
	chief := m.Side("chief")
	source, target := unsafe.Pointer(from), unsafe.Pointer(to)
	schema.OneAt(source, chief.Offset).Owner = source
	back := schema.OneAt(unsafe.Pointer(hand), chief.Offset)
	back.Target = source
	loaders.Move(m, source, target)
	if to.ID != 1 || to.Name != "read" || to.Note != "to" || to.Chief.PK() != any(int64(7)) {
		t.Errorf("the columns are %d, %s, %v, the note is %s", to.ID, to.Name, to.Chief.PK(), to.Note)
	}
	if owner := schema.OneAt(target, chief.Offset).Owner; owner != target {
		t.Errorf("the relation is still that of another instance: %v", owner == source)
	}
	if to.Crew.Len() != 1 || to.Crew.At(0) != hand || back.Target != target {
		t.Errorf("%d hands, which point back at the first: %v", to.Crew.Len(), back.Target == source)
	}
}
