package schema

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

func TestCompactJSON(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{` { "a" : [ 1 , 2.50 , true , null ] } `, `{"a":[1,2.50,true,null]}`},
		{`"\u00e9\u2028\/\u0041\ud83d\ude00"`, "\"é\u2028/A😀\""},
		{`"\u0001\u000a\u001f\b\f\n\r\t\"\\"`, `"\u0001\n\u001f\b\f\n\r\t\"\\"`},
		{`"\ufffd"`, "\"\ufffd\""},
		{`-0`, `0`}, {`[-0.0,-0e5,-0.1]`, `[0.0,0e5,-0.1]`},
		{`12345678901234567890123456789`, `12345678901234567890123456789`},
		{`{"a":{"a":1},"b":{"a":2}}`, `{"a":{"a":1},"b":{"a":2}}`},
		{strings.Repeat("[", 31) + strings.Repeat("]", 31), strings.Repeat("[", 31) + strings.Repeat("]", 31)},
		{strings.Repeat(`{"a":`, 31) + "1" + strings.Repeat("}", 31), strings.Repeat(`{"a":`, 31) + "1" + strings.Repeat("}", 31)},
	} {
		got, b := compactJSON([]byte(c.in), false)
		if b != nil || string(got) != c.want {
			t.Errorf("%s: %s, %+v; want %s", c.in, got, b, c.want)
		}
	}
}

// TestCompactJSONRefuses holds the JSON row of the limits: what one database refuses, all do.
func TestCompactJSONRefuses(t *testing.T) {
	many := make([]string, 40)
	for i := range many {
		many[i] = fmt.Sprintf(`"k%d":%d`, i, i)
	}
	for _, c := range []struct{ in, rule string }{
		{"", ruleJSON}, {"{", ruleJSON}, {"[1,]", ruleJSON}, {`{"a"}`, ruleJSON}, {`{"a":1,}`, ruleJSON}, {`{a:1}`, ruleJSON},
		{"1 2", ruleJSON}, {"01", ruleJSON}, {"1.", ruleJSON}, {".5", ruleJSON}, {"-", ruleJSON}, {"1e", ruleJSON}, {"+1", ruleJSON},
		{"NaN", ruleJSON}, {"Infinity", ruleJSON}, {"nul", ruleJSON}, {`"a`, ruleJSON}, {`"\x"`, ruleJSON}, {`"\u12"`, ruleJSON},
		{"\"\x01\"", ruleJSON}, {"\"\x00\"", ruleJSON}, {`"\`, ruleJSON},
		{"1e400", ruleJSON}, {"-1e400", ruleJSON}, {"1e-400", ruleJSON},
		{`{"a":1,"a":2}`, ruleJSON}, {`{"a":1,"\u0061":2}`, ruleJSON},
		{"{" + strings.Join(many, ",") + `,"k3":0}`, ruleJSON}, {"{" + strings.Join(many, ",") + `,"k39":0}`, ruleJSON},
		{`"\u0000"`, ruleNUL}, {`{"\u0000":1}`, ruleNUL},
		{`"\ud800"`, ruleUTF8}, {`"\udc00\ud800"`, ruleUTF8}, {`"\ud800x"`, ruleUTF8}, {"\"\xff\"", ruleUTF8}, {"\"\xed\xa0\x80\"", ruleUTF8},
		{strings.Repeat("[", 32) + strings.Repeat("]", 32), ruleDepth},
		{strings.Repeat(`{"a":`, 32) + "1" + strings.Repeat("}", 32), ruleDepth},
		{strings.Repeat("[", 1_000_000), ruleDepth},
	} {
		got, b := compactJSON([]byte(c.in), false)
		if b == nil || b.rule != c.rule || got != nil {
			t.Errorf("%.40q: %s, %+v; want a breach of %s", c.in, got, b, c.rule)
		}
	}
}

// TestJSONOfGoValues holds what encoding/json would have changed without a word.
func TestJSONOfGoValues(t *testing.T) {
	a := attributeOf[any](t, KindJSON, nullable)
	for name, v := range map[string]any{"invalid UTF-8": "\xff", "invalid key": map[string]int{"\xff": 1}, "NUL": "a\x00", "depth": nested(32)} {
		if c, err := a.Get(newHolder(v).row()); err == nil {
			t.Errorf("%s: %s is stored", name, c)
		}
	}
	if c, err := a.Get(newHolder[any](nested(31)).row()); err != nil {
		t.Errorf("31 levels: %v, %v", c, err)
	}
	if c, err := a.Get(newHolder[any]("\ufffd").row()); err != nil || string(c.(json.RawMessage)) != "\"\ufffd\"" {
		t.Errorf("the replacement character itself: %s, %v", c, err)
	}
	cycle := map[string]any{}
	cycle["self"] = cycle
	if _, err := a.Get(newHolder[any](cycle).row()); err == nil {
		t.Error("a value that contains itself is stored")
	}
}

func nested(depth int) any {
	var v any = 1
	for range depth {
		v = []any{v}
	}
	return v
}

// TestNilJSON holds the NULL half of F-20.
func TestNilJSON(t *testing.T) {
	strict := attributeOf[[]string](t, KindJSON)
	if c, err := strict.Get(newHolder[[]string](nil).row()); err != nil || string(c.(json.RawMessage)) != "null" {
		t.Errorf("a nil slice in a NOT NULL column is %s, %v; want the JSON null", c, err)
	}
	open := attributeOf[[]string](t, KindJSON, nullable)
	if c, err := open.Get(newHolder[[]string](nil).row()); err != nil || c != nil {
		t.Errorf("a nil slice in a nullable column is %v, %v; want NULL", c, err)
	}
	raw := attributeOf[json.RawMessage](t, KindJSON)
	if c, err := raw.Get(newHolder[json.RawMessage](nil).row()); err != nil || string(c.(json.RawMessage)) != "null" {
		t.Errorf("a nil RawMessage is %s, %v; want the JSON null", c, err)
	}
	if err := strict.Set(newHolder[[]string](nil).row(), nil); err == nil {
		t.Error("a NOT NULL field took NULL")
	}
}

// TestJSONNumbers holds T18: a number read into an any keeps its digits.
func TestJSONNumbers(t *testing.T) {
	a := attributeOf[map[string]any](t, KindJSON)
	row := newHolder[map[string]any](nil)
	if err := a.Set(row.row(), json.RawMessage(`{"id":9007199254740993,"f":0.10}`)); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"id": json.Number("9007199254740993"), "f": json.Number("0.10")}
	if !reflect.DeepEqual(row.V, want) {
		t.Errorf("read %#v", row.V)
	}
	b := attributeOf[prefs](t, KindJSON)
	typed := newHolder(prefs{Sizes: []int{9}, Extra: map[string]any{"old": 1}})
	if err := b.Set(typed.row(), json.RawMessage(`{"theme":"x"}`)); err != nil || !reflect.DeepEqual(typed.V, prefs{Theme: "x"}) {
		t.Errorf("what the field held before shines through: %#v, %v", typed.V, err)
	}
}

// FuzzJSON compares the reader with encoding/json: what it accepts is valid, means the same, and does not change when it is
// read again; what it refuses is invalid or among the things that some database changes.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.5e3,"\u00e9"]}`, `"\ud83d\ude00"`, "-0", "[[[[]]]]", `{"a":1,"a":2}`, "\"\xff\"", " 1 ", "1e400"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, b := compactJSON(text, false)
		if b != nil {
			if b.rule == ruleJSON && fmt.Sprint(b.param) == "" {
				t.Fatalf("%q is refused without a reason", text)
			}
			return
		}
		if !json.Valid(text) || !json.Valid(got) {
			t.Fatalf("%q became %q", text, got)
		}
		if before, after := decoded(t, text), decoded(t, got); !reflect.DeepEqual(before, after) {
			t.Fatalf("%q means %v, %q means %v", text, before, got, after)
		}
		if again, b := compactJSON(got, true); b != nil || string(again) != string(got) {
			t.Fatalf("%q became %q at the second reading (%+v)", got, again, b)
		}
	})
}

