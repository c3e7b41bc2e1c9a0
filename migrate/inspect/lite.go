package inspect

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/state"
)

// sqliteType goes by what was declared; what that leaves open was looked for among the values.
func sqliteType(c *state.Column) goType {
	if c.Form != "" {
		return guarded(c.Form)
	}
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
	case strings.HasPrefix(c.Holds, "stored:"):
		form := strings.TrimPrefix(c.Holds, "stored:")
		t := instant
		t.option = ".Stored(schema." + form + ")"
		return t.but("the column is declared as %s and holds numbers, which are taken for %s", strconv.Quote(declared), taken[form])
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

// taken says for what numbers in a column of times are taken.
var taken = map[string]string{"UnixSeconds": "seconds since 1970", "UnixMilliseconds": "milliseconds since 1970", "JulianDay": "Julian days"}

// guarded is the type of a column whose values a trigger of this module keeps in one form.
func guarded(form string) goType {
	var n, scale int
	switch {
	case form == "datetime":
		return instant
	case form == "date":
		return date
	case form == "time":
		return timeOfDay
	case form == "uuid":
		return uuid // which other databases have a type for
	case form == "uuidtext":
		return goType{name: "[16]byte", call: "UUIDString"}
	}
	_, _ = fmt.Sscanf(form, "decimal %d %d", &n, &scale) // which guarding has written
	return decimal(n, scale)
}
