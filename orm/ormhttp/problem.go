package ormhttp

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Problem is an RFC 9457 problem; ProblemOf makes one of any error of this module, WriteProblem sends it. It is an error itself, for what a
// program has to say on its own: WriteProblem(w, ormhttp.Problem{Status: 401}), or as the error of Before. What it leaves empty of Type and
// Title is filled in.
type Problem struct {
	Type   string       `json:"type"`
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Detail string       `json:"detail,omitempty"`
	Errors []FieldError `json:"errors,omitempty"`
}

// Error is the status and the detail.
func (p Problem) Error() string {
	if p.Detail == "" {
		return fmt.Sprintf("ormhttp: %d %s", p.Status, http.StatusText(p.Status))
	}
	return fmt.Sprintf("ormhttp: %d %s: %s", p.Status, http.StatusText(p.Status), p.Detail)
}

// whole is the problem with what it leaves to its status; one that no status can be of is an internal error.
func (p Problem) whole() Problem {
	if p.Status < 400 || p.Status > 599 {
		return problem(http.StatusInternalServerError, "", nil)
	}
	p.Type = cmp.Or(p.Type, "about:blank")
	p.Title = cmp.Or(p.Title, http.StatusText(p.Status))
	return p
}

// FieldError is what is wrong with one field of a body, by an RFC 6901 pointer, or with one parameter of a query string, by its name.
type FieldError struct {
	Pointer string `json:"pointer"`
	Rule    string `json:"rule"`
	Detail  string `json:"detail"`
}

// refusal is an answer of this package's own: a status, and what is said beside it.
type refusal struct {
	status int
	detail string
	errors []FieldError
	allow  []string
}

// Error is the status.
func (r *refusal) Error() string { return "ormhttp: " + http.StatusText(r.status) }

// constraintRules are what a constraint is called in a FieldError.
var constraintRules = []struct {
	kind         error
	rule, detail string
}{
	{orm.ErrUnique, "unique", "another row has this value"},
	{orm.ErrForeignKey, "foreign_key", "the row that it refers to is not there, or rows refer to it"},
	{orm.ErrNotNull, "required", "a value is needed"},
	{orm.ErrCheck, "check", "the value breaks a rule of the table"},
	{orm.ErrExclusion, "exclusion", "it overlaps with another row"},
}

// ProblemOf makes a problem of an error of this module, or of one that wraps such an error. It has the fields that are wrong, and no text
// of the error. The status is
//
//	400  a query string (*orm.RequestError), another orm.ErrQuery, a body that does not parse
//	403  the error of a scope (*orm.ScopeError)
//	404  orm.ErrNoMatch
//	409  constraints: orm.ErrUnique, ErrForeignKey, ErrNotNull, ErrCheck, ErrExclusion
//	412  orm.ErrStale
//	413  a body that is too large
//	422  fields of a body (*orm.DecodeError, *schema.ValidationError)
//	503  orm.ErrOutcomeUnknown, ErrConnect, deadlocks and what waited in vain, a deadline
//
// that of a Problem, which stays as it is, and 500 for everything else. Pointers are of the fields' names in the error: JSON names for bodies, attribute names for validation.
func ProblemOf(err error) Problem { return problemOf(err, func(name string) string { return name }) }

// WriteProblem sends the problem of an error, with its status and as application/problem+json. One
// of 500 and above says nothing of the error: log it.
func WriteProblem(w http.ResponseWriter, err error) { writeProblem(w, ProblemOf(err)) }

func writeProblem(w http.ResponseWriter, p Problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p) // the client has gone
}

func problem(status int, detail string, list []FieldError) Problem {
	return Problem{Type: "about:blank", Title: http.StatusText(status), Status: status, Detail: detail, Errors: list}
}

// problemOf is ProblemOf with the JSON names of a model's attributes.
func problemOf(err error, jsonName func(attribute string) string) Problem {
	var own *refusal
	var said Problem
	var scope *orm.ScopeError
	var asked *orm.RequestError
	var body *orm.DecodeError
	var invalid *schema.ValidationError
	var constraint *orm.ConstraintError
	switch {
	case errors.As(err, &own):
		return problem(own.status, own.detail, own.errors)
	case errors.As(err, &said):
		return said.whole()
	case errors.As(err, &scope):
		return problem(http.StatusForbidden, "", nil)
	case errors.Is(err, orm.ErrOutcomeUnknown):
		return problem(http.StatusServiceUnavailable, "it is not known whether the change was made; ask before you repeat it", nil)
	case errors.As(err, &asked):
		return problem(http.StatusBadRequest, "the query string is wrong", parameters(asked))
	case errors.As(err, &body):
		return bodyProblem(body, nil)
	case errors.As(err, &invalid):
		return problem(http.StatusUnprocessableEntity, "fields are wrong", invalidFields(invalid, jsonName))
	case errors.Is(err, orm.ErrValidation):
		return problem(http.StatusUnprocessableEntity, "a value does not fit its field", nil)
	case errors.Is(err, orm.ErrStale):
		return problem(http.StatusPreconditionFailed, "the row has changed since it was read", nil)
	case errors.As(err, &constraint):
		p := constraintProblem(constraint, jsonName)
		if own := (astray{}); errors.As(err, &own) {
			p = p.saying("the row that it refers to is not there")
		}
		return p
	case errors.Is(err, orm.ErrNoMatch):
		return problem(http.StatusNotFound, "", nil)
	case isAny(err, orm.ErrConnect, orm.ErrDeadlock, orm.ErrSerialization, orm.ErrLockTimeout, orm.ErrReadOnly, context.DeadlineExceeded, context.Canceled):
		return problem(http.StatusServiceUnavailable, "nothing was changed; try again", nil)
	case errors.Is(err, orm.ErrQuery):
		return problem(http.StatusBadRequest, "the request cannot be answered as it is asked", nil)
	}
	return problem(http.StatusInternalServerError, "", nil)
}

