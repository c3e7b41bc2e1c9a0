package jsonschema_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// whole is a body that names everything.
const whole = `{"id":1,"sku":"AB-12","name":"five5","notes":"n","active":false,"maybe":null,"stock":15,"small":-3,"big":9007199254740993,"quoted":"7",
	"perhaps":{"V":3,"Valid":true},"weight":1.5,"price":"12.50","day":"2026-01-02T00:00:00Z","clock":"0001-01-01T10:20:30Z","made":"2026-01-02T03:04:05Z","ended":null,
	"when":{"V":"0001-01-01T00:00:00Z","Valid":false},"meta":{"a":[1,{"b":null}]},"list":[1,2],"address":{"street":"s","Tags":null},"anything":[1],
	"tag":"00000000-0000-0000-0000-000000000007","raw":"AQI=","colour":"blue","size":2,"grade":3,"token":"t","sealed":"s","views":4,
	"maker":{"id":"00000000-0000-0000-0000-000000000001","name":"M","parent":{"id":"00000000-0000-0000-0000-000000000002"},"products":[]},"backup":null,
	"shelves":[{"code":"A","place":{"id":1,"level":2}},{"code":"B"}],"label":{"product":{"id":1},"text":"x"},"counts":{"x":1}}`

// replacements stand in the place of every value.
var replacements = []string{`null`, `true`, `0`, `-1`, `1`, `5`, `1.5`, `1e3`, `1e300`, `40000`, `2147483648`, `9223372036854775808`, `""`, `"x"`, `"1"`, `"red"`, `"AB-12"`,
	`"ab-12"`, `"abcdef"`, `"12345678901234567890123"`, `"1.25"`, `"1.255"`, `"12345.00"`, `"-1.5"`, `"2026-01-02"`, `"2026-02-30"`, `"2026-01-02T03:04:05Z"`,
	`"2026-01-02T03:04:05.123456+02:00"`, `"2026-01-02 03:04:05"`, `"03:04:05"`, `"03:04"`, `"00000000-0000-0000-0000-000000000009"`, `"00000000000000000000000000000009"`,
	`"AQI="`, `"?"`, `"é"`, `[]`, `[1]`, `["x"]`, `[{}]`, `[null]`, `{}`, `{"x":1}`, `{"id":1}`, `{"V":1,"Valid":true}`, `{"V":null,"Valid":false}`}

// variants are the documents that differ from one in one place: a member left out or added, a value replaced.
func variants(t *testing.T, text string) map[string]string {
	t.Helper()
	var doc any
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{"as it is": text}
	note := func(where string) {
		encoded, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		out[where] = string(encoded)
	}
	var visit func(node any, path string, set func(any))
	visit = func(node any, path string, set func(any)) {
		for _, r := range replacements {
			set(json.RawMessage(r))
			note(path + " = " + r)
		}
		set(node)
		switch node := node.(type) {
		case map[string]any:
			node["unknown"] = 1
			note(path + " with an unknown member")
			delete(node, "unknown")
			for _, name := range slices.Sorted(maps.Keys(node)) {
				old := node[name]
				delete(node, name)
				note(path + "." + name + " left out")
				node[strings.ToUpper(name)] = old
				note(path + "." + name + " in capitals")
				delete(node, strings.ToUpper(name))
				visit(old, path+"."+name, func(v any) { node[name] = v })
				node[name] = old
			}
		case []any:
			for i, old := range node {
				visit(old, fmt.Sprintf("%s[%d]", path, i), func(v any) { node[i] = v })
				node[i] = old
			}
		}
	}
	visit(doc, "$", func(v any) { doc = v })
	return out
}

// W-01, D-05: of thousands of bodies the validator takes those that Decode and Validate take, and no others but for what
// strictness lists.
func TestValidatorAgreesWithDecode(t *testing.T) {
	db := dbtest.OpenEmpty(t, "sqlite", models())
	text, err := orm.JSONSchema[product](db)
	s := compiled(t, text, err)
	both, neither, used := 0, 0, make([]bool, len(strictness))
	for where, body := range variants(t, whole) {
		refused := taken(t, s, body)
		var p product
		err := orm.Decode(db, strings.NewReader(body), &p, orm.AllowKey(), orm.AllowFields("counts"), orm.FollowPaths(everything...))
		if err == nil {
			err = orm.Validate(db, &p)
		}
		switch {
		case (refused == nil) == (err == nil):
			if err == nil {
				both++
			} else {
				neither++
			}
		case excused(where, map[bool]string{true: "schema", false: "Decode"}[err == nil], used):
		case err == nil:
			t.Errorf("only the validator refuses: %s: %v", where, refused)
		default:
			t.Errorf("only Decode refuses: %s: %v", where, err)
		}
	}
	for i, s := range strictness {
		if !used[i] {
			t.Errorf("nothing differs any more: %s", s.reason)
		}
	}
	if both < 300 || neither < 1000 {
		t.Errorf("%d bodies were taken by both and %d by neither", both, neither)
	}
}

// The differences between the validator and Decode with Validate, each with its reason. A body that differs elsewhere fails the
// test, and so does an entry that excuses nothing.
var strictness = []struct{ reason, by, where string }{
	{"the schema says what a new row has to bring; Decode gives zeros, which the database or Validate may refuse", "schema", `left out$|(maker|parent|backup|label|shelves\[\d\]) = \{\}$|(products|shelves) = \[\{\}\]$`},
	{"of a time of day and zone, an instant and a key the schema says the form in which they are written; Decode reads others", "schema",
		`(made|ended) = "2026-01-02 03|(tag|id|maker|parent|backup) = "0{31}9"$`},
	{"null for link data is none", "schema", `place = null$`},

	{"a schema says of a document and of a Go field beside the columns only what it is, not what is in it", "Decode", `\$\.(address|list|counts)[.[ ]`},
	{"sql.Null has a V beside Valid: false too", "Decode", `\$\.(perhaps\.V|when\.V|when) = `},
	{"encoding/json writes nil maps, lists and bytes as null", "Decode", `\$\.(raw|meta|list) = null$`},
	{"that a text is base64 is an annotation of the schema", "Decode", `\$\.raw = "`},
	{"the digits of a decimal are counted by Decode", "Decode", `\$\.price = ("12345678901234567890123"|"1\.255"|"00000000000000000000000000000009"|"12345\.00"|1\.5|-1)`},
	{"encoding/json writes a date as an instant at midnight", "Decode", `\$\.(day|when) = "2026-01-02T03`},
	{"how large a number in a string is, and whether it is whole, is counted by Decode", "Decode", `\$\.quoted = `},
	{"the way back is any object that has the key", "Decode", `(label\.product|maker\.parent) with an unknown member$`},
	{"a relation that is a key may be given as what it points to, but not behind a relation that is followed", "Decode", `\$\.label = \{"id":1\}$`},
}

// excused reports whether strictness lists a difference.
func excused(where string, by string, used []bool) bool {
	for i, s := range strictness {
		if s.by == by && regexp.MustCompile(s.where).MatchString(where) {
			used[i] = true
			return true
		}
	}
	return false
}
