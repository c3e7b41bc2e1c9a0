package postgres

import (
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/orm"
)

func TestPoolerChoosesTheMode(t *testing.T) {
	for option, want := range map[string]pgx.QueryExecMode{
		"pooler=transaction":                                                  pgx.QueryExecModeExec,
		"pooler=transaction&application_name=shop":                            pgx.QueryExecModeExec,
		"pooler=transaction&default_query_exec_mode=exec":                     pgx.QueryExecModeExec,
		"pooler=session":                                                      pgx.QueryExecModeCacheStatement,
		"statement_cache_capacity=0":                                          pgx.QueryExecModeExec,
		"pooler=transaction&default_query_exec_mode=simple_protocol":          pgx.QueryExecModeSimpleProtocol,
		"default_query_exec_mode=cache_describe&description_cache_capacity=0": pgx.QueryExecModeExec,
	} {
		got, err := parse("postgres://ann@localhost/shop?" + option)
		if err != nil {
			t.Errorf("%s: %v", option, err)
			continue
		}
		if got.config.DefaultQueryExecMode != want {
			t.Errorf("%s: mode %v, want %v", option, got.config.DefaultQueryExecMode, want)
		}
		if _, sent := got.config.RuntimeParams["pooler"]; sent {
			t.Errorf("%s: the server is sent the option", option)
		}
	}
	if got, err := parse("host=localhost user=ann dbname=shop pooler=transaction"); err != nil || got.config.DefaultQueryExecMode != pgx.QueryExecModeExec {
		t.Errorf("key=value pairs: %v, %v", got.config, err)
	}
}

func TestPoolerRefuses(t *testing.T) {
	for option, reason := range map[string]string{
		"default_query_exec_mode=describe_exec":                      "write exec behind a pooler",
		"pooler=transaction&default_query_exec_mode=describe_exec":   "write exec behind a pooler",
		"pooler=transaction&default_query_exec_mode=cache_describe":  "exec or simple_protocol",
		"pooler=transaction&default_query_exec_mode=cache_statement": "exec or simple_protocol",
		"pooler=transaction&search_path=billing":                     "search_path cannot be set for a session",
		"pooler=transaction&statement_timeout=1000":                  "statement_timeout cannot be set for a session",
		"pooler=statement": `pooler is "statement"; write transaction or session`,
	} {
		_, err := parse("postgres://ann@localhost/shop?" + option)
		if !errors.Is(err, orm.ErrConnect) || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %v, want %q", option, err, reason)
		}
	}
}

// A pool that was opened elsewhere is looked at too.
func TestNewRefusesDescribeExec(t *testing.T) {
	pool, err := sqlx.Open("pgx", database(t, "default_query_exec_mode=describe_exec"))
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if _, err := adopt(pool); !errors.Is(err, orm.ErrConnect) || !strings.Contains(err.Error(), "describe_exec") {
		t.Errorf("New: %v", err)
	}
}

// What another client's statement of the same name leads to says what to write.
func TestAForeignStatementIsErrConnect(t *testing.T) {
	for _, code := range []string{"42P05", "26000"} {
		kind, _, _ := classify(&pgconn.PgError{Code: code})
		if !errors.Is(kind, orm.ErrConnect) || !strings.Contains(kind.Error(), "pooler=transaction") {
			t.Errorf("%s is %v", code, kind)
		}
	}
}
