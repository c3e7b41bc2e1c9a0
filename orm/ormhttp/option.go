package ormhttp

import (
	"net/http"
	"slices"

	"github.com/ormar-go/ormar/orm"
)

// Option is a setting of a Resource.
type Option struct{ apply func(*settings) }

type settings struct {
	policy    orm.Policy
	only      []Action
	read      []string
	write     []string
	relations []string
	authorize func(r *http.Request, a Action, row any) error
	before    func(r *http.Request, a Action, row any) error
	after     func(r *http.Request, a Action, row any)
	maxBody   int64
	store     Store
}

// Policy says what query strings may ask for. Where its Filter, Sort and Fields are empty they are the fields that the resource shows,
// since a filter gives away what it compares with; an entry admits what is not shown as well.
func Policy(p orm.Policy) Option { return Option{func(s *settings) { s.policy = p }} }

// Only switches on these actions and no others; the methods of the rest are 405 with Allow.
func Only(actions ...Action) Option {
	actions = slices.Clone(actions)
	return Option{func(s *settings) { s.only = append(make([]Action, 0, len(actions)), actions...) }}
}

// Read names the fields that are shown, by attribute or JSON name. Without it every field is shown but those that are secret or
// write-only. Relations are shown by their keys; as whole rows where a request includes them, which the policy's Include admits.
func Read(fields ...string) Option {
	fields = slices.Clone(fields)
	return Option{func(s *settings) { s.read = append(s.read, fields...) }}
}

// Write names the fields that a body may give. Without it these are all but read-only ones, and
// keys that the database makes. A version is never given: a body of PUT or PATCH may say which one
// it expects. Rows of relations to many rows are not written: tie them in a handler of your own.
func Write(fields ...string) Option {
	fields = slices.Clone(fields)
	return Option{func(s *settings) { s.write = append(s.write, fields...) }}
}

// Relations serves the rows behind these relations of a row: "books" is GET /{key}/books. They are read with a policy of their model's
// own fields, none of them secret.
func Relations(paths ...string) Option {
	paths = slices.Clone(paths)
	return Option{func(s *settings) { s.relations = append(s.relations, paths...) }}
}

// Authorize is asked before an action, with the stored row, a pointer to the model, for Get, Replace, Patch and Delete, with the decoded
// one for Create, once for each, and with nil for List: what a list may show is the business of a scope. Any error is 403, whose
// text goes nowhere. The request's context is that of the transaction in which the action runs.
func Authorize(f func(r *http.Request, a Action, row any) error) Option {
	return Option{func(s *settings) { s.authorize = f }}
}

// MaxBody is how many bytes a body may have; without it 1 MiB. More is 413.
func MaxBody(bytes int64) Option { return Option{func(s *settings) { s.maxBody = bytes }} }

// Idempotency keeps the answers to POST requests with the header Idempotency-Key. Without it they are kept in memory, 10,000 of them and 64 MiB
// for 24 hours; several processes need a store that they share.
func Idempotency(store Store) Option { return Option{func(s *settings) { s.store = store }} }

// Before is called with the row as it is to be written, ahead of validation, and with the stored one for Delete; it may change the row. An
// error ends the action: one of this module, or one that wraps such an error, is the problem that ProblemOf makes of it, any other is 500.
func Before(f func(r *http.Request, a Action, row any) error) Option {
	return Option{func(s *settings) { s.before = f }}
}

// After is called when a write has been committed, with the row as it is now.
func After(f func(r *http.Request, a Action, row any)) Option {
	return Option{func(s *settings) { s.after = f }}
}
