package dialect

import "github.com/ormar-go/ormar/schema"

// CastKind is the kind of an attribute among those that values are cast from and to: text, int, float, decimal, bool, instant, date or
// clock; empty for others.
func CastKind(a *schema.Attribute) string {
	switch a.Kind {
	case schema.KindString, schema.KindText:
		return "text"
	case schema.KindEnum:
		if textEnum(a) {
			return "text"
		}
	case schema.KindSmallInteger, schema.KindInteger, schema.KindBigInteger:
		return "int"
	case schema.KindFloat:
		return "float"
	case schema.KindDecimal:
		return "decimal"
	case schema.KindBoolean:
		return "bool"
	case schema.KindDateTime:
		return "instant"
	case schema.KindDate:
		return "date"
	case schema.KindTime:
		return "clock"
	}
	return ""
}

// Casts are patterns by "from>to". What does not convert is NULL.
type Casts map[string]string

// Patterns of texts that are numbers and times; the functions of package sqlite have the same rules.
const (
	wholeText   = "^[-+]?[0-9]{1,60}$"
	floatText   = "^[-+]?([0-9]{1,60}([.][0-9]{0,60})?|[.][0-9]{1,60})([eE][-+]?[0-9]{1,3})?$"
	decimalText = "^[-+]?([0-9]{1,35}([.][0-9]{0,30})?|[.][0-9]{1,30})$"
	instantText = "^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([ T]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?Z?)?$"
)

// everyCast are those that all databases write alike.
func everyCast(own Casts) Casts {
	own["int>bool"] = "(@0 <> 0)"
	own["bool>int"] = "CASE WHEN @0 THEN 1 WHEN NOT @0 THEN 0 END"
	own["bool>text"] = "CASE WHEN @0 THEN 'true' WHEN NOT @0 THEN 'false' END"
	own["text>bool"] = "CASE WHEN @0 IN ('1', 't', 'T', 'TRUE', 'true', 'True') THEN TRUE WHEN @0 IN ('0', 'f', 'F', 'FALSE', 'false', 'False') THEN FALSE END"
	for _, kind := range []string{"text", "int", "float", "decimal", "bool", "instant"} {
		own[kind+">"+kind] = "@0"
	}
	return own
}

func sqliteCasts() Casts {
	return everyCast(Casts{
		"text>int": "orm_cast('int', @0)", "text>float": "orm_cast('float', @0)", "text>decimal": "orm_cast('decimal', @0)", "text>instant": "orm_cast('instant', @0)",
		"int>float": "CAST(@0 AS REAL)", "int>decimal": "CAST(@0 AS TEXT)", "int>text": "CAST(@0 AS TEXT)",
		"float>int": "CASE WHEN ABS(@0) < 9.223372036854775808e18 THEN CAST(@0 AS INTEGER) END", "float>decimal": "orm_cast('decimal', @0)", "float>text": "orm_cast('text', @0)",
		"decimal>int": "orm_cast('cut', @0)", "decimal>float": "CAST(@0 AS REAL)", "decimal>text": "CAST(@0 AS TEXT)",
		"instant>text": "@0", "date>text": "@0", "clock>text": "@0", "date>instant": "(@0 || ' 00:00:00.000000')",
	})
}

func postgresCasts() Casts {
	const lastDay = "EXTRACT(DAY FROM (CAST(SUBSTR(@0, 1, 7) || '-01' AS date) + interval '1 month') - interval '1 day')"
	number := "CAST(@0 AS numeric)"
	return everyCast(Casts{
		"text>int": "CASE WHEN @0 ~ '" + wholeText + "' THEN CASE WHEN " + number + " BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(@0 AS bigint) END END",
		"text>float": "CASE WHEN @0 ~ '" + floatText + "' THEN CASE WHEN ABS(" + number + ") < 2.3e-308 THEN CAST(0 AS double precision) WHEN ABS(" + number +
			") <= 1.7976931348623157e308 THEN CAST(@0 AS double precision) END END",
		"text>decimal": "CASE WHEN @0 ~ '" + decimalText + "' THEN " + number + " END",
		"text>instant": "CASE WHEN @0 ~ '" + instantText + "' THEN CASE WHEN CAST(SUBSTR(@0, 9, 2) AS integer) <= " + lastDay +
			" THEN CAST(REPLACE(@0, 'Z', '') AS timestamp) AT TIME ZONE 'UTC' END END",
		"int>float": "CAST(@0 AS double precision)", "int>decimal": number, "int>text": "CAST(@0 AS text)",
		"float>int":     "CASE WHEN ABS(@0) < 9.223372036854775808e18 THEN CAST(TRUNC(@0) AS bigint) END",
		"float>decimal": "CAST(CAST(@0 AS text) AS numeric)", "float>text": "CAST(@0 AS text)",
		"decimal>int":   "CASE WHEN ABS(@0) < 9223372036854775808 THEN CAST(TRUNC(@0) AS bigint) END",
		"decimal>float": "CAST(@0 AS double precision)", "decimal>text": "CAST(@0 AS text)",
		"instant>text": "TO_CHAR(@0 AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')", "date>text": "TO_CHAR(@0, 'YYYY-MM-DD')",
		"clock>text": "TO_CHAR(CAST(@0 AS interval), 'HH24:MI:SS.US')", "date>instant": "(CAST(@0 AS timestamp) AT TIME ZONE 'UTC')",
	})
}

func mysqlCasts() Casts {
	matches := func(pattern string) string {
		return "CASE WHEN @0 REGEXP '" + pattern + "' AND INSTR(@0, CHAR(10)) = 0 THEN "
	}
	return everyCast(Casts{
		"text>int":     matches(wholeText) + "CASE WHEN CAST(@0 AS DECIMAL(65, 0)) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(CAST(@0 AS DECIMAL(65, 0)) AS SIGNED) END END",
		"text>float":   matches(floatText) + "CASE WHEN ABS(CAST(@0 AS DOUBLE)) < 1.7976931348623157e308 THEN CAST(@0 AS DOUBLE) END END",
		"text>decimal": matches(decimalText) + "CAST(@0 AS DECIMAL(65, 30)) END",
		"text>instant": matches(instantText) + "CAST(REPLACE(REPLACE(@0, 'Z', ''), 'T', ' ') AS DATETIME(6)) END",
		"int>float":    "CAST(@0 AS DOUBLE)", "int>decimal": "CAST(@0 AS DECIMAL(65, 0))", "int>text": "CAST(@0 AS CHAR)",
		"float>int":     "CASE WHEN ABS(@0) < 9.223372036854775808e18 THEN CAST(TRUNCATE(@0, 0) AS SIGNED) END",
		"float>decimal": "CAST(CAST(@0 AS CHAR) AS DECIMAL(65, 30))", "float>text": "CAST(@0 AS CHAR)",
		"decimal>int":   "CASE WHEN ABS(@0) < 9223372036854775808 THEN CAST(TRUNCATE(@0, 0) AS SIGNED) END",
		"decimal>float": "CAST(@0 AS DOUBLE)", "decimal>text": "CAST(@0 AS CHAR)",
		"instant>text": "DATE_FORMAT(@0, '%Y-%m-%d %H:%i:%s.%f')", "date>text": "DATE_FORMAT(@0, '%Y-%m-%d')", "clock>text": "TIME_FORMAT(@0, '%H:%i:%s.%f')",
		"date>instant": "CAST(@0 AS DATETIME(6))",
	})
}
