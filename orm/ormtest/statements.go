package ormtest

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// Statements fails the test unless run sends exactly want statements, and shows them. What run is to send it sends through the DB that it
// is given, which has the hooks and options of db and takes part in its transactions; BEGIN, COMMIT and savepoints do not count, nor do
// relations of rows that db has read.
func Statements(t testing.TB, db *orm.DB, want int, run func(*orm.DB)) {
	t.Helper()
	seen := &texts{}
	observing := db.Observing(seen)
	defer func() { _ = observing.Close() }()
	run(observing)
	seen.mu.Lock()
	defer seen.mu.Unlock()
	if len(seen.list) == want {
		return
	}
	t.Errorf("%d statements, want %d:\n%s", len(seen.list), want, strings.Join(seen.list, "\n"))
}

// texts are the statements that were sent.
type texts struct {
	mu   sync.Mutex
	list []string
}

// Before notes a statement.
func (s *texts) Before(ctx context.Context, st *orm.Statement) context.Context {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, "  "+st.Text)
	return ctx
}

// After does nothing: a statement that fails was sent.
func (s *texts) After(context.Context, *orm.Statement) {}
