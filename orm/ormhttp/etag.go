package ormhttp

import (
	"net/http"
	"strconv"
	"strings"
)

// tag is the ETag of a row, from its version; empty for a model without one.
func (c *resource) tag(row any) string {
	if c.model.Version == nil {
		return ""
	}
	value, err := c.model.Version.Get(pointerOf(row))
	n, ok := value.(int64)
	if err != nil || !ok {
		return ""
	}
	return `"` + strconv.FormatInt(n, 10) + `"`
}

// headerList is a header that is a list, which may stand several times.
func headerList(r *http.Request, name string) string { return strings.Join(r.Header.Values(name), ",") }

// matchesWeakly is matches where W/ makes no difference.
func matchesWeakly(list, tag string) bool {
	parts := strings.Split(list, ",")
	for i, one := range parts {
		parts[i] = strings.TrimPrefix(strings.TrimSpace(one), "W/")
	}
	return matches(strings.Join(parts, ","), tag)
}

// matches reports whether a list of ETags has the tag; * is any row.
func matches(list, tag string) bool {
	for _, one := range strings.Split(list, ",") {
		one = strings.TrimSpace(one)
		if one == "*" || tag != "" && one == tag {
			return true
		}
	}
	return false
}
