package diff_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/diff"
	"github.com/ormar-go/ormar/internal/state"
)

func column(name, kind string) state.Column { return state.Column{Name: name, Type: kind, Kind: kind} }

func books(columns ...state.Column) *state.State {
	return &state.State{Tables: []state.Table{{Name: "books", Columns: columns, Key: []string{"id"}}}}
}

func of(t *testing.T, from, to *state.State, renames ...diff.Rename) *diff.Diff {
	t.Helper()
	d, err := diff.Of(dialect.Postgres(), from, to, renames)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// Other names of a type, and another order, are no difference.
func TestSame(t *testing.T) {
	from, to := books(column("id", "int"), column("name", "character varying(20)")), books(column("name", "VARCHAR( 20 )"), column("id", "int4"))
	if d := of(t, from, to); !d.Empty() {
		t.Errorf("%+v", d.Changed[0])
	}
	if d := of(t, from, books(column("id", "int"), column("name", "varchar(21)"))); d.Empty() || !d.Changed[0].Altered[0].Type {
		t.Error("another length is a difference")
	}
}

// A rename takes everything along: keys, indexes, expressions and what refers to it from elsewhere.
func TestRenameTakesAlong(t *testing.T) {
	from := books(column("id", "integer"), column("titel", "text"))
	from.Tables[0].Constraints = []state.Constraint{
		{Kind: state.Index, Name: "ix", Parts: []state.Part{{Column: "titel"}, {Expression: `lower(titel) || 'titel' || "titel"`}}, Where: "titel > ''"},
		{Kind: state.Check, Name: "ck", Expression: "titel(titel) <> titel"}}
	from.Tables = append(from.Tables, state.Table{Name: "pages", ForeignKeys: []state.ForeignKey{{Name: "fk", Table: "books", Targets: []string{"titel"}}}})
	d := of(t, from, from, diff.Rename{Table: "books", To: "tomes"}, diff.Rename{Table: "tomes", Column: "titel", To: "title"})
	tomes, pages := d.From.Table("tomes"), d.From.Table("pages")
	if tomes == nil || tomes.Column("title") == nil || pages.ForeignKeys[0].Table != "tomes" || pages.ForeignKeys[0].Targets[0] != "title" {
		t.Fatalf("%+v", d.From)
	}
	i := tomes.Constraints[0]
	if i.Parts[0].Column != "title" || i.Parts[1].Expression != `lower(title) || 'titel' || "title"` || i.Where != "title > ''" {
		t.Errorf("the index is %+v", i)
	}
	if got := tomes.Constraints[1].Expression; got != "titel(title) <> title" {
		t.Errorf("the check is %s: a function of the name stays", got)
	}
	if from.Table("books") == nil {
		t.Error("the state before was changed")
	}
	if back := diff.Back(d.Renames); !slices.Equal(back, []diff.Rename{{Table: "tomes", To: "books"}, {Table: "books", Column: "title", To: "titel"}}) {
		t.Errorf("back: %v", back)
	}
}

func TestRenameOfNothing(t *testing.T) {
	from := books(column("id", "integer"))
	for _, r := range []diff.Rename{{Table: "nope", To: "x"}, {Table: "books", Column: "nope", To: "x"}} {
		if _, err := diff.Of(dialect.Postgres(), from, from, []diff.Rename{r}); err == nil || !strings.Contains(err.Error(), "nope") {
			t.Errorf("%v: %v", r, err)
		}
	}
}

// A question is asked about what goes when something like it comes, and only then.
func TestQuestions(t *testing.T) {
	from := books(column("id", "integer"), column("titel", "text"))
	never := func(string) bool { return false }
	ask := func(to *state.State, settled func(string) bool) []diff.Question {
		return diff.Questions(of(t, from, to), settled)
	}
	if q := ask(books(column("id", "integer"), column("title", "text")), never); len(q) != 1 || q[0].Column != "titel" || !slices.Equal(q[0].Candidates, []string{"title"}) {
		t.Errorf("%v", q)
	}
	if q := ask(books(column("id", "integer"), column("pages", "integer")), never); len(q) != 0 {
		t.Errorf("another type: %v", q)
	}
	if q := ask(books(column("id", "integer")), never); len(q) != 0 {
		t.Errorf("nothing comes: %v", q)
	}
	if q := ask(books(column("id", "integer"), column("title", "text")), func(n string) bool { return n == "books.titel" }); len(q) != 0 {
		t.Errorf("it was decided: %v", q)
	}
	to := books(column("id", "integer"), column("titel", "text"))
	to.Tables[0].Name = "tomes"
	if q := ask(to, never); len(q) != 1 || q[0].Table != "books" || q[0].Candidates[0] != "tomes" {
		t.Errorf("a table: %v", q)
	}
}

// A constraint with another name is renamed, unless the name is that of another one.
func TestRenamedConstraint(t *testing.T) {
	from, to := books(column("id", "integer")), books(column("id", "integer"))
	from.Tables[0].Constraints = []state.Constraint{{Kind: state.Check, Name: "a", Expression: "1"}, {Kind: state.Check, Name: "b", Expression: "2"}}
	to.Tables[0].Constraints = []state.Constraint{{Kind: state.Check, Name: "b", Expression: "1"}, {Kind: state.Check, Name: "c", Expression: "2"}}
	c := of(t, from, to).Changed[0]
	if len(c.RenamedConstraints) != 1 || c.RenamedConstraints[0][1].Name != "c" || len(c.AddedConstraints) != 1 || len(c.DroppedConstraints) != 1 {
		t.Errorf("%+v", c)
	}
}

// Created tables come after those that they refer to; dropped ones go before.
func TestOrderOfTables(t *testing.T) {
	s := &state.State{Tables: []state.Table{
		{Name: "a", ForeignKeys: []state.ForeignKey{{Name: "f", Table: "b"}}}, {Name: "b", ForeignKeys: []state.ForeignKey{{Name: "g", Table: "c"}}}, {Name: "c"}}}
	names := func(list []*state.Table) (out string) {
		for _, t := range list {
			out += t.Name
		}
		return out
	}
	if got := names(of(t, &state.State{}, s).Created); got != "cba" {
		t.Errorf("created %s", got)
	}
	if got := names(of(t, s, &state.State{}).Dropped); got != "abc" {
		t.Errorf("dropped %s", got)
	}
}

// A table of words is filled by the names of its table and columns: with other names it is made anew behind the rename.
func TestRenameForgetsWords(t *testing.T) {
	words := func(table, column string) state.Constraint {
		return state.Constraint{Kind: state.FullText, Name: "ft_" + table, With: "CREATE VIRTUAL TABLE ft_" + table, Expression: "INSERT INTO ft_" + table + " SELECT " + column + " FROM " + table}
	}
	from, to := books(column("id", "integer"), column("title", "text")), books(column("id", "integer"), column("title", "text"))
	from.Tables[0].Constraints = []state.Constraint{words("books", "title")}
	to.Tables[0].Name, to.Tables[0].Constraints = "tomes", []state.Constraint{words("tomes", "title")}
	d, err := diff.Of(dialect.SQLite(), from, to, []diff.Rename{{Table: "books", To: "tomes"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Loosened) != 1 || d.Loosened[0].Constraint.Name != "ft_books" || d.Loosened[0].Table.Name != "books" || len(d.From.Table("tomes").Constraints) != 0 {
		t.Errorf("loosened %v, left %v", d.Loosened, d.From.Table("tomes").Constraints)
	}
	if c := d.Changed[0]; len(c.AddedConstraints) != 1 || c.AddedConstraints[0].Name != "ft_tomes" || len(c.DroppedConstraints) != 0 {
		t.Errorf("added %v, dropped %v", c.AddedConstraints, c.DroppedConstraints)
	}
}
