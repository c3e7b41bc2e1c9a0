package sqlite

import (
	"database/sql/driver"
	"fmt"
	"strings"

	"github.com/mattn/go-sqlite3"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Attach makes a further file part of the database, under a name that the Schema of a model's table gives: it is attached on every
// connection of the pool. path is a file name or a file: URI, or ":memory:" beside a database that is in memory itself. Transactions are
// over all files; after a crash of the machine each file is whole, but they need not agree. Foreign keys do not lead from file to file. It is
// an option of [Open]; a pool that was opened elsewhere attaches its files itself.
func Attach(name, path string) orm.Option { return orm.DriverOption(attachment{name, path}) }

// attachment is a file under a name.
type attachment struct{ name, path string }

// Dialect says whose option it is.
func (attachment) Dialect() string { return "sqlite" }

// attached are the files that options name.
func attached(opts []orm.Option) []attachment {
	var out []attachment
	for _, o := range orm.DriverOptions(opts) {
		if a, ok := o.(attachment); ok {
			out = append(out, a)
		}
	}
	return out
}

// attach reads the files' names, and keeps one in memory for all connections.
func (t *target) attach(list []attachment) error {
	for _, a := range list {
		switch lower := strings.ToLower(a.name); {
		case lower == "" || lower == "main" || lower == "temp" || strings.ContainsRune(a.name, 0):
			return refuse(t.name, "Attach takes a name of its own, not %s", schema.Quote(a.name))
		case otherScheme(a.path, "file") != "" || a.path == "":
			return refuse(t.name, "Attach takes a file name, a file: URI or :memory:, for %s", schema.Quote(a.name))
		}
		if a.path == ":memory:" {
			if !t.memory {
				return refuse(t.name, "a file cannot have %s in memory, which each connection would have for itself; attach a file", schema.Quote(a.name))
			}
			kept, err := parse(a.path)
			if err != nil {
				return err
			}
			a.path = kept.dsn
		}
		t.attached = append(t.attached, a)
	}
	return nil
}

// attach attaches the files to a connection.
func (a attachment) attach(conn *sqlite3.SQLiteConn) error {
	name := "\"" + strings.ReplaceAll(a.name, "\"", "\"\"") + "\""
	if _, err := conn.Exec("ATTACH DATABASE ? AS "+name, []driver.Value{a.path}); err != nil {
		return fmt.Errorf("attach %s: %w", schema.Quote(a.name), err)
	}
	return nil
}
