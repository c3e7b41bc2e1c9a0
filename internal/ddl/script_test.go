package ddl

import (
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/diff"
	"github.com/ormar-go/ormar/internal/state"
)

// Each name is free when it is given; a ring is opened by a name between.
func TestInOrder(t *testing.T) {
	chain := []diff.Rename{{Table: "a", To: "b"}, {Table: "b", To: "c"}}
	if got := inOrder(chain); !slices.Equal(got, []diff.Rename{{Table: "b", To: "c"}, {Table: "a", To: "b"}}) {
		t.Errorf("a chain: %v", got)
	}
	ring := []diff.Rename{{Table: "t", Column: "x", To: "y"}, {Table: "t", Column: "y", To: "x"}}
	taken := map[string]bool{"x": true, "y": true}
	for _, r := range inOrder(ring) {
		if !taken[r.Column] || taken[r.To] {
			t.Fatalf("%v gives a name that is taken, of %v", r, taken)
		}
		delete(taken, r.Column)
		taken[r.To] = true
	}
	if len(taken) != 2 || !taken["x"] || !taken["y"] {
		t.Errorf("the ring ends with %v", taken)
	}
}

// The names of keys and sequences are cut as PostgreSQL cuts them: the longer part first.
func TestObjectName(t *testing.T) {
	long := strings.Repeat("t", 70)
	for _, c := range [][4]string{{"books", "", "pkey", "books_pkey"}, {"books", "id", "seq", "books_id_seq"}, {long, "", "pkey", long[:58] + "_pkey"},
		{long, "id", "seq", long[:56] + "_id_seq"}} {
		if got := objectName(c[0], c[1], c[2]); got != c[3] || len(got) > 63 {
			t.Errorf("%s, %s, %s: %s, want %s", c[0], c[1], c[2], got, c[3])
		}
	}
}

// A type with more room at its end is no risk; others are.
func TestTypeRisks(t *testing.T) {
	column := func(kind string) *state.Column { return &state.Column{Name: "c", Type: kind} }
	for _, c := range []struct {
		from, to string
		risky    bool
	}{{"varchar(10)", "varchar(20)", false}, {"varchar(20)", "varchar(10)", true}, {"varchar(20)", "text", false}, {"text", "varchar(20)", true}, {"integer", "bigint", true}} {
		if got := len(typeRisks("t.c", column(c.from), column(c.to))) > 0; got != c.risky {
			t.Errorf("%s to %s: a risk is %t", c.from, c.to, got)
		}
	}
}

// An index that a foreign key needs does not go before it (P14), and comes again with it.
func TestForeignKeyIsPutBack(t *testing.T) {
	table := func(indexed bool) state.Table {
		t := state.Table{Name: "books", Key: []string{"id"}, Columns: []state.Column{{Name: "id", Type: "int"}, {Name: "author", Type: "int"}},
			ForeignKeys: []state.ForeignKey{{Name: "fk", Columns: []string{"author"}, Table: "authors", Targets: []string{"id"}}}}
		if indexed {
			t.Constraints = []state.Constraint{{Kind: state.Index, Name: "ix", Parts: []state.Part{{Column: "author"}}}}
		}
		return t
	}
	authors := state.Table{Name: "authors", Key: []string{"id"}, Columns: []state.Column{{Name: "id", Type: "int"}}}
	from, to := &state.State{Tables: []state.Table{authors, table(true)}}, &state.State{Tables: []state.Table{authors, table(false)}}
	d, err := diff.Of(dialect.MariaDB(), from, to, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, st := range For(dialect.MariaDB()).Script(d, Options{}) {
		got = append(got, st.Text)
	}
	want := []string{"ALTER TABLE `books` DROP FOREIGN KEY `fk`", "ALTER TABLE `books` DROP INDEX `ix`",
		"ALTER TABLE `books` ADD CONSTRAINT `fk` FOREIGN KEY (`author`) REFERENCES `authors` (`id`)"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