func isAny(err error, targets ...error) bool {
	for _, target := range targets {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

func parameters(e *orm.RequestError) []FieldError {
	list := make([]FieldError, len(e.Parameters))
	for i, p := range e.Parameters {
		list[i] = FieldError{p.Name, p.Rule, p.Detail}
	}
	return list
}

// bodyProblem tells bodies that are no JSON of the model from those whose fields are wrong.
// Members are those that the body has given: a name may have a point in it.
func bodyProblem(e *orm.DecodeError, members []member) Problem {
	status, detail := http.StatusUnprocessableEntity, "fields are wrong"
	list := make([]FieldError, len(e.Failures))
	for i, f := range e.Failures {
		list[i] = FieldError{pointerAmong(f.Path, members), f.Rule, reason(f)}
		switch f.Rule {
		case "max_bytes":
			status, detail = http.StatusRequestEntityTooLarge, "the body is too large"
		case "json", "utf8", "max_values", "max_depth":
			if status != http.StatusRequestEntityTooLarge {
				status, detail = http.StatusBadRequest, "the body does not parse"
			}
		}
	}
	return problem(status, detail, list)
}

// reason says what a rule asks for to those who do not know the program.
func reason(f schema.Failure) string {
	switch f.Rule {
	case "unknown":
		return "there is no such field"
	case "duplicate":
		return "the name stands twice"
	case "primary_key", "read_only":
		return "it cannot be written"
	case "required":
		return "a value is needed"
	case "relation":
		if f.Param != nil { // its rows have the key
			return "the rows of this relation are not written with this one"
		}
		return "takes the key of a row"
	case "utf8":
		return "takes valid UTF-8"
	case "max_depth", "max_values":
		return fmt.Sprintf("there are at most %v %s in a body", f.Param, map[string]string{"max_depth": "levels", "max_values": "values"}[f.Rule])
	case "type":
		return "takes " + typeWord(fmt.Sprint(f.Param))
	}
	return f.Reason()
}

// typeWord is what those who send JSON call a type.
func typeWord(name string) string {
	switch strings.TrimPrefix(name, "*") {
	case "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "Integer", "BigInteger", "SmallInteger":
		return "a whole number"
	case "float32", "float64", "Float", "Decimal", "decimal.Decimal":
		return "a number"
	case "string", "String", "Text":
		return "text"
	case "bool", "Boolean":
		return "true or false"
	case "time.Time", "DateTime":
		return "an instant such as 2026-01-31T12:00:00Z"
	case "Date":
		return "a date such as 2026-01-31"
	case "Time":
		return "a time such as 12:30:00"
	case "[]byte", "Binary", "LargeBinary":
		return "base64"
	case "UUID", "uuid.UUID":
		return "a UUID"
	case "object", "an object":
		return "an object"
	case "list", "a list":
		return "a list"
	}
	for _, known := range []string{"a date such as ", "a time of day such as ", "an instant such as "} {
		if strings.HasPrefix(name, known) {
			return name
		}
	}
	return "a value of the field's type" // and no text of a program's own types
}

func invalidFields(e *schema.ValidationError, jsonName func(string) string) []FieldError {
	list := make([]FieldError, len(e.Failures))
	for i, f := range e.Failures {
		parts := strings.Split(f.Path, ".")
		parts[len(parts)-1] = jsonName(parts[len(parts)-1])
		list[i] = FieldError{pointer(strings.Join(parts, ".")), f.Rule, reason(f)}
	}
	return list
}

func constraintProblem(e *orm.ConstraintError, jsonName func(string) string) Problem {
	rule, detail := "constraint", "the value breaks a rule of the table"
	for _, c := range constraintRules {
		if errors.Is(e, c.kind) {
			rule, detail = c.rule, c.detail
		}
	}
	var list []FieldError
	for _, f := range e.Fields {
		if name := jsonName(f); name != "" {
			list = append(list, FieldError{pointer(name), rule, detail})
		}
	}
	return problem(http.StatusConflict, detail, list)
}

// saying is a problem of which all is told in other words.
func (p Problem) saying(detail string) Problem {
	p.Detail = detail
	for i := range p.Errors {
		p.Errors[i].Detail = detail
	}
	return p
}

// pointerAmong is pointer for a place below one of some members, whose names may have points in them.
func pointerAmong(path string, members []member) string {
	known := ""
	for _, m := range members {
		rest, within := strings.CutPrefix(path, m.Name)
		if within && (rest == "" || rest[0] == '.' || rest[0] == '[') && len(m.Name) > len(known) {
			known = m.Name
		}
	}
	if known == "" {
		return pointer(path)
	}
	return pointerTo(known) + pointer(path[len(known):])
}

// pointerTo is the pointer to a member.
func pointerTo(name string) string {
	return "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}

// pointer is the RFC 6901 pointer of a place in a body: "books[1].title" is /books/1/title.
func pointer(path string) string {
	if path == "" {
		return ""
	}
	var b strings.Builder
	for _, part := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		b.WriteString(pointerTo(part))
	}
	return b.String()
}
