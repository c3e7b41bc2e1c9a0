package cli

import (
	"context"
	"errors"
	"os"
	"slices"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
)

// checked is the JSON of check.
type checked struct {
	OK       bool     `json:"ok"`
	Problems []string `json:"problems"`
	Warnings []string `json:"warnings"`
}

// check looks at everything that can be wrong: files and models without a database, history and
// drift with one.
func (c *command) check(ctx context.Context) error {
	out := checked{Problems: []string{}, Warnings: []string{}}
	note := func(err error) {
		if err != nil {
			out.Problems = append(out.Problems, err.Error())
		}
	}
	if err := c.checkFiles(note); err != nil {
		return err
	}
	if c.flags.url != "" || os.Getenv("DATABASE_URL") != "" {
		if err := c.on(ctx, func(ctx context.Context, m *migrate.Migrator, db *orm.DB) error {
			return c.checkDatabase(ctx, m, db, &out)
		}); err != nil {
			return err
		}
	} else {
		out.Warnings = append(out.Warnings, "no database was looked at; -url or DATABASE_URL names one")
	}
	out.OK = len(out.Problems) == 0
	if c.flags.json {
		c.print(out)
	}
	for _, w := range out.Warnings {
		c.say("note: %s", w)
	}
	for _, p := range out.Problems {
		c.say("%s", p)
	}
	if !out.OK {
		return errCheck
	}
	c.say("all is as it should be")
	return nil
}

// checkFiles compares the files with their sums, and the models with the files.
func (c *command) checkFiles(note func(error)) error {
	if _, err := c.dir(); err != nil {
		return err
	}
	var misread *usageError
	err := c.each(func(_ string, m *migrate.Migrator) error {
		note(m.Verify())
		return nil
	})
	if errors.As(err, &misread) {
		return err
	}
	note(err)
	if c.config.Models == nil {
		return nil
	}
	copied, remove, err := copyOf(c.flags.dir)
	if err != nil {
		return err
	}
	defer remove()
	made, err := migrate.Make(copied, c.config.Models)
	switch {
	case errors.Is(err, migrate.ErrNothingToDo):
		return nil
	case err != nil:
		note(err)
		return nil
	}
	for _, change := range made.Changes {
		note(errors.New("the models have no migration for: " + change.String()))
	}
	return nil
}

// checkDatabase looks for pending migrations, and for what the database has otherwise than the
// models. It tells what differs as what would bring the database there; while migrations are
// pending that says nothing new.
func (c *command) checkDatabase(ctx context.Context, m *migrate.Migrator, db *orm.DB, out *checked) error {
	list, err := m.Status(ctx)
	if err != nil {
		return err
	}
	pending, untouched := false, true
	for _, v := range list {
		if v.State != migrate.Applied {
			out.Problems = append(out.Problems, v.ID+" is "+string(v.State))
			pending = true
		}
		untouched = untouched && v.State == migrate.Pending
	}
	// Tables that are there before the first migration are to be compared, for a baseline.
	if c.config.Models == nil || pending && !untouched {
		return nil
	}
	changes, warnings, err := migrate.Drift(ctx, db)
	if err != nil {
		return err
	}
	out.Warnings = append(out.Warnings, warnings...)
	if pending && !slices.ContainsFunc(changes, func(c migrate.Change) bool { return c.Op != "create table" && c.Table != "" }) {
		return nil
	}
	for _, change := range changes {
		out.Problems = append(out.Problems, "the database differs from the models: "+change.String())
	}
	return nil
}
