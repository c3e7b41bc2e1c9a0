package jsonio

import "reflect"

// Unstraight has every value read by the reader of its field while run runs. It reports whether a field has a straight way.
func Unstraight(t reflect.Type, name string, run func()) (has bool, err error) {
	s, err := layoutOf(t)
	if err != nil {
		return false, err
	}
	p := s.places[name]
	was := p.straight
	p.straight = nil
	run()
	p.straight = was
	return was != nil, nil
}

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
