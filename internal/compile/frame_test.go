package compile

import (
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
)

// Frames are named by letters, and by numbers behind these, so that no two of a statement have one name.
func TestFramesHaveNames(t *testing.T) {
	seen := map[string]int{}
	for i := range 30 {
		name := framePrefix(i)
		if j, ok := seen[name]; ok {
			t.Errorf("frames %d and %d are both %s", j, i, name)
		}
		seen[name] = i
	}
	if framePrefix(0) != "t" || framePrefix(6) != "z" || framePrefix(7) != "f7_" {
		t.Errorf("%s, %s, %s", framePrefix(0), framePrefix(6), framePrefix(7))
	}
}

// TestJoinsOfAFrame: a path is joined once, what is only looked for is not, and which rows multiply those of the frame is known.
func TestJoinsOfAFrame(t *testing.T) {
	s := newShelves(t)
	b := &builder{d: dialect.SQLite()}
	f := b.frame(s.model("volume"))
	shelfName, word := s.path("volume", "shelf__name"), s.path("volume", "topics__word")
	if f.find(f.origin, shelfName.Steps) != nil || len(f.tree.Nodes) != 1 {
		t.Error("what is not joined is found")
	}
	n := f.walk(f.origin, shelfName.Steps, 0)
	if f.walk(f.origin, shelfName.Steps, 0) != n || f.find(f.origin, shelfName.Steps) != n || len(f.tree.Nodes) != 2 || n.Model != s.model("shelf") {
		t.Errorf("a path is joined as %d nodes", len(f.tree.Nodes))
	}
	if f.alias(f.origin) != "t0" || f.alias(n) != "t1" {
		t.Errorf("the tables are called %s and %s", f.alias(f.origin), f.alias(n))
	}
	if f.multiplied(shelfName.Steps) != nil {
		t.Error("a relation to one multiplies rows")
	}
	if got := f.multiplied(word.Steps); len(got) == 0 || !got[len(got)-1].Side.ToMany {
		t.Errorf("a relation to many multiplies by %d steps", len(got))
	}
	f.choose(word.Steps)
	if f.multiplied(word.Steps) != nil {
		t.Error("what is selected is multiplied again")
	}
	if other := b.frame(s.model("topic")); other.name != "u" || f.name != "t" {
		t.Errorf("frames %s and %s", f.name, other.name)
	}
	f.root = "`volumes`"
	if f.alias(f.origin) != "`volumes`" || f.alias(n) != "t1" {
		t.Error("in an UPDATE the table has its own name, and the others have not")
	}
}
