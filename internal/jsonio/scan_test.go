package jsonio

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// What encoding/json lets pass is told with its place; what goes too far ends the scan.
func TestScan(t *testing.T) {
	for _, c := range []struct{ body, rule, path string }{
		{`{"a":[1,{"b":"\ud83d\ude00"}],"c":null}`, "", ""},
		{`{"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]}`, "", ""},
		{`{"a":1,"a":2}`, ruleDuplicate, "a"},
		{`{"a":1,"\u0061":2}`, ruleDuplicate, "a"},
		{`{"x":[{},{"y":{"a":1,"a":2}}]}`, ruleDuplicate, "x[1].y.a"},
		{`{"x":["ok","\ud83d"]}`, ruleUTF8, "x[1]"},
		{`{"x":"\ud83d\u0041"}`, ruleUTF8, "x"},
		{`{"outer":1,"x":{"a":1,"b":{"a":2}},"a":3,"outer":4}`, ruleDuplicate, "outer"}, // the keys of what has closed are forgotten
		{"{" + keys(100) + `,"k99":1}`, ruleDuplicate, "k99"},
		{"{" + keys(100) + `,"x":{` + keys(100) + `},"k0":1}`, ruleDuplicate, "k0"},
		{"{" + keys(30) + `,"x":{` + keys(30) + `,"k3":{"k3":1}}}`, ruleDuplicate, "x.k3"},
		{"{" + keys(100) + `,"x":{` + keys(100) + `}}`, "", ""},
		{strings.Repeat(`{"a":`, 12) + `{"b":1,"b":2}` + strings.Repeat("}", 12), ruleDuplicate, strings.Repeat("a.", 12) + "b"},
		{`{"x":`, ruleJSON, ""},
		{`{} {}`, ruleJSON, ""},
		{`{"x":` + strings.Repeat("[", maxLevels) + strings.Repeat("]", maxLevels) + `}`, ruleMaxDepth, "x" + strings.Repeat("[0]", maxLevels-1)},
		{`{"x":[` + strings.Repeat("1,", maxNodes) + `1]}`, ruleMaxValues, "x[9998]"},
	} {
		err := Scan([]byte(c.body))
		var refused *Refused
		if c.rule == "" {
			if err != nil {
				t.Errorf("%.40s: %v", c.body, err)
			}
			continue
		}
		if !errors.As(err, &refused) || !errors.Is(err, ErrDecode) || refused.Failures[0].Rule != c.rule || refused.Failures[0].Path != c.path {
			t.Errorf("%.40s: %v, want %s at %q", c.body, err, c.rule, c.path)
		}
	}
}

// keys are n members, k0 and so on.
func keys(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"k%d":%d,`, i, i)
	}
	return strings.TrimSuffix(b.String(), ",")
}

// A body is read to its limit and one byte more.
func TestReadBody(t *testing.T) {
	for _, c := range []struct {
		text string
		max  int64
		rule string
	}{
		{"{}", 2, ""},
		{"{} ", 2, ruleMaxBytes},
		{"{}", 1<<63 - 1, ""},
		{"\"\xff\"", 10, ruleUTF8},
	} {
		d := &decoder{DecodeSettings: DecodeSettings{Body: c.max}}
		text, err := d.read(strings.NewReader(c.text))
		var refused *Refused
		switch {
		case c.rule == "" && (err != nil || string(text) != c.text):
			t.Errorf("%q: %q, %v", c.text, text, err)
		case c.rule != "" && (!errors.As(err, &refused) || refused.Failures[0].Rule != c.rule):
			t.Errorf("%q: %v, want %s", c.text, err, c.rule)
		}
	}
	if _, err := (&decoder{}).read(nil); !errors.Is(err, ErrDecode) {
		t.Errorf("no body: %v", err)
	}
}
