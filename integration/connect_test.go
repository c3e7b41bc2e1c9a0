package integration

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// A database that cannot be reached is named with its host, never with its password. Port 1 is closed everywhere.
func TestUnreachable(t *testing.T) {
	models := schema.MustRegistry()
	for _, c := range []struct {
		name, dsn string
		words     []string
		open      func(string, *schema.Registry, ...orm.Option) (*orm.DB, error)
	}{
		{"postgres", "postgres://clerk:s3cret@127.0.0.1:1/ledger", []string{"127.0.0.1", "ledger"}, postgres.Open},
		{"postgres keywords", "host=127.0.0.1 port=1 user=clerk password=s3cret dbname=ledger", []string{"127.0.0.1", "ledger"}, postgres.Open},
		{"mysql", "clerk:s3cret@tcp(127.0.0.1:1)/ledger", []string{"127.0.0.1:1", "ledger"}, mysql.Open},
		{"sqlite", "/no/such/directory/ledger.db", []string{"/no/such/directory/ledger.db"}, sqlite.Open},
	} {
		t.Run(c.name, func(t *testing.T) {
			db, err := c.open(c.dsn, models)
			if err == nil {
				db.Close()
				t.Fatal("it opens")
			}
			if !errors.Is(err, orm.ErrConnect) {
				t.Errorf("%v is no ErrConnect", err)
			}
			for _, word := range c.words {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("%q does not say %q", err, word)
				}
			}
			if strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%q tells the password", err)
			}
		})
	}
}
