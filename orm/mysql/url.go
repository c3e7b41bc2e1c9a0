package mysql

import (
	"net"
	"net/url"
	"strings"
)

const (
	scheme      = "mysql://"
	defaultPort = "3306"
)

// fromURL writes a URL, mysql://user:password@host:3306/database?option=value, as a data source name, since hosting
// services hand out URLs. A data source name stays as it is, also behind mysql://. What is neither comes out unreadable.
func fromURL(dsn string) string {
	rest, is := strings.CutPrefix(dsn, scheme)
	if !is {
		return dsn
	}
	single, addresses := severalOfURL(dsn)
	u, err := url.Parse(single)
	if err != nil || strings.ContainsAny(u.Host, "()") {
		return rest
	}
	password, _ := u.User.Password()
	if strings.Contains(u.User.Username(), ":") { // the driver would take it for the end of the name
		return rest
	}
	out := u.User.Username()
	if password != "" {
		out += ":" + password
	}
	if host := u.Hostname(); host != "" {
		port := u.Port()
		if port == "" {
			port = defaultPort
		}
		address := net.JoinHostPort(host, port)
		if len(addresses) > 0 {
			address = strings.Join(addresses, ",")
		}
		out += "@tcp(" + address + ")"
	}
	out += "/" + url.PathEscape(strings.TrimPrefix(u.Path, "/"))
	if u.RawQuery != "" {
		out += "?" + u.RawQuery
	}
	return out
}
