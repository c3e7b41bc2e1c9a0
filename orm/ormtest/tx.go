package ormtest

import (
	"context"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// Tx gives a context whose transaction is rolled back at the end; what fails in it fails alone: each statement has a savepoint of
// its own, as has each transaction that is begun with it. Give the context to whatever the test calls, in HTTP tests by
// (*http.Request).WithContext. Goroutines that share it take turns. It pins one connection until the test ends.
func Tx(t testing.TB, db *orm.DB) context.Context {
	t.Helper()
	begun, ended, done := make(chan context.Context, 1), make(chan error, 1), make(chan struct{})
	go func() {
		ended <- db.Transaction(context.Background(), func(ctx context.Context) error {
			begun <- ctx
			<-done
			return nil
		}, orm.ForceRollback(), orm.Savepoints())
	}()
	t.Cleanup(func() {
		close(done)
		<-ended // what a test has broken in it has been told to the test
	})
	select {
	case ctx := <-begun:
		return ctx
	case err := <-ended:
		ended <- err
		t.Fatalf("ormtest: begin: %v", err)
		return nil
	}
}
