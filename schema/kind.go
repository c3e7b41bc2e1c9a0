package schema

// Kind is the logical type of a stored attribute; each database has one column type for it.
type Kind uint8

// The kinds, with the canonical Go form in which their values travel between the layers; NULL is nil for all of them.
const (
	KindString       Kind = iota + 1 // string, at most MaxLength runes
	KindText                         // string
	KindBoolean                      // bool
	KindSmallInteger                 // int64 within 16 bits
	KindInteger                      // int64 within 32 bits
	KindBigInteger                   // int64
	KindFloat                        // float64
	KindDecimal                      // string with exactly Scale fractional digits
	KindDate                         // time.Time at midnight UTC
	KindTime                         // time.Time on 0001-01-01 UTC
	KindDateTime                     // time.Time in UTC, whole microseconds
	KindJSON                         // json.RawMessage, compact
	KindUUID                         // [16]byte
	KindBinary                       // []byte
	KindEnum                         // string or int64
	KindOpaque                       // string, what the type's own Value gives
)

// kindNames are the constructors' names, used in messages.
var kindNames = [...]string{"", "String", "Text", "Boolean", "SmallInteger", "Integer", "BigInteger", "Float", "Decimal",
	"Date", "Time", "DateTime", "JSON", "UUID", "LargeBinary", "Enum", "Opaque"}

// String is the name of the constructor that declares the kind.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return ""
}

// IsInteger reports whether values of the kind are whole numbers of a fixed width.
func (k Kind) IsInteger() bool { return k >= KindSmallInteger && k <= KindBigInteger }

// IsNumeric reports whether sums and averages make sense for the kind.
func (k Kind) IsNumeric() bool { return k >= KindSmallInteger && k <= KindDecimal }

// IsText reports whether the kind holds text that the text lookups can search.
func (k Kind) IsText() bool { return k == KindString || k == KindText }