func decoded(t *testing.T, text []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	if f, ok := v.(float64); ok && f == 0 {
		return 0.0
	}
	return v
}

// TestCompactJSONAgreesWithMarshal is a property: what encoding/json writes of random values is accepted and unchanged in
// meaning.
func TestCompactJSONAgreesWithMarshal(t *testing.T) {
	r := rand.New(rand.NewPCG(codecSeed, 7))
	for range 500 {
		v := randomJSON(r, 4)
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		got, b := compactJSON(text, true)
		if b != nil || !reflect.DeepEqual(decoded(t, got), decoded(t, text)) {
			t.Errorf("seed %d: %s became %s (%+v)", codecSeed, text, got, b)
		}
	}
}

func randomJSON(r *rand.Rand, depth int) any {
	switch n := r.IntN(7); {
	case n == 0 && depth > 0:
		list := make([]any, r.IntN(5))
		for i := range list {
			list[i] = randomJSON(r, depth-1)
		}
		return list
	case n <= 2 && depth > 0:
		object := map[string]any{}
		for range r.IntN(30) {
			object[fmt.Sprint("k<", r.IntN(100))] = randomJSON(r, depth-1)
		}
		return object
	case n == 3:
		return r.NormFloat64() * 1e10
	case n == 4:
		return r.IntN(2) == 0
	case n == 5:
		return nil
	}
	runes := make([]rune, r.IntN(10))
	for i := range runes {
		runes[i] = rune(1 + r.IntN(0xd7ff))
	}
	return string(runes)
}
