package engine

import (
	"reflect"
	"testing"
	"unsafe"

	"github.com/ormar-go/ormar/schema"
)

// TestShardsOfARelation: the field of an instance knows the instance's shard; a copy, and a
// relation of nobody, know none.
func TestShardsOfARelation(t *testing.T) {
	bills := divided(t).ByName("tenant").Side("bills")
	owner := &tenant{ID: 7}
	at, binding := unsafe.Pointer(owner), &schema.Binding{Side: bills}
	state := schema.ManyAt(at, bills.Offset)
	state.Own(at, schema.KeyOf(int64(7)))
	if got := shardsIn(binding, state, at); !reflect.DeepEqual(got, []any{int64(7)}) {
		t.Errorf("of the field: %v", got)
	}
	copied := *state
	if got := shardsIn(binding, &copied, copied.Owner); got != nil {
		t.Errorf("of a copy: %v", got)
	}
	if got := shardsIn(binding, &schema.ManyState{}, nil); got != nil {
		t.Errorf("of nobody: %v", got)
	}
	db, _ := scripted(t, "sqlite")
	parcels := db.model("depot").Side("parcels")
	place := &depot{ID: "x"}
	of := schema.ManyAt(unsafe.Pointer(place), parcels.Offset)
	of.Own(unsafe.Pointer(place), schema.KeyOf("x"))
	if got := shardsIn(&schema.Binding{Side: parcels}, of, of.Owner); got != nil {
		t.Errorf("of rows that are not divided: %v", got)
	}
}
