package cli_test

import (
	"os"
	"strings"
	"testing"
)

func TestDiagram(t *testing.T) {
	s := newStage(t)
	t.Chdir(t.TempDir())
	for name, want := range map[string]string{"models.svg": "<svg ", "models.dot": "digraph", "models.gv": "digraph", "models.mmd": "erDiagram"} {
		s.run(0, "diagram -o "+name, "wrote "+name)
		if text, err := os.ReadFile(name); err != nil || !strings.HasPrefix(string(text), want) || !strings.Contains(string(text), "books") {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
	}
	s.run(0, "diagram -json -o models.svg", `"done": "wrote models.svg"`)
	s.run(0, "diagram", "erDiagram", `"books"`)
	s.run(2, "diagram -o models.png", "ends in .svg, .mmd or .dot")
	s.run(2, "diagram books", "no arguments")
	s.run(1, "diagram -o nowhere/models.svg", "nowhere")
	s.c.Models = nil
	s.run(1, "diagram", "ormar init")
}
