package dialect

import (
	"database/sql"
	"fmt"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// MySQL is the dialect of MySQL 8.0.17 and later.
func MySQL() *Dialect {
	const collation = "utf8mb4_0900_bin"
	d := mysqlFamily("mysql", collation, "$1")
	d.LockOf, d.ShareLock = true, "FOR SHARE"
	d.DDL.ExpressionIndexes = true
	// A column of JSON_TABLE has the connection's character set, which is utf8mb4.
	d.JSONList = func(a *schema.Attribute) string {
		return mysqlJSONList(a, "", "CONVERT(jl.v USING utf8mb4) COLLATE "+collation)
	}
	d.collated(collation, "utf8mb4_0900_as_ci")
	d.Holding = mysqlHolding("")
	d.RegexMatch = [3]string{"REGEXP_LIKE(", ", ", ", 'c')"}
	d.JSONEqual = [3]string{"", " = CAST(", " AS JSON)"}
	d.Elements = mysqlElements(d.JSONEqual)
	return d
}

// MariaDB is the dialect of MariaDB 10.7 and later.
func MariaDB() *Dialect {
	const collation = "utf8mb4_nopad_bin"
	d := mysqlFamily("mariadb", collation, `\\1`)
	// A column of JSON_TABLE would have the database's character set, which may lack the characters of the list.
	d.JSONList = func(a *schema.Attribute) string {
		return mysqlJSONList(a, " CHARACTER SET utf8mb4 COLLATE "+collation, "jl.v")
	}
	d.collated(collation, "utf8mb4_uca1400_nopad_as_ci")
	d.withUUID()
	d.DDL.GeneratedNull = true
	d.InsertReturning, d.DeleteReturning, d.SelfSubquery, d.NoOuterInDerived = true, true, true, true
	d.Holding = mysqlHolding(" CHARACTER SET utf8mb4 COLLATE " + collation)
	d.RegexMatch = [3]string{"", " REGEXP ", ""}
	// JSON_EQUALS takes a NULL for equal to anything, and JSON_NORMALIZE reads on behind a number at the end of a text.
	d.JSONEqual = [3]string{"JSON_NORMALIZE(CONCAT(", ", ' ')) = JSON_NORMALIZE(CONCAT(", ", ' '))"}
	d.Elements = mysqlElements(d.JSONEqual)
	return d
}

// collated gives texts the collations that their fields have, and to those that ignore case the one that does.
func (d *Dialect) collated(collation, folding string) {
	kind := d.Type
	d.Type = func(a *schema.Attribute) string {
		switch storedKind(a) {
		case schema.KindString, schema.KindText:
			return kind(a) + mysqlCollation(a, folding)
		}
		return kind(a)
	}
	d.Searched = func(a *schema.Attribute, qualified string) string {
		if a != nil && a.Cipher == nil && a.CaseInsensitive {
			return qualified + " COLLATE " + collation
		}
		return qualified
	}
	if list := d.JSONList; list != nil {
		d.JSONList = func(a *schema.Attribute) string {
			if own := mysqlCollation(a, folding); own != "" {
				charset, _, _ := strings.Cut(strings.TrimPrefix(own, " COLLATE "), "_")
				return "SELECT CONVERT(jl.v USING " + charset + ")" + own + " FROM JSON_TABLE(?, '$[*]' COLUMNS (v longtext PATH '$')) AS jl"
			}
			return list(a)
		}
	}
}

// withUUID gives the dialect a type for UUIDs. It would sort them by their last digits first, so they are compared as texts.
func (d *Dialect) withUUID() {
	d.NativeUUID = true
	list, kind, size, compare := d.JSONList, d.Type, d.DDL.KeyBytes, d.Compare
	d.Bind, d.RefuseForm, d.Lists.UUID = withNativeUUID(d.Bind), undeclaredUUID, "REPLACE(@0, '-', '')"
	d.Type = func(a *schema.Attribute) string {
		if nativeUUID(a) {
			return "uuid"
		}
		if native := mysqlNative(a); word(native) == "inet4" || word(native) == "inet6" {
			return native
		}
		return kind(a)
	}
	d.DDL.KeyBytes = func(a *schema.Attribute) int {
		if nativeUUID(a) {
			return 16
		}
		return size(a)
	}
	d.Compare = func(a *schema.Attribute, qualified string) string {
		if nativeUUID(a) {
			return "CAST(" + qualified + " AS CHAR)"
		}
		return compare(a, qualified)
	}
	d.JSONList = func(a *schema.Attribute) string {
		if nativeUUID(a) {
			return "SELECT CAST(jl.v AS UUID) FROM JSON_TABLE(?, '$[*]' COLUMNS (v char(36) PATH '$')) AS jl"
		}
		return list(a)
	}
}

// mysqlFamily is what the two have in common. The collation compares by code point and counts trailing blanks; back is what a regular
// expression has found, in what takes its place.
func mysqlFamily(name, collation, back string) *Dialect {
	return &Dialect{
		Name: name, Quote: '`', Syntax: Syntax{Backslashes: true, HashComments: true, Backticks: true, RunsComments: true},
		MaxParameters: 65_535, LargeBatch: 500, MaxTables: 60, MaxColumns: 4_096, LastInsertID: true, EmptyInsert: "() VALUES ()",
		RowLocks: true, ShareLock: "LOCK IN SHARE MODE", UpdateJoin: true, ForeignKeyAlter: true, NativeEnum: true, AssignsInOrder: true, KeepStatements: true,
		Arithmetic: mysqlArithmetic(), Functions: mysqlFunctions(collation), Dates: mysqlDates(), Casts: mysqlCasts(), Lists: mysqlLists(collation), FullText: mysqlFullText(back), JSONPaths: mysqlJSONPaths(),
		Begin: mysqlBegin, AfterTx: nothingAfter, IntegerParameter: "?", LimitParameter: "?", NoLimit: "4611686018427387904", PrefetchKeys: 10_000, LongTextList: 10_000, Explain: "EXPLAIN ",
		InsertsShare: true, TakeLock: "SELECT GET_LOCK(?, 50)", ReleaseLock: "DO RELEASE_LOCK(?)",
		RefuseForm: declaredUUID, Bind: bindText, Instant: dateTimeText, BindJSON: bindJSON,
		Column: mysqlColumn,
		Compare: func(a *schema.Attribute, qualified string) string {
			if textEnum(a) {
				return "CAST(" + qualified + " AS CHAR CHARACTER SET utf8mb4) COLLATE " + collation
			}
			return qualified
		},
		Parameter: mysqlParameter, Cast: mysqlCast, Fold: lower, Type: mysqlType,
		Migration: mysqlMigration(),
		DDL: DDL{
			TableOptions: " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=" + collation,
			Alter:        AlterClauses, False: "false", Binary: hexLiteral,
			Autoincrement: " AUTO_INCREMENT", InlineIndexes: true, PrefixIndexes: true, Comments: InlineComments, FoldsNames: true,
			Actions: noDefault, DropForeignKey: " DROP FOREIGN KEY ",
			MaxKeyBytes: mysqlMaxKey, KeyBytes: mysqlKeyBytes, Literal: mysqlLiteral, ServerDefault: mysqlDefault,
			TablesOf: func(schema string) string {
				return "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = " + mysqlLiteral(schema)
			},
			Catalog: mysqlCatalog,
			Lock:    "SELECT GET_LOCK(CONCAT('orm_migrate.', SHA1(DATABASE())), 60)",
			Unlock:  "SELECT RELEASE_LOCK(CONCAT('orm_migrate.', SHA1(DATABASE())))",
		},
	}
}

const mysqlCatalog = `SELECT 'table', TABLE_NAME, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()
UNION ALL SELECT 'key', TABLE_NAME, CONSTRAINT_NAME FROM information_schema.TABLE_CONSTRAINTS
 WHERE TABLE_SCHEMA = DATABASE() AND CONSTRAINT_TYPE = 'FOREIGN KEY'`

// mysqlColumn reads dates as text: the driver would take the zone of its own settings, and make a zero date a valid one. CONCAT
// costs the server next to nothing, a cast to CHAR as much as reading the row.
func mysqlColumn(a *schema.Attribute, qualified string) string {
	if bitNumber(a) {
		return "(" + qualified + " + 0)"
	}
	switch storedKind(a) {
	case schema.KindDate, schema.KindDateTime:
		return "CONCAT(" + qualified + ")"
	}
	return qualified
}

// bitNumber reports whether a column of bits holds a number of Go.
func bitNumber(a *schema.Attribute) bool {
	return word(mysqlNative(a)) == "bit" && storedKind(a).IsInteger()
}

// Typed is a column that gives its type to the values of a UNION: bits would make texts of numbers.
func (d *Dialect) Typed(a *schema.Attribute, column string) string {
	if d.UpdateJoin && bitNumber(a) {
		return "(" + column + " + 0)"
	}
	return column
}

// mysqlParameter casts what arrives as text and is none. Without, a decimal would be compared as a floating-point number.
func mysqlParameter(a *schema.Attribute) string {
	switch storedKind(a) {
	case schema.KindDecimal:
		return fmt.Sprintf("CAST(? AS DECIMAL(65, %d))", a.Scale)
	case schema.KindDate:
		return "CAST(? AS DATE)"
	case schema.KindTime:
		return "CAST(? AS TIME(6))"
	case schema.KindDateTime:
		return "CAST(? AS DATETIME(6))"
	}
	return "?"
}

// mysqlCast says the type of numbers and bytes too: MySQL takes a parameter that stands alone for text, and compares text with a
// number by way of a double.
func mysqlCast(a *schema.Attribute) string {
	switch storedKind(a) {
	case schema.KindBoolean, schema.KindSmallInteger, schema.KindInteger, schema.KindBigInteger:
		return "CAST(? AS SIGNED)"
	case schema.KindFloat:
		return "CAST(? AS DOUBLE)"
	case schema.KindBinary:
		return "CAST(? AS BINARY)"
	}
	return mysqlParameter(a)
}

// mysqlJSONList reads a list out of one text parameter. The columns are at least as wide as any value that could be asked
// for, since what does not fit would become NULL. Texts get their collation in the column's type, or in the expression that
// reads it.
func mysqlJSONList(a *schema.Attribute, collated, text string) string {
	value, kind := "jl.v", "longtext"+collated
	switch storedKind(a) {
	case schema.KindBoolean, schema.KindSmallInteger, schema.KindInteger, schema.KindBigInteger:
		kind = "bigint"
	case schema.KindFloat:
		kind = "double"
	case schema.KindDecimal:
		kind = fmt.Sprintf("decimal(65, %d)", a.Scale)
	case schema.KindDate:
		kind = "date"
	case schema.KindTime:
		kind = "time(6)"
	case schema.KindDateTime:
		kind = "datetime(6)"
	case schema.KindUUID:
		kind, value = "char("+uuidLength(a)+")"+collated, text
	case schema.KindBinary:
		value = "UNHEX(jl.v)"
	default:
		value = text
	}
	return "SELECT " + value + " FROM JSON_TABLE(?, '$[*]' COLUMNS (v " + kind + " PATH '$')) AS jl"
}

// mysqlLiteral doubles backslashes, which escape under the server's default settings.
func mysqlLiteral(text string) string { return doubledBackslash(quoted(text)) }

func doubledBackslash(text string) string { return strings.ReplaceAll(text, `\`, `\\`) }

// mysqlDefault writes the current time in UTC and with the column's six digits, whatever the session's zone.
func mysqlDefault(a *schema.Attribute) string {
	if currentTime(a.ServerDefault) {
		switch a.Kind {
		case schema.KindDateTime:
			return "(UTC_TIMESTAMP(6))"
		case schema.KindTime:
			return "(UTC_TIME(6))"
		case schema.KindDate:
			return "(UTC_DATE())"
		}
	}
	return listDefault(a)
}

func mysqlBegin(level sql.IsolationLevel, readOnly bool) ([]string, string, error) {
	var before []string
	if level != sql.LevelDefault {
		name := standardLevel(level)
		if name == "" {
			return nil, "", unknownLevel("mysql", level)
		}
		before = []string{"SET TRANSACTION ISOLATION LEVEL " + name}
	}
	if readOnly {
		return before, "START TRANSACTION READ ONLY", nil
	}
	return before, "START TRANSACTION", nil
}
