package hostile_test

import (
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// secretPart is the password of the data source names; no error may have it.
const secretPart = "canary-pass"

// sources are data source names in which one part comes from elsewhere: the name of a tenant's database above all. Nobody answers there.
var sources = map[string]func(v string) (*orm.DB, error){
	"postgres URL: database": func(v string) (*orm.DB, error) {
		return postgres.Open("postgres://u:"+secretPart+"@127.0.0.1:1/"+v, sourceModels())
	},
	"postgres URL: user": func(v string) (*orm.DB, error) {
		return postgres.Open("postgres://"+v+":"+secretPart+"@127.0.0.1:1/d", sourceModels())
	},
	"postgres URL: option": func(v string) (*orm.DB, error) {
		return postgres.Open("postgres://u:"+secretPart+"@127.0.0.1:1/d?"+v+"=1", sourceModels())
	},
	"postgres URL: value": func(v string) (*orm.DB, error) {
		return postgres.Open("postgres://u:"+secretPart+"@127.0.0.1:1/d?application_name="+v, sourceModels())
	},
	"postgres keywords: database": func(v string) (*orm.DB, error) {
		return postgres.Open("host=127.0.0.1 port=1 user=u password="+secretPart+" dbname="+v, sourceModels())
	},
	"mysql: database": func(v string) (*orm.DB, error) {
		return mysql.Open("u:"+secretPart+"@tcp(127.0.0.1:1)/"+v, sourceModels())
	},
	"mysql: user": func(v string) (*orm.DB, error) {
		return mysql.Open(v+":"+secretPart+"@tcp(127.0.0.1:1)/d", sourceModels())
	},
	"mysql: option": func(v string) (*orm.DB, error) {
		return mysql.Open("u:"+secretPart+"@tcp(127.0.0.1:1)/d?"+v+"=1", sourceModels())
	},
	"mysql: value": func(v string) (*orm.DB, error) {
		return mysql.Open("u:"+secretPart+"@tcp(127.0.0.1:1)/d?collation="+v, sourceModels())
	},
	"mysql URL: database": func(v string) (*orm.DB, error) {
		return mysql.Open("mysql://u:"+secretPart+"@127.0.0.1:1/"+v, sourceModels())
	},
}

func sourceModels() *schema.Registry { return schema.MustRegistry(&canary{}) }

// unsafe are options that take a promise away, as they would come behind the name of a database.
var unsafe = []string{
	"d?multiStatements=true", "d?allowAllFiles=true", "d?interpolateParams=true", "d?parseTime=false", "d?allowCleartextPasswords=1", "d?allowOldPasswords=1", "d?sql_mode=''", "d?time_zone='+01:00'",
	"d?default_query_exec_mode=simple_protocol", "d?statement_cache_mode=describe", "d?client_encoding=latin1", "d?options=-c%20standard_conforming_strings%3Doff", "d?standard_conforming_strings=off",
	"d options='-c standard_conforming_strings=off'", "d client_encoding=latin1", "d?foreign_key_checks=0", "d?autocommit=0", "d?timezone=CET", "d?TimeZone=CET", "d?DateStyle=German", "d?bytea_output=escape",
}

// What comes from elsewhere into the name of a data source is part of a name, or refused; the error is a line of text for a log, without
// the password.
func TestSourcesKeepSecrets(t *testing.T) {
	for call, open := range sources {
		for _, v := range slices.Concat(values(), unsafe, unprintable()) {
			db, err := open(v)
			if err == nil {
				t.Errorf("%s(%.40q) is open, and nobody answers there", call, v)
				_ = db.Close()
				continue
			}
			if !errors.Is(err, orm.ErrConnect) {
				t.Errorf("%s(%.40q): %v", call, v, err)
			}
			if text := err.Error(); strings.Contains(text, secretPart) || strings.ContainsAny(text, "\x00\x1b\n\r\u202e") {
				t.Errorf("%s(%.40q): %.300q", call, v, text)
			}
		}
	}
}

// safe are what a session of a server has to be, whatever options came with the name of the database.
var safe = map[string]map[string]string{
	servers.Postgres: {
		"SHOW standard_conforming_strings": "on", "SHOW client_encoding": "UTF8", "SHOW timezone": "UTC", "SHOW datestyle": "ISO, MDY", "SHOW session_replication_role": "origin", "SHOW backslash_quote": "safe_encoding",
	},
	servers.MySQL: {
		"SELECT @@foreign_key_checks": "1", "SELECT @@autocommit": "1", "SELECT @@time_zone": "+00:00", "SELECT @@character_set_client": "utf8mb4",
		"SELECT @@sql_mode LIKE '%STRICT_ALL_TABLES%' AND @@sql_mode NOT LIKE '%ANSI_QUOTES%' AND @@sql_mode NOT LIKE '%NO_BACKSLASH_ESCAPES%'": "1",
	},
}

// An option that takes a promise away is refused, or has no effect, also where the server would let it in.
func TestOptionsTakeNoPromise(t *testing.T) {
	for _, name := range servers.Names() {
		if name == servers.SQLite {
			continue
		}
		dsn, open, asked := servers.DSN(t, name), postgres.Open, safe[servers.Postgres]
		if name != servers.Postgres {
			open, asked = mysql.Open, safe[servers.MySQL]
		}
		joint := "?"
		if strings.Contains(dsn, "?") {
			joint = "&"
		}
		refused := 0
		for _, v := range unsafe {
			_, option, found := strings.Cut(v, "?")
			if !found {
				continue
			}
			db, err := open(dsn+joint+option, sourceModels())
			if err != nil {
				if refused++; !errors.Is(err, orm.ErrConnect) {
					t.Errorf("%s: %s: %v", name, option, err)
				}
				continue
			}
			for query, want := range asked {
				var got string
				if err := db.SQLX().GetContext(t.Context(), &got, query); err != nil || got != want {
					t.Errorf("%s with %s: %s is %q, want %q, %v", name, option, query, got, want, err)
				}
			}
			if _, err := db.SQLX().ExecContext(t.Context(), "SELECT 1; SELECT ?", 1); err == nil {
				t.Errorf("%s with %s: two statements were sent as one", name, option)
			}
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		}
		if refused == 0 {
			t.Errorf("%s takes every option", name)
		}
	}
}

// The name of a file that comes from elsewhere is that of a file in its folder, or refused: it switches no promise off, and makes none
// anywhere else.
func TestFilesStayInTheirFolder(t *testing.T) {
	outer := t.TempDir()
	folder := filepath.Join(outer, "files")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	t.Chdir(folder)
	options := []string{"x?_foreign_keys=0", "x?_fk=off", "x?_txlock=deferred", "x?_writable_schema=1", "x?_ignore_check_constraints=1", "x?cache=shared", "x?mode=memory&cache=private", "x?_loc=CET", "x?_defer_fk=1", "x?_locking_mode=exclusive", "x?vfs=unix-none", "x?nolock=1", "x?immutable=1&mode=rwc"}
	for _, v := range slices.Concat(values(), options) {
		if strings.ContainsAny(v, "/\\") || strings.Contains(v, "..") { // a path is what its words say, as everywhere
			continue
		}
		for _, dsn := range []string{v, "file:" + v, "file:" + url.PathEscape(v)} {
			db, err := sqlite.Open(dsn, sourceModels())
			if err != nil {
				if !errors.Is(err, orm.ErrConnect) || strings.ContainsAny(err.Error(), "\x00\x1b\n\r\u202e") {
					t.Errorf("%.60q: %.300q", dsn, err)
				}
				continue
			}
			for _, pragma := range []struct {
				name string
				want int64
			}{{"foreign_keys", 1}, {"ignore_check_constraints", 0}, {"writable_schema", 0}, {"defer_foreign_keys", 0}} {
				var got int64
				if err := db.SQLX().GetContext(t.Context(), &got, "PRAGMA "+pragma.name); err != nil || got != pragma.want {
					t.Errorf("%.60q: %s is %d, %v", dsn, pragma.name, got, err)
				}
			}
			if err := db.Close(); err != nil {
				t.Errorf("%.60q: %v", dsn, err)
			}
		}
	}
	err := filepath.WalkDir(outer, func(path string, d fs.DirEntry, err error) error {
		if err == nil && path != outer && path != folder && filepath.Dir(path) != folder {
			t.Errorf("%s was made", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
