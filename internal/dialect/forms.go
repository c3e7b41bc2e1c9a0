package dialect

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ormar-go/ormar/schema"
)

// Forms knows, of one SQLite database, which columns hold nothing but our own stored forms: those
// whose guards are there. Others may hold times, UUIDs and booleans as other programs write them;
// they are compared by functions that make our form of any that can be read. It is safe for
// concurrent use.
type Forms struct {
	mu     sync.Mutex
	asked  map[string]bool            // tables, in lower case
	tables map[string]catalogTexts    // those that were looked for
	mixed  map[*schema.Attribute]bool // answers since the last Learn
	count  int                        // questions
	absent int                        // of them, those about tables that are not there
}

// catalogTexts are the texts of a table and of its triggers by their names in lower case.
type catalogTexts map[string]string

// NewForms knows of no guard.
func NewForms() *Forms {
	return &Forms{asked: map[string]bool{}, tables: map[string]catalogTexts{}, mixed: map[*schema.Attribute]bool{}}
}

// Mixed reports whether the column may hold values in other forms than ours.
func (f *Forms) Mixed(a *schema.Attribute) bool {
	if f == nil || a == nil || a.Model == nil || !hasForms(a) {
		return false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.count++
	if a.Model.Schema != "" { // of an attached file nothing is known
		return true
	}
	table := strings.ToLower(a.Model.Table)
	f.asked[table] = true
	texts, known := f.tables[table]
	if known && len(texts) == 0 {
		f.absent++
		return false
	}
	mixed, known := f.mixed[a]
	if !known {
		mixed = !guarded(a, texts)
		f.mixed[a] = mixed
	}
	return mixed
}

// Asked counts the questions, so that who compiles a statement knows whether the answers mattered,
// and those about tables that were not there: the statement must not be kept, since they may be
// made in any way.
func (f *Forms) Asked() (count, absent int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.count, f.absent
}

// hasForms reports whether values of the attribute's kind have several stored forms.
func hasForms(a *schema.Attribute) bool {
	if a.StoredForm != "" && a.Cipher == nil { // numbers
		return false
	}
	switch storedKind(a) {
	case schema.KindDate, schema.KindTime, schema.KindDateTime, schema.KindUUID, schema.KindBoolean, schema.KindDecimal:
		return true
	}
	return false
}

// guarded looks for the column's guards among the texts of the catalog. A boolean is guarded by the
// type of a STRICT table.
func guarded(a *schema.Attribute, texts catalogTexts) bool {
	if storedKind(a) == schema.KindBoolean {
		made := texts[strings.ToLower(a.Model.Table)]
		return strings.HasSuffix(made, " STRICT") && declares(made, a.Column)
	}
	for _, g := range Guards(a.Model) {
		if (g.Column == nil || g.Column == a) && texts[strings.ToLower(g.Name)] != g.Text {
			return false
		}
	}
	return true
}

// declares reports whether the text of a table, as this module makes it, as SQLite adds a column to
// it or as it renames one, has the column as a whole number.
func declares(made, column string) bool {
	for _, name := range []string{SQLite().Ident(column), `"` + strings.ReplaceAll(column, `"`, `""`) + `"`} {
		if strings.Contains(made, "\n  "+name+" INTEGER") || strings.Contains(made, ", "+name+" INTEGER") {
			return true
		}
	}
	return false
}

// Catalog is the question to the database for the tables that were asked about, as a text and its
// parameter: rows of (table, name, text) for Learn.
func (f *Forms) Catalog() (text string, tables []string, parameter string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	tables = slices.Sorted(maps.Keys(f.asked))
	names, _ := json.Marshal(tables) // texts always have a JSON form
	const from = "SELECT lower(tbl_name), lower(name), sql FROM "
	const where = " WHERE type IN ('table', 'view', 'trigger') AND lower(tbl_name) IN (SELECT value FROM json_each(?1))"
	return from + "sqlite_schema" + where + " UNION ALL " + from + "sqlite_temp_schema" + where, tables, string(names)
}

// Learn takes what the catalog has of tables.
func (f *Forms) Learn(tables []string, rows [][3]string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, table := range tables {
		f.tables[table] = catalogTexts{}
	}
	for _, row := range rows {
		f.tables[row[0]][row[1]] = row[2]
	}
	clear(f.mixed)
}

// Canonical is a column whose forms are mixed as the text or number that this module would have
// stored. Our own form costs no call of a function; what cannot be read stays as it is, so that
// reading it fails.
func (f *Forms) Canonical(a *schema.Attribute, qualified string) string {
	switch storedKind(a) {
	case schema.KindDateTime:
		return ownOr(a, qualified, "orm_datetime("+qualified+")")
	case schema.KindDate:
		return ownOr(a, qualified, "orm_date("+qualified+")")
	case schema.KindTime:
		return ownOr(a, qualified, "orm_time("+qualified+")")
	case schema.KindUUID:
		return ownOr(a, qualified, "orm_uuid("+qualified+", "+uuidLength(a)+")")
	case schema.KindBoolean:
		return "CASE WHEN typeof(" + qualified + ") = 'integer' THEN " + qualified + " ELSE CASE CAST(" + qualified + " AS TEXT) WHEN '0' THEN 0" +
			" WHEN '1' THEN 1 WHEN 'f' THEN 0 WHEN 't' THEN 1 WHEN 'false' THEN 0 WHEN 'true' THEN 1 WHEN char(0) THEN 0 WHEN char(1) THEN 1 ELSE " +
			qualified + " END END"
	}
	return sqliteCompare(a, qualified)
}

func ownOr(a *schema.Attribute, qualified, other string) string {
	return "CASE WHEN " + ownForm(a, qualified) + " THEN CAST(" + qualified + " AS TEXT) ELSE " + other + " END"
}

// Spellings is a sub-select of every form in which a UUID of the source can be stored: with hyphens
// or without, in small letters or capitals, as bytes. The source is a SELECT of our own form as v;
// an index answers whether a column is among them.
func (f *Forms) Spellings(source string) string {
	hyphens := hyphenated("v")
	return "WITH s(v) AS (SELECT replace(v, '-', '') FROM (" + source + ")) SELECT v FROM s UNION ALL SELECT upper(v) FROM s UNION ALL SELECT " +
		hyphens + " FROM s UNION ALL SELECT upper(" + hyphens + ") FROM s UNION ALL SELECT unhex(v) FROM s"
}

// Bounds are two dates between which a text lies that is read as the given instant or date, in
// whatever zone it is written. So a comparison can begin in an index.
func Bounds(t time.Time) (from, before string) {
	from = t.UTC().AddDate(0, 0, -1).Format(dateLayout)
	if t = t.UTC().AddDate(0, 0, 2); t.Year() > 9999 {
		return from, ":" // behind every digit
	}
	return from, t.Format(dateLayout)
}
