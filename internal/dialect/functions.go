package dialect

import "github.com/ormar-go/ormar/schema"

// Functions is how the functions of expressions are written.
type Functions struct {
	Lower, Upper Around
	// TextLength counts characters, BytesLength bytes.
	TextLength, BytesLength string
	// Whole stands around a function whose whole numbers would have another type than 64 bits.
	Whole Around
	// SmallInt stands around a whole number where 64 bits are too many.
	SmallInt Around
	// Concat is a function that joins texts; empty where that is the operator ||.
	Concat string
	// Greatest and Least of several values skip NULL where SkipNull says so, else are NULL.
	Greatest, Least string
	SkipNull        bool
	// Rounding are functions of this module for FLOOR, CEILING, ROUND, ABS and % where the database has none that do; nil elsewhere.
	Rounding map[string]string
	// Random is a number of chance.
	Random string
	// Text and Decimal stand around what is computed, to compare as columns of these kinds do.
	Text, Decimal Around
}

// Collated is what stands around a value of the attribute's kind that was computed.
func (f *Functions) Collated(a *schema.Attribute) Around {
	switch {
	case a.Kind.IsText():
		return f.Text
	case a.Kind == schema.KindDecimal:
		return f.Decimal
	}
	return Around{}
}

func sqliteFunctions() Functions {
	return Functions{
		Lower: Around{"LOWER(", ")"}, Upper: Around{"UPPER(", ")"}, TextLength: "LENGTH", BytesLength: "LENGTH", Greatest: "MAX", Least: "MIN",
		Rounding: map[string]string{"FLOOR": "orm_floor", "CEILING": "orm_ceil", "ROUND": "orm_round", "ABS": "orm_abs", "%": "orm_mod"},
		Random:   "(RANDOM() / 9223372036854775808.0)", Decimal: Around{"(", " COLLATE orm_decimal)"},
	}
}

// postgresFunctions change the case by the database's own collation, since "C" knows the letters of ASCII alone.
func postgresFunctions() Functions {
	return Functions{
		Lower: Around{"LOWER(", ` COLLATE "default")`}, Upper: Around{"UPPER(", ` COLLATE "default")`},
		TextLength: "CHAR_LENGTH", BytesLength: "OCTET_LENGTH", SmallInt: Around{"CAST(", " AS integer)"}, Whole: Around{"CAST(", " AS bigint)"},
		Greatest: "GREATEST", Least: "LEAST", SkipNull: true, Random: "RANDOM()", Text: Around{"(", ` COLLATE "C")`},
	}
}

func mysqlFunctions(collation string) Functions {
	return Functions{
		Lower: Around{"LOWER(", ")"}, Upper: Around{"UPPER(", ")"}, TextLength: "CHAR_LENGTH", BytesLength: "LENGTH", Concat: "CONCAT",
		Greatest: "GREATEST", Least: "LEAST", Random: "RAND()", Text: Around{"(CONVERT(", " USING utf8mb4) COLLATE " + collation + ")"},
	}
}

// Named is the database's function of that name, or this module's in its place.
func (f *Functions) Named(name string) string {
	if own := f.Rounding[name]; own != "" {
		return own
	}
	return name
}
