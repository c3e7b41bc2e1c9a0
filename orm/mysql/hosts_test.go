package mysql

import (
	"fmt"
	"testing"
)

func TestSeveralHosts(t *testing.T) {
	for dsn, want := range map[string]string{
		"ann:p,w@tcp(one:3307,two,[::1])/shop":           "[one:3307 two:3306 [::1]:3306]",
		"ann:p(,)@tcp(one)/shop":                         "[]",
		"ann@unix(/run/a,b.sock)/shop":                   "[]",
		"ann@tcp(one,two)/shop?collation=utf8mb4_bin":    "[one:3306 two:3306]",
		"mysql://ann:p%2Cw@one:3307,two/shop?timeout=1s": "[one:3307 two:3306]",
		"mysql://ann:p,w@one/shop":                       "[]",
		"mysql://[::1]:1,[::2]/shop":                     "[[::1]:1 [::2]:3306]",
		"mysql://ann@tcp(one:1,two:2)/shop":              "[one:1 two:2]",
	} {
		got, err := parse(dsn)
		if err != nil {
			t.Errorf("%s: %v", dsn, err)
			continue
		}
		if hosts := fmt.Sprint(got.hosts); hosts != want || got.config.DBName != "shop" {
			t.Errorf("%s: %s, database %s, want %s", dsn, hosts, got.config.DBName, want)
		}
		if len(got.hosts) > 0 && got.config.Addr != got.hosts[0] {
			t.Errorf("%s: the first host is %s", dsn, got.config.Addr)
		}
	}
}
