package engine

import (
	"context"
	"time"
)

// Observer is told of every statement, before and after.
type Observer interface {
	Before(ctx context.Context, e *Event) context.Context
	After(ctx context.Context, e *Event)
}

// Event is one statement as an observer sees it.
type Event struct {
	Operation, Model, Text string
	Args                   []any
	Rows                   int64
	Start                  time.Time
	Duration               time.Duration
	Err                    error
}
