package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
)

// Each assertion of the tour holds on every database, and again where it has run before.
func TestTour(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			all, err := models()
			if err != nil {
				t.Fatal(err)
			}
			db := dbtest.OpenEmpty(t, name, all)
			for range 2 {
				if err := show(t.Context(), db); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func TestTourWithoutADatabase(t *testing.T) {
	if err := run(t.Context(), ""); err != nil {
		t.Fatal(err)
	}
}

// The tour would not notice what expect does not.
func TestExpectFails(t *testing.T) {
	for _, c := range []struct{ got, want any }{{1, 2}, {1, int64(1)}, {nil, 0}, {[]string{"a"}, []string{}}} {
		if err := expect("number", c.got, c.want); err == nil || !strings.Contains(err.Error(), "number: got ") {
			t.Errorf("expect(%v, %v) = %v", c.got, c.want, err)
		}
	}
}

func TestTourFails(t *testing.T) {
	if err := run(t.Context(), filepath.Join(t.TempDir(), "no", "such", "directory.db")); err == nil {
		t.Error("it runs without a database")
	}
	if err := run(t.Context(), "postgres://nobody@127.0.0.1:1/none"); err == nil || !strings.Contains(err.Error(), "-tags servers") {
		t.Errorf("without the tag: %v", err)
	}
}
