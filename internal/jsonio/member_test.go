package jsonio

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest/replay"
)

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
			w.add(m.Name, m.Value)
		}
		if got := string(w.close()); got != want {
			t.Errorf("%s became %s, want %s", text, got, want)
		}
	}
}

// What the scanner finds is what encoding/json's decoder finds, in whatever is valid JSON.
func TestMembersAgreeWithTheDecoder(t *testing.T) {
	seed := replay.Seed(t)
	random := rand.New(rand.NewPCG(seed, 0))
	parts := []string{`"a"`, `"b\\"`, `"\""`, `"{"`, `"],}"`, `"é"`, `"\u00e9"`, `""`, `:`, `:`, `:`, `,`, `,`, `{`, `}`, `[`, `]`, `1`, `-1.5e+3`, `null`, `true`, ` `, "\n\t"}
	var value func(depth int) string
	value = func(depth int) string {
		blank := []string{"", "", " ", "\n\t"}[random.IntN(4)]
		n := random.IntN(4)
		switch kind := random.IntN(4); {
		case kind == 0 && depth > 0 && depth < 4:
			list := make([]string, n)
			for i := range list {
				list[i] = value(depth + 1)
			}
			return blank + "[" + strings.Join(list, ",") + "]" + blank
		case kind == 1 && depth < 4 || depth == 0:
			if depth == 0 {
				n = random.IntN(2 * smallObject)
			}
			list := make([]string, n)
			for i := range list {
				list[i] = fmt.Sprintf(`%s%q%s:%s`, blank, []string{"a", "b", "é", "\\", "\x01", fmt.Sprint(random.IntN(50))}[random.IntN(6)], blank, value(depth+1))
			}
			return strings.ReplaceAll(blank+"{"+strings.Join(list, ",")+"}"+blank, `\x01`, `\u0001`)
		}
		return blank + []string{parts[random.IntN(8)], "1", "-1.5e+3", "null", "true"}[random.IntN(5)] + blank
	}
	for range 3000 {
		text := value(0)
		if !json.Valid([]byte(text)) {
			t.Fatalf("seed %d: the test made %q", seed, text)
		}
		d := json.NewDecoder(strings.NewReader(text))
		_, _ = d.Token()
		var want []string
		seen := map[any]bool{}
		for d.More() {
			var v json.RawMessage
			name, err := d.Token()
			if err != nil || d.Decode(&v) != nil {
				t.Fatalf("seed %d: %q: %v", seed, text, err)
			}
			if !seen[name] {
				want = append(want, fmt.Sprintf("%q %s", name, v))
			}
			seen[name] = true
		}
		var got []string
		for _, m := range membersOf([]byte(text)) {
			got = append(got, fmt.Sprintf("%q %s", m.Name, m.Value))
			if cap(m.Value) != len(m.Value) {
				t.Fatalf("seed %d: appending to %s would write over what follows", seed, m.Value)
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d: %q: %q, want %q", seed, text, got, want)
		}
	}
	for _, text := range []string{"", "{", `{"a"`, `{"a":`, `{"a":1`, `{"a`, `{"a\`, `{"a":"`, `x`, `{,}`, `{"a":}`, strings.Join(parts, "")} {
		membersOf([]byte(text)) // which is no JSON, and must not panic or last
	}
}
