package sqlite

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		dsn, base string
		memory    bool
		want      map[string]string
	}{
		{"books.db", "books.db", false, map[string]string{
			"_foreign_keys": "on", "_txlock": "immediate", "_busy_timeout": "5000", "_journal_mode": "WAL", "_stmt_cache_size": "256"}},
		{"file:a%20b.db?_busy_timeout=100&_txlock=exclusive&_journal=DELETE", "file:a%20b.db", false, map[string]string{
			"_busy_timeout": "100", "_txlock": "exclusive", "_journal": "DELETE", "_journal_mode": ""}},
		{"file:a.db?mode=ro", "file:a.db", false, map[string]string{"mode": "ro", "_journal_mode": ""}},
		{"a.db?_fk=1", "a.db", false, map[string]string{"_fk": "1", "_foreign_keys": ""}},
		{":memory:", "", true, map[string]string{"mode": "memory", "cache": "shared", "_foreign_keys": "on", "_journal_mode": ""}},
		{"file::memory:", "", true, map[string]string{"mode": "memory", "cache": "shared"}},
		{"file:shop?mode=memory", "", true, map[string]string{"cache": "shared"}},
		{"file:shop?mode=memory&cache=shared", "file:shop", true, map[string]string{"cache": "shared"}},
		{"file:/shop?vfs=memdb", "file:/shop", true, map[string]string{"vfs": "memdb", "cache": ""}},
	} {
		got, err := parse(c.dsn, nil)
		if err != nil {
			t.Errorf("%s: %v", c.dsn, err)
			continue
		}
		base, query, _ := strings.Cut(got.dsn, "?")
		if c.base != "" && base != c.base || got.memory != c.memory {
			t.Errorf("%s: %+v", c.dsn, got)
		}
		values, _ := url.ParseQuery(query)
		for name, want := range c.want {
			if values.Get(name) != want {
				t.Errorf("%s: %s=%s, want %q", c.dsn, name, values.Get(name), want)
			}
		}
	}
}

func TestPrivateMemoryIsPrivate(t *testing.T) {
	a, _ := parse(":memory:", nil)
	b, _ := parse(":memory:", nil)
	if a.dsn == b.dsn {
		t.Errorf("both are %s", a.dsn)
	}
}

func TestParseRefuses(t *testing.T) {
	const canary = "c4n4ry"
	for dsn, name := range map[string]string{
		"":                                 "empty",
		"file:":                            "empty",
		"a.db?_foreign_keys=off":           "_foreign_keys",
		"a.db?_fk=0":                       "_foreign_keys",
		"a.db?_txlock=deferred":            "_txlock",
		"a.db?_ignore_check_constraints=1": "_ignore_check_constraints",
		"a.db?_writable_schema=on":         "_writable_schema",
		"a.db?_locking=EXCLUSIVE":          "_locking_mode",
		"a.db?_loc=auto":                   "_loc",
		"a.db?_defer_fk=1":                 "_defer_foreign_keys",
		"a.db?_foreign_key=on":             "_foreign_key",
		"a.db?mode=ro":                     "file:a.db",
		"file:a.db?cache=shared":           "cache=shared",
		"file:a.db?_auth_pass=" + canary:   "_auth_pass",
		"a.db?%zz=" + canary:               "options",

		"sqlite://ann:" + canary + "@h/a.db":                `scheme "sqlite"`,
		"postgres://ann:" + canary + "@h/d?sslmode=disable": `scheme "postgres"`,
		" mysql://ann:" + canary + "@h/d":                   `scheme "mysql"`,
	} {
		_, err := parse(dsn, nil)
		if !errors.Is(err, orm.ErrConnect) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v, want an ErrConnect that says %s", dsn, err, name)
		} else if strings.Contains(err.Error(), canary) {
			t.Errorf("%s: the message gives a value away: %v", dsn, err)
		}
	}
}
