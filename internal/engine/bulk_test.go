package engine

import "testing"

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
