package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// The names of tables, constraints and reverse sides are ormar's: M-03, M-08, M-09, M-10, R-03, R-08, R-12, R-13.
func TestNamesAreOrmars(t *testing.T) {
	r := MustRegistry(&book{})
	m := r.ByName("book")
	var got []string
	for _, c := range m.Constraints {
		got = append(got, c.Name)
	}
	for _, s := range m.Sides {
		if s.Kind == ForwardSide {
			got = append(got, s.Constraint)
		}
	}
	link := r.ByName("bookTag")
	got = append(got, link.Table)
	for _, a := range link.Attributes {
		got = append(got, a.Column)
		if a.Side != nil {
			got = append(got, a.Side.Constraint, a.Side.OnDelete.String(), a.Side.OnUpdate.String())
		}
	}
	want := strings.Fields(`ix_books_title uc_books_author_title ix_books_year check_books_year_>_0
		fk_books_authors_id_author fk_books_shelves_id_shelf
		books_tags id book fk_books_tags_books_book_id CASCADE CASCADE tag fk_books_tags_tags_tag_id CASCADE CASCADE`)
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if r.ByName("shelf").Side("books") == nil || r.ByName("author").Side("books") == nil || r.ByName("tag").Side("books") == nil {
		t.Error("a reverse side has another name")
	}
}

// Longer generated names keep 54 bytes and get a hash of the whole; different ones stay different (M-08, R-03).
func TestLongNamesGetAHash(t *testing.T) {
	long := strings.Repeat("ä", 30) + "a"
	for _, name := range []string{strings.Repeat("x", 64), "fk_" + strings.Repeat("table_", 30), long + "bcd"} {
		got := fit(name)
		sum := sha256.Sum256([]byte(name))
		if len(got) > 63 || !utf8.ValidString(got) || !strings.HasSuffix(got, "_"+hex.EncodeToString(sum[:4])) || !strings.HasPrefix(name, got[:len(got)-9]) {
			t.Errorf("%q became %q", name, got)
		}
		if other := fit(name + "x"); other == got {
			t.Errorf("two names became %q", got)
		}
		if got != fit(name) {
			t.Error("the same name became two")
		}
	}
	for _, name := range []string{"", "a", strings.Repeat("x", 63)} {
		if fit(name) != name {
			t.Errorf("%q was changed", name)
		}
	}
	specimenSays = func(s *specimen) Table {
		return Table{Name: strings.Repeat("t", 60), Fields: Fields{Integer(&s.ID).PrimaryKey(), Integer(&s.Whole).Index().Unique(), Integer(&s.Maybe).Index()}}
	}
	seen := map[string]bool{}
	for _, c := range MustRegistry(&specimen{}).ByName("specimen").Constraints {
		if seen[c.Name] || len(c.Name) != 63 {
			t.Errorf("the constraint name %q", c.Name)
		}
		seen[c.Name] = true
	}
}

type aTypeWhoseNameIsSoLongThatPostgreSQLWouldCutItToItsFirstSixtyThreeBytes string

type longEnum struct {
	ID int
	E  aTypeWhoseNameIsSoLongThatPostgreSQLWouldCutItToItsFirstSixtyThreeBytes
}

func (l *longEnum) Schema() Table {
	return Table{Fields: Fields{Integer(&l.ID).PrimaryKey(), Enum(&l.E, "a")}}
}

// F-14: the type of a native enumeration is named after the Go type, whole.
func TestLongEnumName(t *testing.T) {
	reports(t, []Definer{&longEnum{}}, mistake{"longEnum", "E", "and 63 is the most that every database keeps; shorten it, by renaming the type"})
}

// FuzzDefinition offers names and texts from anywhere: whatever they are, a registry comes, or mistakes and never a panic; and
// what a registry accepts, every database can take.
func FuzzDefinition(f *testing.F) {
	for _, s := range []string{"", "a", "select", "a b", "pk", "a__b", "-a", "\x00", "\xff", "é", "😀", strings.Repeat("x", 64), `a"b`, "a`b", "xmin", "id", "sqlite_a", "hubs"} {
		f.Add(s, s, s, s, true)
		f.Add("t", s, "name", "", false)
	}
	f.Fuzz(func(t *testing.T, table, column, key, text string, anyName bool) {
		specimenSays = func(s *specimen) Table {
			return Table{Name: table, AnyName: anyName, Comment: text, OrderBy: []string{key},
				Fields: Fields{Integer(&s.ID).PrimaryKey(), String(&s.Name, 10).Name(column).Comment(text).ServerDefault(text).Choices(text),
					Enum(&s.Mood, colour(text), colour(key))},
				Constraints: []Constraint{UniqueTogether(key), IndexOn("name", key).Named(column), Check(text, key)}}
		}
		spokeSays = func(s *spoke) Table {
			return Table{Name: key, AnyName: anyName, Fields: Fields{
				Integer(&s.ID).PrimaryKey(), ForeignKey(&s.Hub).RelatedName(key).Name(column).ConstraintName(text).OrderBy(key),
				ForeignKey(&s.Second).RelatedName(text), ManyToMany(&s.Hubs).ThroughTable(table).ThroughColumns(column, text),
				ManyToMany(&s.More).RelatedName("d").OrderBy(text), ManyToMany(&s.Pins).RelatedName("e").RelatedOrderBy(key)}}
		}
		for _, models := range [][]Definer{{&specimen{}}, {&spoke{}}, {&specimen{}, &spoke{}}} {
			r, err := NewRegistry(models...)
			if err != nil {
				if !errors.Is(err, ErrDefinition) || r != nil {
					t.Fatalf("%v", err)
				}
				continue
			}
			for _, m := range r.Models() {
				names := []string{m.Table}
				for _, a := range m.Attributes {
					names = append(names, a.Column)
				}
				for _, c := range m.Constraints {
					names = append(names, c.Name)
				}
				for _, n := range names {
					if n == "" || len(n) > 63 || !utf8.ValidString(n) || strings.ContainsRune(n, 0) {
						t.Errorf("the name %q was accepted", n)
					}
				}
			}
		}
	})
}
