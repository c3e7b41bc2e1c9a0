package inspect

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/spelling"
	"github.com/ormar-go/ormar/internal/state"
)

// goType is how a column is declared: schema.{call}(&m.Field{args}).
type goType struct {
	name, call, args string
	slice            bool   // NULL is said by Nullable rather than by a pointer
	number           bool   // a whole one, of which keys are generated
	keyless          bool   // no key is of it
	texts            bool   // it has collations
	option           string // behind the call
	note             string // what is not said
}

// sized takes the numbers off a type: varchar(50), numeric(10, 2).
var sized = regexp.MustCompile(`^([a-z0-9_ ]+?)\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)\s*(.*)$`)

// takeApart gives the name of a type in small letters, its numbers and what follows.
func takeApart(text string) (name string, n, scale int, rest string) {
	text = strings.ToLower(strings.TrimSpace(text))
	if m := sized.FindStringSubmatch(text); m != nil {
		n, _ = strconv.Atoi(m[2])
		scale, _ = strconv.Atoi(m[3])
		return strings.TrimSpace(m[1]), n, scale, strings.TrimSpace(m[4])
	}
	return text, 0, 0, ""
}

// The largest that a field of bytes, or a text with a bound, can be.
const (
	maxBinary = 1 << 30
	maxText   = 65_535
)

var (
	text      = goType{name: "string", call: "Text", texts: true}
	boolean   = goType{name: "bool", call: "Boolean"}
	small     = goType{name: "int16", call: "SmallInteger", number: true}
	integer   = goType{name: "int", call: "Integer", number: true}
	big       = goType{name: "int64", call: "BigInteger", number: true}
	float     = goType{name: "float64", call: "Float", keyless: true}
	date      = goType{name: "time.Time", call: "Date"}
	timeOfDay = goType{name: "time.Time", call: "Time"}
	instant   = goType{name: "time.Time", call: "DateTime"}
	local     = goType{name: "time.Time", call: "DateTime", option: ".WithoutZone(time.UTC)"}
	document  = goType{name: "json.RawMessage", call: "JSON", keyless: true}
	uuid      = goType{name: "[16]byte", call: "UUID", option: ".Native()"}
)

func bounded(n int) goType {
	if n <= 0 || n > maxText {
		return text
	}
	return goType{name: "string", call: "String", args: fmt.Sprintf(", %d", n), texts: true}
}

func binary(n int) goType {
	if n <= 0 || n > maxBinary {
		n = maxBinary
	}
	return goType{name: "[]byte", call: "LargeBinary", args: fmt.Sprintf(", %d", n)}
}

func decimal(n, scale int) goType {
	return goType{name: "Decimal", call: "Decimal", args: fmt.Sprintf(", %d, %d", n, scale)}
}

// own is a type of the database's own, whose values a Go type holds.
func own(kind, sqlType string) goType {
	if !spelling.Type(sqlType) {
		return none(sqlType)
	}
	return goType{name: kind, call: "Native", args: ", " + strconv.Quote(sqlType)}
}

// unsigned is a whole number without a sign.
func unsigned(bits, n int) goType {
	return goType{name: fmt.Sprintf("uint%d", n), call: "Unsigned", args: fmt.Sprintf(", %d", bits), number: true}
}

// but is a type with a remark.
func (t goType) but(note string, args ...any) goType {
	t.note = fmt.Sprintf(note, args...)
	return t
}

// none is a type that no field has.
func none(what string) goType { return goType{note: "no field has the type " + what} }

// postgresType is how a column is declared on PostgreSQL; the MySQL family and SQLite have functions of their own.
func postgresType(c *state.Column) goType {
	if c.Declared != "" {
		t := postgresType(&state.Column{Type: c.Declared})
		if t.call == "" {
			return t
		}
		return t.but("the column is of the domain %s over %s, of which it would be made", c.Type, c.Declared)
	}
	name, n, scale, rest := takeApart(c.Type)
	if element, is := strings.CutSuffix(strings.TrimSpace(c.Type), "[]"); is {
		return arrayOf(element)
	}
	if plain, ok := postgresTypes[name]; ok && rest == "" {
		if strings.HasPrefix(name, "time") && n > 0 || strings.Contains(c.Type, "(0)") {
			plain.note = fmt.Sprintf("the column keeps %d digits of a second, and would be made one of six", n)
		}
		return plain
	}
	switch {
	case name == "numeric" && n == 0, name == "numeric" && (n > 65 || scale > 30):
		t := own("Decimal", c.Type)
		t.keyless = true
		return t
	case name == "numeric":
		return decimal(n, scale)
	case name == "varchar" && n > 0:
		return bounded(n)
	case name == "char", name == "varchar", name == "name":
		t := own("string", c.Type)
		t.texts = name != "name"
		return t
	case name == "citext":
		t := text.but("the column is a citext, and would be made a text")
		t.option = ".CaseInsensitive()"
		return t
	case name == "real":
		t := own("float32", "real")
		t.keyless = true
		return t
	}
	t := own("string", c.Type)
	if strings.Contains(name, ".") {
		t.note = "the type " + c.Type + " is of a schema that is not looked into, and would not be made"
	}
	return t
}

