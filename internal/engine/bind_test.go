package engine

import (
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// TestBind: relations of a bound row reach the database, and the far ones know whose they are; what is unbound knows neither.
func TestBind(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	m := db.model("parcel")
	p := &parcel{ID: 5}
	row := unsafe.Pointer(p)
	if Bound(m, row) {
		t.Error("a new row is bound")
	}
	db.Bind(m, row)
	from, tags := p.From.state, p.Tags.state
	if !Bound(m, row) || from.Binding == nil || from.Binding.Side != m.Side("from") || tags.Binding.Side != m.Side("tags") {
		t.Errorf("%+v, %+v", from, tags)
	}
	if tags.Owner != row || tags.OwnerKey() != (schema.Key{Num: 5, Form: schema.IntKey}) {
		t.Errorf("the relation to many is %+v", tags)
	}
	Unbind(m, row)
	if Bound(m, row) || p.Tags.state.Owner != nil || !p.Tags.state.OwnerKey().IsZero() {
		t.Errorf("%+v, %+v", p.From.state, p.Tags.state)
	}
}

// A relation that was copied from another field, or came from another database, is bound anew and stays strict; one of this database
// is left.
func TestBindOfWhatWasBound(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	m := db.model("parcel")
	p := &parcel{ID: 5}
	p.From.state.Binding = &schema.Binding{Side: m.Side("from"), Strict: true, DB: somewhere{}}
	p.Tags.state.Binding = &schema.Binding{Side: m.Side("from")}
	db.Bind(m, unsafe.Pointer(p))
	from, tags := p.From.state.Binding, p.Tags.state.Binding
	if from.DB != db.Handle || !from.Strict || tags.Side != m.Side("tags") || tags.Strict {
		t.Errorf("%+v, %+v", from, tags)
	}
	db.Bind(m, unsafe.Pointer(p))
	if p.From.state.Binding != from || p.From.state.Binding != db.Binding(m.Side("from"), true) {
		t.Error("a binding is not shared by all rows")
	}
}

// somewhere is another database.
type somewhere struct{}

func (somewhere) Models() *schema.Registry { return nil }
