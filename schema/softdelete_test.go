package schema

import "testing"

func TestSoftDeleteMistakes(t *testing.T) {
	for what, c := range map[string]struct {
		field func(*specimen) Field
		want  mistake
	}{
		"not null": {func(s *specimen) Field { return DateTime(&s.Day).SoftDelete() }, mistake{"specimen", "Day", "can be NULL"}},
		"a text":   {func(s *specimen) Field { return Text(&s.Null).SoftDelete() }, mistake{"specimen", "Null", "SoftDelete does not fit Text"}},
		"unique":   {func(s *specimen) Field { return DateTime(&s.MaybeDay).SoftDelete().Unique() }, mistake{"specimen", "MaybeDay", "Unique and SoftDelete contradict"}},
	} {
		t.Run(what, func(t *testing.T) {
			specimenSays = func(s *specimen) Table { return Table{Fields: Fields{BigInteger(&s.ID).PrimaryKey(), c.field(s)}} }
			reports(t, []Definer{&specimen{}}, c.want)
		})
	}
	specimenSays = func(s *specimen) Table {
		return Table{Fields: Fields{BigInteger(&s.ID).PrimaryKey(), DateTime(&s.MaybeDay).SoftDelete(), DateTime(&s.NullDay).SoftDelete()}}
	}
	reports(t, []Definer{&specimen{}}, mistake{"specimen", "NullDay", "said of MaybeDay already"})
	specimenSays = func(s *specimen) Table {
		return Table{Fields: Fields{BigInteger(&s.ID).PrimaryKey(), DateTime(&s.NullDay).SoftDelete()}}
	}
	if m := MustRegistry(&specimen{}).Models()[0]; m.SoftDelete == nil || m.SoftDelete.Name != "null_day" {
		t.Errorf("%v", m.SoftDelete)
	}
}
