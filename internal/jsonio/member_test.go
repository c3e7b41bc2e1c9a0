package jsonio

import "testing"

// Members come in their order, as they stand; what is written of them is valid JSON under any name.
func TestMembersThereAndBack(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:                                `{}`,
		`{ "b" : [1, 2] , "a":{"x": null}}`: `{"b":[1, 2],"a":{"x": null}}`,
		`{"a":1,"b":2,"a":3}`:               `{"a":1,"b":2}`,
		`{"\u0022<\\":"\u0041"}`:            `{"\"<\\":"\u0041"}`,
		`[1]`:                               `{}`,
	} {
		w := objectWriter{}
		for _, m := range membersOf([]byte(text)) {
			w.add(m.name, m.text)
		}
		if got := string(w.close()); got != want {
			t.Errorf("%s became %s, want %s", text, got, want)
		}
	}
}
