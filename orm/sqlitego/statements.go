package sqlitego

import (
	"container/list"
	"context"
	"database/sql/driver"
	"errors"
)

// statement is a prepared statement of the driver.
type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// statements are those that a connection keeps prepared, the last used first. One that is in use is not among them, so
// that the same text can be asked for meanwhile.
type statements struct {
	conn   driver.ConnPrepareContext
	limit  int
	order  *list.List // of entries
	byText map[string]*list.Element
}

type entry struct {
	text string
	st   statement
}

func keep(conn driver.ConnPrepareContext, limit int) *statements {
	return &statements{conn: conn, limit: limit, order: list.New(), byText: map[string]*list.Element{}}
}

// take gives a statement out, prepared before or now.
func (s *statements) take(ctx context.Context, text string) (statement, error) {
	if at, ok := s.byText[text]; ok {
		delete(s.byText, text)
		return s.order.Remove(at).(entry).st, nil
	}
	made, err := s.conn.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	st, ok := made.(statement)
	if !ok {
		return nil, errors.Join(foreignConnection(made), made.Close())
	}
	return st, nil
}

// give takes a statement back, which ended well or not; after an error it is not kept. What giving one up says is of a step that was
// told before: no write that is done fails by it.
func (s *statements) give(text string, st statement, ok bool) {
	if _, twice := s.byText[text]; !ok || twice || s.limit < 1 {
		_ = st.Close()
		return
	}
	s.byText[text] = s.order.PushFront(entry{text, st})
	if s.order.Len() <= s.limit {
		return
	}
	oldest := s.order.Remove(s.order.Back()).(entry)
	delete(s.byText, oldest.text)
	_ = oldest.st.Close()
}

func (s *statements) close() error {
	var all []error
	for at := s.order.Front(); at != nil; at = at.Next() {
		all = append(all, at.Value.(entry).st.Close())
	}
	s.order.Init()
	clear(s.byText)
	return errors.Join(all...)
}
