package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"
	"net/url"
	"strings"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Attach is the option of that name of the database packages, which say what it does.
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
func (t *target) attach(list []attachment, settings func(url.Values) error) error {
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
			kept, err := parse(a.path, settings)
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
func (a attachment) attach(ctx context.Context, conn driver.Conn) error {
	name := "\"" + strings.ReplaceAll(a.name, "\"", "\"\"") + "\""
	executor, ok := conn.(driver.ExecerContext)
	if !ok {
		return fmt.Errorf("attach %s: the connection is a %T", schema.Quote(a.name), conn)
	}
	if _, err := executor.ExecContext(ctx, "ATTACH DATABASE ? AS "+name, []driver.NamedValue{{Ordinal: 1, Value: a.path}}); err != nil {
		return fmt.Errorf("attach %s: %w", schema.Quote(a.name), err)
	}
	return nil
}
