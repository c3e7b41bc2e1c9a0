package dialect

import (
	"fmt"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// CommentStyle tells where a database keeps comments on tables and columns.
type CommentStyle uint8

// The styles of comments.
const (
	InlineComments  CommentStyle = iota + 1 // in CREATE TABLE
	CommentCommands                         // in COMMENT ON statements of their own
)

// AlterStyle tells how a database changes a table that exists.
type AlterStyle uint8

// The styles of changing tables.
const (
	AlterCommands AlterStyle = iota + 1 // a statement for each change
	AlterClauses                        // a statement for each table, with a clause for each change
	AlterRebuild                        // what few statements can say; else a new table that takes the place of the old one
)

// DDL is how one database creates and drops tables.
type DDL struct {
	// Alter is how tables that exist are changed.
	Alter AlterStyle
	// TableOptions stand after the closing parenthesis of CREATE TABLE.
	TableOptions string
	// Autoincrement stands after the type of a generated key. It is empty where RowidKey holds.
	Autoincrement string
	// RowidKey: a generated key is declared as its column's PRIMARY KEY, in the column.
	RowidKey bool
	// BooleanCheck: booleans are numbers that need a CHECK to stay 0 or 1.
	BooleanCheck bool
	// NamedEnums: an enumeration is a type with a name, made and dropped by statements of its own.
	NamedEnums bool
	// InlineIndexes: indexes are declared in CREATE TABLE, so that a table is there with them or not at all.
	InlineIndexes bool
	// PartialIndexes: an index can hold some of the rows.
	PartialIndexes bool
	// ExpressionIndexes: an index can be over expressions.
	ExpressionIndexes bool
	// PrefixIndexes: an index can hold the beginning of values.
	PrefixIndexes bool
	// IndexMethods: there are kinds of indexes, operator classes, included columns and exclusion constraints.
	IndexMethods bool
	// Comments is where comments go.
	Comments CommentStyle
	// Transactional: DDL can be rolled back.
	Transactional bool
	// FoldsNames: table names that differ in capitals only are the same.
	FoldsNames bool
	// Actions says whether foreign keys know the action. A database may take the word and forget it.
	Actions func(schema.Action) bool
	// DropForeignKey stands between ALTER TABLE t and the name of the key.
	DropForeignKey string
	// MaxKeyBytes bounds an index or key; 0 is no bound that a model could reach.
	MaxKeyBytes int
	// KeyBytes is what the column takes in an index; negative when it cannot be indexed at all.
	KeyBytes func(a *schema.Attribute) int
	// GeneratedNull: a generated column cannot be declared NOT NULL.
	GeneratedNull bool
	// StoredOnly: there are no generated columns that are computed when they are read.
	StoredOnly bool
	// RandomKey stands after the type of a generated key of 64 bits in the place of Autoincrement; empty where nothing does.
	RandomKey string
	// NoForeignKeys: no foreign keys are made, since rows that they tie may be on different servers.
	NoForeignKeys bool
	// NoFullText names what cannot find words; it is empty where words are found.
	NoFullText string
	// EnumDropValue: a label is taken from an enumeration type where it is.
	EnumDropValue bool
	// Distribute divides a new table among servers by a column, and Replicate gives each server the whole; nil where there is but one.
	Distribute func(table, column string) string
	Replicate  func(table string) string
	// Begin is what a transaction of definitions sends first; empty for nothing.
	Begin string
	// Literal is a text as a literal.
	Literal func(text string) string
	// Binary is a literal of bytes that are given as hexadecimal digits.
	Binary func(digits string) string
	// False is the literal of false.
	False string
	// ServerDefault is the attribute's default expression, in parentheses. The current time is written so that it has the
	// precision and the zone of the column's other values.
	ServerDefault func(a *schema.Attribute) string
	// Guards are the triggers that keep the values of a table's columns in one form; nil where their types do.
	Guards func(m *schema.Model) []Guard
	// Catalog lists what there is in the current schema, in rows of (kind, table, name): ("table", name, name) for tables
	// and views, ("enum", "", name) for enum types, ("label", type, label) for their labels, ("key", table, name) for foreign keys.
	Catalog string
	// TablesOf lists the tables and views of another schema, by name. CreatesSchemas says that schemas are made as tables are;
	// AttachedSchemas that each is a file of its own, within which foreign keys stay.
	TablesOf        func(schema string) string
	CreatesSchemas  bool
	AttachedSchemas bool
	// Lock and Unlock keep two processes from creating or dropping at once; empty where beginning the transaction does.
	// Lock yields one row; 0 in it means that the wait was in vain.
	Lock, Unlock string
	// ForeignKeys reads whether foreign keys are checked on the connection; IgnoreForeignKeys stops that and
	// CheckForeignKeys resumes it. Empty where foreign keys can be dropped instead.
	ForeignKeys, IgnoreForeignKeys, CheckForeignKeys string
}

// SplitCollation takes the collation off a column's type.
func (d *Dialect) SplitCollation(columnType string) (bare, collation string) {
	bare, collation, _ = strings.Cut(columnType, " COLLATE ")
	if n := len(collation); n > 1 && collation[0] == d.Quote && collation[n-1] == d.Quote {
		quote := string(d.Quote)
		collation = strings.ReplaceAll(collation[1:n-1], quote+quote, quote)
	}
	return bare, collation
}

// GeneratedBy is the expression of a generated column, in the form in which its values are stored.
func (d *Dialect) GeneratedBy(a *schema.Attribute) string {
	if d.DecimalSum != "" && storedKind(a) == schema.KindDecimal {
		return fmt.Sprintf("printf('%%.%df', %s)", a.Scale, a.GeneratedSQL(d.Ident))
	}
	return a.GeneratedSQL(d.Ident)
}

// Enum reports whether the attribute's column has an enumeration type of its own on the database.
func (d *Dialect) Enum(a *schema.Attribute) bool { return d.NativeEnum && textEnum(a) }

// TextEnum reports whether the stored values are the texts of an enumeration.
func TextEnum(a *schema.Attribute) bool { return textEnum(a) }

// textEnum reports whether the stored values are the texts of an enumeration.
func textEnum(a *schema.Attribute) bool {
	return a != nil && a.Kind == schema.KindEnum && a.Cipher == nil && !integerEnum(a)
}

func integerEnum(a *schema.Attribute) bool {
	if len(a.Choices) == 0 {
		return false
	}
	_, ok := a.Choices[0].(int64)
	return ok
}

// storedKind is the kind of what is in the column: whatever is encrypted is text.
func storedKind(a *schema.Attribute) schema.Kind {
	switch {
	case a == nil:
		return 0
	case a.Cipher != nil:
		return schema.KindText
	case a.SQLType != "" && a.Kind == schema.KindOpaque:
		return schema.KindText
	case a.Kind == schema.KindEnum && integerEnum(a):
		return schema.KindInteger
	}
	return a.Kind
}

// quoted is a text between single quotes, which are doubled inside.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// hexLiteral is a literal of bytes in standard SQL.
func hexLiteral(digits string) string { return "x'" + digits + "'" }

// uuidLength is the number of characters in which a UUID is stored.
func uuidLength(a *schema.Attribute) string {
	if a.UUIDText {
		return "36"
	}
	return "32"
}

// listDefault is a default in parentheses; an empty array is one of JSON.
func listDefault(a *schema.Attribute) string {
	if a.Elem != nil && strings.TrimSpace(a.ServerDefault) == "'{}'" {
		return "('[]')"
	}
	return "(" + a.ServerDefault + ")"
}

// currentTime finds the usual spellings of the current time among default expressions.
func currentTime(expression string) bool {
	e := strings.ToLower(strings.TrimSpace(expression))
	e = strings.TrimSpace(strings.TrimSuffix(e, "()"))
	switch e {
	case "current_timestamp", "current_time", "localtimestamp", "localtime", "now":
		return true
	}
	return false
}

func anyAction(schema.Action) bool { return true }

// noDefault is Actions of a database whose foreign keys cannot SET DEFAULT.
func noDefault(a schema.Action) bool { return a != schema.SetDefault }
