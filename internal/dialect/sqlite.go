package dialect

import (
	"database/sql"
	"errors"
	"fmt"
	"math"
	"regexp"
	"regexp/syntax"
	"strings"
	"time"

	"github.com/ormar-go/ormar/schema"
)

// SQLite is the dialect of SQLite 3.42 and later. LIMIT takes an expression, not a bare parameter: SQLite plans by the value of
// that and so prepares the statement again whenever it is bound, which costs more than most queries. Exact decimals and regular expressions use functions that package
// orm/sqlite registers on its connections.
func SQLite() *Dialect {
	equal := [3]string{sqliteJSONBefore, " AS a, ", " AS b) AS j)"}
	return &Dialect{
		Name: "sqlite", Quote: '`', Syntax: Syntax{Backticks: true, Brackets: true, Parameters: "$@:"}, MaxParameters: 32_766, MaxTables: 60, MaxColumns: 2_000,
		InsertReturning: true, UpdateReturning: true, DeleteReturning: true, LastInsertID: true,
		EmptyInsert: "DEFAULT VALUES", NullsClause: true, OnConflict: true, UpdateFrom: true, SelfSubquery: true,
		TimeText: true, InstrSearch: true, KeepStatements: true,
		RegexMatch: [3]string{"orm_regexp(", ", ", ")"}, RegexPatternFirst: true, CheckPattern: sqlitePattern,
		JSONEqual: equal, Elements: sqliteElements(equal),
		DecimalSum:       "orm_decimal_sum",
		DecimalFunctions: map[byte]string{'+': "orm_decimal_add", '-': "orm_decimal_sub", '*': "orm_decimal_mul", '/': "orm_decimal_div"},
		FitInteger:       sqliteFitInteger, FitDecimal: sqliteFitDecimal, FitText: sqliteFitText,
		Arithmetic: sqliteArithmetic(), Functions: sqliteFunctions(), Dates: sqliteDates(), Casts: sqliteCasts(), Lists: sqliteLists(), FullText: sqliteFullText(), JSONPaths: sqliteJSONPaths(), Holding: sqliteHolding(),
		DecimalWindow: [2]string{sqliteWindowSum, "orm_decimal_div(" + sqliteWindowSum + ", COUNT(@0)@2)"},
		Begin:         sqliteBegin, AfterTx: sqliteAfterTx,
		RowValues: "VALUES ", IntegerParameter: "?", LimitParameter: "+?", NoLimit: "-1", PrefetchKeys: 1 << 20, Explain: "EXPLAIN QUERY PLAN ",
		RefuseForm: oneCaseUUID, Bind: sqliteBind, Instant: dateTimeText, BindJSON: bindJSONBy(sqliteBind), JSONList: sqliteJSONList,
		NumberedList: "SELECT value, key FROM json_each(?)",
		Column:       sqliteColumn, Compare: sqliteCompare, Searched: sqliteSearched, Parameter: question, Cast: question,
		Fold: lower, Type: sqliteType,
		Migration: sqliteMigration(),
		DDL: DDL{
			Alter: AlterRebuild, False: "0", Binary: hexLiteral,
			TableOptions: " STRICT", RowidKey: true, PartialIndexes: true, ExpressionIndexes: true, BooleanCheck: true, Transactional: true, FoldsNames: true,
			Actions: anyAction, Literal: quoted, ServerDefault: sqliteDefault, Guards: Guards,
			TablesOf: func(schema string) string {
				return "SELECT name FROM `" + strings.ReplaceAll(schema, "`", "``") + "`.sqlite_schema WHERE type IN ('table', 'view')"
			}, AttachedSchemas: true,
			Catalog:           "SELECT 'table', name, name FROM sqlite_schema WHERE type IN ('table', 'view')",
			ForeignKeys:       "PRAGMA foreign_keys",
			IgnoreForeignKeys: "PRAGMA foreign_keys = 0", CheckForeignKeys: "PRAGMA foreign_keys = 1",
		},
	}
}

// sqliteWindowSum adds decimals as whole numbers, since functions of this module are for no windows.
const sqliteWindowSum = "orm_decimal_div(SUM(CAST(REPLACE(@0, '.', '') AS INTEGER))@2, @1)"

