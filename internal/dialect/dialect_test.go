package dialect_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/schema"
)

var levels = []sql.IsolationLevel{sql.LevelDefault, sql.LevelReadUncommitted, sql.LevelReadCommitted, sql.LevelRepeatableRead, sql.LevelSerializable}

func dialects() []*dialect.Dialect {
	return []*dialect.Dialect{dialect.SQLite(), dialect.Postgres(), dialect.MySQL(), dialect.MariaDB()}
}

func TestFor(t *testing.T) {
	for _, want := range dialects() {
		got, err := dialect.For(want.Name)
		if err != nil || got.Name != want.Name {
			t.Errorf("For(%q) = %v, %v", want.Name, got, err)
		}
	}
	for _, name := range []string{"", "SQLite", "oracle"} {
		if _, err := dialect.For(name); err == nil || !strings.Contains(err.Error(), "sqlite, postgres, mysql or mariadb") {
			t.Errorf("For(%q): %v", name, err)
		}
	}
}

// Every answer that the other layers call is there.
func TestNoAnswerIsMissing(t *testing.T) {
	a := &schema.Attribute{Name: "c", Kind: schema.KindString, MaxLength: 5, ServerDefault: "'x'", Model: &schema.Model{Name: "V"}}
	for _, d := range dialects() {
		for what, text := range map[string]string{
			"Column": d.Column(a, "t.c"), "Compare": d.Compare(a, "t.c"), "Parameter": d.Parameter(a), "Cast": d.Cast(a),
			"Fold": d.Fold("x"), "Type": d.Type(a), "Catalog": d.DDL.Catalog, "Literal": d.DDL.Literal("x"),
			"ServerDefault": d.DDL.ServerDefault(a), "EmptyInsert": d.EmptyInsert, "IntegerParameter": d.IntegerParameter,
		} {
			if text == "" {
				t.Errorf("%s has no %s", d.Name, what)
			}
		}
		if d.Arrays == (d.JSONList != nil) || d.Arrays != (d.BindList != nil) || d.Arrays != (d.ArrayParameter != nil) {
			t.Errorf("%s: a list travels in one way", d.Name)
		}
		if d.Bind == nil || d.Begin == nil || d.AfterTx == nil || d.DDL.Actions == nil || d.MaxParameters == 0 || d.MaxTables != 60 {
			t.Errorf("%s misses an answer", d.Name)
		}
	}
}

// Without an attribute a parameter is bare and a value goes by its Go type.
func TestWithoutAttribute(t *testing.T) {
	for _, d := range dialects() {
		if d.Parameter(nil) != "?" || d.Cast(nil) != "?" {
			t.Errorf("%s: %s and %s", d.Name, d.Parameter(nil), d.Cast(nil))
		}
		for _, v := range []any{nil, int64(1), "x", 1.5, true, time.Now(), []byte("x"), [16]byte{}} {
			if _, err := d.Bind(nil, v); err != nil {
				t.Errorf("%s: %v", d.Name, err)
			}
		}
	}
}

func TestBindRefusesWhatIsNotCanonical(t *testing.T) {
	a := &schema.Attribute{Name: "age", Kind: schema.KindInteger, Model: &schema.Model{Name: "Person"}}
	for _, d := range dialects() {
		for _, v := range []any{1, uint64(1), []any{}, map[string]any{}, struct{}{}} {
			if _, err := d.Bind(a, v); err == nil || !strings.Contains(err.Error(), "Person.age") {
				t.Errorf("%s takes a %T: %v", d.Name, v, err)
			}
		}
	}
	if _, err := dialect.Postgres().BindList(a, []any{int64(1), "x"}); err == nil {
		t.Error("a text went into an array of numbers")
	}
}

// Statements do not even ask for these.
func TestBindLeavesTextsAndNumbers(t *testing.T) {
	for kind := schema.KindString; kind <= schema.KindOpaque; kind++ {
		a := &schema.Attribute{Name: "c", Kind: kind, Model: &schema.Model{Name: "V"}, NativeUUID: true, SQLType: "text", Unsigned: 64, StoredForm: schema.UnixSeconds, Zone: time.UTC}
		for _, d := range dialects() {
			for _, v := range []any{nil, "2024-01-02 03:04:05", "", int64(-1), 0.5} {
				if got, err := d.Bind(a, v); err != nil || got != v {
					t.Errorf("%s, %s: %#v is bound as %#v, %v", d.Name, kind, v, got, err)
				}
			}
		}
	}
}

