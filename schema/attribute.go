package schema

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/ormar-go/ormar/internal/gotype"
)

// The bounds within which a value means the same on every database.
const (
	maxStringLength = 10_485_760 // PostgreSQL's varchar
	maxBinaryLength = 1 << 30    // PostgreSQL's bytea
	maxPrecision    = 65         // MySQL's DECIMAL
	maxScale        = 30
	maxComment      = 1024 // MySQL, in runes
)

// column makes the attribute of a declared column.
func (b *builder) column(d *draft, f *structField, spec *columnSpec) *Attribute {
	a := &Attribute{
		Model: d.model, Name: f.attributeName(), GoName: f.name, JSONName: f.json, Offset: f.offset, Type: f.typ,
		Kind: spec.kind, Column: f.attributeName(),
		PrimaryKey: spec.said&optPrimaryKey != 0, Unique: spec.said&optUnique != 0, Indexed: spec.said&optIndex != 0,
		Secret: spec.said&optSecret != 0, ReadOnly: spec.said&optReadOnly != 0, WriteOnly: spec.said&optWriteOnly != 0,
		Comment: spec.comment, ServerDefault: spec.serverDefault, MaxLength: spec.maxLength, MinLength: spec.minLength,
		Precision: spec.precision, Scale: spec.scale, Pattern: spec.pattern, UUIDText: spec.uuidText, Cipher: spec.cipher,
	}
	a.RenamedFrom = spec.renamedFrom
	a.Generated, a.Generation, a.ReadBack = spec.generated, spec.generation, spec.said&optReadBack != 0
	a.ReadOnly = a.ReadOnly || spec.said&optGenerated != 0
	a.SQLType, a.Collation, a.CaseInsensitive = spec.sqlType, spec.collation, spec.said&optCaseInsensitive != 0
	a.Zone, a.StoredForm, a.Unsigned = spec.zone, spec.form, spec.unsigned
	a.NativeUUID = spec.said&optNative != 0
	if spec.said&optName != 0 {
		a.Column = spec.name
	}
	a.Nullable = gotype.Nullable(f.typ) || spec.said&optNullable != 0
	a.SQLNullable = a.Nullable && !a.PrimaryKey
	if spec.said&optSQLNullable != 0 {
		a.SQLNullable = spec.sqlNullable
	}
	if spec.defaultValue != nil && spec.nilFunc&optDefaultFunc == 0 {
		a.Default = spec.defaultValue(f.offset)
		a.FixedDefault = spec.said&optDefault != 0
	}
	if spec.onUpdate != nil && spec.nilFunc&optOnUpdateFunc == 0 {
		a.OnUpdate = spec.onUpdate(f.offset)
	}
	report := func(format string, args ...any) { b.add(d.model.Name, f.name, format, args...) }
	checkOptions(report, spec)
	checkSizes(report, spec)
	checkGenerated(report, spec)
	checkNative(report, spec)
	checkForms(report, spec)
	checkCipher(report, spec)
	if spec.said&optSoftDelete != 0 {
		b.softDelete(a, spec, report)
	}
	if spec.said&optVersion != 0 {
		b.version(a, spec, report)
	}
	if spec.kind == KindEnum {
		b.enum(a, spec, report)
	}
	b.unsigned(a, spec, report)
	if spec.array {
		b.element(a, report)
	}
	return a
}

// reporter notes what is wrong with the field at hand.
type reporter func(format string, args ...any)

