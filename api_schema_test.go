package ormar_test

import (
	"regexp"
	"time"

	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

func _() {
	var (
		_ func(...string) schema.Constraint                       = schema.UniqueTogether
		_ func(...string) schema.Constraint                       = schema.IndexOn
		_ func(schema.Constraint, string) schema.Constraint       = schema.Constraint.Named
		_ func(string, string) schema.Constraint                  = schema.Check
		_ func(...schema.Definer) (*schema.Registry, error)       = schema.NewRegistry
		_ func(...schema.Definer) *schema.Registry                = schema.MustRegistry
		_ func(string) string                                     = schema.Quote
		_ func(string, []any)                                     = schema.Quoting
		_ func(string) string                                     = schema.Printable
		_ func(*schema.DefinitionError) string                    = (*schema.DefinitionError).Error
		_ func(*schema.ValidationError) string                    = (*schema.ValidationError).Error
		_ func(schema.Failure) string                             = schema.Failure.Reason
		_ func(*schema.ValueError) schema.Failure                 = (*schema.ValueError).Failure
		_ func(*schema.Relation, string) *schema.Relation         = (*schema.Relation).RelatedName
		_ func(*schema.Relation) *schema.Relation                 = (*schema.Relation).SkipReverse
		_ func(*schema.Relation) *schema.Relation                 = (*schema.Relation).NotNull
		_ func(*schema.Relation) *schema.Relation                 = (*schema.Relation).Unique
		_ func(*schema.Relation) *schema.Relation                 = (*schema.Relation).Index
		_ func(*schema.Relation) *schema.Relation                 = (*schema.Relation).PrimaryKey
		_ func(*schema.Relation, string) *schema.Relation         = (*schema.Relation).Name
		_ func(*schema.Relation, string) *schema.Relation         = (*schema.Relation).Comment
		_ func(*schema.Relation, string) *schema.Relation         = (*schema.Relation).ConstraintName
		_ func(*schema.Relation, schema.Action) *schema.Relation  = (*schema.Relation).OnDelete
		_ func(*schema.Relation, schema.Action) *schema.Relation  = (*schema.Relation).OnUpdate
		_ func(*schema.Relation, ...string) *schema.Relation      = (*schema.Relation).OrderBy
		_ func(*schema.Relation, ...string) *schema.Relation      = (*schema.Relation).RelatedOrderBy
		_ func(*schema.Relation, string) *schema.Relation         = (*schema.Relation).ThroughTable
		_ func(*schema.Relation, string, string) *schema.Relation = (*schema.Relation).ThroughColumns
		_ func(*schema.Relation) *schema.Relation                 = (*schema.Relation).AllowDuplicateLinks
		_ func(schema.ToOne) *schema.Relation                     = schema.ForeignKey
		_ func(schema.ToMany) *schema.Relation                    = schema.ManyToMany
		_ func(*schema.Relation, ...string) *schema.Relation      = (*schema.Relation).TypeNames

		_ func(any, string, string, ...schema.Definer) *schema.Relation = schema.Polymorphic
	)
}

func _[T any]() {
	var (
		_ func(*schema.Column[T]) *schema.Column[T]                            = (*schema.Column[T]).PrimaryKey
		_ func(*schema.Column[T], bool) *schema.Column[T]                      = (*schema.Column[T]).Autoincrement
		_ func(*schema.Column[T]) *schema.Column[T]                            = (*schema.Column[T]).Nullable
		_ func(*schema.Column[T], bool) *schema.Column[T]                      = (*schema.Column[T]).SQLNullable
		_ func(*schema.Column[T], T) *schema.Column[T]                         = (*schema.Column[T]).Default
		_ func(*schema.Column[T], func() T) *schema.Column[T]                  = (*schema.Column[T]).DefaultFunc
		_ func(*schema.Column[T], string) *schema.Column[T]                    = (*schema.Column[T]).ServerDefault
		_ func(*schema.Column[T], T) *schema.Column[T]                         = (*schema.Column[T]).OnUpdate
		_ func(*schema.Column[T], func() T) *schema.Column[T]                  = (*schema.Column[T]).OnUpdateFunc
		_ func(*schema.Column[T]) *schema.Column[T]                            = (*schema.Column[T]).Index
		_ func(*schema.Column[T]) *schema.Column[T]                            = (*schema.Column[T]).Unique
		_ func(*schema.Column[T], ...T) *schema.Column[T]                      = (*schema.Column[T]).Choices
		_ func(*schema.Column[T], string) *schema.Column[T]                    = (*schema.Column[T]).Name
		_ func(*schema.Column[T], string) *schema.Column[T]                    = (*schema.Column[T]).Comment
		_ func(*schema.Column[T], int) *schema.Column[T]                       = (*schema.Column[T]).MinLength
		_ func(*schema.Column[T], *regexp.Regexp) *schema.Column[T]            = (*schema.Column[T]).Pattern
		_ func(*schema.Column[T], T) *schema.Column[T]                         = (*schema.Column[T]).Min
		_ func(*schema.Column[T], T) *schema.Column[T]                         = (*schema.Column[T]).Max
		_ func(*schema.Column[T], T) *schema.Column[T]                         = (*schema.Column[T]).MultipleOf
		_ func(*schema.Column[T], schema.Cipher) *schema.Column[T]             = (*schema.Column[T]).Encrypt
		_ func(*schema.Column[T]) *schema.Column[T]                            = (*schema.Column[T]).Secret
		_ func(*schema.Column[T]) *schema.Column[T]                            = (*schema.Column[T]).ReadOnly
		_ func(*schema.Column[T], string) *schema.Column[T]                    = (*schema.Column[T]).RenamedFrom
		_ func(*schema.Column[T]) *schema.Column[T]                            = (*schema.Column[T]).Version
		_ func(*schema.Column[T]) *schema.Column[T]                            = (*schema.Column[T]).WriteOnly
		_ func(*schema.Column[T]) *schema.Column[T]                            = (*schema.Column[T]).SoftDelete
		_ func(*schema.Column[T]) *schema.Column[T]                            = (*schema.Column[T]).Native
		_ func(*schema.Column[T]) *schema.Column[T]                            = (*schema.Column[T]).ReadBack
		_ func(*schema.Column[T], string) *schema.Column[T]                    = (*schema.Column[T]).TypeName
		_ func(*schema.Column[T], string) *schema.Column[T]                    = (*schema.Column[T]).Collation
		_ func(*schema.Column[T]) *schema.Column[T]                            = (*schema.Column[T]).CaseInsensitive
		_ func(*schema.Column[T], *time.Location) *schema.Column[T]            = (*schema.Column[T]).WithoutZone
		_ func(*schema.Column[T], schema.StoredForm) *schema.Column[T]         = (*schema.Column[T]).Stored
		_ func(*T, string) *schema.Column[T]                                   = schema.Native[T]
		_ func(*T, int) *schema.Column[T]                                      = schema.Unsigned[T]
		_ func(*schema.Column[T], string, schema.Generation) *schema.Column[T] = (*schema.Column[T]).Generated
		_ func(*[]T) *schema.Column[[]T]                                       = schema.Array[T]
		_ func(*T, int, int) *schema.Column[T]                                 = schema.Decimal[T]
		_ func(*T) *schema.Column[T]                                           = schema.JSON[T]
		_ func(*T) *schema.Column[T]                                           = schema.UUID[T]
		_ func(*T) *schema.Column[T]                                           = schema.UUIDString[T]
		_ func(*T, int) *schema.Column[T]                                      = schema.Opaque[T]
	)
}

func _[T schema.StringValue]() {
	var (
		_ func(*T, int) *schema.Column[T] = schema.String[T]
		_ func(*T) *schema.Column[T]      = schema.Text[T]
	)
}

func _[T schema.BoolValue]() {
	var (
		_ func(*T) *schema.Column[T] = schema.Boolean[T]
	)
}

func _[T schema.IntegerValue]() {
	var (
		_ func(*T) *schema.Column[T] = schema.Integer[T]
		_ func(*T) *schema.Column[T] = schema.SmallInteger[T]
		_ func(*T) *schema.Column[T] = schema.BigInteger[T]
	)
}

func _[T schema.FloatValue]() {
	var (
		_ func(*T) *schema.Column[T] = schema.Float[T]
	)
}

func _[T schema.TimeValue]() {
	var (
		_ func(*T) *schema.Column[T] = schema.Date[T]
		_ func(*T) *schema.Column[T] = schema.Time[T]
		_ func(*T) *schema.Column[T] = schema.DateTime[T]
	)
}

func _[T schema.BytesValue]() {
	var (
		_ func(*T, int) *schema.Column[T] = schema.LargeBinary[T]
	)
}

func _[T comparable]() {
	var (
		_ func(*T, ...T) *schema.Column[T] = schema.Enum[T]
	)
}

func _() {
	var (
		_ func(crypt.Key, ...crypt.Key) schema.Cipher = crypt.AEAD
		_ func(crypt.Key, ...crypt.Key) schema.Cipher = crypt.Searchable
		_ func(crypt.Key, ...crypt.Key) schema.Cipher = crypt.HMAC
		_ func(string, ...string) schema.Cipher       = crypt.Fernet
		_ func(string) schema.Cipher                  = crypt.Hash
		_ func(string) (crypt.Password, error)        = crypt.NewPassword
		_ func(crypt.Password, string) bool           = crypt.Password.Verify
	)
}
