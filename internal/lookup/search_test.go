package lookup

import (
	"slices"
	"testing"
)

// Words are letters and digits, each once; everything else is between them.
func TestWordsOf(t *testing.T) {
	for text, want := range map[string][]string{
		"": nil, " \t": nil, "+-*\"'\x00": nil, "Go": {"go"}, "go GO": {"go"}, "foo_bar-baz": {"bar", "baz", "foo"}, "ÜBER, naïve": {"naïve", "über"},
		"e\u0301te\u0301": {"e\u0301te\u0301"}, "3.14": {"14", "3"}, "日本 語": {"日本", "語"}, "a:b OR (c)": {"a", "b", "c", "or"}, "\xff": nil,
	} {
		if got := wordsOf(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