func checkOptions(report reporter, spec *columnSpec) {
	spec.said.each(func(o option) {
		if instead := misfit(o, spec.kind); instead != "" {
			report("%v does not fit %v: %s", o, spec.kind, instead)
		}
	})
	(spec.twice &^ (optPrimaryKey | optNullable | optIndex | optUnique | optSecret | optReadOnly | optVersion | optSoftDelete | optWriteOnly | optNative | optReadBack | optCaseInsensitive)).each(func(o option) {
		report("%v is said twice; keep one", o)
	})
	spec.nilFunc.each(func(o option) { report("%v was given nil; give it a function", o) })
	both := func(x, y option, why string) {
		if spec.said&x != 0 && spec.said&y != 0 {
			report("%v and %v %s", x, y, why)
		}
	}
	both(optDefault, optDefaultFunc, "are both given; keep one")
	both(optOnUpdate, optOnUpdateFunc, "are both given; keep one")
	both(optPrimaryKey, optOnUpdate, "contradict each other: a key does not change; remove one")
	both(optPrimaryKey, optOnUpdateFunc, "contradict each other: a key does not change; remove one")
	both(optPrimaryKey, optEncrypt, "contradict each other: a key must be comparable; encrypt another field")
	both(optPrimaryKey, optWriteOnly, "contradict each other: what refers to the row shows its key; remove one")
	both(optReadOnly, optWriteOnly, "contradict each other: nobody outside could see or set the field; remove one, or give it the JSON tag \"-\"")
	both(optServerDefault, optEncrypt, "contradict each other: the server would store plain text; use Default")
	if spec.said&optPrimaryKey != 0 && spec.sqlNullable {
		report("SQLNullable(true) does not fit a primary key, which is never NULL; remove it")
	}
	switch {
	case spec.said&optAutoincrement == 0:
	case spec.said&optPrimaryKey == 0:
		report("Autoincrement does not fit a field that is not the primary key; add PrimaryKey or remove it")
	case spec.autoincrement && !spec.kind.IsInteger():
		report("Autoincrement does not fit %v: only whole numbers are generated; use DefaultFunc or ServerDefault", spec.kind)
	case spec.autoincrement && spec.said&optServerDefault != 0:
		report("Autoincrement and ServerDefault are both given; keep one")
	}
	if spec.said&optServerDefault != 0 && (strings.TrimSpace(spec.serverDefault) == "" || badSQL(spec.serverDefault)) {
		report("ServerDefault is empty, contains NUL or is not valid UTF-8; give it an SQL expression, such as '' in quotes")
	}
	if spec.said&optRenamedFrom != 0 && spec.renamedFrom == "" {
		report("RenamedFrom is empty; name the column as it was, or remove it")
	}
	if spec.said&optPattern != 0 && spec.pattern == nil {
		report("Pattern was given nil; give it a compiled expression")
	}
	if spec.said&optChoices != 0 && len(spec.choices) == 0 {
		report("Choices has no values; list at least one")
	}
	if reason := badComment(spec.comment); reason != "" {
		report("the comment %s", reason)
	}
}

func badComment(text string) string {
	switch {
	case utf8.RuneCountInString(text) > maxComment:
		return "is longer than 1024 characters, the most that MySQL keeps; shorten it"
	case badSQL(text):
		return "contains NUL or is not valid UTF-8; change it"
	}
	return ""
}

func checkSizes(report reporter, spec *columnSpec) {
	if spec.native || spec.unsigned > 0 {
		return
	}
	switch spec.kind {
	case KindString, KindOpaque:
		if spec.maxLength < 1 || spec.maxLength > maxStringLength {
			report("the maximum length of %v is %d; give 1 to %d, or use schema.Text", spec.kind, spec.maxLength, maxStringLength)
		}
	case KindBinary:
		if spec.maxLength < 1 || spec.maxLength > maxBinaryLength {
			report("the maximum length of LargeBinary is %d; give 1 to %d bytes", spec.maxLength, maxBinaryLength)
		}
	case KindDecimal:
		if spec.precision < 1 || spec.precision > maxPrecision {
			report("the precision of Decimal is %d; give 1 to %d digits", spec.precision, maxPrecision)
		} else if spec.scale < 0 || spec.scale > maxScale || spec.scale > spec.precision {
			report("the scale of Decimal is %d; give 0 to %d", spec.scale, min(spec.precision, maxScale))
		}
	}
	if spec.said&optMinLength == 0 || misfit(optMinLength, spec.kind) != "" {
		return
	}
	if spec.minLength < 0 || spec.maxLength > 0 && spec.minLength > spec.maxLength {
		report("MinLength is %d; give a length from 0 to the maximum", spec.minLength)
	}
}

// checkCipher asks a cipher whether its keys are usable, and refuses the promises that its stored texts cannot keep.
func checkCipher(report reporter, spec *columnSpec) {
	if spec.said&optEncrypt == 0 {
		return
	}
	if spec.cipher == nil {
		report("Encrypt was given nil; give it a cipher, or remove it")
		return
	}
	if err := checked(spec.cipher); err != nil {
		report("the cipher cannot be used: %v", err)
	}
	if _, ok := spec.cipher.(Digest); !ok && spec.said&(optUnique|optIndex) != 0 {
		report("%v does not fit this cipher, whose stored texts differ every time; use crypt.Searchable or crypt.HMAC",
			spec.said&(optUnique|optIndex))
	}
}

func checked(c Cipher) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("its Check panicked: %v", r)
		}
	}()
	if k, ok := c.(Checked); ok {
		return k.Check()
	}
	return nil
}
