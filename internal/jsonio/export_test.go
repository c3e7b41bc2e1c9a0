package jsonio

import "reflect"

// Copied has encoding/json write the rows of a type while run runs, as it does where a row is more than its fields.
func Copied(t reflect.Type, run func()) (direct bool, err error) {
	s, err := layoutOf(t)
	if err != nil {
		return false, err
	}
	entries := s.entries
	s.entries = nil
	run()
	s.entries = entries
	return entries != nil, nil
}
