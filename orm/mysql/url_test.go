package mysql

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

func TestURLs(t *testing.T) {
	for dsn, want := range map[string]struct{ user, password, address, database string }{
		"mysql://ann:pw@db.example:3307/shop":               {"ann", "pw", "db.example:3307", "shop"},
		"mysql://ann@db.example/shop":                       {"ann", "", "db.example:3306", "shop"},
		"mysql://ann:p%40ss%2Fw%3Ar%23d@db.example/sh%20op": {"ann", "p@ss/w:r#d", "db.example:3306", "sh op"},
		"mysql://ann:pw@[::1]:3307/shop?parseTime=false":    {"ann", "pw", "[::1]:3307", "shop"},
		"mysql:///shop": {"", "", "127.0.0.1:3306", "shop"},
		"mysql://ann:pw@tcp(db.example:3307)/shop":           {"ann", "pw", "db.example:3307", "shop"},
		"mysql://ann@unix(/run/mysqld.sock)/shop?timeout=1s": {"ann", "", "/run/mysqld.sock", "shop"},
	} {
		got, err := parse(dsn)
		if err != nil {
			t.Errorf("%s: %v", dsn, err)
			continue
		}
		c := got.config
		if c.User != want.user || c.Passwd != want.password || c.Addr != want.address || c.DBName != want.database {
			t.Errorf("%s: %q, %q, %q, %q, want %q", dsn, c.User, c.Passwd, c.Addr, c.DBName, want)
		}
	}
}

func TestURLsAreChecked(t *testing.T) {
	const canary = "c4n4ry"
	for dsn, reason := range map[string]string{
		"mysql://ann:c4n4ry@db.example/shop?multiStatements=true": "multiStatements",
		"mysql://ann:c4n4ry@db.example/shop?charset=gbk":          "charset",
		"mysql://ann:c4n4ry@db.example/":                          "name a database",
		"mysql://ann:c4n4ry@db.example":                           "name a database",
		"mysql://a%3An:c4n4ry@db.example/shop":                    "cannot be read",
		"mysql://ann:c4n4ry@db.example:port/shop":                 "cannot be read",
		"mysql://ann:c4n4ry%zz@db.example/shop":                   "cannot be read",
	} {
		_, err := parse(dsn)
		if !errors.Is(err, orm.ErrConnect) || !strings.Contains(err.Error(), reason) || strings.Contains(err.Error(), canary) {
			t.Errorf("%s: %v, want %q", dsn, err, reason)
		}
	}
}
