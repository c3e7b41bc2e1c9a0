package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/ormar-go/ormar/migrate"
)

// made is the JSON of make.
type made struct {
	ID       string    `json:"id,omitempty"`
	Files    []string  `json:"files"`
	Changes  []string  `json:"changes"`
	Findings []finding `json:"findings"`
}

func (c *command) make(context.Context) error {
	opts, err := c.makeOptions()
	if err != nil {
		return err
	}
	dir := c.flags.dir
	if c.flags.dryRun {
		copied, remove, err := copyOf(dir)
		if err != nil {
			return err
		}
		defer remove()
		dir = copied
	}
	m, err := c.made(dir, opts)
	if errors.Is(err, migrate.ErrNothingToDo) {
		if c.flags.json {
			c.print(made{Files: []string{}, Changes: []string{}, Findings: []finding{}})
		}
		c.say("nothing to do: the models are what the last migration has left")
		return nil
	}
	if err != nil {
		return err
	}
	if c.flags.dryRun {
		m.Files, m.ID = nil, ""
		for i := range m.Findings {
			m.Findings[i].File = filepath.Base(m.Findings[i].File)
		}
	}
	c.tell(m)
	return nil
}

// made makes the migration; at a terminal it asks about what may be renames.
func (c *command) made(dir string, opts []migrate.MakeOption) (*migrate.Made, error) {
	if c.config.Models == nil {
		return nil, errors.New("this program does not know your models; run the one that ormar init has written: go run ./cmd/migrate make NAME")
	}
	for {
		m, err := migrate.Make(dir, c.config.Models, opts...)
		var open *migrate.AmbiguousError
		if !errors.As(err, &open) {
			return m, err
		}
		if !c.terminal {
			q := open.Questions[0]
			return nil, fmt.Errorf("%w (on the command line: -rename %s=%s, or -rename %s=)", err, q.From, q.Candidates[0], q.From)
		}
		answers, asked := c.ask(open)
		if asked != nil {
			return nil, errors.Join(err, asked)
		}
		opts = append(opts, answers...)
	}
}

// ask asks which of several is the new name of something, if any.
func (c *command) ask(open *migrate.AmbiguousError) ([]migrate.MakeOption, error) {
	in := bufio.NewReader(c.in)
	var out []migrate.MakeOption
	taken := map[string]bool{}
	for _, q := range open.Questions {
		to := ""
		table, _, column := strings.Cut(q.From, ".")
		for _, candidate := range q.Candidates {
			name := candidate
			if column {
				name = table + "." + candidate
			}
			if taken[name] {
				continue
			}
			fmt.Fprintf(c.err, "Is %s renamed to %s? [y/N] ", q.From, candidate)
			answer, err := in.ReadString('\n')
			if err != nil {
				return nil, err
			}
			if answer = strings.ToLower(strings.TrimSpace(answer)); answer == "y" || answer == "yes" {
				to, taken[name] = candidate, true
				break
			}
		}
		out = append(out, migrate.Rename(q.From, to))
	}
	return out, nil
}

func (c *command) tell(m *migrate.Made) {
	if c.flags.json {
		out := made{ID: m.ID, Files: append([]string{}, m.Files...), Changes: []string{}, Findings: risks(m.Findings)}
		for _, change := range m.Changes {
			out.Changes = append(out.Changes, change.String())
		}
		c.print(out)
		return
	}
	for _, change := range m.Changes {
		c.say("  %s", change)
	}
	for _, f := range m.Findings {
		c.sayFinding(f)
	}
	for _, file := range m.Files {
		c.say("wrote %s", file)
	}
}

func (c *command) makeOptions() ([]migrate.MakeOption, error) {
	dialects := []string(c.flags.dialects)
	if len(dialects) == 0 {
		dialects = c.config.Dialects
	}
	var opts []migrate.MakeOption
	if len(dialects) > 0 {
		opts = append(opts, migrate.Dialects(dialects...))
	}
	if len(c.args) > 0 {
		opts = append(opts, migrate.Name(c.args[0]))
	}
	if c.flags.empty {
		opts = append(opts, migrate.Empty())
	}
	for _, r := range c.flags.renames {
		from, to, ok := strings.Cut(r, "=")
		if !ok || from == "" {
			return nil, wrong("-rename %s: write old=new, as books.titel=title or boks=books", r)
		}
		opts = append(opts, migrate.Rename(from, to))
	}
	for _, f := range c.flags.fills {
		column, sql, ok := strings.Cut(f, "=")
		if !ok || !strings.Contains(column, ".") || sql == "" {
			return nil, wrong("-fill %s: write table.column=SQL, as books.isbn=''", f)
		}
		opts = append(opts, migrate.Fill(column, sql))
	}
	return opts, nil
}

// copyOf copies a directory of migrations, to try something in.
func copyOf(dir string) (copied string, remove func(), err error) {
	copied, err = os.MkdirTemp("", "ormar-migrations-*")
	if err != nil {
		return "", nil, err
	}
	remove = func() { _ = os.RemoveAll(copied) } // the system clears its own directory
	info, err := os.Stat(dir)
	if errors.Is(err, os.ErrNotExist) {
		return copied, remove, nil
	}
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is no directory", dir)
	}
	if err == nil {
		copied = filepath.Join(copied, "migrations")
		err = os.CopyFS(copied, os.DirFS(dir))
	}
	if err != nil {
		remove()
		return "", nil, err
	}
	return copied, remove, nil
}
