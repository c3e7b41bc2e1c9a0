package postgres

import (
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// target is what a connection string asks for, under the settings that this module needs.
type target struct {
	name   string // host, port and database, for messages
	config *pgx.ConnConfig
	fails  bool // over: of its several hosts the one that takes writes is wanted
	pooled bool // behind a pooler that gives each transaction whichever session is free
}

// sessionSettings are fixed for every connection: instants are read and written in UTC whatever the server's zone,
// literals mean what they say, text is UTF-8, and dates that come as text can be read.
func sessionSettings() map[string]string {
	return map[string]string{
		"timezone":                    "UTC",
		"standard_conforming_strings": "on",
		"client_encoding":             "UTF8",
		"datestyle":                   "ISO, MDY",
	}
}

// form is what a message says of a string that is none.
const form = "write postgres://user:password@host:5432/database?option=value, with special characters percent-encoded, or key=value pairs"

// parse reads a URL or key=value pairs. The driver's own message is left out of the error: it may quote a piece of a
// password that a stray @ or / has put in the wrong place.
func parse(dsn string) (target, error) {
	if scheme := otherScheme(dsn, "postgres", "postgresql"); scheme != "" {
		return target{}, fmt.Errorf("%w: postgres: the scheme %s is not known; "+form, orm.ErrConnect, schema.Quote(scheme))
	}
	config, err := pgx.ParseConfig(dsn)
	if err != nil || misread(config) || strayed(dsn) {
		return target{}, fmt.Errorf("%w: postgres: the connection string cannot be read; "+form, orm.ErrConnect)
	}
	t := target{name: name(config), config: config}
	t.fails = len(t.hosts()) > 1 && wantsPrimary(dsn)
	if err := t.chooseMode(strings.Contains(dsn, "default_query_exec_mode")); err != nil {
		return target{}, err
	}
	given := map[string]string{}
	for option, value := range config.RuntimeParams {
		given[strings.ToLower(option)] = value
		if _, fixed := sessionSettings()[strings.ToLower(option)]; fixed {
			delete(config.RuntimeParams, option)
		}
	}
	if value, ok := given["standard_conforming_strings"]; ok && !isOn(value) {
		return target{}, t.refuse("standard_conforming_strings must be on: text could leave its literal otherwise")
	}
	if value, ok := given["client_encoding"]; ok && !isUTF8(value) {
		return target{}, t.refuse("client_encoding must be UTF8")
	}
	if t.pooled {
		if err := t.checkPooled(); err != nil {
			return target{}, err
		}
	}
	for option, value := range sessionSettings() {
		config.RuntimeParams[option] = value
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = openTimeout
	}
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

// misread reports whether something that was meant as a URL, or a piece of one, has become a name, which messages show.
func misread(config *pgx.ConnConfig) bool {
	if strings.Contains(config.Host+config.Database, "://") {
		return true
	}
	for option := range config.RuntimeParams {
		if strings.Trim(strings.ToLower(option), "abcdefghijklmnopqrstuvwxyz0123456789_.") != "" {
			return true
		}
	}
	return false
}

// strayed reports whether a user or a password with a slash in it ends the part of a URL that it belongs to, so that its rest, the @ of
// the host with it, would be the name of a database.
func strayed(dsn string) bool {
	_, rest, is := strings.Cut(dsn, "://")
	path, _, _ := strings.Cut(rest, "?")
	return is && strings.LastIndexByte(path, '@') > strings.IndexByte(path, '/') && strings.Contains(path, "/")
}

func isOn(value string) bool {
	switch strings.ToLower(value) {
	case "on", "true", "yes", "1":
		return true
	}
	return false
}

func isUTF8(value string) bool {
	switch strings.ToLower(strings.Trim(value, `'"`)) {
	case "utf8", "utf-8", "unicode":
		return true
	}
	return false
}

// name never has the user or the password in it.
func name(config *pgx.ConnConfig) string {
	host := config.Host
	if !strings.HasPrefix(host, "/") {
		host = net.JoinHostPort(host, strconv.Itoa(int(config.Port)))
	}
	database := config.Database
	if database == "" {
		database = config.User
	}
	return fmt.Sprintf("host %s, database %s", schema.Printable(host), schema.Quote(database))
}

func (t target) refuse(reason string) error {
	return fmt.Errorf("%w: postgres: %s: %s", orm.ErrConnect, t.name, reason)
}
