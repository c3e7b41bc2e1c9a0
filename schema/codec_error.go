package schema

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/ormar-go/ormar/internal/gotype"
)

// ValueError is a value that a field does not take: one that does not convert exactly, that the Go field cannot hold, or
// that a database should not have contained. Those who convert wrap it in an ErrQuery or an ErrStored, or report it as an
// ErrValidation, depending on what the value was for.
type ValueError struct {
	Model string // of a value that was read; empty for one that was given
	Row   int    // in the result that was read, from 1; 0 for a value that was given
	Field string // the attribute's name
	Want  string // what the field takes, in words
	Got   string // the type of the value and, unless the field is secret, encrypted or opaque, the value

	rule  string
	param any
	value any // nil where it may not be shown
	cause error
}

// Failure is the error as a broken rule: of a value that is of no fitting type the rule is "type".
func (e *ValueError) Failure() Failure {
	f := Failure{Path: e.Field, Attribute: e.Field, Rule: e.rule, Param: e.param, Value: e.value}
	if f.Rule == "" || f.Rule == ruleType {
		f.Rule, f.Param = ruleType, e.Want
	}
	return f
}

// Unwrap is the error of the field's own type, where it was that type which refused the value.
func (e *ValueError) Unwrap() error { return e.cause }

// Error says what was wanted and what was given.
func (e *ValueError) Error() string {
	return fmt.Sprintf("field %q takes %s, got %s", e.Field, e.Want, e.Got)
}

// The rules that a value can break, as a Failure names them.
const (
	ruleType       = "type"
	ruleRequired   = "required"
	ruleMaxLength  = "max_length"
	ruleMinLength  = "min_length"
	rulePattern    = "pattern"
	ruleChoices    = "choices"
	ruleMin        = "min"
	ruleMax        = "max"
	ruleMultipleOf = "multiple_of"
	ruleRange      = "range"
	ruleUTF8       = "utf8"
	ruleNUL        = "nul"
	ruleFinite     = "finite"
	ruleScale      = "scale"
	rulePrecision  = "precision"
	ruleYear       = "year"
	ruleUUID       = "uuid"
	ruleDecimal    = "decimal"
	ruleJSON       = "json"
	ruleDepth      = "depth"
)

// breach is one broken rule, before it is said of which field and to whom.
type breach struct {
	rule  string
	param any
	value any // what broke it, where the one who asked does not know
	cause error
}

// want is what the broken rule asks for, to stand after "takes".
func (a *Attribute) want(b *breach) string {
	if b.rule != ruleType {
		return wanted(b.rule, b.param)
	}
	if b.param == nil {
		return a.takes()
	}
	return fmt.Sprint(b.param)
}

// wanted is what a rule asks for, empty for the rules of others.
func wanted(rule string, param any) string {
	switch rule {
	case ruleRequired:
		return "a value"
	case ruleMaxLength:
		return fmt.Sprintf("a length of at most %v", param)
	case ruleMinLength:
		return fmt.Sprintf("a length of at least %v", param)
	case rulePattern:
		return fmt.Sprintf("a text that matches %v", param)
	case ruleChoices:
		return fmt.Sprintf("one of %v", param)
	case ruleMin:
		return fmt.Sprintf("at least %v", param)
	case ruleMax:
		return fmt.Sprintf("at most %v", param)
	case ruleMultipleOf:
		return fmt.Sprintf("a multiple of %v", param)
	case ruleRange:
		return fmt.Sprintf("a number of %v bits", param)
	case ruleUTF8:
		return "valid UTF-8 (store bytes in a LargeBinary)"
	case ruleNUL:
		return "text without NUL"
	case ruleFinite:
		return "a finite number"
	case ruleScale:
		return fmt.Sprintf("at most %v digits behind the point (round it first)", param)
	case rulePrecision:
		return fmt.Sprintf("at most %v digits, the scale included", param)
	case ruleYear:
		return "a year from 1 to 9999"
	case ruleUUID:
		return "a UUID of 32 hexadecimal digits, with hyphens or without"
	case ruleDecimal:
		return "a decimal number"
	case ruleDepth:
		return fmt.Sprintf("JSON of at most %v levels", param)
	case ruleJSON:
		return fmt.Sprintf("valid JSON (%v)", param)
	}
	return ""
}

// mismatch is the breach of a value that is no value of the field's type at all.
var mismatch = &breach{rule: ruleType}

// hides reports whether values of the attribute stay out of messages.
func (a *Attribute) hides() bool { return a.Secret || a.Cipher != nil || a.Kind == KindOpaque }

// valueError is the error of a value given to Convert, Set or Scan.
func (a *Attribute) valueError(b *breach, value any) error {
	e := &ValueError{Field: a.Name, Want: a.want(b), Got: a.describe(value), rule: b.rule, param: b.param, cause: b.cause}
	if !a.hides() {
		e.value = value
	}
	return e
}

// givenKey describes what was given for a key and is none.
type givenKey string

// takes names the type of the field.
func (a *Attribute) takes() string {
	switch {
	case len(a.Parts) > 0:
		return a.takesParts()
	case a.Type != nil:
		return gotype.Plain(a.Type).String()
	}
	return a.Kind.String()
}

// describe names the type of a value and shows the value when the field lets it.
func (a *Attribute) describe(value any) string {
	if a.hides() && value != nil {
		return reflect.TypeOf(value).String()
	}
	return describe(value)
}

// describe names the type of a value and shows the value when that is short enough to help.
func describe(value any) string {
	if value == nil {
		return "NULL"
	}
	if given, ok := value.(givenKey); ok {
		return string(given)
	}
	name := reflect.TypeOf(value).String()
	v := reflect.ValueOf(value)
	switch {
	case v.Kind() == reflect.String:
		return name + " " + shortened(v.String())
	case v.CanInt(), v.CanUint(), v.CanFloat(), v.Kind() == reflect.Bool:
		return fmt.Sprintf("%s %v", name, value)
	}
	switch v := value.(type) {
	case time.Time:
		return name + " " + v.Format(time.RFC3339Nano)
	case json.RawMessage:
		return name + " " + shortened(string(v))
	}
	return name
}

// shortened quotes a text of which only the start is shown when it is long.
func shortened(s string) string {
	const limit = 60
	if len(s) <= limit {
		return strconv.Quote(s)
	}
	cut := limit
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return strconv.Quote(s[:cut]) + "..."
}
