package cli_test

import (
	"os"
	"testing"
)

func TestSeed(t *testing.T) {
	s := newStage(t)
	t.Chdir(t.TempDir())
	if err := os.WriteFile("books.yaml", []byte("books: [{id: 1, title: Eden}]"), 0o644); err != nil {
		t.Fatal(err)
	}
	s.run(0, "make first")
	s.run(0, "up -url $URL")
	s.run(0, "seed -url $URL *.yaml", "1 inserted")
	s.run(0, "seed -json -url $URL books.yaml", `"unchanged": 1`)
	s.run(1, "seed -url $URL *.json", "names no file")
	s.run(2, "seed -url $URL ../x.json", "is not below")
	s.run(2, "seed -url $URL", "seed takes")
	s.c.Models = nil
	s.run(1, "seed -url $URL *.yaml", "ormar init")
}
