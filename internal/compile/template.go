package compile

import "strings"

// filled is a dialect's pattern with arguments in the place of @0, @1, …, each as often as it is named.
func filled(pattern string, args ...*text) *text {
	t := new(text)
	for {
		before, after, found := strings.Cut(pattern, "@")
		t.add(before)
		if !found {
			return t
		}
		pattern = after
		if after == "" || after[0] < '0' || after[0] > '9' { // it is an operator's
			t.add("@")
			continue
		}
		t.join(args[after[0]-'0'])
		pattern = after[1:]
	}
}
