package ormslog

import (
	"log/slog"
	"time"

	"github.com/ormar-go/ormar/orm"
)

// Option is a setting of an Observer.
type Option struct{ apply func(*settings) }

type settings struct {
	level   slog.Level
	slow    time.Duration
	levelOf func(*orm.Statement) slog.Level
}

// Level is the level of statements that are neither slow nor failed; Debug without it.
func Level(l slog.Level) Option { return Option{func(s *settings) { s.level = l }} }

// Slow marks the statements that took at least d and writes them at Warn, unless they failed. Nothing is slow without it, nor
// with a d of zero or less.
func Slow(d time.Duration) Option { return Option{func(s *settings) { s.slow = d }} }

// LevelOf decides on every statement by itself and replaces what this package does: to write violated constraints, which a
// program may expect, lower than other errors, or the statements of some tables not at all. It is called with complete
// statements by many goroutines, and must not keep them.
func LevelOf(f func(*orm.Statement) slog.Level) Option {
	return Option{func(s *settings) { s.levelOf = f }}
}
