package ormhttp

import (
	"fmt"
	"testing"
)

// The store in memory is bounded in answers and in bytes, and lets go of the oldest; the last answer stays, however long.
func TestMemoryStoreIsBounded(t *testing.T) {
	s := &memoryStore{}
	for i := range keptAnswers + 5 {
		s.Save(fmt.Sprint(i), []byte("x"))
	}
	if _, ok := s.Load("4"); ok || len(s.kept) != keptAnswers || s.bytes != keptAnswers {
		t.Errorf("%d answers of %d bytes", len(s.kept), s.bytes)
	}
	if _, ok := s.Load("5"); !ok {
		t.Error("the oldest that has room is gone")
	}
	s = &memoryStore{}
	for i := range 5 {
		s.Save(fmt.Sprint(i), make([]byte, keptBytes/3))
		s.Save(fmt.Sprint(i), make([]byte, keptBytes/3)) // again, which takes no more
	}
	if _, ok := s.Load("4"); !ok || len(s.kept) != 3 || s.bytes > keptBytes {
		t.Errorf("%d answers of %d bytes", len(s.kept), s.bytes)
	}
	s.Save("all", make([]byte, 2*keptBytes))
	if _, ok := s.Load("all"); !ok || len(s.kept) != 1 || s.bytes != 2*keptBytes {
		t.Errorf("%d answers of %d bytes", len(s.kept), s.bytes)
	}
}
