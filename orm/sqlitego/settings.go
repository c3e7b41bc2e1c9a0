package sqlitego

import (
	"fmt"
	"net/url"
	"regexp"
)

// word is what a pragma may be set to.
var word = regexp.MustCompile(`^[-+]?[A-Za-z0-9_]{1,20}$`)

// settings turns options of orm/sqlite into this driver's: what it does not know by that name is a pragma.
func settings(values url.Values) error {
	if values.Has("_mutex") {
		return fmt.Errorf("option _mutex is not known to this driver; leave it out")
	}
	for _, p := range []struct{ pragma, name, alias string }{
		{"cache_size", "_cache_size", ""}, {"case_sensitive_like", "_case_sensitive_like", "_cslike"},
		{"recursive_triggers", "_recursive_triggers", "_rt"}, {"secure_delete", "_secure_delete", ""},
	} {
		for _, name := range []string{p.name, p.alias} {
			value := values.Get(name)
			if value == "" {
				continue
			}
			if !word.MatchString(value) {
				return fmt.Errorf("option %s must be a word or a number", name)
			}
			values.Add("_pragma", p.pragma+"("+value+")")
			values.Del(name)
		}
	}
	// Commits survive a crash of the process, as with orm/sqlite, whose driver sets this by itself.
	if values.Get("_synchronous") == "" && values.Get("_sync") == "" {
		values.Set("_synchronous", "NORMAL")
	}
	// Whole numbers in a column of times are read as times, as orm/sqlite does; a message is that of the error that it comes with.
	values.Set("_inttotime", "1")
	values.Set("_error_rc", "1")
	return nil
}
