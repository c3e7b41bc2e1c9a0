package dialect_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/ormar-go/ormar/schema"
)

// JSON is equal by meaning: F-20.
func TestJSONEqual(t *testing.T) {
	a := &schema.Attribute{Name: "c", Kind: schema.KindJSON, Model: &schema.Model{Name: "V"}}
	groups := [][]string{
		{`null`}, {`true`}, {`false`}, {`0`, `0.0`}, {`1`, `1.0`}, {`"1"`}, {`""`}, {`"a"`}, {`"A"`}, {`{}`}, {`[]`}, {`[null]`},
		{`{"a":1,"b":[1,2]}`, `{"b":[1,2.0],"a":1}`}, {`{"a":1,"b":[2,1]}`}, {`{"a":1}`}, {`{"a.b":1}`}, {`{"a":{"b":1}}`},
		{`[1,2]`}, {`[1,2,2]`}, {`{"\"":null}`}, {`"😀"`},
	}
	each(t, func(t *testing.T, s server) {
		s.exec(t, "CREATE TABLE v (id integer, c "+s.Type(a)+")"+s.DDL.TableOptions)
		for i, g := range groups {
			for _, text := range g {
				bound, err := s.Bind(a, json.RawMessage(text))
				if err != nil {
					t.Fatal(err)
				}
				s.exec(t, fmt.Sprintf("INSERT INTO v (id, c) VALUES (%d, %s)", i, s.Parameter(a)), bound)
			}
		}
		s.exec(t, "INSERT INTO v (id, c) VALUES (99, NULL)")
		e := s.JSONEqual
		for i, g := range groups {
			for _, text := range g {
				got := s.ids(t, "SELECT DISTINCT id FROM v WHERE "+e[0]+"v.c"+e[1]+"?"+e[2], text)
				if got != fmt.Sprint(i) {
					t.Errorf("%s: equal to %s: %s, not %d", s.Name, text, got, i)
				}
			}
		}
		if got := s.ids(t, "SELECT count(*) FROM v WHERE NOT ("+e[0]+"v.c"+e[1]+"?"+e[2]+")", `{"a":1}`); got != "23" {
			t.Errorf("%s: %s rows differ from {\"a\":1}, not 23: NULL does not", s.Name, got)
		}
	})
}
