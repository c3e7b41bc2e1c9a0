package mysql

import (
	"errors"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

func TestClusterThatIsNotThere(t *testing.T) {
	models := schema.MustRegistry()
	for name, c := range map[string]struct{ primary, replica, reason string }{
		"a primary that is none": {"postgres://h/d", "u@tcp(h)/d", "postgres"},
		"a replica that is none": {"u@tcp(127.0.0.1:1)/d", "u:secret@tcp(h)/", "name a database"},
		"nobody is there":        {"u:secret@tcp(127.0.0.1:1,127.0.0.1:2)/d", "u@tcp(127.0.0.1:1)/d", "127.0.0.1:2"},
	} {
		db, err := OpenCluster(c.primary, []string{c.replica}, models)
		if db != nil || !errors.Is(err, orm.ErrConnect) || !strings.Contains(err.Error(), c.reason) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
