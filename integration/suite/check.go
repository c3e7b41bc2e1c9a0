package suite

import (
	"errors"
	"reflect"
	"testing"
)

// noError ends the case when err is not nil.
func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// equal fails the case when got is not deeply equal to want, and goes on.
func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: got %v (%T), want %v (%T)", what, got, got, want, want)
	}
}

// isError fails the case when err is not the target.
func isError(t *testing.T, what string, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Errorf("%s: got %v, want %v", what, err, target)
	}
}
