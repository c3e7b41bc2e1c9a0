package converge

import (
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
)

// dump is what a database says about its tables, in an order that does not depend on that of
// columns and constraints. Nothing in it comes from the code that is tested.
func dump(t testing.TB, db *sqlx.DB, dialect string) string {
	t.Helper()
	var lines []string
	switch dialect {
	case "sqlite":
		lines = dumpSQLite(t, db)
	case "postgres":
		own := column1(t, db, "SELECT current_schema()")[0]
		for _, line := range column1(t, db, postgresDump) {
			lines = append(lines, folded.Replace(strings.ReplaceAll(line, own+".", "")))
		}
	default:
		lines = dumpMySQL(t, db)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// folded takes off a constant the casts that an index keeps when its column becomes another type of text. The planner folds them, so that
// the index serves the same conditions.
var folded = strings.NewReplacer("(''::character varying)::text", "''::text", "((''::text)::character varying)", "''::character varying")

// without leaves the history of a Migrator out of a dump.
func without(dump string) string {
	return strings.Join(slices.DeleteFunc(strings.Split(dump, "\n"), func(line string) bool { return strings.Contains(line, "ormar_migrations") }), "\n")
}

func column1(t testing.TB, db *sqlx.DB, query string, args ...any) []string {
	t.Helper()
	var out []sql.NullString
	if err := db.Select(&out, query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	texts := make([]string, len(out))
	for i, s := range out {
		texts[i] = s.String
	}
	return texts
}

const postgresDump = `SELECT 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || coalesce(l.collname, '') ||
 ' ' || a.attnotnull || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '') || ' ' || a.attidentity::text || ' ' || coalesce(col_description(c.oid, a.attnum), '')
 FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
 LEFT JOIN pg_collation l ON l.oid = a.attcollation WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
UNION ALL SELECT 'table ' || relname || ' ' || coalesce(obj_description(oid), '') FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace
UNION ALL SELECT 'index ' || indexrelid::regclass || ' ' || pg_get_indexdef(indexrelid) || ' ' || indisvalid FROM pg_index
 WHERE indrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)
UNION ALL SELECT 'label ' || t.typname || ' ' || e.enumlabel FROM pg_enum e JOIN pg_type t ON t.oid = e.enumtypid WHERE t.typnamespace = current_schema()::regnamespace
UNION ALL SELECT 'sequence ' || c.relname || ' ' || s.seqtypid::regtype || ' ' || s.seqincrement FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
 WHERE c.relnamespace = current_schema()::regnamespace`

var counter = regexp.MustCompile(` AUTO_INCREMENT=\d+`)

func dumpMySQL(t testing.TB, db *sqlx.DB) (lines []string) {
	for _, table := range column1(t, db, "SHOW TABLES") {
		var name, text string
		if err := db.QueryRow("SHOW CREATE TABLE `"+table+"`").Scan(&name, &text); err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(counter.ReplaceAllString(text, ""), "\n") {
			lines = append(lines, fmt.Sprintf("%s %t %s", table, i == 0, strings.TrimSuffix(strings.TrimSpace(line), ",")))
		}
	}
	return lines
}

var (
	inlineKey   = regexp.MustCompile(` (CONSTRAINT "[^"]+") REFERENCES (.*)$`)
	inlineCheck = regexp.MustCompile(` (CONSTRAINT "[^"]+" CHECK \(.*\))$`)
	firstName   = regexp.MustCompile(`^"[^"]+"`)
)

// dumpSQLite takes the texts of tables apart at the commas between columns and constraints; a
// constraint of a column stands by itself, as one of the table does.
func dumpSQLite(t testing.TB, db *sqlx.DB) (lines []string) {
	rows, err := db.Query("SELECT type, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var kind, table, text string
		if err := rows.Scan(&kind, &table, &text); err != nil {
			t.Fatal(err)
		}
		text = strings.ReplaceAll(text, "`", `"`) // a renamed column has the other quotes
		if kind != "table" {
			lines = append(lines, table+" "+text)
			continue
		}
		open, end := strings.IndexByte(text, '('), strings.LastIndexByte(text, ')')
		lines = append(lines, table+" "+text[end+1:])
		for _, item := range items(text[open+1 : end]) {
			if m := inlineKey.FindStringSubmatch(item); m != nil && !strings.HasPrefix(item, "CONSTRAINT") {
				text := table + " " + m[1] + " FOREIGN KEY (" + firstName.FindString(item) + ") REFERENCES " + m[2]
				lines = append(lines, strings.ReplaceAll(text, `"`, ""))
				item = strings.TrimSuffix(item, m[0])
			}
			if m := inlineCheck.FindStringSubmatch(item); m != nil && !strings.HasPrefix(item, "CONSTRAINT") {
				lines = append(lines, strings.ReplaceAll(table+" "+m[1], `"`, ""))
				item = strings.TrimSuffix(item, m[0])
			}
			lines = append(lines, strings.ReplaceAll(table+" "+item, `"`, "")) // a rename puts quotes around names in checks
		}
	}
	return lines
}

// items are the parts of a list, commas in quotes and parentheses apart.
func items(list string) (out []string) {
	depth, start := 0, 0
	var quote byte
	for i := 0; i < len(list); i++ {
		switch c := list[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"' || c == '`':
			quote = c
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' && depth == 0:
			out = append(out, strings.TrimSpace(list[start:i]))
			start = i + 1
		}
	}
	return append(out, strings.TrimSpace(list[start:]))
}
