package dialect

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// Guard is a trigger that rewrites what others store in a table, in another form than ours, to our own. Columns that have
// their guards are compared, ordered and joined as they are, by their indexes. Column is nil for the guard of a table's new rows, which
// is one for all columns, since each costs an INSERT something.
type Guard struct {
	Name, Text string
	Column     *schema.Attribute
}

// Guards are the triggers of an SQLite table; none for kinds that have one form only, or whose column refuses every other.
// They use nothing but SQLite's own functions, so that any program can write to the table. That of new rows has no rewriting of its own:
// it sets the columns to what they are, which is an update to the others. Every connection parses the texts when it opens the database.
func Guards(m *schema.Model) []Guard {
	var out []Guard
	var strange, same []string
	d := SQLite()
	for _, a := range m.Attributes {
		column := d.Ident(a.Column)
		canonical := rewritten(a, column)
		if canonical == "" || a.Generated != "" || a.StoredForm != "" && a.Cipher == nil { // no trigger writes a generated column
			continue
		}
		other := "NOT (" + ownForm(a, "NEW."+column) + ")"
		strange, same = append(strange, other), append(same, column+" = "+column)
		out = append(out, guard(m, a.Column+"_update", "UPDATE OF "+column, other, rewrite(a, canonical), a))
	}
	if out == nil {
		return nil
	}
	fire := "UPDATE " + d.Ident(m.Table) + " SET " + strings.Join(same, ", ") + " WHERE " + rowName(m) + " = NEW." + rowName(m) + ";"
	return append([]Guard{guard(m, "insert", "INSERT", strings.Join(strange, " OR "), fire, nil)}, out...)
}

func guard(m *schema.Model, event, on, when, body string, column *schema.Attribute) Guard {
	d := SQLite()
	name := "form_" + m.Table + "_" + event
	text := "CREATE TRIGGER " + d.Ident(name) + " AFTER " + on + " ON " + d.Ident(m.Table) + " WHEN " + when + "\nBEGIN " + body + " END"
	return Guard{name, text, column}
}

// rewrite does nothing to a value that it cannot read, not even an UPDATE: where triggers may fire themselves, that would never end.
func rewrite(a *schema.Attribute, canonical string) string {
	d, row := SQLite(), rowName(a.Model)
	table, column := d.Ident(a.Model.Table), d.Ident(a.Column)
	here := table + "." + row + " = NEW." + row
	return "UPDATE " + table + " SET " + column + " = form.value FROM (SELECT " + canonical + " AS value FROM " + table +
		" WHERE " + here + ") AS form WHERE " + here + " AND " + table + "." + column + " <> form.value;"
}

// rowName is a name of the row id that no column takes.
func rowName(m *schema.Model) string {
	taken := map[string]bool{}
	for _, a := range m.Attributes {
		taken[strings.ToLower(a.Column)] = true
	}
	for _, name := range []string{"rowid", "oid"} {
		if !taken[name] {
			return name
		}
	}
	return "_rowid_"
}

// ownForm tells the form in which this module writes a kind from every other that it reads. It is true of all that this module writes,
// since a new row of which it is false is updated, which triggers of others see too, and must not be true of anything else that can be
// read; of what cannot, it may be anything. It is as cheap as it can be, since every INSERT asks.
func ownForm(a *schema.Attribute, value string) string {
	like := func(pattern string) string {
		return value + " GLOB '" + strings.ReplaceAll(pattern, "d", "[0-9]") + "'"
	}
	switch storedKind(a) {
	case schema.KindDateTime:
		return like("????-??-?? ??:??:??.dddddd")
	case schema.KindDate:
		return like("????-??-??")
	case schema.KindTime:
		return like("??:??:??.dddddd")
	case schema.KindUUID:
		return "length(" + value + ") = " + uuidLength(a) + " AND " + value + " GLOB lower(" + value + ")"
	case schema.KindDecimal:
		if a.Scale == 0 {
			return "(" + value + " NOT GLOB '*[^0-9]*' AND (" + like("[1-9]*") + " OR " + value + " = '0') OR " + like("-[1-9]*") + " AND substr(" + value + ", 2) NOT GLOB '*[^0-9]*')"
		}
		behind := "." + strings.Repeat("d", a.Scale)
		return "(" + like("[1-9]*"+behind) + " OR " + like("0"+behind) + " OR " + like("-[1-9]*"+behind) + " OR " + like("-0"+behind) + " AND " + value + " GLOB '*[1-9]*')"
	}
	return ""
}

