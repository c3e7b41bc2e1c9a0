package ormhttp

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/jsonio"
	"github.com/ormar-go/ormar/schema"
)

// links sets the RFC 8288 header Link: first, prev, next and last as far as they are known. They resolve from the address that
// the client has sent, whatever prefix was stripped from it.
func (c *call) links(values url.Values, p *page) {
	at := c.origin()
	var list []string
	add := func(rel string, change func(url.Values)) {
		v := copied(values)
		for _, name := range []string{"page", "after", "before"} {
			v.Del(name)
		}
		change(v)
		target := url.URL{Path: at.Path, RawPath: at.RawPath, RawQuery: v.Encode()}
		list = append(list, fmt.Sprintf(`<%s>; rel="%s"`, target.String(), rel))
	}
	cursor := func(name, value string) func(url.Values) { return func(v url.Values) { v.Set(name, value) } }
	number := func(n int) func(url.Values) { return func(v url.Values) { v.Set("page", strconv.Itoa(n)) } }
	numbered := p.number > 0 && values.Has("page")
	add("first", func(url.Values) {})
	switch {
	case numbered && p.number > 1:
		add("prev", number(p.before()))
	case p.previous != "":
		add("prev", cursor("before", p.previous))
	}
	switch {
	case numbered && (p.pages > p.number || p.pages == 0 && p.next != ""):
		add("next", number(p.number+1))
	case !numbered && p.next != "":
		add("next", cursor("after", p.next))
	}
	if p.pages > 0 {
		add("last", number(p.pages))
	}
	c.w.Header().Set("Link", strings.Join(list, ", "))
}

// before is the page before one, the last there is where that one is beyond the end.
func (p *page) before() int {
	if p.total != nil && p.number > p.pages {
		return max(p.pages, 1)
	}
	return p.number - 1
}

// origin is the address as the client has sent it.
func (c *call) origin() *url.URL {
	if at, err := url.ParseRequestURI(c.r.RequestURI); err == nil {
		return at
	}
	return c.r.URL
}

// location is the address of a row.
func (c *call) location(row any) string {
	base := "/" + strings.Trim(c.origin().EscapedPath(), "/") // two slashes would begin a host
	if base == "/" {
		base = ""
	}
	parts := make([]string, len(c.model.Keys))
	for i, a := range c.model.Keys {
		parts[i] = url.PathEscape(keyText(a, row))
		if len(parts) > 1 {
			parts[i] = strings.ReplaceAll(parts[i], ",", "%2C")
		}
	}
	return base + "/" + strings.Join(parts, ",")
}

// keyText is how a key is written in an address.
func keyText(a *schema.Attribute, row any) string {
	canonical, err := a.Get(pointerOf(row))
	if err != nil {
		return ""
	}
	return jsonio.TextOf(a, canonical)
}
