package sqlite

import (
	"crypto/rand"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// target is what a data source name asks for, under the settings that this module needs.
type target struct {
	name     string // the path, for messages
	dsn      string // for the driver
	memory   bool
	attached []attachment
}

// option is one of the driver's settings. Its allowed values, when it has any, are the only ones that keep the promises of
// this module; initial is set when the caller says nothing.
type option struct {
	name, alias string
	allowed     []string
	initial     string
	file        bool // initial holds for a writable file only
}

// options lists every setting that is understood; a name that is not here is refused rather than ignored.
func options() []option {
	on := []string{"on", "1", "true", "yes"}
	off := []string{"off", "0", "false", "no"}
	return []option{
		{name: "_foreign_keys", alias: "_fk", allowed: on, initial: "on"},
		{name: "_txlock", allowed: []string{"immediate", "exclusive"}, initial: "immediate"},
		{name: "_busy_timeout", alias: "_timeout", initial: "5000"},
		{name: "_journal_mode", alias: "_journal", initial: "WAL", file: true},
		{name: "_stmt_cache_size", initial: "256"},
		{name: "_ignore_check_constraints", allowed: off},
		{name: "_writable_schema", allowed: off},
		{name: "_locking_mode", alias: "_locking", allowed: []string{"normal"}},
		{name: "_loc", allowed: []string{"utc"}},
		{name: "_auto_vacuum", alias: "_vacuum"},
		{name: "_cache_size"},
		{name: "_case_sensitive_like", alias: "_cslike"},
		{name: "_defer_foreign_keys", alias: "_defer_fk", allowed: off},
		{name: "_mutex"},
		{name: "_query_only"},
		{name: "_recursive_triggers", alias: "_rt"},
		{name: "_secure_delete"},
		{name: "_synchronous", alias: "_sync"},
	}
}

// parse reads a path, a file: URI or :memory:. A private in-memory database gets a name of its own and the shared cache,
// so that the connector can keep it alive when the pool replaces its only connection. own turns the options into a driver's.
func parse(dsn string, own func(url.Values) error) (target, error) {
	if scheme := otherScheme(dsn, "file"); scheme != "" {
		return target{}, fmt.Errorf("%w: sqlite: the scheme %s is not known; give :memory:, a file: URI or a file name", orm.ErrConnect,
			schema.Quote(scheme))
	}
	base, query, _ := strings.Cut(dsn, "?")
	if base == "" || base == "file:" {
		return target{}, fmt.Errorf("%w: sqlite: the path is empty; give :memory:, a file: URI or a file name", orm.ErrConnect)
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return target{}, refuse(base, "the options behind ? cannot be read")
	}
	t := target{name: base}
	t.memory = base == ":memory:" || base == "file::memory:" || values.Get("mode") == "memory" || values.Get("vfs") == "memdb"
	if err := t.checkURI(base, values); err != nil {
		return target{}, err
	}
	if err := t.settle(values); err != nil {
		return target{}, err
	}
	if t.memory && values.Get("vfs") != "memdb" && values.Get("cache") != "shared" {
		base = "file:ormar-" + rand.Text()
		values.Set("mode", "memory")
		values.Set("cache", "shared")
	}
	if own != nil {
		if err := own(values); err != nil {
			return target{}, refuse(t.name, "%v", err)
		}
	}
	t.dsn = base + "?" + values.Encode()
	return t, nil
}

// otherScheme is the scheme of a URL that is none of ours, empty for anything else. It would become the name of a file,
// password and all.
func otherScheme(dsn string, ours ...string) string {
	scheme, _, is := strings.Cut(strings.TrimSpace(dsn), "://")
	named := strings.Trim(strings.ToLower(scheme), "abcdefghijklmnopqrstuvwxyz0123456789+-.") == ""
	if !is || !named || slices.Contains(ours, scheme) {
		return ""
	}
	return scheme
}

// checkURI refuses options of SQLite's own that have no effect where they stand, or a bad one.
func (t target) checkURI(base string, values url.Values) error {
	uri := strings.HasPrefix(base, "file:")
	for name := range values {
		if !uri && !strings.HasPrefix(name, "_") && name != "vfs" {
			return refuse(t.name, "option %s works in a URI only; write file:%s?…", schema.Quote(name), schema.Printable(base))
		}
	}
	if values.Get("cache") == "shared" && !t.memory {
		return refuse(t.name, "option cache=shared makes connections of a file fail on each other's table locks; leave it out")
	}
	return nil
}

// settle refuses what breaks a promise and fills in what was left open.
func (t target) settle(values url.Values) error {
	known := map[string]bool{"vfs": true, "mode": true, "cache": true, "psow": true, "nolock": true, "immutable": true}
	writable := values.Get("mode") != "ro" && values.Get("immutable") == ""
	for _, o := range options() {
		known[o.name] = true
		if o.alias != "" {
			known[o.alias] = true
		}
		given := values.Get(o.name) + values.Get(o.alias)
		if given == "" && o.initial != "" && (!o.file || writable && !t.memory) {
			values.Set(o.name, o.initial)
		}
		if given != "" && len(o.allowed) > 0 && !contains(o.allowed, given) {
			return refuse(t.name, "option %s must be %s", o.name, strings.Join(o.allowed, " or "))
		}
	}
	for name := range values {
		if !known[name] {
			return refuse(t.name, "option %s is not known", schema.Quote(name))
		}
	}
	return nil
}

func contains(allowed []string, value string) bool {
	for _, a := range allowed {
		if strings.EqualFold(a, value) {
			return true
		}
	}
	return false
}

// refuse makes an ErrConnect that names the database; a value out of the caller's options never is in it.
func refuse(name, format string, args ...any) error {
	return fmt.Errorf("%w: sqlite %s: %s", orm.ErrConnect, schema.Quote(name), fmt.Sprintf(format, args...))
}
