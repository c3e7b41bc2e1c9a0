package compile

import (
	"reflect"
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
)

// TestZoneParameters: a zone travels as text, as lists, or as one number for each place in these,
// counted from the epoch of the dialect where they are instants.
func TestZoneParameters(t *testing.T) {
	zone, fixed := &query.Zone{At: []int64{100, 200}, Offset: []int64{0, 3600, 7200}}, &query.Zone{Offset: []int64{3600}}
	d := &dialect.Dialect{}
	d.Dates.Epoch = 1000
	for _, c := range []struct {
		slot Slot
		zone *query.Zone
		want any
	}{
		{Slot{Form: ZoneText, Elem: -1}, zone, "0,100,3600,200,7200"},
		{Slot{Form: ZoneText, Elem: -1}, fixed, "3600"},
		{Slot{Form: ZoneAt, Elem: -1}, zone, zone.At},
		{Slot{Form: ZoneAt, Elem: -1}, fixed, []int64{}},
		{Slot{Form: ZoneOffset, Elem: -1}, zone, zone.Offset},
		{Slot{Form: ZoneEnd, Elem: -1}, zone, zone.Ends()},
		{Slot{Form: ZoneStart, Elem: -1}, zone, zone.Starts()},
		{Slot{Form: ZoneAt, Elem: 1}, zone, int64(1200)},
		{Slot{Form: ZoneOffset, Elem: 1}, zone, int64(3600)},
		{Slot{Form: ZoneOffset, Elem: 0}, fixed, int64(3600)},
		{Slot{Form: ZoneStart, Elem: 1}, zone, zone.Starts()[1] + 1000},
	} {
		if got := c.slot.zone(d, c.zone); !reflect.DeepEqual(got, c.want) {
			t.Errorf("form %d, element %d: %v, want %v", c.slot.Form, c.slot.Elem, got, c.want)
		}
	}
}
