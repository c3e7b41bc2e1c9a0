package ormslog

import (
	"context"
	"log/slog"
	"time"

	"github.com/ormar-go/ormar/orm"
)

// Observer writes statements to a logger. Make it with New; it is safe for concurrent use, and one may serve several databases.
type Observer struct {
	handler slog.Handler
	settings
}

var _ orm.Observer = (*Observer)(nil)

// New makes an observer for orm.WithObserver. A nil logger is the default one at the time of the call.
func New(l *slog.Logger, opts ...Option) *Observer {
	if l == nil {
		l = slog.Default()
	}
	o := &Observer{handler: l.Handler(), settings: settings{level: slog.LevelDebug}}
	for _, option := range opts {
		if option.apply != nil {
			option.apply(&o.settings)
		}
	}
	return o
}

// Before does nothing: what became of a statement is known after it.
func (o *Observer) Before(ctx context.Context, _ *orm.Statement) context.Context { return ctx }

// After writes the statement. The handler gets the context of the call, without its cancellation: a record is written of a
// cancelled statement too.
func (o *Observer) After(ctx context.Context, s *orm.Statement) {
	ctx = context.WithoutCancel(ctx)
	level := o.levelFor(s)
	if !o.handler.Enabled(ctx, level) {
		return
	}
	message := s.Operation
	if s.Table != "" {
		message += " " + s.Table
	}
	// The caller is an attribute: the source of the record would be this package's.
	record := slog.NewRecord(time.Now(), level, message, 0)
	record.AddAttrs(slog.String("sql", s.Text))
	if s.Args != nil {
		record.AddAttrs(slog.Any("args", s.Args))
	}
	record.AddAttrs(slog.Int64("rows", s.Rows), slog.Duration("duration", s.Duration))
	if s.Node != "" {
		record.AddAttrs(slog.String("node", s.Node))
	}
	if s.Caller != "" {
		record.AddAttrs(slog.String("caller", s.Caller))
	}
	if o.isSlow(s) {
		record.AddAttrs(slog.Bool("slow", true))
	}
	if s.Err != nil {
		record.AddAttrs(slog.Any("error", s.Err))
	}
	_ = o.handler.Handle(ctx, record) // as slog.Logger does: there is nobody to tell
}

func (o *Observer) levelFor(s *orm.Statement) slog.Level {
	switch {
	case o.levelOf != nil:
		return o.levelOf(s)
	case s.Err != nil:
		return slog.LevelError
	case o.isSlow(s):
		return slog.LevelWarn
	}
	return o.level
}

func (o *Observer) isSlow(s *orm.Statement) bool { return o.slow > 0 && s.Duration >= o.slow }
