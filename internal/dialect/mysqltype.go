package dialect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// Bounds of InnoDB with utf8mb4, whose characters take four bytes at most.
const (
	mysqlMaxKey     = 3072   // bytes of an index
	mysqlMaxRow     = 65_535 // bytes of a row, long texts and binaries aside
	mysqlMaxVarchar = 16_383 // characters of a VARCHAR
	mysqlMaxVarbin  = 3072   // bytes of a VARBINARY as we use it: what an index can hold
	mysqlDigest     = 512    // characters of an encrypted column with an index, which leaves room for other columns in it
)

func mysqlType(a *schema.Attribute) string {
	if native := mysqlNative(a); native != "" && word(native) != "inet4" && word(native) != "inet6" {
		return native
	}
	if a.Unsigned > 0 && a.Cipher == nil {
		return mysqlUnsigned(a.Unsigned)
	}
	switch storedKind(a) {
	case schema.KindString, schema.KindOpaque:
		if a.MaxLength > mysqlMaxVarchar || mysqlMovedOut(a) {
			return "longtext"
		}
		return fmt.Sprintf("varchar(%d)", a.MaxLength)
	case schema.KindBoolean:
		return "tinyint(1)"
	case schema.KindSmallInteger:
		return "smallint"
	case schema.KindInteger:
		return "int"
	case schema.KindBigInteger:
		return "bigint"
	case schema.KindFloat:
		return "double"
	case schema.KindDecimal:
		return fmt.Sprintf("decimal(%d, %d)", a.Precision, a.Scale)
	case schema.KindDate:
		return "date"
	case schema.KindTime:
		return "time(6)"
	case schema.KindDateTime:
		return "datetime(6)"
	case schema.KindJSON:
		return "json"
	case schema.KindUUID:
		return "char(" + uuidLength(a) + ")"
	case schema.KindBinary:
		return mysqlBinary(a)
	case schema.KindEnum:
		return mysqlEnum(a)
	}
	if mysqlIsDigest(a) {
		return fmt.Sprintf("varchar(%d)", mysqlDigest)
	}
	return "longtext"
}

// mysqlIsDigest finds encrypted columns that an index must hold. Their texts can be compared, and are short: a longer one is
// an error of the server's, not a cut.
func mysqlIsDigest(a *schema.Attribute) bool {
	_, digest := a.Cipher.(schema.Digest)
	return digest && mysqlIndexed(a)
}

func mysqlEnum(a *schema.Attribute) string {
	labels := make([]string, len(a.Choices))
	for i, c := range a.Choices {
		text, _ := c.(string)
		labels[i] = mysqlLiteral(text)
	}
	return "enum(" + strings.Join(labels, ", ") + ")"
}

func mysqlBinary(a *schema.Attribute) string {
	switch n := a.MaxLength; {
	case n <= mysqlMaxVarbin && !mysqlMovedOut(a):
		return fmt.Sprintf("varbinary(%d)", n)
	case n <= 65_535:
		return "blob"
	case n <= 16_777_215:
		return "mediumblob"
	}
	return "longblob"
}

// mysqlMovedOut reports whether the column must leave the row because all columns together would be too long for one. The
// longest that no index needs go first, the later of two alike.
func mysqlMovedOut(a *schema.Attribute) bool {
	if a.Model == nil || mysqlIndexed(a) {
		return false
	}
	size := 0
	var movable []*schema.Attribute
	for _, o := range a.Model.Attributes {
		size += mysqlRowBytes(o)
		if k := storedKind(o); (k == schema.KindString || k == schema.KindOpaque || k == schema.KindBinary) && !mysqlIndexed(o) {
			movable = append(movable, o)
		}
	}
	slices.SortStableFunc(movable, func(x, y *schema.Attribute) int {
		if d := mysqlRowBytes(y) - mysqlRowBytes(x); d != 0 {
			return d
		}
		return y.Index - x.Index
	})
	for _, o := range movable {
		if size <= mysqlMaxRow {
			return false
		}
		if o == a {
			return true
		}
		size -= mysqlRowBytes(o) - mysqlPointer
	}
	return false
}

// mysqlPointer is what a long text leaves in the row.
const mysqlPointer = 12

// mysqlIndexed reports whether a key or an index holds the column.
func mysqlIndexed(a *schema.Attribute) bool {
	if a.PrimaryKey || a.Unique || a.Indexed || a.Side != nil || a.Within != nil {
		return true
	}
	return a.Model != nil && slices.ContainsFunc(a.Model.Constraints, func(c schema.ResolvedConstraint) bool {
		return c.Kind != schema.FullTextConstraint && slices.ContainsFunc(c.Parts, func(p schema.IndexPart) bool { return p.Attribute == a && p.Length == 0 })
	})
}

// mysqlRowBytes is what the column takes of the row's bound, with its length and NULL flag.
func mysqlRowBytes(a *schema.Attribute) int {
	n := mysqlKeyBytes(a)
	switch storedKind(a) {
	case schema.KindString, schema.KindOpaque:
		if a.MaxLength > mysqlMaxVarchar {
			return mysqlPointer
		}
	}
	if n < 0 {
		return mysqlPointer
	}
	return n + 3
}

// mysqlKeyBytes is what the column takes in an index; negative for long texts and binaries and for JSON.
func mysqlKeyBytes(a *schema.Attribute) int {
	if mysqlNative(a) != "" && storedKind(a) == schema.KindText {
		return 8
	}
	switch storedKind(a) {
	case schema.KindString, schema.KindOpaque:
		if a.MaxLength > mysqlMaxVarchar {
			return -1
		}
		return 4 * a.MaxLength
	case schema.KindBinary:
		if a.MaxLength > mysqlMaxVarbin {
			return -1
		}
		return a.MaxLength
	case schema.KindUUID:
		if a.UUIDText {
			return 4 * 36
		}
		return 4 * 32
	case schema.KindDecimal:
		return 4 * (a.Precision/9 + 2)
	case schema.KindText, schema.KindJSON:
		if mysqlIsDigest(a) {
			return 4 * mysqlDigest
		}
		return -1
	case schema.KindEnum, schema.KindSmallInteger:
		return 2
	case schema.KindBoolean:
		return 1
	case schema.KindInteger:
		return 4
	}
	return 8
}