func TestBindForms(t *testing.T) {
	zone := time.FixedZone("X", 2*3600)
	moment := time.Date(2024, 1, 2, 3, 4, 5, 678_999, zone)
	for _, c := range []struct {
		kind        schema.Kind
		value       any
		text, named any // where times are texts, and where they are not
	}{
		{schema.KindBoolean, true, int64(1), true},
		{schema.KindDateTime, moment, "2024-01-02 01:04:05.000678", time.Date(2024, 1, 2, 1, 4, 5, 678_000, time.UTC)},
		{schema.KindDate, moment, "2024-01-02", "2024-01-02"},
		{schema.KindTime, moment, "03:04:05.000678", "03:04:05.000678"},
		{schema.KindJSON, json.RawMessage(`{"a":1}`), `{"a":1}`, `{"a":1}`},
		{schema.KindUUID, [16]byte{15: 1}, "00000000000000000000000000000001", "00000000000000000000000000000001"},
		{schema.KindText, "x", "x", "x"},
		{schema.KindInteger, nil, nil, nil},
	} {
		a := &schema.Attribute{Name: "c", Kind: c.kind, Model: &schema.Model{Name: "V"}}
		for _, d := range dialects() {
			want := c.text
			if !d.TimeText && d.Arrays {
				want = c.named
			}
			if got, err := d.Bind(a, c.value); err != nil || got != want {
				t.Errorf("%s, %s: %v is bound as %#v (%v), not %#v", d.Name, c.kind, c.value, got, err, want)
			}
		}
	}
	for _, d := range dialects() {
		a := &schema.Attribute{Name: "c", Kind: schema.KindBinary, Model: &schema.Model{Name: "V"}}
		if got, err := d.Bind(a, []byte(nil)); err != nil || got.([]byte) == nil {
			t.Errorf("%s: nil bytes are bound as %#v, %v", d.Name, got, err)
		}
	}
}

func TestIdentDoublesItsQuote(t *testing.T) {
	for _, d := range dialects() {
		q := string(d.Quote)
		for name, want := range map[string]string{"a": q + "a" + q, "a" + q + "b": q + "a" + q + q + "b" + q, q: q + q + q + q, "": q + q} {
			if got := d.Ident(name); got != want {
				t.Errorf("%s: Ident(%q) = %s", d.Name, name, got)
			}
		}
	}
}

// The quoted name comes back from the database as it went in.
func TestIdentIsOneName(t *testing.T) {
	each(t, func(t *testing.T, s server) {
		for i, name := range []string{`a"b`, "a`b", `a'b`, "a b", "select", "a?b", "a$1b", `a\b`, "a.b", "--", "/*", "ä", strings.Repeat("x", 63)} {
			table := fmt.Sprintf("q%d", i)
			if _, err := s.db.Exec("CREATE TABLE " + table + " (" + s.Ident(name) + " integer)"); err != nil {
				t.Fatal(err)
			}
			rows, err := s.db.Query("SELECT " + table + "." + s.Ident(name) + " FROM " + table)
			if err != nil {
				t.Fatal(err)
			}
			columns, err := rows.Columns()
			rows.Close()
			if err != nil || columns[0] != name {
				t.Errorf("%s: %q is called %q (%v)", s.Name, name, columns, err)
			}
		}
	})
}

func TestIsolationLevels(t *testing.T) {
	for _, d := range dialects() {
		for _, level := range []sql.IsolationLevel{-1, sql.LevelSnapshot, sql.LevelWriteCommitted, sql.LevelLinearizable, 99} {
			_, _, err := d.Begin(level, false)
			if granted := d.Name == "sqlite" && level > 0 && level <= sql.LevelLinearizable; (err == nil) != granted {
				t.Errorf("%s, level %v: %v", d.Name, level, err)
			}
		}
	}
	for name, want := range map[string]string{
		"sqlite": "PRAGMA query_only = 1; BEGIN", "postgres": "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY",
		"mysql": "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; START TRANSACTION READ ONLY",
	} {
		d, _ := dialect.For(name)
		before, begin, err := d.Begin(sql.LevelSerializable, true)
		if got := strings.Join(append(before, begin), "; "); err != nil || got != want {
			t.Errorf("%s begins with %s (%v)", name, got, err)
		}
	}
}

