package schema

import "testing"

func TestWriteOnlyMistakes(t *testing.T) {
	specimenSays = func(s *specimen) Table {
		return Table{Fields: Fields{BigInteger(&s.ID).PrimaryKey().WriteOnly(), String(&s.Name, 9).WriteOnly().ReadOnly(), String(&s.Title, 9).WriteOnly().WriteOnly()}}
	}
	reports(t, []Definer{&specimen{}}, mistake{"specimen", "ID", "PrimaryKey and WriteOnly contradict"}, mistake{"specimen", "Name", "ReadOnly and WriteOnly contradict"})
}
