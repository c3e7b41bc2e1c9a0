package orm

import (
	"context"
	"time"

	"github.com/ormar-go/ormar/internal/engine"
)

// Observer sees every statement that this package sends for a query or a write. Before is called before the statement is sent
// and may return a derived context, which the driver and After get; After is called once the last row was read, always, also when
// a panic of a type's own Scan passes through. Both run on the goroutine that makes the call, which waits for them, and must be
// safe for concurrent use; s is the same in both and not used again. What is refused before it is sent is not shown, nor are the
// statements that open and close transactions. Packages orm/ormslog and orm/ormotel have ready ones.
type Observer interface {
	Before(ctx context.Context, s *Statement) context.Context
	After(ctx context.Context, s *Statement)
}

// Statement is one statement as an observer sees it. Rows, Duration and Err are set in After.
type Statement struct {
	Dialect   string // sqlite, postgres, mysql or mariadb
	Operation string // select, count, exists, aggregate, insert, update, delete, raw, exec, explain or lock
	Model     string // the Go type's name; empty for a lock
	Table     string // of the model
	Node      string // host:port of the server, where there may be several: see OpenCluster; in After the one that answered
	Caller    string // file:line of the nearest call outside this module, as directory/file.go:line
	Text      string // with placeholders: a function of the question's shape, never of its values
	Args      []any  // nil unless WithArguments; secrets are masked
	Rows      int64  // read, or matched by a write
	Duration  time.Duration
	Err       error
}

// observerAdapter shows the engine's events to the observers.
type observerAdapter struct {
	to      observers
	dialect string
}

type statementKey struct{}

// Before makes the Statement and remembers it in the context for After.
func (a *observerAdapter) Before(ctx context.Context, e *engine.Event) context.Context {
	s := &Statement{Dialect: a.dialect, Operation: e.Operation, Model: e.Model, Table: e.Table, Node: e.Node, Caller: caller(), Text: e.Text, Args: e.Args}
	return context.WithValue(a.to.before(ctx, s), statementKey{}, s)
}

// After completes the Statement that Before made.
func (a *observerAdapter) After(ctx context.Context, e *engine.Event) {
	s, ok := ctx.Value(statementKey{}).(*Statement)
	if !ok {
		return
	}
	s.Rows, s.Duration, s.Err, s.Node = e.Rows, e.Duration, e.Err, e.Node
	a.to.after(ctx, s)
}

// observers are called from the outside in before a statement and from the inside out after it.
type observers []Observer

func (o observers) before(ctx context.Context, s *Statement) context.Context {
	for _, each := range o {
		if derived := each.Before(ctx, s); derived != nil {
			ctx = derived
		}
	}
	return ctx
}

func (o observers) after(ctx context.Context, s *Statement) {
	for i := len(o) - 1; i >= 0; i-- {
		o[i].After(ctx, s)
	}
}
