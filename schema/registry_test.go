package schema

import (
	"reflect"
	"slices"
	"testing"
	"unsafe"
)

// TestRegistryReachesRelatedModels gives one model and finds the others, M-01, M-03 and R-18: a registry and each
// model's table stand for the config, and types refer to each other without ceremony.
func TestRegistryReachesRelatedModels(t *testing.T) {
	r, err := NewRegistry(&book{})
	if err != nil {
		t.Fatal(err)
	}
	var tables []string
	for _, m := range r.Models() {
		tables = append(tables, m.Table)
	}
	slices.Sort(tables)
	want := []string{"authors", "books", "books_tags", "chapters", "shelves", "tags"}
	if !slices.Equal(tables, want) {
		t.Errorf("tables %v, want %v", tables, want)
	}
	if r.Model(reflect.TypeFor[**author]()) != r.ByName("author") || r.Model(reflect.TypeFor[int]()) != nil {
		t.Error("Model takes pointers off and knows no other types")
	}
}

// TestRowStateLiesWhereTheModelSays reads what an embedded orm.Model remembers through the model's offset.
func TestRowStateLiesWhereTheModelSays(t *testing.T) {
	r := MustRegistry(&book{})
	m := r.Model(reflect.TypeFor[book]())
	row := new(book)
	if !m.HasState {
		t.Fatal("the embedded state was not found")
	}
	state := &RowState{Model: m, Saved: true}
	m.State(unsafe.Pointer(row)).State = state
	if row.state() != state {
		t.Errorf("the row remembers %+v", row.state())
	}
	if written := new(author); written.state() != nil {
		t.Error("a row that nobody marked remembers something")
	}
	if plain := r.Model(reflect.TypeFor[tag]()); plain.HasState {
		t.Error("tag embeds no state")
	}
}
