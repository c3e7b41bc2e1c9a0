package postgres

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/ormar-go/ormar/orm"
)

func TestParse(t *testing.T) {
	for dsn, name := range map[string]string{
		"postgres://ann:pw@db.example:6543/shop":                        `host db.example:6543, database "shop"`,
		"host=db.example port=6543 user=ann password=pw dbname=shop":    `host db.example:6543, database "shop"`,
		"postgres://ann@[::1]:5432/shop?sslmode=disable":                `host [::1]:5432, database "shop"`,
		"postgres://ann@/shop?host=/run/postgresql":                     `host /run/postgresql, database "shop"`,
		"postgres://ann@db.example:5432/":                               `host db.example:5432, database "ann"`,
		"postgres://ann@db.example:5432/shop?TimeZone=Asia/Tokyo":       `host db.example:5432, database "shop"`,
		"postgres://ann@db.example:5432/shop?client_encoding=utf8":      `host db.example:5432, database "shop"`,
		"postgres://ann@db.example:5432/shop?application_name=shop-api": `host db.example:5432, database "shop"`,
	} {
		got, err := parse(dsn)
		if err != nil {
			t.Errorf("%s: %v", dsn, err)
			continue
		}
		if got.name != name {
			t.Errorf("%s is %s, want %s", dsn, got.name, name)
		}
		for option, want := range sessionSettings() {
			if value := got.config.RuntimeParams[option]; value != want {
				t.Errorf("%s: %s = %q, want %q", dsn, option, value, want)
			}
		}
		if _, ok := got.config.RuntimeParams["TimeZone"]; ok {
			t.Errorf("%s: the time zone is set twice: %v", dsn, got.config.RuntimeParams)
		}
		if got.config.ConnectTimeout == 0 {
			t.Errorf("%s: no bound on connecting", dsn)
		}
	}
}

func TestParseLeavesTheModeAlone(t *testing.T) {
	for option, want := range map[string]pgx.QueryExecMode{
		"":                              pgx.QueryExecModeCacheStatement,
		"?default_query_exec_mode=exec": pgx.QueryExecModeExec,
		"?default_query_exec_mode=simple_protocol": pgx.QueryExecModeSimpleProtocol,
	} {
		got, err := parse("postgres://ann@localhost/shop" + option)
		if err != nil || got.config.DefaultQueryExecMode != want {
			t.Errorf("%s: %v, %v", option, got.config, err)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	const canary = "c4n4ry"
	for dsn, reason := range map[string]string{
		"postgres://ann:" + canary + "@h/d?standard_conforming_strings=off":             "standard_conforming_strings",
		"host=h user=ann dbname=d password=" + canary + " client_encoding=latin1":       "client_encoding",
		"postgres://ann:" + canary + "@h/d?sslmode=sometimes":                           "cannot be read",
		"postgres://ann:" + canary + "/x@h:port/d":                                      "cannot be read",
		"postgres://ann:" + canary + "%zz@h/d":                                          "cannot be read",
		"user=ann password='" + canary:                                                  "cannot be read",
		"password " + canary:                                                            "cannot be read",
		"postgre://ann:" + canary + "@h/d":                                              `scheme "postgre"`,
		"postgre://ann:" + canary + "@h/d?sslmode=disable":                              `scheme "postgre"`,
		" mysql://ann:" + canary + "@h/d?sslmode=disable":                               `scheme "mysql"`,
		"POSTGRES://ann:" + canary + "@h/d?sslmode=disable":                             `scheme "POSTGRES"`,
		" postgres://ann:" + canary + "@h/d?sslmode=disable":                            "cannot be read",
		"postgres:/ann:" + canary + "@h/d?sslmode=disable":                              "cannot be read",
		"host=postgres://ann:" + canary + "@h/d":                                        "cannot be read",
		"host=h user=ann dbname=postgres://ann:" + canary + "@h/d":                      "cannot be read",
		"postgres://ann:" + canary + "@h/d?default_query_exec_mode=" + canary:           "cannot be read",
		"postgres://ann:" + canary + "@h:99999999/d":                                    "cannot be read",
		"postgres://ann:" + canary + "@h/d?sslrootcert=/no/such/file&sslmode=verify-ca": "cannot be read",
	} {
		_, err := parse(dsn)
		if !errors.Is(err, orm.ErrConnect) || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %v, want an ErrConnect that says %s", dsn, err, reason)
		} else if strings.Contains(fmt.Sprintf("%+v %#v", err, err), canary) {
			t.Errorf("%s: the error gives the password away: %#v", dsn, err)
		}
	}
}
