package schema

import (
	"strings"
	"testing"
)

// What is wrong with a constraint that is more than attributes is said with what to write instead.
func TestIndexMistakes(t *testing.T) {
	for _, c := range []struct {
		says          Constraint
		field, reason string
	}{
		{UniqueOn("(lower({nmae}))"), "nmae", `did you mean "name"?`},
		{IndexOn("lower({name})"), "lower({name})", "an expression stands in parentheses"},
		{IndexOn("(lower({name})"), "", "write \"(lower({field}))\""},
		{IndexOn("( )"), "", "give it SQL"},
		{IndexOn("-name", "name"), "name", "names the field twice; remove one"},
		{IndexOn("name").Where("{nam} = 1"), "nam", `did you mean "name"?`},
		{Check("c", "1 = 1").Where("{name} = ''"), "", "write the condition into the constraint"},
		{Check("c", "1 = 1").Include("name"), "", "remove them"},
		{IndexOn("name").Using("gin; drop"), "", "use gin, gist"},
		{UniqueOn("name").Using("hash"), "", "leave Using out"},
		{Exclude("x", "", "{name} WITH ="), "", "use gist"},
		{Exclude("x", "gist"), "", "name at least one"},
		{IndexOn("name").Include("nmae"), "nmae", `did you mean "name"?`},
		{IndexOn("name").Include("name"), "name", "remove it"},
		{IndexOn("name").Class("id", "text_ops"), "id", "spell it as in the index"},
		{IndexOn("name").Class("name", "a b"), "name", "use one like"},
		{IndexOn("name").Length("id", 3), "id", "spell it as in the index"},
		{IndexOn("id").Length("id", 3), "id", "from 1 on"},
	} {
		t.Run(c.reason, func(t *testing.T) {
			specimenSays = with(func(t *Table) { t.Constraints = []Constraint{c.says} })
			_, err := NewRegistry(&specimen{})
			if err == nil || !strings.Contains(err.Error(), c.reason) || c.field != "" && !strings.Contains(err.Error(), c.field) {
				t.Errorf("%v does not say %s %s", err, c.field, c.reason)
			}
		})
	}
}

// Names, fields and texts of constraints that are more than attributes.
func TestIndexParts(t *testing.T) {
	ident := func(column string) string { return "<" + column + ">" }
	for _, c := range []struct {
		says                      Constraint
		name, part, where, fields string
		plain, simple             bool
	}{
		{UniqueOn("name"), "uc_specimens_name", "", "", "name", true, true},
		{UniqueOn("-name"), "uc_specimens_name", "", "", "name", true, false},
		{UniqueOn("name").Include("id"), "uc_specimens_name", "", "", "name", true, false},
		{UniqueOn("name").Where("({id} > 1) AND ({id} < 3)"), "uc_specimens_name", "", "(<id> > 1) AND (<id> < 3)", "name", false, false},
		{UniqueOn("name").Length("name", 4), "uc_specimens_name", "", "", "name", false, false},
		{UniqueOn("name").Length("name", 10), "uc_specimens_name", "", "", "name", true, true},
		{UniqueOn("-(lower({name}))", "id"), "uc_specimens_lower_name_id", "lower(<name>)", "", "name id", false, false},
		{UniqueOn("((lower({name})))"), "uc_specimens_lower_name", "lower(<name>)", "", "name", false, false},
		{UniqueOn("(coalesce(name, 'id {x}'))", "id"), "uc_specimens_coalesce_name_id_x_id", "coalesce(name, 'id {x}')", "", "name id", false, false},
		{Exclude("", "gist", "{name} WITH ="), "ex_specimens_name_WITH", "<name> WITH =", "", "name", false, false},
	} {
		specimenSays = with(func(t *Table) { t.Constraints = []Constraint{c.says} })
		r, err := NewRegistry(&specimen{})
		if err != nil {
			t.Fatal(err)
		}
		got := r.Models()[0].Constraints[0]
		var names []string
		for _, a := range got.Attributes {
			names = append(names, a.Name)
		}
		if got.Parts[0].Desc != strings.HasPrefix(c.says.attributes[0], "-") {
			t.Errorf("%v: descending %t", c.says.attributes, got.Parts[0].Desc)
		}
		if got.Name != c.name || got.Parts[0].Expression.SQL(ident) != c.part || got.Where.SQL(ident) != c.where || strings.Join(names, " ") != c.fields ||
			got.Plain() != c.plain || got.Simple() != c.simple {
			t.Errorf("%s, %s, %s, %v, %t %t: not %+v", got.Name, got.Parts[0].Expression.SQL(ident), got.Where.SQL(ident), names, got.Plain(), got.Simple(), c)
		}
	}
}

// Checks and generated columns name columns by fields too.
func TestFieldsInExpressions(t *testing.T) {
	ident := func(column string) string { return "<" + column + ">" }
	for _, c := range []struct{ condition, sql, name, reason string }{
		{"{name} <> '{name}' AND id > 0", "<name> <> '{name}' AND id > 0", "check_specimens_name_<>_'{name}'_AND_id_>_0", ""},
		{"name > ''", "name > ''", "check_specimens_name_>_''", ""},
		{"{nmae} > ''", "", "", `did you mean "name"?`},
		{" ", "", "", "give it SQL"},
	} {
		specimenSays = with(func(t *Table) { t.Constraints = []Constraint{Check("", c.condition)}; t.AnyName = true })
		said := specimenSays
		specimenSays = func(s *specimen) Table {
			t := said(s)
			t.Fields = append(t.Fields, BigInteger(&s.Other).Generated("{id} + '{'", GeneratedStored))
			return t
		}
		r, err := NewRegistry(&specimen{})
		if c.reason != "" {
			if err == nil || !strings.Contains(err.Error(), c.reason) {
				t.Errorf("%q: %v does not say %s", c.condition, err, c.reason)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if a := r.Models()[0].Attribute("other"); a.GeneratedSQL(ident) != "<id> + '{'" {
			t.Errorf("generated by %s", a.GeneratedSQL(ident))
		}
		if got := r.Models()[0].Constraints[0]; got.Condition.SQL(ident) != c.sql || got.Name != c.name {
			t.Errorf("%s, %s, want %s, %s", got.Condition.SQL(ident), got.Name, c.sql, c.name)
		}
	}
}
