package schema

import "math/bits"

// option is a set of column options, one bit each.
type option uint64

const (
	optPrimaryKey option = 1 << iota
	optAutoincrement
	optNullable
	optSQLNullable
	optDefault
	optDefaultFunc
	optServerDefault
	optOnUpdate
	optOnUpdateFunc
	optIndex
	optUnique
	optChoices
	optName
	optComment
	optMinLength
	optPattern
	optMin
	optMax
	optMultipleOf
	optEncrypt
	optSecret
	optReadOnly
	optVersion
	optRenamedFrom
	optSoftDelete
	optWriteOnly
	optNative
	optGenerated
	optReadBack
	optTypeName
	optCollation
	optCaseInsensitive
	optWithoutZone
	optStored
)

// optionNames are the methods' names, by bit.
var optionNames = [...]string{"PrimaryKey", "Autoincrement", "Nullable", "SQLNullable", "Default", "DefaultFunc",
	"ServerDefault", "OnUpdate", "OnUpdateFunc", "Index", "Unique", "Choices", "Name", "Comment", "MinLength", "Pattern",
	"Min", "Max", "MultipleOf", "Encrypt", "Secret", "ReadOnly", "Version", "RenamedFrom", "SoftDelete", "WriteOnly",
	"Native", "Generated", "ReadBack",
	"TypeName", "Collation", "CaseInsensitive", "WithoutZone", "Stored"}

// String is the name of the lowest option in the set.
func (o option) String() string {
	if i := bits.TrailingZeros64(uint64(o)); i < len(optionNames) {
		return optionNames[i]
	}
	return ""
}

// each calls f with every single option of the set.
func (o option) each(f func(option)) {
	for ; o != 0; o &= o - 1 {
		f(o & -o)
	}
}

// kindSet is a set of kinds.
type kindSet uint32

func kinds(list ...Kind) kindSet {
	var s kindSet
	for _, k := range list {
		s |= 1 << k
	}
	return s
}

func (s kindSet) has(k Kind) bool { return s&(1<<k) != 0 }

var (
	keyKinds = kinds(KindString, KindText, KindSmallInteger, KindInteger, KindBigInteger, KindDecimal, KindDate, KindTime,
		KindDateTime, KindUUID, KindEnum, KindBinary)
	ownNullKinds  = kinds(KindDecimal, KindUUID, KindJSON, KindOpaque)
	textKinds     = kinds(KindString, KindText)
	lengthKinds   = kinds(KindString, KindText, KindBinary)
	numericKinds  = kinds(KindSmallInteger, KindInteger, KindBigInteger, KindFloat, KindDecimal)
	multipleKinds = kinds(KindSmallInteger, KindInteger, KindBigInteger, KindDecimal)
	choiceKinds   = kinds(KindString, KindText, KindBoolean, KindSmallInteger, KindInteger, KindBigInteger, KindFloat,
		KindDecimal, KindDate, KindTime, KindDateTime, KindUUID, KindBinary)
	orderlessKinds = kinds(KindJSON, KindOpaque)
)

// misfit says what to write instead of an option on a kind that it does not fit; empty when it fits.
func misfit(o option, k Kind) string {
	switch o {
	case optPrimaryKey:
		return unless(keyKinds.has(k), "a key is a whole number, a text, a UUID, a Decimal, an Enum, a time or bytes; add such a field")
	case optNullable:
		return unless(ownNullKinds.has(k), "declare the Go field as *T or sql.Null[T] instead")
	case optMinLength:
		return unless(lengthKinds.has(k), "it is for String, Text and LargeBinary; remove it")
	case optPattern:
		return unless(textKinds.has(k), "it is for String and Text; remove it")
	case optMin, optMax:
		return unless(numericKinds.has(k), "it is for numbers; use schema.Check or a validate tag instead")
	case optMultipleOf:
		return unless(multipleKinds.has(k), "it is for whole numbers and Decimal; use schema.Check or a validate tag instead")
	case optChoices:
		if k == KindEnum {
			return "list the values in schema.Enum instead"
		}
		return unless(choiceKinds.has(k), "its values cannot be compared; use a validate tag instead")
	case optSoftDelete:
		return unless(k == KindDateTime, "when a row was deleted is a time; declare it with schema.DateTime")
	case optVersion:
		return unless(k.IsInteger(), "a version is a whole number; declare it with schema.Integer or schema.BigInteger")
	case optTypeName:
		return unless(k == KindEnum, "it is for Enum; remove it")
	case optCollation, optCaseInsensitive:
		return unless(textKinds.has(k), "it is for String and Text; remove it")
	case optWithoutZone, optStored:
		return unless(k == KindDateTime, "it is for DateTime; remove it")
	case optGenerated:
		return unless(k != KindOpaque, "its values are made in Go; declare another type")
	case optNative:
		return unless(k == KindUUID, "it is for UUID; declare another type of the database's own with schema.Native")
	case optIndex, optUnique:
		return unless(k != KindJSON && k != KindOpaque, "no database indexes it as a whole; remove it")
	}
	return ""
}

func unless(fits bool, instead string) string {
	if fits {
		return ""
	}
	return instead
}
