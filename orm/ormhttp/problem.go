package ormhttp

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Problem is an RFC 9457 problem; ProblemOf makes one of any error of this module, WriteProblem sends it.
type Problem struct {
	Type   string       `json:"type"`
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Detail string       `json:"detail,omitempty"`
	Errors []FieldError `json:"errors,omitempty"`
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
}

// ProblemOf makes a problem of an error of this module, or of one that wraps such an error. It has the fields that are wrong, and no text
// of the error. The status is
//
//	400  a query string (*orm.RequestError), another orm.ErrQuery, a body that does not parse
//	403  the error of a scope (*orm.ScopeError)
//	404  orm.ErrNoMatch
//	409  constraints: orm.ErrUnique, ErrForeignKey, ErrNotNull, ErrCheck
//	412  orm.ErrStale
//	413  a body that is too large
//	422  fields of a body (*orm.DecodeError, *schema.ValidationError)
//	503  orm.ErrOutcomeUnknown, ErrConnect, deadlocks and what waited in vain, a deadline
//
// and 500 for everything else. Pointers are of the fields' names in the error: JSON names for bodies, attribute names for validation.
func ProblemOf(err error) Problem { return problemOf(err, func(name string) string { return name }) }

// WriteProblem sends the problem of an error.
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
	var scope *orm.ScopeError
	var asked *orm.RequestError
	var body *orm.DecodeError
	var invalid *schema.ValidationError
	var constraint *orm.ConstraintError
	switch {
	case errors.As(err, &own):
		return problem(own.status, own.detail, own.errors)
	case errors.As(err, &scope):
		return problem(http.StatusForbidden, "", nil)
	case errors.Is(err, orm.ErrOutcomeUnknown):
		return problem(http.StatusServiceUnavailable, "it is not known whether the change was made; ask before you repeat it", nil)
	case errors.As(err, &asked):
		return problem(http.StatusBadRequest, "the query string is wrong", parameters(asked))
	case errors.As(err, &body):
		return bodyProblem(body)
	case errors.As(err, &invalid):
		return problem(http.StatusUnprocessableEntity, "fields are wrong", invalidFields(invalid, jsonName))
	case errors.Is(err, orm.ErrValidation):
		return problem(http.StatusUnprocessableEntity, "a value does not fit its field", nil)
	case errors.Is(err, orm.ErrStale):
		return problem(http.StatusPreconditionFailed, "the row has changed since it was read", nil)
	case errors.As(err, &constraint):
		return constraintProblem(constraint, jsonName)
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
func bodyProblem(e *orm.DecodeError) Problem {
	status, detail := http.StatusUnprocessableEntity, "fields are wrong"
	list := make([]FieldError, len(e.Failures))
	for i, f := range e.Failures {
		list[i] = FieldError{pointer(f.Path), f.Rule, f.Reason()}
		switch f.Rule {
		case "max_bytes":
			status, detail = http.StatusRequestEntityTooLarge, "the body is too large"
		case "json", "utf8", "max_values", "max_depth":
			if status != http.StatusRequestEntityTooLarge {
				status, detail = http.StatusBadRequest, "the body does not parse"
			}
		}
		switch f.Rule {
		case "unknown":
			list[i].Detail = "there is no such field"
		case "duplicate":
			list[i].Detail = "the name stands twice"
		case "primary_key", "read_only":
			list[i].Detail = "it cannot be written"
		case "required":
			list[i].Detail = "a value is needed"
		}
	}
	return problem(status, detail, list)
}

func invalidFields(e *schema.ValidationError, jsonName func(string) string) []FieldError {
	list := make([]FieldError, len(e.Failures))
	for i, f := range e.Failures {
		parts := strings.Split(f.Path, ".")
		parts[len(parts)-1] = jsonName(parts[len(parts)-1])
		list[i] = FieldError{pointer(strings.Join(parts, ".")), f.Rule, f.Reason()}
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
	list := make([]FieldError, len(e.Fields))
	for i, f := range e.Fields {
		list[i] = FieldError{pointer(jsonName(f)), rule, detail}
	}
	return problem(http.StatusConflict, detail, list)
}

// pointer is the RFC 6901 pointer of a place in a body: "books[1].title" is /books/1/title.
func pointer(path string) string {
	if path == "" {
		return ""
	}
	var b strings.Builder
	for _, part := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		b.WriteByte('/')
		b.WriteString(strings.NewReplacer("~", "~0", "/", "~1").Replace(part))
	}
	return b.String()
}