// sqliteJSONBefore compares what json_tree says about two values: member by member, in whatever order, numbers as numbers.
const sqliteJSONBefore = "(SELECT CASE WHEN j.a = j.b THEN 1 WHEN j.a IS NOT NULL AND j.b IS NOT NULL THEN" +
	" NOT EXISTS (" + sqliteLeaves + "json_tree(j.a) EXCEPT " + sqliteLeaves + "json_tree(j.b)) AND" +
	" NOT EXISTS (" + sqliteLeaves + "json_tree(j.b) EXCEPT " + sqliteLeaves + "json_tree(j.a)) END FROM (SELECT "

const sqliteLeaves = "SELECT fullkey, replace(type, 'real', 'integer'), atom FROM "

// sqliteFitInteger fails for a number outside the column's range, and for one that has become floating-point since it was
// outside 64 bits. No expression can raise an error of its own choice; a blob above any limit gives one with a code.
func sqliteFitInteger(a *schema.Attribute) (before, after string) {
	inside := "typeof(v) = 'integer'"
	switch a.Kind {
	case schema.KindSmallInteger:
		inside += fmt.Sprintf(" AND v BETWEEN %d AND %d", math.MinInt16, math.MaxInt16)
	case schema.KindInteger:
		inside += fmt.Sprintf(" AND v BETWEEN %d AND %d", math.MinInt32, math.MaxInt32)
	}
	return fitting(inside), " AS v))"
}

// sqliteFitDecimal rounds a decimal to its column's scale, and fails when the column has too few digits for it.
func sqliteFitDecimal(a *schema.Attribute) (before, after string) {
	return fitting("typeof(v) = 'text'") + "orm_decimal_cast(", fmt.Sprintf(", %d, %d) AS v))", a.Precision, a.Scale)
}

// sqliteFitText fails when the column is too short: STRICT tables know no lengths.
func sqliteFitText(a *schema.Attribute) (before, after string) {
	return fitting(fmt.Sprintf("length(v) <= %d", a.MaxLength)), " AS v))"
}

func fitting(inside string) string {
	return "(SELECT CASE WHEN v IS NULL OR " + inside + " THEN v ELSE zeroblob(4294967296) END FROM (SELECT "
}

// sqlitePattern reads a pattern as the function orm_regexp will.
func sqlitePattern(pattern string) error {
	_, err := syntax.Parse(pattern, syntax.Perl)
	var wrong *syntax.Error
	if errors.As(err, &wrong) {
		return errors.New(wrong.Code.String())
	}
	return err
}

// sqliteBind binds instants that are kept as numbers.
func sqliteBind(a *schema.Attribute, canonical any) (any, error) {
	if t, ok := canonical.(time.Time); ok && a != nil && a.StoredForm != "" && a.Cipher == nil {
		return a.StoredForm.Number(t), nil
	}
	return bindText(a, canonical)
}

func question(*schema.Attribute) string { return "?" }

func lower(expression string) string { return "lower(" + expression + ")" }

func sqliteType(a *schema.Attribute) string {
	switch {
	case a.Cipher != nil:
	case a.StoredForm == schema.JulianDay:
		return "REAL"
	case a.StoredForm != "":
		return "INTEGER"
	case sqliteCollation(a) != "":
		return "TEXT" + sqliteCollation(a)
	}
	switch storedKind(a) {
	case schema.KindBoolean, schema.KindSmallInteger, schema.KindInteger, schema.KindBigInteger:
		if a.PrimaryKey && !a.Autoincrement {
			return "INT" // INTEGER would make it the row id, which fills itself in
		}
		return "INTEGER"
	case schema.KindFloat:
		return "REAL"
	case schema.KindBinary:
		return "BLOB"
	}
	return "TEXT"
}

// sqliteCollation is what stands behind a text with a collation of its own.
func sqliteCollation(a *schema.Attribute) string {
	switch {
	case a == nil || a.Cipher != nil || a.StoredForm != "":
	case a.CaseInsensitive:
		return " COLLATE NOCASE"
	case a.Collation != "":
		return " COLLATE " + a.Collation
	}
	return ""
}

// sqliteSearched looks into a text as any other is looked into.
func sqliteSearched(_ *schema.Attribute, qualified string) string {
	return qualified + " COLLATE BINARY"
}

