package inspect

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/state"
)

// goType is how a column is declared: schema.{call}(&m.Field{args}).
type goType struct {
	name, call, args string
	slice            bool   // NULL is said by Nullable rather than by a pointer
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
	text      = goType{name: "string", call: "Text"}
	boolean   = goType{name: "bool", call: "Boolean"}
	small     = goType{name: "int16", call: "SmallInteger"}
	integer   = goType{name: "int", call: "Integer"}
	big       = goType{name: "int64", call: "BigInteger"}
	float     = goType{name: "float64", call: "Float"}
	date      = goType{name: "time.Time", call: "Date"}
	timeOfDay = goType{name: "time.Time", call: "Time"}
	instant   = goType{name: "time.Time", call: "DateTime"}
	document  = goType{name: "json.RawMessage", call: "JSON"}
	uuid      = goType{name: "[16]byte", call: "UUID", option: ".Native()"}
)

func bounded(n int) goType {
	if n <= 0 || n > maxText {
		return text
	}
	return goType{name: "string", call: "String", args: fmt.Sprintf(", %d", n)}
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

// but is a type with a remark.
func (t goType) but(note string, args ...any) goType {
	t.note = fmt.Sprintf(note, args...)
	return t
}

// none is a type that no field has.
func none(what string) goType { return goType{note: "no field has the type " + what} }

// typeOf is how a column is declared on PostgreSQL, and on the MySQL family and SQLite by the functions beside it.
func postgresType(c *state.Column) goType {
	name, n, scale, rest := takeApart(c.Type)
	if element, is := strings.CutSuffix(strings.TrimSpace(c.Type), "[]"); is {
		return arrayOf(element)
	}
	switch name {
	case "boolean":
		return boolean
	case "smallint":
		return small
	case "integer":
		return integer
	case "bigint":
		return big
	case "double precision":
		return float
	case "real":
		return float.but("the column is a real, and would be made a double precision")
	case "numeric":
		if n == 0 {
			return decimal(65, 30).but("the column is a numeric without precision")
		}
		if n > 65 || scale > 30 {
			return none(c.Type)
		}
		return decimal(n, scale)
	case "varchar", "char":
		t := bounded(n)
		if name == "char" {
			t.note = "the column is a char, and would be made a varchar"
		}
		return t
	case "text":
		return text
	case "name", "citext":
		return text.but("the column is a %s, and would be made a text", name)
	case "bytea":
		return binary(0)
	case "json":
		return document.but("the column is a json, and would be made a jsonb")
	case "jsonb":
		return document
	case "uuid":
		return uuid
	case "date":
		return date
	case "time":
		return timeOfDay
	case "timestamptz":
		return instant
	case "timestamp":
		return instant.but("the column is a timestamp without zone, read as UTC, and would be made a timestamptz")
	}
	_ = rest
	return none(c.Type)
}

// arrayOf is an array of PostgreSQL.
func arrayOf(element string) goType {
	name, _, _, _ := takeApart(element)
	kinds := map[string]string{"text": "string", "varchar": "string", "integer": "int32", "bigint": "int64", "double precision": "float64", "boolean": "bool",
		"uuid": "[16]byte", "timestamptz": "time.Time"}
	kind := kinds[name]
	if kind == "" {
		return none(element + "[]")
	}
	return goType{name: "[]" + kind, call: "Array", slice: true}
}

// mysqlTypes are the types that a field makes as they are.
var mysqlTypes = map[string]goType{"double": float, "longtext": text, "tinyblob": binary(255), "blob": binary(65_535), "mediumblob": binary(16_777_215),
	"longblob": binary(0), "json": document, "uuid": uuid, "date": date, "time": timeOfDay, "datetime": instant}

func mysqlType(c *state.Column) goType {
	name, n, scale, rest := takeApart(c.Type)
	unsigned := strings.Contains(rest, "unsigned") || strings.HasSuffix(name, " unsigned")
	name = strings.TrimSuffix(strings.TrimSuffix(name, " zerofill"), " unsigned")
	t := none(c.Type)
	switch name {
	case "tinyint":
		if t = small.but("the column is a tinyint, and would be made a smallint"); n == 1 && !unsigned {
			return boolean
		}
	case "smallint":
		if t = small; unsigned {
			t = integer
		}
	case "mediumint":
		t = integer.but("the column is a mediumint, and would be made an int")
	case "int":
		if t = integer; unsigned {
			t = big
		}
	case "bigint":
		t = big
	case "year":
		return small.but("the column is a year, and would be made a smallint")
	case "decimal":
		return decimal(n, scale)
	case "float":
		return float.but("the column is a float, and would be made a double")
	case "varchar":
		return bounded(n)
	case "char":
		return bounded(n).but("the column is a char, and would be made a varchar")
	case "varbinary":
		return binary(n)
	case "binary":
		return binary(n).but("the column is a binary, and would be made a varbinary")
	case "tinytext", "text", "mediumtext":
		return text.but("the column is a %s, and would be made a longtext", name)
	case "timestamp":
		return instant.but("the column is a timestamp, and would be made a datetime")
	default:
		if plain, ok := mysqlTypes[name]; ok {
			return plain
		}
	}
	if unsigned && name == "bigint" {
		t = t.but("the column is a %s, of which there is only the part that a signed number has", c.Type)
	} else if unsigned && t.call != "" {
		t = t.but("the column is a %s, and would be made one with negative numbers", c.Type)
	}
	return t
}

// sqliteType goes by what was declared; what that leaves open was looked for among the values.
func sqliteType(c *state.Column) goType {
	declared := c.Declared
	name, n, scale, _ := takeApart(declared)
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(name, p) {
				return true
			}
		}
		return false
	}
	switch {
	case c.Holds == "!integer":
		t := instant
		t.option = ".Stored(schema.UnixSeconds)"
		return t.but("the column is declared as %s and holds whole numbers, which are taken for seconds since 1970", strconv.Quote(declared))
	case strings.HasPrefix(c.Holds, "!"):
		return heldBy(c.Holds[1:]).but("the column is declared as %s and holds %s", strconv.Quote(declared), c.Holds[1:])
	case has("bool"):
		return boolean
	case name == "smallint" || name == "int2" || name == "tinyint":
		return small
	case has("int"):
		return big
	case has("datetime", "timestamp"):
		return instant
	case name == "date":
		return date
	case name == "time":
		return timeOfDay
	case has("json"):
		return document
	case has("char"):
		return bounded(n)
	case has("text", "clob"):
		return text
	case has("real", "floa", "doub"):
		return float
	case has("numeric", "decimal") && n > 0 && n <= 65 && scale <= 30:
		return decimal(n, scale)
	case has("blob"):
		return binary(0)
	case c.Holds != "":
		return heldBy(c.Holds).but("the column is declared as %s and holds %s", strconv.Quote(declared), c.Holds)
	}
	return none(strconv.Quote(declared) + ", and it holds nothing that would say more")
}

// heldBy is the type of the values that a column holds.
func heldBy(kind string) goType {
	switch kind {
	case "integer":
		return big
	case "real", "numbers":
		return float
	case "text":
		return text
	case "blob":
		return binary(0)
	}
	return none(kind)
}