// rewritten is a value in our own form, made by SQLite's own functions out of every form that can be read; what is no value of
// the kind stays as it is.
func rewritten(a *schema.Attribute, value string) string {
	switch storedKind(a) {
	case schema.KindDateTime:
		return "(SELECT CASE WHEN s >= '0001' THEN s || '.' || substr(f || '000000', 1, 6) ELSE v END FROM (SELECT v, f, CASE WHEN " +
			validDay + " AND " + validClock + " THEN strftime('%Y-%m-%d %H:%M:%S', substr(v, 1, 10) || ' ' || c, (0 - o) || ' seconds') END AS s FROM " +
			zoneOf(clockOf(value, 12)) + "))"
	case schema.KindDate:
		return "(SELECT CASE WHEN " + validDay + " AND (length(v) = 10 OR c = '00:00:00' AND rtrim(substr(f, 1, 9), '0') = '' AND o IS NOT NULL)" +
			" THEN substr(v, 1, 10) ELSE v END FROM " + zoneOf(clockOf(value, 12)) + ")"
	case schema.KindTime:
		return "(SELECT CASE WHEN " + validClock + " AND z = '' THEN c || '.' || substr(f || '000000', 1, 6) ELSE v END FROM " + clockOf(value, 1) + ")"
	case schema.KindUUID:
		return uuidRewritten(a, value)
	case schema.KindDecimal:
		return decimalRewritten(a, value)
	}
	return ""
}

// The conditions on a date, in v, and on a time of day, in c. SQLite itself takes the 30th of February for the 1st of March, and
// 24 for an hour.
const (
	validDay   = "(length(v) = 10 OR substr(v, 11, 1) IN (' ', 'T', 't')) AND v >= '0001' AND date(substr(v, 1, 10)) = substr(v, 1, 10)"
	validClock = "c GLOB '[0-2][0-9]:[0-5][0-9]:[0-5][0-9]' AND c < '24'"
)

// clockOf takes the time of day off a value, from the given character on: rows of the value v, the time c to the second, the digits f of
// its fraction, and what follows z.
func clockOf(value string, from int) string {
	rest := fmt.Sprintf("substr(v, %d)", from)
	return "(SELECT v, c, CASE WHEN z = t THEN '' ELSE substr(t, 2, length(t) - 1 - length(z)) END AS f, z FROM (SELECT v, c, t, CASE WHEN l AND t GLOB '.[0-9]*'" +
		" THEN ltrim(substr(t, 2), '0123456789') ELSE t END AS z FROM (SELECT v, substr(r, 6, 1) = ':' AS l," +
		" CASE WHEN substr(r, 6, 1) = ':' THEN substr(r, 1, 8) ELSE substr(r, 1, 5) || ':00' END AS c," +
		" CASE WHEN substr(r, 6, 1) = ':' THEN substr(r, 9) ELSE substr(r, 6) END AS t FROM (SELECT v, " + rest + " AS r FROM (SELECT " + value + " AS v)))))"
}

// zoneOf adds the offset o of a zone z in seconds, NULL where that is none.
func zoneOf(clock string) string {
	two := func(at int) string { return fmt.Sprintf("substr(y, %d, 2)", at) }
	return "(SELECT v, c, f, CASE WHEN z IN ('', 'Z', 'z') THEN 0 WHEN " + two(1) + " < '24' AND " + two(3) + " < '60' AND " + two(5) + " < '60' AND (" +
		strings.ReplaceAll("z GLOB '[-+]dd' OR z GLOB '[-+]dddd' OR z GLOB '[-+]dd:dd' OR z GLOB '[-+]dddd:dd' OR z GLOB '[-+]dd:dd:dd'", "d", "[0-9]") +
		") THEN (" + two(1) + " * 3600 + " + two(3) + " * 60 + " + two(5) + ") * (substr(z, 1, 1) || '1') END AS o" +
		" FROM (SELECT v, c, f, z, substr(replace(z, ':', '') || '0000', 2, 6) AS y FROM " + clock + "))"
}