// sqliteColumn hides the declared type of columns in tables that were made elsewhere: the driver converts by it, dates
// without saying when it fails. A text is cast to a text for nothing, and + does no more than hide the type.
func sqliteColumn(a *schema.Attribute, qualified string) string {
	if a.StoredForm != "" && a.Cipher == nil {
		return "+" + qualified // hides the declared type
	}
	switch storedKind(a) {
	case schema.KindDecimal, schema.KindDate, schema.KindTime, schema.KindDateTime, schema.KindJSON:
		return "CAST(" + qualified + " AS TEXT)"
	case schema.KindBoolean:
		return "+" + qualified
	}
	return qualified
}

func sqliteCompare(a *schema.Attribute, qualified string) string {
	if storedKind(a) == schema.KindDecimal {
		return qualified + " COLLATE orm_decimal"
	}
	return qualified + sqliteCollation(a) // which what is computed of a column has lost
}

func sqliteJSONList(a *schema.Attribute) string {
	if storedKind(a) == schema.KindBinary {
		return "SELECT unhex(value) FROM json_each(?)"
	}
	return "SELECT value FROM json_each(?)"
}

func sqliteDefault(a *schema.Attribute) string {
	if currentTime(secondDigits.ReplaceAllString(a.ServerDefault, "()")) {
		switch a.Kind {
		case schema.KindDateTime:
			return "(strftime('%Y-%m-%d %H:%M:%f000', 'now'))"
		case schema.KindTime:
			return "(strftime('%H:%M:%f000', 'now'))"
		case schema.KindDate:
			return "(CURRENT_DATE)"
		}
	}
	if storedKind(a) == schema.KindDecimal {
		return "(" + sqliteDecimalDefault(a) + ")"
	}
	return listDefault(a)
}

// sqliteDecimalDefault gives a default the column's scale, since 1.5 and 1.50 are two texts. A literal is padded here; what
// only the database can compute is formatted there, as a floating-point number.
func sqliteDecimalDefault(a *schema.Attribute) string {
	text := strings.TrimSpace(a.ServerDefault)
	if n := len(text); n > 1 && text[0] == '\'' && text[n-1] == '\'' {
		text = text[1 : n-1]
	}
	if !decimalLiteral.MatchString(text) {
		return fmt.Sprintf("printf('%%.%df', %s)", a.Scale, a.ServerDefault)
	}
	whole, fraction, _ := strings.Cut(text, ".")
	missing := a.Scale - len(fraction)
	if missing < 0 {
		return quoted(text)
	}
	if a.Scale > 0 {
		whole += "." + fraction + strings.Repeat("0", missing)
	}
	return quoted(whole)
}

var decimalLiteral = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?$`)

// secondDigits stand behind the current time, of which columns of SQLite have six anyway.
var secondDigits = regexp.MustCompile(`\(\d\)\s*$`)

// sqliteBegin grants every level as serializable, which is what there is. A transaction that writes takes the write lock at
// once: one that reads first and writes later can fail where no retry of the statement helps.
func sqliteBegin(level sql.IsolationLevel, readOnly bool) ([]string, string, error) {
	if level < sql.LevelDefault || level > sql.LevelLinearizable {
		return nil, "", unknownLevel("sqlite", level)
	}
	if readOnly {
		return []string{"PRAGMA query_only = 1"}, "BEGIN", nil
	}
	return nil, "BEGIN IMMEDIATE", nil
}

func sqliteAfterTx(readOnly bool) []string {
	if readOnly {
		return []string{"PRAGMA query_only = 0"}
	}
	return nil
}

func unknownLevel(dialect string, level sql.IsolationLevel) error {
	return fmt.Errorf("dialect: %s has no isolation level %v", dialect, level)
}

// standardLevel is the level's name in SQL; empty for those that only some databases have.
func standardLevel(level sql.IsolationLevel) string {
	switch level {
	case sql.LevelReadUncommitted:
		return "READ UNCOMMITTED"
	case sql.LevelReadCommitted:
		return "READ COMMITTED"
	case sql.LevelRepeatableRead:
		return "REPEATABLE READ"
	case sql.LevelSerializable:
		return "SERIALIZABLE"
	}
	return ""
}
