package ormadmin

import (
	"context"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"time"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Action is what a request does.
type Action string

// The actions.
const (
	List   Action = "list"
	Read   Action = "read"
	Create Action = "create"
	Edit   Action = "edit"
	Delete Action = "delete"
)

// Authorize is asked before everything that is shown or done: with the stored row, a pointer to the model, for Read, Edit and Delete,
// with nil for List and Create. Any error is 403, and its text goes nowhere.
type Authorize func(r *http.Request, a Action, m *schema.Model, row any) error

// Event is a line of a row's history.
type Event struct {
	At      time.Time
	Who     string
	What    string
	Changes []orm.Change
}

// Option is a setting of New.
type Option struct{ apply func(*settings) }

type settings struct {
	title   string
	history func(ctx context.Context, table, key string) ([]Event, error)
	models  []modelSettings
	drawn   bool
	log     *slog.Logger
}

// Logger is told the errors that a page does not tell; without it slog.Default() is.
func Logger(l *slog.Logger) Option { return Option{func(s *settings) { s.log = l }} }

// Title is what stands at the top of each page; without it Administration.
func Title(text string) Option { return Option{func(s *settings) { s.title = text }} }

// History shows what has happened to a row, the newest first: f is given the table, and the key as it stands in addresses.
func History(f func(ctx context.Context, table, key string) ([]Event, error)) Option {
	return Option{func(s *settings) { s.history = f }}
}

// Picture shows the picture of all models and columns also where options choose among them; without such options it is there.
func Picture() Option { return Option{func(s *settings) { s.drawn = true }} }

// Of shows the rows of T. Where no option of New names a model, all of them are shown.
func Of[T any, P orm.PtrTo[T]](opts ...ModelOption) Option {
	m := modelSettings{of: reflect.TypeFor[T]()}
	for _, o := range opts {
		if o.apply != nil {
			o.apply(&m)
		}
	}
	return Option{func(s *settings) { s.models = append(s.models, m) }}
}

// ModelOption is a setting of Of.
type ModelOption struct{ apply func(*modelSettings) }

type modelSettings struct {
	of                            reflect.Type
	columns, shown, write, search []string
	only                          []Action
}

// Columns are the fields of a list, by attribute; without it the first six that are shown.
func Columns(fields ...string) ModelOption {
	fields = slices.Clone(fields)
	return ModelOption{func(m *modelSettings) { m.columns = fields }}
}

// Show names the fields that are shown, and that may be filtered and ordered by. Without it these are all but those that are secret,
// write-only, encrypted or opaque, which no entry admits, and those without a JSON name.
func Show(fields ...string) ModelOption {
	fields = slices.Clone(fields)
	return ModelOption{func(m *modelSettings) { m.shown = fields }}
}

// Write names the fields, and the many-to-many relations, that may be written: those without data on the link as boxes to tick, those
// with data on pages of their own, whose fields are those of Of for the model of the link. Without it these are all but read-only
// fields, versions, keys that the database makes, and fields without a JSON name. A relation with data that may tie the same two rows
// more than once is not written.
func Write(fields ...string) ModelOption {
	fields = slices.Clone(fields)
	return ModelOption{func(m *modelSettings) { m.write = append(make([]string, 0, len(fields)), fields...) }}
}

// Search names the texts that the search box looks into; without it these are the texts of the list's columns.
func Search(fields ...string) ModelOption {
	fields = slices.Clone(fields)
	return ModelOption{func(m *modelSettings) { m.search = fields }}
}

// Only switches on these actions and no others.
func Only(actions ...Action) ModelOption {
	actions = slices.Clone(actions)
	return ModelOption{func(m *modelSettings) { m.only = append(make([]Action, 0, len(actions)), actions...) }}
}
