package hostile_test

import (
	"slices"
	"strings"
)

// fragments are what attackers put into names, from published advisories and from what drivers and builders fall for.
var fragments = []string{
	// T1, T3, T4: SQL
	"name) OR 1=1--", `id__gt" --`, "a.b", "$", "#", "name; drop table owners", "1+1", "(select secret from canary_secret)", "*", "name desc nulls last--", "-(select 1)",
	"name`", `name"`, "name'", "name\\", "1=1) OR (name", "name, password", "COUNT(*)", "name--", "name/**/", "name/*", "name#", "name\x00", "na\x00me", "name\n", "\tname", " name", "name ",
	"name\u00a0", "ｎａｍｅ", "nаme", "name\u202e", "NAME", "Name", "t0.name", "owners.name", "`owners`.`name`", `"owners"."name"`, "owners", "public.owners", "canary_secret", "canary_secret__secret",
	"name UNION SELECT secret FROM canary_secret", "(CASE WHEN 1=1 THEN name ELSE id END)", "pg_sleep(5)", "sleep(5)", "randomblob(1000000000)", "load_extension('x')",
	// T2: switches of other libraries
	"_exclude", "each", "_connector", "_defaults", "__pk_only__", "__excluded__", "_columns", "__force_save__", "_orm_saved", "_negated", "$ne", "$gt", "$where", "AND", "OR", "NOT", "-", "--", "+name", "?name",
	// T5, T6: paths
	"__", "name__", "__name", "name____contains", "name__contains__contains", "name__like", "name__exact ", "name__EXACT", "name__contains--", "name__date", "name__year__gt", "age__1+1", "owner__", "pets__owner__pets__",
	"pets__owner__nosuch", "pets__nosuch", "pets.name", "pets->name", "pets[0]__name", "id__in__", "pk__pk", "name__isnull__", "password__", "password__startswith__",
	"nosuch", "nosuch__startswith", "owner_id; --", "object", "constructor", "__proto__", "__class__", "{name}", "{{name}}", "%s", "%(name)s", ":name", "@name", "?", "??", "$1", "$tag$", "::text", "name::text",
	// T23: aliases that deny-lists missed
	`x" FROM canary_secret --`, "x#y", "x.y", "x\x01y", "x\u2028y", "x]y", "x[y", "x/**/y", "x y", "x;y", "x%y", "é", "😀", "",
	// T22, T35: size
	strings.Repeat("a", 64), strings.Repeat("a", 300), strings.Repeat("pets__owner__", 200) + "nosuch", strings.Repeat("é", 64), strings.Repeat("(", 1000),
	// T21: no text
	"\xff", "name\xff", "\xed\xa0\x80", "\xc0\xaf", "name\xed\xb0\x80",
	// the library's own marks, T32
	"\x00first:nosuch", "\x00untrusted:id\x00name", "\x00last:name; --", "\x00untrusted:password\x00password", "\x00untrusted:password",
}

// wraps put a fragment into the places of a name.
var wraps = []func(string) string{
	func(s string) string { return s },
	func(s string) string { return "name__" + s },
	func(s string) string { return "pets__" + s },
	func(s string) string { return s + "__contains" },
}

// names are about 500 texts, none of which is a path of the models.
func names() []string {
	var out []string
	for _, f := range fragments {
		for _, w := range wraps {
			out = append(out, w(f))
		}
	}
	out = slices.DeleteFunc(out, func(s string) bool { return good[s] })
	slices.Sort(out)
	return slices.Compact(out)
}

// good are the paths among them, which a wrap made.
var good = map[string]bool{"pets__owner": true, "pets__name": true}

// values are hostile texts for the places of values.
func values() []string {
	return append(slices.Clone(fragments), "'", "''", "\\'", "' OR '1'='1", "'; DROP TABLE canary_secret; --", "%", "_", "!", "!%", "[a-z]", "\\", "\\\\", "a\\", "%%%", "\"", "`", "$$", "0", "NaN", "null", "true",
		"1e400", "x' UNION SELECT secret FROM canary_secret --", "\r\nSet-Cookie: x", "\x1b[31m", "admin'/*", strings.Repeat("'", 150), strings.Repeat("%", 150))
}
