package mysql

import (
	"net"
	"strings"
)

// several divides the hosts of a data source name, user@tcp(one:3306,two:3306)/database, whose driver knows but one: it gives the name with the
// first of them and all addresses; none where there is but one.
func several(dsn string) (single string, addresses []string) {
	head := dsn[:max(strings.LastIndexByte(dsn, '/'), 0)]
	open := strings.LastIndexByte(head, '(')
	if open < 0 || !strings.HasSuffix(head, ")") || !strings.HasSuffix(head[:open], "tcp") {
		return dsn, nil
	}
	list := strings.Split(head[open+1:len(head)-1], ",")
	if len(list) < 2 {
		return dsn, nil
	}
	for _, address := range list {
		addresses = append(addresses, withPort(strings.TrimSpace(address)))
	}
	return dsn[:open+1] + addresses[0] + dsn[len(head)-1:], addresses
}

func withPort(address string) string {
	if _, _, err := net.SplitHostPort(address); err == nil {
		return address
	}
	return net.JoinHostPort(strings.Trim(address, "[]"), defaultPort)
}

// severalOfURL takes the hosts of a URL apart, mysql://user@one:3306,two:3306/database: what is left has the first of them.
func severalOfURL(url string) (single string, addresses []string) {
	rest, _ := strings.CutPrefix(url, scheme)
	authority, path, _ := strings.Cut(rest, "/")
	from := strings.LastIndexByte(authority, '@') + 1
	list := strings.Split(authority[from:], ",")
	if len(list) < 2 || strings.Contains(authority[from:], "(") { // or a data source name
		return url, nil
	}
	for _, address := range list {
		addresses = append(addresses, withPort(address))
	}
	return scheme + authority[:from] + addresses[0] + "/" + path, addresses
}