// A row that would be too long for InnoDB moves its longest texts out, never those of an index.
func TestMySQLRowSize(t *testing.T) {
	text := func(n int, indexed bool) *schema.Attribute {
		return &schema.Attribute{Kind: schema.KindString, MaxLength: n, Indexed: indexed}
	}
	for _, c := range []struct {
		columns []*schema.Attribute
		want    string
	}{
		{[]*schema.Attribute{text(100, false), text(200, false)}, "varchar(100) varchar(200)"},
		{[]*schema.Attribute{{Kind: schema.KindInteger, PrimaryKey: true}, text(16_383, false)}, "int longtext"},
		{[]*schema.Attribute{text(16_384, false), text(100, false)}, "longtext varchar(100)"},
		{[]*schema.Attribute{text(9_000, false), text(9_000, false)}, "varchar(9000) longtext"},
		{[]*schema.Attribute{text(9_000, true), text(8_000, false), text(100, false)}, "varchar(9000) longtext varchar(100)"},
		{[]*schema.Attribute{{Kind: schema.KindBinary, MaxLength: 3072}, {Kind: schema.KindBinary, MaxLength: 3073}}, "varbinary(3072) blob"},
		{[]*schema.Attribute{{Kind: schema.KindBinary, MaxLength: 65_536}, {Kind: schema.KindBinary, MaxLength: 1 << 24}}, "mediumblob longblob"},
	} {
		m := &schema.Model{Name: "V", Attributes: c.columns}
		var types []string
		for i, a := range c.columns {
			a.Model, a.Index, a.Column = m, i, fmt.Sprintf("c%d", i)
		}
		for _, a := range c.columns {
			types = append(types, dialect.MariaDB().Type(a))
		}
		if got := strings.Join(types, " "); got != c.want {
			t.Errorf("got %s, want %s", got, c.want)
		}
	}
}

// A default gets the scale of its column, since SQLite keeps decimals as text.
func TestSQLiteDecimalDefault(t *testing.T) {
	for given, want := range map[string]string{
		"9.9": "('9.90')", "'9.9'": "('9.90')", "-1": "('-1.00')", " 0 ": "('0.00')", "1.234": "('1.234')", "1 + 1": "(printf('%.2f', 1 + 1))",
	} {
		a := &schema.Attribute{Kind: schema.KindDecimal, Precision: 5, Scale: 2, ServerDefault: given}
		if got := dialect.SQLite().DDL.ServerDefault(a); got != want {
			t.Errorf("%q became %s, not %s", given, got, want)
		}
	}
}

// The current time is written with the precision and the zone of the column's other values; a column's default that is
// something else stays as it is.
func TestCurrentTimeDefault(t *testing.T) {
	for _, c := range []struct {
		dialect *dialect.Dialect
		kind    schema.Kind
		given   string
		want    string
	}{
		{dialect.MariaDB(), schema.KindDateTime, "now()", "(UTC_TIMESTAMP(6))"},
		{dialect.MySQL(), schema.KindTime, "Current_Time", "(UTC_TIME(6))"},
		{dialect.MySQL(), schema.KindText, "now()", "(now())"},
		{dialect.SQLite(), schema.KindDateTime, "CURRENT_TIMESTAMP()", "(strftime('%Y-%m-%d %H:%M:%f000', 'now'))"},
		{dialect.SQLite(), schema.KindTime, "current_time", "(strftime('%H:%M:%f000', 'now'))"},
		{dialect.SQLite(), schema.KindDateTime, "'2024-01-01 00:00:00.000000'", "('2024-01-01 00:00:00.000000')"},
		{dialect.SQLite(), schema.KindDateTime, "current_timestamp(3)", "(strftime('%Y-%m-%d %H:%M:%f000', 'now'))"},
		{dialect.Postgres(), schema.KindDateTime, "now()", "(now())"},
		{dialect.Postgres(), schema.KindDateTime, "Current_Timestamp()", "(Current_Timestamp)"},
		{dialect.Postgres(), schema.KindDateTime, "current_timestamp(3)", "(current_timestamp(3))"},
	} {
		if got := c.dialect.DDL.ServerDefault(&schema.Attribute{Kind: c.kind, ServerDefault: c.given}); got != c.want {
			t.Errorf("%s: %s became %s", c.dialect.Name, c.given, got)
		}
	}
}

// An empty array is written as each database has arrays, whichever it was declared for.
func TestEmptyArrayDefault(t *testing.T) {
	for _, given := range []string{"'{}'", "'[]'"} {
		a := &schema.Attribute{Kind: schema.KindJSON, Elem: &schema.Attribute{Kind: schema.KindText}, ServerDefault: given}
		for d, want := range map[*dialect.Dialect]string{dialect.Postgres(): "('{}')", dialect.MariaDB(): "('[]')", dialect.SQLite(): "('[]')"} {
			if got := d.DDL.ServerDefault(a); got != want {
				t.Errorf("%s: %s became %s", d.Name, given, got)
			}
		}
	}
}
