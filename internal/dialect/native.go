package dialect

import (
	"fmt"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// word is the first word of a type's name, in small letters.
func word(sqlType string) string {
	name, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(sqlType)), "(")
	name, _, _ = strings.Cut(name, " ")
	return name
}

// mysqlOwn are the types that only MySQL and MariaDB have, mysqlTypes all that they have and that a field can be declared of.
const (
	mysqlOwn   = " tinyint mediumint year set enum inet4 inet6 tinytext mediumtext longtext tinyblob blob mediumblob longblob datetime double varbinary binary "
	mysqlTypes = mysqlOwn + " smallint int integer bigint decimal numeric float real bit date time timestamp char varchar text json "
)

// postgresNative is the type of the database's own that the attribute's column is declared of; empty where it has another.
func postgresNative(a *schema.Attribute) string {
	if a == nil || a.SQLType == "" || a.Cipher != nil || strings.Contains(mysqlOwn, " "+word(a.SQLType)+" ") {
		return ""
	}
	return a.SQLType
}

func mysqlNative(a *schema.Attribute) string {
	if a == nil || a.SQLType == "" || a.Cipher != nil || !strings.Contains(mysqlTypes, " "+word(a.SQLType)+" ") {
		return ""
	}
	return a.SQLType
}

// postgresBare is the first answer for an attribute of the database's own type, or with a collation of its own, of which comparisons
// say nothing more.
func postgresBare(a *schema.Attribute) bool {
	return a != nil && (postgresNative(a) != "" || a.Collation != "" || a.CaseInsensitive)
}

// postgresFolding is the collation of texts that ignore case. It is made before the first column that has it.
const postgresFolding = "ormar_ci"

// Before is what must be there before a column of a collation can be made; empty where nothing must.
func (d *Dialect) Before(collation string) string {
	if d.DDL.Alter == AlterCommands && collation == postgresFolding {
		return "CREATE COLLATION IF NOT EXISTS " + d.Ident(postgresFolding) + " (provider = icu, locale = 'und-u-ks-level2', deterministic = false)"
	}
	return ""
}

// mysqlCollation is what stands behind the type of a text with a collation of its own.
func mysqlCollation(a *schema.Attribute, folding string) string {
	switch {
	case a.Cipher != nil:
	case a.Collation != "":
		return " COLLATE " + a.Collation
	case a.CaseInsensitive:
		return " COLLATE " + folding
	}
	return ""
}

// UnsignedRange is the condition that holds an unsigned number to its bits where the type does not.
func (d *Dialect) UnsignedRange(a *schema.Attribute) string {
	if a.Unsigned == 0 || a.Cipher != nil || d.DDL.Alter == AlterClauses {
		return ""
	}
	column := d.Ident(a.Column)
	if a.Kind == schema.KindDecimal {
		if d.DecimalSum != "" { // a text of digits
			return column + " NOT LIKE '-%' AND (LENGTH(" + column + ") < 20 OR LENGTH(" + column + ") = 20 AND " + column + " <= '18446744073709551615')"
		}
		return column + " BETWEEN 0 AND 18446744073709551615"
	}
	if a.Unsigned >= 64 {
		return column + " >= 0"
	}
	return fmt.Sprintf("%s BETWEEN 0 AND %d", column, int64(1)<<a.Unsigned-1)
}

// Constant is a text within a statement, right whatever the session makes of backslashes.
func (d *Dialect) Constant(text string) string {
	if d.DDL.Alter == AlterClauses && strings.Contains(text, `\`) {
		return fmt.Sprintf("_utf8mb4 x'%x'", text)
	}
	return d.DDL.Literal(text)
}

// CheckConstant is a text within a check, right whatever sessions make of backslashes: MariaDB keeps a check as a text, in which what
// Constant writes has lost its escapes.
func (d *Dialect) CheckConstant(text string) string {
	if d.DDL.Alter == AlterClauses && strings.Contains(text, `\`) {
		return fmt.Sprintf("CONVERT(0x%x USING utf8mb4)", text)
	}
	return d.DDL.Literal(text)
}

func postgresUnsigned(bits int) string {
	switch {
	case bits <= 8:
		return "smallint"
	case bits <= 24:
		return "integer"
	}
	return "bigint"
}

func mysqlUnsigned(bits int) string {
	switch bits {
	case 8:
		return "tinyint unsigned"
	case 16:
		return "smallint unsigned"
	case 24:
		return "mediumint unsigned"
	case 32:
		return "int unsigned"
	}
	return "bigint unsigned"
}

// rangeElements are the types of the elements of PostgreSQL's ranges.
var rangeElements = map[string]string{"int4range": "integer", "int8range": "bigint", "numrange": "numeric", "tsrange": "timestamp", "tstzrange": "timestamptz",
	"daterange": "date"}

// Ranges is the pattern by which a range @0 is asked for an element @1, or for a range whole or in part; empty where there are none.
func (d *Dialect) Ranges(a *schema.Attribute, element, part bool) string {
	native := postgresNative(a)
	switch {
	case d.DDL.Alter != AlterCommands || native == "":
		return ""
	case part:
		return "@0 && CAST(@1 AS " + native + ")"
	case element && rangeElements[word(native)] == "":
		return ""
	case element:
		return "@0 @> CAST(@1 AS " + rangeElements[word(native)] + ")"
	}
	return "@0 @> CAST(@1 AS " + native + ")"
}
