package ddl

import (
	"strings"

	"github.com/ormar-go/ormar/internal/diff"
	"github.com/ormar-go/ormar/internal/state"
)

// old is what a type is called while another takes its place.
func old(name string) string { return name + "__old" }

// enums makes the new enumeration types. Labels are added to a type where it is; a type that loses
// some makes room for a new one, to which all its columns go.
func (s *script) enums() {
	for _, e := range s.d.CreatedEnums {
		s.add(s.w.CreateEnum(e))
	}
	for _, e := range s.d.ChangedEnums {
		if len(e.Removed) > 0 && !s.w.dialect.DDL.EnumDropValue {
			s.replaceEnum(e)
			continue
		}
		s.dropLabels(e)
		for _, label := range e.Added {
			s.add(say("alter type", e.To.Name, "ALTER TYPE "+s.w.ident(e.To.Name)+" ADD VALUE "+s.w.dialect.DDL.Literal(label)))
		}
	}
}

// dropLabels takes labels from a type where it is.
func (s *script) dropLabels(e diff.EnumChange) {
	for _, label := range e.Removed {
		s.add(say("alter type", e.To.Name, "ALTER TYPE "+s.w.ident(e.To.Name)+" DROP VALUE "+s.w.dialect.DDL.Literal(label),
			risk(DropsLabel, e.To.Name, "the value %s of %s is no more; a row that has it makes this fail", label, e.To.Name)))
	}
}

func (s *script) replaceEnum(e diff.EnumChange) {
	object := e.To.Name
	s.add(say("rename type", object, "ALTER TYPE "+s.w.ident(object)+" RENAME TO "+s.w.ident(old(object)),
		risk(DropsLabel, object, "the values %s of %s are no more; a row that has one makes this fail", strings.Join(e.Removed, ", "), object)))
	s.add(s.w.CreateEnum(e.To))
	for i := range s.d.From.Tables {
		t := &s.d.From.Tables[i]
		for j := range t.Columns {
			if c := &t.Columns[j]; c.Enum == object && s.keeps(t, c) {
				s.changeType(t, c, c)
			}
		}
	}
}

// keeps reports whether a column will still be there.
func (s *script) keeps(t *state.Table, c *state.Column) bool {
	to := s.d.To.Table(t.Name)
	return to != nil && to.Column(c.Name) != nil && to.Column(c.Name).Enum == c.Enum
}

func (s *script) dropEnums() {
	for _, e := range s.d.ChangedEnums {
		if len(e.Removed) > 0 && !s.w.dialect.DDL.EnumDropValue {
			s.add(s.w.DropEnum(old(e.To.Name)))
		}
	}
	for _, e := range s.d.DroppedEnums {
		s.add(s.w.DropEnum(e.Name))
	}
}
