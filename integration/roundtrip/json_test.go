package roundtrip

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
)

// sameJSON compares by meaning: the databases write numbers and the order of keys each in their own way (F-11, F-20).
func sameJSON[T any](a, b T) bool { return meaning(a) == meaning(b) }

// meaning is a text that is the same for JSON of the same meaning.
func meaning(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return err.Error()
	}
	return fmt.Sprint(rational(tree))
}

func rational(v any) any {
	switch v := v.(type) {
	case json.Number:
		r, ok := new(big.Rat).SetString(v.String())
		if !ok {
			return "no number: " + v.String()
		}
		return "#" + r.RatString()
	case string:
		return fmt.Sprintf("%q", v)
	case []any:
		for i := range v {
			v[i] = rational(v[i])
		}
		return v
	case map[string]any:
		out := map[string]any{}
		for k, item := range v {
			out[fmt.Sprintf("%q", k)] = rational(item)
		}
		return out
	}
	return v
}

func nested(open, inner, shut string, depth int) json.RawMessage {
	return json.RawMessage(strings.Repeat(open, depth) + inner + strings.Repeat(shut, depth))
}

// anyJSON is a random value of JSON, to a depth.
func anyJSON(r *rand.Rand, depth int) any {
	text := textOf(12)
	switch n := r.IntN(9); {
	case n == 0:
		return nil
	case n == 1:
		return r.IntN(2) == 0
	case n == 2:
		return json.Number(fmt.Sprint(int64(r.Uint64())))
	case n == 3:
		return json.Number(fmt.Sprint(floatKit.any(r)))
	case n == 4:
		return json.Number(fmt.Sprintf("%d.%d", r.Int64(), r.Int64()))
	case n < 7 || depth == 0:
		return text(r)
	case n == 7:
		list := []any{}
		for range r.IntN(4) {
			list = append(list, anyJSON(r, depth-1))
		}
		return list
	}
	object := map[string]any{}
	for range r.IntN(4) {
		object[text(r)] = anyJSON(r, depth-1)
	}
	return object
}

var aliens = []any{"{", "{]", `{"a":1,"a":2}`, json.RawMessage("1e400"), json.RawMessage(`"\u0000"`), make(chan int), func() {}}

var (
	rawKit = kit[json.RawMessage]{
		edges: []json.RawMessage{
			json.RawMessage("null"), json.RawMessage("true"), json.RawMessage("0"), json.RawMessage("-0"), json.RawMessage(`""`), json.RawMessage("[]"),
			json.RawMessage("{}"), json.RawMessage(`"a\"b\\c\/d\b\f\n\r\té😀"`), json.RawMessage(" { \"b\" : 1 , \"a\" : [ 1 , 2.50 ] } "),
			json.RawMessage("9007199254740993"), json.RawMessage("12345678901234567890.12345678901234567890"), json.RawMessage("1e300"),
			json.RawMessage("1.7976931348623157e308"), json.RawMessage("5e-324"), nested("[", "1", "]", 31), nested(`{"k":`, "1", "}", 31),
			json.RawMessage(`{"":""}`), json.RawMessage(`{"\u00e9":"\ud83d\ude00"}`),
		},
		random: func(r *rand.Rand) json.RawMessage {
			text, err := json.Marshal(anyJSON(r, 4))
			if err != nil {
				panic(err)
			}
			return text
		},
		same: sameJSON[json.RawMessage],
		bad: []json.RawMessage{
			json.RawMessage(""), json.RawMessage("{"), json.RawMessage("nul"), json.RawMessage("1 2"), json.RawMessage("01"), json.RawMessage("NaN"), json.RawMessage("'a'"),
			json.RawMessage(`{"a":1,"a":2}`), json.RawMessage(`{"a":1,"\u0061":2}`), json.RawMessage(`"\u0000"`), json.RawMessage(`{"\u0000":1}`),
			json.RawMessage(`"\ud800"`), json.RawMessage("\"\xed\xa0\x80\""), json.RawMessage("\"\xff\""), json.RawMessage("1e400"), json.RawMessage("1e-400"),
			nested("[", "1", "]", 32), nested(`{"k":`, "1", "}", 32),
		},
		alien: aliens,
	}
	bagKit = kit[map[string]any]{
		edges: []map[string]any{{}, nil, {"": nil}, {"n": json.Number("9007199254740993")}, {"a": []any{1, "x", nil, true, map[string]any{"z": 1.5}}},
			{"\U0010FFFF": "\uffff"}, {"html": "<&>\u2028"}},
		random: func(r *rand.Rand) map[string]any {
			bag := map[string]any{}
			for range r.IntN(5) {
				bag[textOf(8)(r)] = anyJSON(r, 3)
			}
			return bag
		},
		same: sameJSON[map[string]any],
		bad: []map[string]any{{"a": "\xff"}, {"\xff": 1}, {"a": "\x00"}, {"a": make(chan int)}, {"deep": nested("[", "1", "]", 31)},
			{"n": json.Number("1e400")}},
		alien: append([]any{[]int{1}, `[1]`, 7, true}, aliens...),
	}
	docKit = kit[doc]{
		edges: []doc{{}, {Name: "a\"\\\n😀", N: 1<<63 - 1, Tags: []string{}}, {N: -1 << 63, Deep: map[string]*doc{"x": {Name: "y"}, "z": nil}},
			{Flat: map[string]string{"": "", "k": "v"}}},
		random: func(r *rand.Rand) doc {
			text := textOf(10)
			d := doc{Name: text(r), N: int64(r.Uint64()), Flat: map[string]string{text(r): text(r)}}
			for range r.IntN(3) {
				d.Tags = append(d.Tags, text(r))
			}
			return d
		},
		bad:   []doc{{Name: "\xff"}, {Name: "a\x00"}, {Tags: []string{"\xed\xa0\x80"}}, {Flat: map[string]string{"\x00": ""}}},
		alien: append([]any{[]int{1}, `{"n":1.5}`, `{"n":"x"}`, true}, aliens...),
	}
	arrayKit = kit[[]int]{
		edges:  [][]int{{}, nil, {0}, {-1 << 63, 1<<63 - 1}, make([]int, 1000)},
		random: func(r *rand.Rand) []int { return r.Perm(r.IntN(20)) },
		same:   slices.Equal[[]int],
		alien:  append([]any{[]string{"a"}, []any{1.5}, "[1]", "{}", 7, true}, aliens...),
	}
	listKit = kit[[]int]{
		edges:  [][]int{{}, nil, {0}, {-1 << 63, 1<<63 - 1}, make([]int, 1000)},
		random: func(r *rand.Rand) []int { return r.Perm(r.IntN(20)) },
		alien:  append([]any{[]string{"a"}, "[1.5]", "{}", 7, true}, aliens...),
	}
)
