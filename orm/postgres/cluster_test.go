package postgres

import (
	"errors"
	"fmt"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

func TestHosts(t *testing.T) {
	c, err := parse("postgres://u:secret@a:1,b,a:1,/d?host=a,b,/sock&port=1,5432,7&sslmode=prefer")
	if err != nil {
		t.Fatal(err)
	}
	hosts := c.hosts()
	names := []string{}
	for _, h := range preferred(hosts, "b:5432") {
		names = append(names, h.name)
	}
	if got := fmt.Sprint(names); got != "[b:5432 a:1 /sock]" {
		t.Errorf("the hosts are %s", got)
	}
	if ways := len(hosts[0].ways); ways != 2 {
		t.Errorf("%d ways to a host whose TLS may be absent, want 2", ways)
	}
	only := c.only(hosts[1])
	if only.config.Host != "b" || len(only.config.Fallbacks) != 1 || len(c.hosts()) != 3 {
		t.Errorf("only b is %s with %d fallbacks", only.config.Host, len(only.config.Fallbacks))
	}
}

func TestWantsPrimary(t *testing.T) {
	for dsn, want := range map[string]bool{
		"postgres://h,i/d": false,
		"postgres://h,i/d?target_session_attrs=read-write":     true,
		"host=h,i target_session_attrs = 'primary'":            true,
		"postgres://h,i/d?target_session_attrs=prefer-standby": false,
	} {
		if wantsPrimary(dsn) != want {
			t.Errorf("%s: %v", dsn, !want)
		}
	}
	t.Setenv("PGTARGETSESSIONATTRS", "read-write")
	if !wantsPrimary("postgres://h,i/d") || wantsPrimary("postgres://h,i/d?target_session_attrs=any") {
		t.Error("the environment says read-write, and the connection string comes first")
	}
}

func TestCovers(t *testing.T) {
	for _, c := range []struct {
		have, want string
		covers     bool
	}{
		{"0/5", "0/5", true}, {"1/0", "0/FFFFFFFF", true}, {"0/1FF0", "0/2000", false},
		{"0/2000", "0/2018", true}, // nothing is behind the header of the page yet
		{"0/2000", "0/2028", true},
		{"0/2000", "0/2030", false},
		{"", "0/5", false}, {"0/5", "", false}, {"0/5", "0-1-5", false}, {"x/y", "0/5", false},
	} {
		if got := covers(c.have, c.want); got != c.covers {
			t.Errorf("%q covers %q: %v", c.have, c.want, got)
		}
	}
}

func TestClusterThatIsNotThere(t *testing.T) {
	models := schema.MustRegistry()
	for name, c := range map[string]struct{ primary, replica string }{
		"a primary that is none": {"mysql://h/d", "postgres://h/d"},
		"a replica that is none": {"postgres://127.0.0.1:1/d", "postgres://u:secret@h:port/d"},
		"nobody is there":        {"postgres://u:secret@127.0.0.1:1,127.0.0.1:2/d?sslmode=disable", "postgres://127.0.0.1:1/d"},
	} {
		db, err := OpenCluster(c.primary, []string{c.replica}, models)
		if db != nil || !errors.Is(err, orm.ErrConnect) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
