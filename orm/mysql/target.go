package mysql

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/ormar-go/ormar/internal/cluster"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// target is what a data source name asks for, under the settings that this module needs.
type target struct {
	name   string // host, port and database, for messages
	config *mysql.Config
	hosts  []string // addresses, of which the one that takes writes is wanted; nil for a single one
	conns  *cluster.Connections
}

// strictModes are added to the server's own: without them values are cut and clamped without a word.
func strictModes() []string {
	return []string{"STRICT_ALL_TABLES", "NO_ZERO_DATE", "NO_ZERO_IN_DATE", "ERROR_FOR_DIVISION_BY_ZERO"}
}

// form is what a message says of a name that is none.
const form = "write user:password@tcp(host:3306)/database?option=value or mysql://user:password@host:3306/database?option=value, with " +
	"the options' values percent-encoded"

// parse reads the driver's own form, or a URL. The driver's message is left out of the error: it may quote a piece of a password that a stray
// @ or / has put in the wrong place.
func parse(dsn string) (target, error) {
	if scheme := otherScheme(dsn, "mysql"); scheme != "" {
		return target{}, fmt.Errorf("%w: mysql: the scheme %s is not known; "+form, orm.ErrConnect, schema.Quote(scheme))
	}
	dsn = fromURL(dsn)
	dsn, hosts := several(dsn)
	config := parseDSN(dsn)
	if config == nil || strings.Contains(config.Addr+config.DBName, "://") { // a URL in the place of a name, which messages show
		return target{}, fmt.Errorf("%w: mysql: the data source name cannot be read; "+form, orm.ErrConnect)
	}
	t := target{name: name(config), config: config, hosts: hosts}
	if len(hosts) > 0 {
		t.name = strings.Replace(t.name, schema.Printable(config.Addr), schema.Printable(strings.Join(hosts, ",")), 1)
	}
	if err := t.check(charset(dsn)); err != nil {
		return target{}, err
	}
	if err := t.checkVariables(); err != nil {
		return target{}, err
	}
	t.settle()
	return t, nil
}

// otherScheme is the scheme of a URL that is none of ours, empty for anything else. Read as anything but a URL it would be taken
// apart in the wrong places, and its password end up in a message.
func otherScheme(dsn string, ours ...string) string {
	scheme, _, is := strings.Cut(strings.TrimSpace(dsn), "://")
	named := strings.Trim(strings.ToLower(scheme), "abcdefghijklmnopqrstuvwxyz0123456789+-.") == ""
	if !is || !named || slices.Contains(ours, scheme) {
		return ""
	}
	return scheme
}

// parseDSN is nil for what the driver refuses; it panics on one option that it has given up.
func parseDSN(dsn string) (config *mysql.Config) {
	defer func() {
		if recover() != nil {
			config = nil
		}
	}()
	config, err := mysql.ParseDSN(dsn)
	if err != nil {
		return nil
	}
	return config
}

// name never has the user or the password in it.
func name(config *mysql.Config) string {
	return fmt.Sprintf("host %s, database %s", schema.Printable(config.Addr), schema.Quote(config.DBName))
}

// charset is the one option that the driver does not show.
func charset(dsn string) string {
	_, options, _ := strings.Cut(dsn[strings.LastIndexByte(dsn, '/')+1:], "?")
	value := ""
	for option := range strings.SplitSeq(options, "&") {
		if v, ok := strings.CutPrefix(option, "charset="); ok {
			value = v
		}
	}
	return value
}

// check refuses what would break a promise of this module.
func (t target) check(charset string) error {
	switch {
	case t.config.DBName == "":
		return t.refuse("name a database behind the slash")
	case t.config.AllowAllFiles:
		return t.refuse("option allowAllFiles lets the server read any file of this machine; leave it out")
	case t.config.MultiStatements:
		return t.refuse("option multiStatements lets one text carry several statements; leave it out")
	case t.config.AllowOldPasswords:
		return t.refuse("option allowOldPasswords sends passwords that can be read; leave it out")
	}
	for name := range strings.SplitSeq(charset, ",") {
		if name != "" && !isUTF8(name) {
			return t.refuse("option charset must be utf8mb4")
		}
	}
	if collation, _, _ := strings.Cut(t.config.Collation, "_"); collation != "" && !isUTF8(collation) {
		return t.refuse("option collation must be one of utf8mb4")
	}
	return nil
}

func isUTF8(charset string) bool {
	return slices.Contains([]string{"utf8mb4", "utf8mb3", "utf8"}, strings.ToLower(charset))
}

// checkVariables refuses server variables that would break a promise. Their values are SQL, and never shown.
func (t target) checkVariables() error {
	for variable, value := range t.config.Params {
		value = strings.ToLower(strings.Trim(value, "'\""))
		switch name := strings.ToLower(variable); {
		case slices.Contains([]string{"autocommit", "foreign_key_checks", "unique_checks", "check_constraint_checks"}, name):
			if !slices.Contains([]string{"1", "on", "true"}, value) {
				return t.refuse("option %s must be 1", schema.Quote(name))
			}
		case strings.HasPrefix(name, "character_set_"), strings.HasPrefix(name, "collation_"), name == "names":
			return t.refuse("option %s is not yours to set: the connection is in utf8mb4", name)
		case name == "time_zone":
			if !isUTC(value) {
				return t.refuse("option time_zone must be '+00:00'")
			}
			delete(t.config.Params, variable)
		}
	}
	return nil
}

func isUTC(zone string) bool {
	return slices.Contains([]string{"+00:00", "-00:00", "+0:00", "utc"}, strings.ToLower(zone))
}

// settle sets what this module needs, whatever was asked for: matched rows are counted, times are read as instants in UTC,
// dead connections are noticed before they are used.
func (t target) settle() {
	c := t.config
	c.ParseTime, c.Loc = true, time.UTC
	c.ClientFoundRows = true
	c.CheckConnLiveness = true
	c.Logger = &mysql.NopLogger{} // what it would say is in the errors
	if c.Timeout == 0 {
		c.Timeout = openTimeout
	}
	modes, digits := "@@sql_mode", divisionDigits
	if c.Params == nil {
		c.Params = map[string]string{}
	}
	for variable, value := range c.Params {
		switch strings.ToLower(variable) {
		case "sql_mode":
			modes = value
			delete(c.Params, variable)
		case "div_precision_increment":
			digits = value
			delete(c.Params, variable)
		case "group_concat_max_len":
			delete(c.Params, variable)
		}
	}
	c.Params["sql_mode"] = strictly(modes)
	c.Params["time_zone"] = "'+00:00'"
	c.Params["div_precision_increment"] = digits
	c.Params["group_concat_max_len"] = listBytes
}

// divisionDigits is how many digits a quotient and an average of exact numbers have more than what they are made of. The
// server's four would cut where other databases go on.
const divisionDigits = "16"

// listBytes is how long a text of many rows may be: max_allowed_packet is the limit that is left.
const listBytes = "1073741824"

// strictly adds the strict modes to an expression for a list of modes.
func strictly(modes string) string {
	return fmt.Sprintf("CONCAT_WS(',', NULLIF(%s, ''), '%s')", modes, strings.Join(strictModes(), ","))
}

func (t target) refuse(format string, args ...any) error {
	return fmt.Errorf("%w: mysql: %s: %s", orm.ErrConnect, t.name, fmt.Sprintf(format, args...))
}
