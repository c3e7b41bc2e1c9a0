package engine

import (
	"database/sql"
	"testing"
)

// TestSameRow: two rows with the same values are one, unless a value is NULL or left to the server.
func TestSameRow(t *testing.T) {
	db, _ := scripted(t, "sqlite")
	m := db.model("parcel")
	grams := func(n int64) sql.Null[int64] { return sql.Null[int64]{V: n, Valid: true} }
	for _, c := range []struct {
		by   []string
		rows []*parcel
		i, j int
	}{
		{[]string{"code"}, []*parcel{{Code: "a"}, {Code: "b"}, {Code: "a"}}, 0, 2},
		{[]string{"code"}, []*parcel{{Code: "a"}, {Code: "A"}}, 0, 0},
		{[]string{"code", "seen"}, []*parcel{{Code: "a", Seen: 1}, {Code: "a", Seen: 2}}, 0, 0},
		{[]string{"code", "seen"}, []*parcel{{Code: "x"}, {Code: "a", Seen: 2}, {Code: "a", Seen: 2}}, 1, 2},
		{[]string{"grams"}, []*parcel{{}, {}}, 0, 0},
		{[]string{"grams"}, []*parcel{{Grams: grams(0)}, {}, {Grams: grams(0)}}, 0, 2},
		{[]string{"id"}, []*parcel{{}, {}}, 0, 0},
		{[]string{"id"}, []*parcel{{ID: 1}, {ID: 1}}, 0, 1},
		{[]string{"code"}, nil, 0, 0},
	} {
		if i, j, err := SameRow(attributes(t, m, c.by...), pointers(c.rows...)); i != c.i || j != c.j || err != nil {
			t.Errorf("by %v: %d and %d, want %d and %d: %v", c.by, i, j, c.i, c.j, err)
		}
	}
}

func TestTupleKeyKeepsValuesApart(t *testing.T) {
	for _, pair := range [][2][]any{
		{{"a b", "c"}, {"a", " bc"}},
		{{"a", "b"}, {"ab", ""}},
		{{`a"`, "b"}, {"a", `"b`}},
		{{int64(1), int64(23)}, {int64(12), int64(3)}},
	} {
		if x, y := tupleKey(pair[0]), tupleKey(pair[1]); x == y {
			t.Errorf("%v and %v are both %s", pair[0], pair[1], x)
		}
	}
}
