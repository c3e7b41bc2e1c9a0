package sqlitego

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// What orm/sqlite's driver knows by name, this one gets as pragmas.
func TestSettings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	for option, want := range map[string]struct{ pragma, value string }{
		"_cache_size=-3000": {"cache_size", "-3000"}, "_rt=1": {"recursive_triggers", "1"}, "_secure_delete=on": {"secure_delete", "1"},
		"_synchronous=full": {"synchronous", "2"}, "_busy_timeout=70": {"busy_timeout", "70"}, "_query_only=1": {"query_only", "1"},
		"_journal_mode=DELETE": {"journal_mode", "delete"}, "_loc=UTC&_locking_mode=normal&_fk=1": {"foreign_keys", "1"},
	} {
		pool, _, err := binding().Open(path + "?" + option)
		if err != nil {
			t.Errorf("%s: %v", option, err)
			continue
		}
		var got string
		if err := pool.QueryRowContext(t.Context(), "PRAGMA "+want.pragma).Scan(&got); err != nil || got != want.value {
			t.Errorf("%s: %s is %s, %v, want %s", option, want.pragma, got, err, want.value)
		}
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	}
	for _, option := range []string{"_mutex=no", "_cache_size=1;DROP", "_rt=1)%3BATTACH", "_pragma=foreign_keys(0)", "_inttotime=0", "_fk=0"} {
		if pool, _, err := binding().Open(path + "?" + option); !errors.Is(err, orm.ErrConnect) {
			t.Errorf("%s: %v, want ErrConnect", option, err)
			if err == nil {
				_ = pool.Close()
			}
		}
	}
}

// A connection keeps so many statements, the last used; none is kept where the option says 0.
func TestStatementsAreBounded(t *testing.T) {
	for option, want := range map[string]int{"": 256, "?_stmt_cache_size=2": 2, "?_stmt_cache_size=0": 0} {
		c, err := opener{}.Open("file:" + filepath.Join(t.TempDir(), "a.db") + option)
		if err != nil {
			t.Fatal(err)
		}
		own := c.(*connection)
		if option == "" { // Open of a database writes it into the name
			own.kept.limit = want
		}
		for i := range 300 {
			text := fmt.Sprintf("SELECT %d", i)
			if _, err := own.ExecContext(t.Context(), text, nil); err != nil {
				t.Fatal(err)
			}
			if n := own.kept.order.Len(); n > want || n != len(own.kept.byText) {
				t.Fatalf("%s: %d statements are kept", option, n)
			}
		}
		if n := own.kept.order.Len(); n != want {
			t.Errorf("%s: %d statements are kept, want %d", option, n, want)
		}
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}
}
