package loaders_test

import (
	"reflect"
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
	Badge orm.One[pass]
	Note  string // the model does not mention it
}

func (m *mover) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&m.ID).PrimaryKey(), schema.String(&m.Name, 20), schema.ForeignKey(&m.Chief).RelatedName("crew")}}
}

// pass is the only one of its holder.
type pass struct {
	ID     int64
	Holder orm.One[mover]
	Deputy orm.One[mover]
}

func (p *pass) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(), schema.ForeignKey(&p.Holder).Unique().RelatedName("badge"), schema.ForeignKey(&p.Deputy).RelatedName("deputies"),
	}}
}

// TestMove: columns, relations and what points back go over to the other instance; what the model does not mention stays.
func TestMove(t *testing.T) {
	m := schema.MustRegistry(&mover{}, &pass{}).ByName("mover")
	hand := &mover{ID: 2, Name: "hand"}
	from := &mover{ID: 1, Name: "read", Chief: orm.RefPK[mover](7), Crew: orm.ManyOf(hand), Note: "from"}
	to := &mover{Name: "old", Note: "to"}
	chief := m.Side("chief")
	source, target := unsafe.Pointer(from), unsafe.Pointer(to)
	schema.OneAt(source, chief.Offset).Owner = source
	back := schema.OneAt(unsafe.Pointer(hand), chief.Offset)
	back.Target = source
	state := &schema.RowState{Model: m, Saved: true}
	m.State(source).State = state
	loaders.Move(m, source, target)
	if to.ID != 1 || to.Name != "read" || to.Note != "to" || to.Chief.PK() != any(int64(7)) {
		t.Errorf("the columns are %d, %s, %v, the note is %s", to.ID, to.Name, to.Chief.PK(), to.Note)
	}
	if owner := schema.OneAt(target, chief.Offset).Owner; owner != target {
		t.Errorf("the relation is still that of another instance: %v", owner == source)
	}
	if m.State(target).State != state {
		t.Error("the instance does not know that it is saved")
	}
	if to.Crew.Len() != 1 || to.Crew.At(0) != hand || back.Target != target {
		t.Errorf("%d hands, which point back at the first: %v", to.Crew.Len(), back.Target == source)
	}
}

// TestMoveOne: the row of the far side of a one-to-one turns with its owner; where there is none nothing does, and what a row's own foreign key
// points at is nobody's child.
func TestMoveOne(t *testing.T) {
	reg := schema.MustRegistry(&mover{}, &pass{})
	m, holder := reg.ByName("mover"), reg.ByName("pass").Side("holder")
	badge := m.Side("badge")
	card := &pass{ID: 1}
	from, to, bare := &mover{ID: 1}, &mover{}, &mover{ID: 3}
	source, target := unsafe.Pointer(from), unsafe.Pointer(to)
	*schema.OneAt(source, badge.Offset) = schema.OneState{Target: unsafe.Pointer(card), Loaded: true}
	schema.OneAt(unsafe.Pointer(card), holder.Offset).Target = source
	loaders.Move(m, source, target)
	if back := schema.OneAt(unsafe.Pointer(card), holder.Offset); to.Badge.Get() != card || back.Target != target {
		t.Errorf("the pass is %v, which turned: %v", to.Badge.Get(), back.Target == target)
	}
	loaders.Move(m, unsafe.Pointer(bare), target)
	if to.ID != 3 || to.Badge.Get() != nil {
		t.Errorf("without a pass it is %d, %v", to.ID, to.Badge.Get())
	}
	if back := schema.OneAt(unsafe.Pointer(card), holder.Offset); back.Target != target {
		t.Error("a pass turned that was no longer there")
	}

	copied := &pass{}
	*schema.OneAt(target, badge.Offset) = schema.OneState{Target: unsafe.Pointer(card), Loaded: true}
	loaders.Move(reg.ByName("pass"), unsafe.Pointer(card), unsafe.Pointer(copied))
	if copied.ID != 1 || copied.Holder.Get() != to || to.Badge.Get() != card {
		t.Errorf("the copy is %+v, the holder's pass the copy: %v", copied, to.Badge.Get() == copied)
	}
}

type trip struct {
	ID    int64
	Stops orm.ManyThrough[stop, tripStop]
}

func (p *trip) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&p.ID).PrimaryKey(), schema.ManyToMany(&p.Stops)}}
}

type stop struct{ ID int64 }

func (s *stop) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&s.ID).PrimaryKey()}}
}

// tripStop has the keys of its ends in plain fields.
type tripStop struct {
	ID, Trip, Stop int64
}

func (s *tripStop) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{schema.BigInteger(&s.ID).PrimaryKey(), schema.BigInteger(&s.Trip), schema.BigInteger(&s.Stop)}}
}

// TestMoveLink: the keys of a link row that stand in plain fields are columns like others.
func TestMoveLink(t *testing.T) {
	m := schema.MustRegistry(&trip{}, &stop{}, &tripStop{}).Model(reflect.TypeFor[tripStop]())
	to := &tripStop{}
	loaders.Move(m, unsafe.Pointer(&tripStop{ID: 1, Trip: 2, Stop: 3}), unsafe.Pointer(to))
	if *to != (tripStop{1, 2, 3}) {
		t.Errorf("got %+v", to)
	}
}
