package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/ormar-go/ormar/migrate/inspect"
	"github.com/ormar-go/ormar/schema"
)

// inspect writes models of a database that is there.
func (c *command) inspect(ctx context.Context) (err error) {
	if len(c.args) == 1 {
		if c.flags.url != "" {
			return wrong("inspect: there are two databases, %s and that of -url", schema.Quote(c.args[0]))
		}
		c.flags.url = c.args[0]
	}
	if c.flags.url == "" {
		c.flags.url = os.Getenv("DATABASE_URL")
	}
	if c.flags.url == "" {
		return wrong("inspect: say which database: ormar inspect sqlite:path, postgres://… or mysql://…, or DATABASE_URL in the environment")
	}
	none, err := schema.NewRegistry()
	if err != nil {
		return err
	}
	open := openURL
	if c.config.Open != nil {
		open = c.config.Open
	}
	db, err := open(c.flags.url, none)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	o := inspect.Options{Package: c.flags.pkg, Schema: c.flags.schema, Tables: split(c.flags.tables), Exclude: split(c.flags.exclude), Unmanaged: c.flags.unmanaged, Progress: c.written()}
	if c.flags.out == "" {
		s, err := inspect.Models(ctx, db, o)
		if err != nil {
			return err
		}
		_, err = c.out.Write(s.Text)
		return err
	}
	s, err := inspect.Write(ctx, db, c.flags.out, o)
	if err != nil {
		return err
	}
	if c.flags.json {
		c.print(struct {
			Models []string `json:"models"`
			Notes  []string `json:"notes"`
		}{s.Models, s.Notes})
		return nil
	}
	c.done("wrote %d models to %s", len(s.Models), c.flags.out)
	for _, n := range s.Notes {
		words := strings.Split(n, " ")
		for i, word := range words {
			words[i] = schema.Printable(word) // each by itself, since what to do stands at the end
		}
		c.say("  %s", strings.Join(words, " "))
	}
	return nil
}

// split takes lists with commas apart.
func split(l list) []string {
	var out []string
	for _, text := range l {
		for _, name := range strings.Split(text, ",") {
			if name = strings.TrimSpace(name); name != "" {
				out = append(out, name)
			}
		}
	}
	return out
}

// written writes a line over itself for a large schema, where somebody looks on.
func (c *command) written() func(done, of int) {
	return func(done, of int) {
		if c.terminal && of >= 100 && !c.flags.json {
			fmt.Fprintf(c.err, "\r\x1b[K%d of %d tables", done, of)
			if done == of {
				fmt.Fprint(c.err, "\r\x1b[K")
			}
		}
	}
}
