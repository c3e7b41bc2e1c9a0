package engine

import (
	"testing"

	"github.com/ormar-go/ormar/internal/compile"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/schema"
)

// TestRowStatementsHaveTheirOwnKeys compares statements that differ in one thing, or whose lists would run together.
func TestRowStatementsHaveTheirOwnKeys(t *testing.T) {
	m := &schema.Model{Table: "parcels"}
	list := func(indexes ...int) []*schema.Attribute {
		out := make([]*schema.Attribute, len(indexes))
		for i, n := range indexes {
			out[i] = &schema.Attribute{Model: m, Index: n}
		}
		return out
	}
	seen := map[string]int{}
	for i, r := range []*rowStatement{
		{form: selectRow, model: m, columns: list(1, 2)},
		{form: selectRow, model: &schema.Model{Table: "parcel"}, columns: list(1, 2)},
		{form: selectRow, model: m, columns: list(1), by: list(2)},
		{form: selectRow, model: m, columns: list(1), update: list(2)},
		{form: updateRow, model: m, columns: list(1), by: list(2)},
		{form: updateRow, model: m, columns: list(1), by: list(2, 3)},
		{form: updateRow, model: m, columns: list(2), by: list(1)},
		{form: insertRows, model: m, columns: list(1, 2)},
		{form: insertRows, model: m, columns: list(1, 2), rows: 1},
		{form: insertRows, model: m, columns: list(1, 2), rows: 2},
		{form: insertRows, model: m, columns: list(1, 2), returning: list(0)},
		{form: insertRows, model: m, columns: list(1, 2), returning: list(0), conflict: &compile.Conflict{}},
		{form: insertRows, model: m, columns: list(1, 2), conflict: &compile.Conflict{Ignore: true}},
		{form: insertRows, model: m, columns: list(1, 2), conflict: &compile.Conflict{Ignore: true, Target: list(1)}},
		{form: insertRows, model: m, columns: list(1, 2), conflict: &compile.Conflict{Target: list(1)}},
		{form: insertRows, model: m, columns: list(1, 2), conflict: &compile.Conflict{Touch: list(1)}},
		{form: insertRows, model: m, columns: list(1, 2), conflict: &compile.Conflict{Update: list(1)}},
		{form: insertRows, model: m, columns: list(1, 2), conflict: &compile.Conflict{Update: list(1, 2), Target: list(1)}},
		{form: insertRows, model: m, columns: list(1, 2), conflict: &compile.Conflict{Update: list(1), Touch: list(2), Target: list(1)}},
		{form: updateRows, model: m, columns: list(1, 2), rows: 2},
		{form: updateRows, model: m, columns: list(1, 2), rows: 2, by: list(0)},
		{form: updateRows, model: m, columns: list(1, 2), rows: 2, by: list(0), raise: true},
		{form: selectRow, model: m, columns: list(1, 2), lock: true},
		{form: insertRows, model: m, columns: list(1, 2), conflict: &compile.Conflict{Ignore: true, Raise: true}},
		{form: insertRows, model: m, columns: list(1, 2), conflict: &compile.Conflict{Raise: true}},
	} {
		s := &query.Shape{}
		r.shape(s)
		if j, ok := seen[string(s.Key)]; ok {
			t.Errorf("statements %d and %d have one key", j, i)
		}
		seen[string(s.Key)] = i
	}
}
