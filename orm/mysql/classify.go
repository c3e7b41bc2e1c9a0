package mysql

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"

	"github.com/go-sql-driver/mysql"

	"github.com/ormar-go/ormar/orm"
)

// classify finds the meaning of an error by its number, or by the kind of failure of the connection. The names in a
// constraint error are read from its text, since the server has no other place for them: a NOT NULL gives its column, the
// rest the constraint.
//
//lint:ignore ST1008 the error is an answer here, not a failure
func classify(err error) (kind error, constraint, table string) {
	var e *mysql.MySQLError
	if errors.As(err, &e) {
		kind = kindOf(e.Number)
		if e.Number == 1105 { // ER_UNKNOWN_ERROR
			kind = vitess(e.Message)
		}
		switch kind {
		case orm.ErrNotNull:
			return kind, firstQuoted(e.Message), ""
		case orm.ErrUnique:
			constraint, table = lastQuoted(e.Message)
			return kind, constraint, table
		case orm.ErrForeignKey:
			constraint, table = foreignKey(e.Message)
			return kind, constraint, table
		case orm.ErrCheck:
			constraint, table = check(e)
			return kind, constraint, table
		}
		return kind, "", ""
	}
	switch {
	case errors.Is(err, mysql.ErrPktTooLarge):
		return orm.ErrValidation, "", ""
	case lost(err):
		return orm.ErrConnect, "", ""
	}
	return nil, "", ""
}

// fromServer recognises what the database itself said.
func fromServer(err error) bool {
	var e *mysql.MySQLError
	return errors.As(err, &e)
}

// code is the server's error number.
func code(err error) string {
	var e *mysql.MySQLError
	if !errors.As(err, &e) {
		return ""
	}
	return strconv.Itoa(int(e.Number))
}

// computed recognises a number that could not be computed: out of the range of its column or its type, divided by zero.
func computed(err error) bool {
	var e *mysql.MySQLError
	return errors.As(err, &e) && (e.Number == 1264 || e.Number == 1365 || e.Number == 1690)
}

func kindOf(number uint16) error {
	switch number {
	case 1062, 1586, 1557, 1022, 1859: // duplicate keys
		return orm.ErrUnique
	case 1451, 1452, 1216, 1217:
		return orm.ErrForeignKey
	case 1048, 1364, 1263, 1138: // null, no default, null into NOT NULL
		return orm.ErrNotNull
	case 4025, 3819: // MariaDB, MySQL
		return orm.ErrCheck
	case 1213, 1614: // the second is a deadlock's victim under XA
		return orm.ErrDeadlock
	case 8004, 8025: // TiDB: a transaction or a row is too large
		return orm.ErrValidation
	case 1020, 3101, 8002, 8022, 8028, 9007: // the row has changed since it was read (MariaDB, TiDB); a group's member was refused (MySQL)
		return orm.ErrSerialization
	case 1205, 3572: // timed out, NOWAIT
		return orm.ErrLockTimeout
	case 1180: // an error during commit
		return orm.ErrOutcomeUnknown
	case 1290, 1792, 1836, 1874: // server, transaction, instance; Vitess where a replica is asked to write
		return orm.ErrReadOnly
	case 1406, 1264, 1265, 1292, 1365, 1366, 1367, 1411, 1690, 1153: // too long, out of range, not of the type, divided by zero, above the packet limit
		return orm.ErrValidation
	case 1139, 3685, 3692, 3696: // regular expressions: MariaDB, and some of MySQL's
		return orm.ErrQuery
	case 1235: // not supported: by Vitess and TiDB
		return orm.ErrUnsupported
	case 9001, 9002, 9003, 9005: // TiDB: its servers do not answer each other
		return orm.ErrConnect
	case 1040, 1044, 1045, 1047, 1049, 1053, 1129, 1130, 1152, 1158, 1159, 1160, 1161, 1184, 1203, 1226, 1698, 1927, 3118, 3169, 4031:
		return orm.ErrConnect // refused, not ready (a Galera node, 1047), shut down, killed, timed out
	}
	return nil
}

// vitess finds the meaning of what vtgate has no number for, by the codes in its texts: a tablet that does not answer, after
// which nobody knows what it did, and a transaction that has to begin again.
func vitess(message string) error {
	switch {
	case strings.Contains(message, "code = Unavailable"), strings.HasPrefix(message, "VT1400"):
		return orm.ErrConnect
	case strings.HasPrefix(message, "VT15001"):
		return orm.ErrSerialization
	}
	return nil
}

// lost recognises a connection that is gone. A cancelled context closes connections too, but is the caller's doing.
func lost(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	for _, end := range []error{driver.ErrBadConn, sql.ErrConnDone, mysql.ErrInvalidConn, mysql.ErrMalformPkt, mysql.ErrPktSync, io.EOF, io.ErrUnexpectedEOF} {
		if errors.Is(err, end) {
			return true
		}
	}
	var network net.Error
	var handshake *handshakeError
	return errors.As(err, &network) || errors.As(err, &handshake)
}

// unsent recognises what fails while a connection is made: no statement was sent on it.
func unsent(err error) bool {
	var handshake *handshakeError
	if errors.As(err, &handshake) {
		return true
	}
	var e *mysql.MySQLError
	if errors.As(err, &e) {
		switch e.Number { // refused at the door
		case 1040, 1044, 1045, 1049, 1129, 1130, 1203, 1226, 1698, 3118:
			return true
		}
		return false
	}
	var network *net.OpError
	return errors.As(err, &network) && network.Op == "dial"
}

// stale recognises a prepared statement that must be prepared again because its tables have changed.
func stale(err error) bool {
	var e *mysql.MySQLError
	return errors.As(err, &e) && e.Number == 1615 // ER_NEED_REPREPARE
}

// lastQuoted is what stands in the last pair of apostrophes, whatever the language of the message; a duplicate value, which
// may have apostrophes of its own, comes before. MySQL writes a key as table.key, MariaDB as key.
func lastQuoted(message string) (name, table string) {
	end := strings.LastIndexByte(message, '\'')
	if end < 0 {
		return "", ""
	}
	name = message[strings.LastIndexByte(message[:end], '\'')+1 : end]
	if point := strings.LastIndexByte(name, '.'); point >= 0 {
		return name[point+1:], name[:point]
	}
	return name, ""
}

// firstQuoted is the column in "Column 'name' cannot be null" and "Field 'name' doesn't have a default value".
func firstQuoted(message string) string {
	_, rest, _ := strings.Cut(message, "'")
	name, _, ok := strings.Cut(rest, "'")
	if !ok {
		return ""
	}
	return name
}

// foreignKey reads "… (`database`.`table`, CONSTRAINT `name` FOREIGN KEY …".
func foreignKey(message string) (constraint, table string) {
	names := backQuoted(message)
	if len(names) < 3 {
		return "", ""
	}
	return names[2], names[1]
}

// check reads "CONSTRAINT `name` failed for `database`.`table`" of MariaDB, and "Check constraint 'name' is violated." of
// MySQL.
func check(e *mysql.MySQLError) (constraint, table string) {
	if e.Number != 4025 {
		constraint, _ = lastQuoted(e.Message)
		return constraint, ""
	}
	names := backQuoted(e.Message)
	if len(names) < 3 {
		return "", ""
	}
	return names[0], names[2]
}

// backQuoted lists the names in back-quotes.
func backQuoted(message string) []string {
	var names []string
	for {
		_, rest, ok := strings.Cut(message, "`")
		if !ok {
			return names
		}
		name, rest, ok := strings.Cut(rest, "`")
		if !ok {
			return names
		}
		names, message = append(names, name), rest
	}
}