// postgresTypes are the types that a field makes as they are.
var postgresTypes = map[string]goType{"boolean": boolean, "smallint": small, "integer": integer, "bigint": big, "double precision": float, "text": text,
	"bytea": binary(0), "json": document.but("the column is a json, and would be made a jsonb"), "jsonb": document, "uuid": uuid, "date": date, "time": timeOfDay,
	"timestamptz": instant, "timestamp": local}

// elements are the Go types of what arrays of PostgreSQL hold.
var elements = map[string]string{"text": "string", "varchar": "string", "smallint": "int16", "integer": "int32", "bigint": "int64", "double precision": "float64",
	"real": "float32", "boolean": "bool", "uuid": "[16]byte", "timestamptz": "time.Time"}

// arrayOf is an array of PostgreSQL.
func arrayOf(element string) goType {
	name, _, _, _ := takeApart(element)
	kind := elements[name]
	if kind == "" && strings.Contains(name, ".") {
		t := own("string", element+"[]")
		t.keyless = true
		return t.but("the type %s is of a schema that is not looked into, and would not be made", element)
	}
	if kind == "" {
		return none(element + "[]")
	}
	t := goType{name: "[]" + kind, call: "Array", slice: true, keyless: true}
	if name == "varchar" || name == "real" {
		t.note = "the column is an array of " + element + ", and would be made one of another width"
	}
	return t
}

// mysqlTypes are the types that a field makes as they are, or nearly so.
var mysqlTypes = map[string]goType{"double": float, "longtext": text, "tinyblob": binary(255), "blob": binary(65_535), "mediumblob": binary(16_777_215),
	"longblob": binary(0), "json": document, "uuid": uuid, "date": date, "time": timeOfDay, "datetime": instant, "smallint": small, "int": integer, "bigint": big}

// mysqlUnsigned are the numbers of bits in a column, and in Go, of whole numbers.
var mysqlUnsigned = map[string][2]int{"tinyint": {8, 8}, "smallint": {16, 16}, "mediumint": {24, 32}, "int": {32, 32}, "bigint": {64, 64}}

// mysqlOwn are Go types of what only Native says.
var mysqlOwn = map[string]string{"tinyint": "int8", "mediumint": "int32", "year": "int16", "float": "float32", "char": "string", "tinytext": "string", "text": "string",
	"mediumtext": "string", "binary": "[]byte", "bit": "int64", "set": "string", "inet4": "string", "inet6": "string"}

func mysqlType(c *state.Column) goType {
	name, n, scale, rest := takeApart(c.Type)
	if strings.HasPrefix(name, "set(") {
		name = "set"
	}
	bare := strings.TrimSuffix(strings.TrimSuffix(name, " zerofill"), " unsigned")
	if bits, is := mysqlUnsigned[bare]; is && (bare != name || strings.Contains(rest, "unsigned")) {
		t := unsigned(bits[0], bits[1])
		if strings.Contains(c.Type, "zerofill") {
			t.note = "the column is a zerofill, and would be made one without"
		}
		return t
	}
	switch kind := mysqlOwn[name]; {
	case name == "tinyint" && n == 1:
		return boolean
	case name == "bit" && n > 63:
		t := own("[]byte", c.Type)
		t.keyless = true
		return t
	case kind != "":
		t := own(kind, c.Type)
		t.number = name == "tinyint" || name == "mediumint"
		t.keyless = kind == "float32"
		t.texts = name == "char" || strings.HasSuffix(name, "text")
		return t
	case name == "decimal":
		return decimal(n, scale)
	case name == "varchar":
		return bounded(n)
	case name == "varbinary":
		return binary(n)
	case name == "timestamp":
		return instant.but("the column is a timestamp, and would be made a datetime")
	}
	t, ok := mysqlTypes[name]
	if !ok {
		return none(c.Type)
	}
	if t.name == "time.Time" && t.call != "Date" && n < 6 {
		t.note = fmt.Sprintf("the column keeps %d digits of a second, and would be made one of six", n)
	}
	return t
}
