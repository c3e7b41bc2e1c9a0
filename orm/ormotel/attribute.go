package ormotel

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"github.com/ormar-go/ormar/orm"
)

// system is db.system.name of a dialect.
func system(dialect string) attribute.KeyValue {
	switch dialect {
	case "postgres":
		return semconv.DBSystemNamePostgreSQL
	case "mysql":
		return semconv.DBSystemNameMySQL
	case "mariadb":
		return semconv.DBSystemNameMariaDB
	case "sqlite":
		return semconv.DBSystemNameSQLite
	}
	return semconv.DBSystemNameOtherSQL
}

// operation is the statement's verb; the conventions do not want it guessed of a text, so a caller's own statement has none.
func operation(s *orm.Statement) string {
	switch s.Operation {
	case "raw":
		return ""
	case "count", "exists", "aggregate", "lock":
		return "SELECT"
	}
	return strings.ToUpper(s.Operation)
}

// reads reports whether the statement's rows are rows that it returned.
func reads(s *orm.Statement) bool {
	switch s.Operation {
	case "insert", "update", "delete":
		return false
	}
	return true
}

// summary is the operation and the table.
func summary(s *orm.Statement) string {
	verb := operation(s)
	if verb == "" {
		verb = s.Operation
	}
	if s.Table == "" {
		return verb
	}
	return verb + " " + s.Table
}

// details are the attributes of the span alone.
func details(s *orm.Statement) []attribute.KeyValue {
	out := []attribute.KeyValue{semconv.DBQuerySummary(summary(s)), semconv.DBQueryText(s.Text)}
	if file, line, ok := place(s.Caller); ok {
		out = append(out, semconv.CodeFilePath(file), semconv.CodeLineNumber(line))
	}
	if host, port, err := net.SplitHostPort(s.Node); err == nil {
		out = append(out, semconv.ServerAddress(host))
		if n, err := strconv.Atoi(port); err == nil {
			out = append(out, semconv.ServerPort(n))
		}
	} else if s.Node != "" {
		out = append(out, semconv.ServerAddress(s.Node)) // a socket's folder
	}
	for i, arg := range s.Args {
		out = append(out, semconv.DBQueryParameter(strconv.Itoa(i), parameter(arg)))
	}
	return out
}

// place divides a caller into its file and line.
func place(caller string) (file string, line int, ok bool) {
	i := strings.LastIndexByte(caller, ':')
	if i < 0 {
		return "", 0, false
	}
	line, err := strconv.Atoi(caller[i+1:])
	return caller[:i], line, err == nil
}

// parameter is the text of a value.
func parameter(v any) string {
	switch v := v.(type) {
	case nil:
		return "NULL"
	case []byte:
		return hex.EncodeToString(v)
	case time.Time:
		return v.Format(time.RFC3339Nano)
	}
	return fmt.Sprint(v)
}

// kinds are the errors of package orm by names that stay the same. What wraps another comes first.
var kinds = []struct {
	err  error
	name string
}{
	{orm.ErrOutcomeUnknown, "outcome_unknown"}, {orm.ErrTxDoomed, "tx_doomed"}, {orm.ErrTxDone, "tx_done"},
	{context.Canceled, "canceled"}, {context.DeadlineExceeded, "deadline_exceeded"},
	{orm.ErrUnique, "unique"}, {orm.ErrForeignKey, "foreign_key"}, {orm.ErrNotNull, "not_null"}, {orm.ErrCheck, "check"},
	{orm.ErrDeadlock, "deadlock"}, {orm.ErrSerialization, "serialization"}, {orm.ErrLockTimeout, "lock_timeout"},
	{orm.ErrReadOnly, "read_only"}, {orm.ErrConnect, "connect"}, {orm.ErrUnsupported, "unsupported"},
	{orm.ErrDecrypt, "decrypt"}, {orm.ErrValidation, "validation"}, {orm.ErrNoMatch, "no_match"},
}

// errorType is error.type: the kind of a typed error, else the Go type at the end of the chain.
func errorType(err error) attribute.KeyValue {
	for _, k := range kinds {
		if errors.Is(err, k.err) {
			return semconv.ErrorTypeKey.String(k.name)
		}
	}
	return semconv.ErrorType(err)
}

// statusCode is the SQLSTATE that the driver's error knows, empty where it knows none.
func statusCode(err error) string {
	var coded interface{ SQLState() string }
	if errors.As(err, &coded) {
		return coded.SQLState()
	}
	return ""
}