func uuidRewritten(a *schema.Attribute, value string) string {
	own := "h"
	if a.UUIDText {
		own = hyphenated("h")
	}
	return "(SELECT CASE WHEN length(h) = 32 AND h NOT GLOB '*[^0-9a-f]*' AND (length(v) = 32 OR length(v) = 36" +
		" AND substr(v, 9, 1) || substr(v, 14, 1) || substr(v, 19, 1) || substr(v, 24, 1) = '----') THEN " + own +
		" ELSE v END FROM (SELECT v, lower(replace(v, '-', '')) AS h FROM (SELECT " + value + " AS v)))"
}

// hyphenated is 32 hexadecimal digits with the four hyphens.
func hyphenated(digits string) string {
	return fmt.Sprintf("substr(%[1]s, 1, 8) || '-' || substr(%[1]s, 9, 4) || '-' || substr(%[1]s, 13, 4) || '-' || substr(%[1]s, 17, 4) || '-' || substr(%[1]s, 21)", digits)
}

// decimalRewritten gives a plain number the column's scale.
func decimalRewritten(a *schema.Attribute, value string) string {
	point, zeros := "", strings.Repeat("0", a.Scale)
	if a.Scale > 0 {
		point = fmt.Sprintf(" || '.' || substr(f || '%s', 1, %d)", zeros, a.Scale)
	}
	return fmt.Sprintf("(SELECT CASE WHEN u NOT GLOB '*[^0-9.]*' AND u GLOB '*[0-9]*' AND u NOT GLOB '*.*.*' AND length(f) <= %d AND length(w) <= %d"+
		" THEN CASE WHEN v GLOB '-*' AND w || f <> '' THEN '-' ELSE '' END || CASE w WHEN '' THEN '0' ELSE w END%s ELSE v END"+
		" FROM (SELECT v, u, ltrim(substr(u, 1, instr(u || '.', '.') - 1), '0') AS w, rtrim(substr(u, instr(u || '.', '.') + 1), '0') AS f"+
		" FROM (SELECT v, CASE WHEN v GLOB '[-+]*' THEN substr(v, 2) ELSE v END AS u FROM (SELECT %s AS v))))",
		a.Scale, a.Precision-a.Scale, point, value)
}

// guards tell what a guard keeps in its form, by the text of the trigger.
var guards = []struct {
	kind schema.Kind
	text *regexp.Regexp
}{
	{schema.KindDateTime, regexp.MustCompile(`^[^\n]* GLOB '\?{4}-\?\?-\?\? \?\?:\?\?:\?\?\.`)},
	{schema.KindDate, regexp.MustCompile(`^[^\n]* GLOB '\?{4}-\?\?-\?\?'`)},
	{schema.KindTime, regexp.MustCompile(`^[^\n]* GLOB '\?\?:\?\?:\?\?\.`)},
	{schema.KindUUID, regexp.MustCompile(`^[^\n]* WHEN NOT \(length\(.*\) = (32|36) AND `)},
	{schema.KindDecimal, regexp.MustCompile(` length\(f\) <= (\d+) AND length\(w\) <= (\d+)`)},
}

// Guarded is what the guard of a column of that table says of it, by the trigger's name and text: an attribute with kind, precision, scale
// and form, or nil where it is none of ours.
func Guarded(table, column, trigger, text string) *schema.Attribute {
	if trigger != "form_"+table+"_"+column+"_update" {
		return nil
	}
	for _, g := range guards {
		found := g.text.FindStringSubmatch(text)
		if found == nil {
			continue
		}
		a := &schema.Attribute{Kind: g.kind}
		switch g.kind {
		case schema.KindUUID:
			a.UUIDText = found[1] == "36"
		case schema.KindDecimal:
			a.Scale, _ = strconv.Atoi(found[1])
			whole, _ := strconv.Atoi(found[2])
			a.Precision = a.Scale + whole
		}
		return a
	}
	return nil
}
