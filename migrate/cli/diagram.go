package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/ormar-go/ormar/schema/diagram"
)

// diagram draws the models.
func (c *command) diagram(context.Context) error {
	models := c.config.Models
	if models == nil {
		return errors.New("this program does not know your models; run the one that ormar init has written: go run ./cmd/migrate diagram -o models.svg")
	}
	var text []byte
	switch kind := filepath.Ext(c.flags.out); kind {
	case ".svg":
		text = diagram.SVG(models)
	case ".dot", ".gv":
		text = []byte(diagram.DOT(models))
	case ".mmd", ".mermaid":
		text = []byte(diagram.Mermaid(models))
	default:
		if c.flags.out != "" {
			return wrong("diagram: %q is not known; give a file that ends in .svg, .mmd or .dot", kind)
		}
		_, err := fmt.Fprint(c.out, diagram.Mermaid(models))
		return err
	}
	if err := os.WriteFile(c.flags.out, text, 0o644); err != nil {
		return err
	}
	c.done("wrote %s", c.flags.out)
	return nil
}
