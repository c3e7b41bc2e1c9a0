package mysql

import (
	"strconv"
	"strings"
)

// coversMaria reports whether a list of global transaction identifiers, domain-server-number, is nowhere before another one. What cannot be
// read covers nothing.
func coversMaria(have, want string) bool {
	if want == "" {
		return false
	}
	for one := range strings.SplitSeq(want, ",") {
		domain, number, ok := gtid(one)
		if !ok || !reaches(have, domain, number) {
			return false
		}
	}
	return true
}

// reaches reports whether a list has come to a number in a domain.
func reaches(have string, domain, number uint64) bool {
	for one := range strings.SplitSeq(have, ",") {
		if d, n, ok := gtid(one); ok && d == domain && n >= number {
			return true
		}
	}
	return false
}

// gtid reads one identifier. Which server wrote it does not matter: numbers grow from server to server.
func gtid(text string) (domain, number uint64, ok bool) {
	first, rest, _ := strings.Cut(strings.TrimSpace(text), "-")
	_, last, both := strings.Cut(rest, "-")
	domain, err := strconv.ParseUint(first, 10, 32)
	number, invalid := strconv.ParseUint(last, 10, 64)
	return domain, number, both && err == nil && invalid == nil
}

// coversMySQL is coversMaria for sets as MySQL writes them: server:from-to:from-to, separated by commas.
func coversMySQL(have, want string) bool {
	if want == "" {
		return false
	}
	sets := map[string][][2]uint64{}
	for part := range strings.SplitSeq(have, ",") {
		if server, spans, ok := gtidSpans(part); ok {
			sets[server] = append(sets[server], spans...)
		}
	}
	for part := range strings.SplitSeq(want, ",") {
		server, spans, ok := gtidSpans(part)
		if !ok {
			return false
		}
		for _, span := range spans {
			if !within(span, sets[server]) {
				return false
			}
		}
	}
	return true
}

func within(span [2]uint64, in [][2]uint64) bool {
	for _, s := range in {
		if s[0] <= span[0] && span[1] <= s[1] {
			return true
		}
	}
	return false
}

// gtidSpans reads what one server has written. A tag, of MySQL 8.3 and later, cannot be read: only the primary knows such a place.
func gtidSpans(text string) (server string, spans [][2]uint64, ok bool) {
	parts := strings.Split(strings.TrimSpace(text), ":")
	server = strings.ToLower(parts[0])
	for _, part := range parts[1:] {
		from, to, several := strings.Cut(part, "-")
		if !several {
			to = from
		}
		f, err := strconv.ParseUint(from, 10, 64)
		t, invalid := strconv.ParseUint(to, 10, 64)
		if err != nil || invalid != nil {
			return "", nil, false
		}
		spans = append(spans, [2]uint64{f, t})
	}
	return server, spans, len(spans) > 0
}
