package cli

import (
	"context"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

func (c *command) status(ctx context.Context) error {
	return c.on(ctx, func(ctx context.Context, m *migrate.Migrator, _ *orm.DB) error {
		list, err := m.Status(ctx)
		if err != nil {
			return err
		}
		if c.flags.json {
			c.print(versions{of(list), ""})
			return nil
		}
		for _, v := range list {
			at := ""
			if !v.At.IsZero() {
				at = v.At.UTC().Format("2006-01-02 15:04:05")
			}
			c.say("%-8s  %-19s  %s", v.State, at, v.ID)
			if v.Err != "" {
				c.say("          %s", v.Err)
			}
		}
		if len(list) == 0 {
			c.say("there are no migrations")
		}
		return nil
	})
}

func (c *command) plan(ctx context.Context) error {
	opts, err := c.runOptions()
	if err != nil {
		return err
	}
	return c.on(ctx, func(ctx context.Context, m *migrate.Migrator, _ *orm.DB) error {
		list, err := m.Plan(ctx, opts...)
		if err != nil {
			return err
		}
		if c.flags.json {
			out := struct {
				Steps []step `json:"steps"`
			}{make([]step, len(list))}
			for i, s := range list {
				out.Steps[i] = step{s.Version, s.SQL, s.Transaction, risks(s.Findings)}
			}
			c.print(out)
			return nil
		}
		before := ""
		for _, s := range list {
			if s.Version != before {
				c.say("-- %s", s.Version)
				before = s.Version
			}
			for _, f := range s.Findings {
				c.say("-- %s; %s", f, f.Advice)
			}
			c.say("%s;", s.SQL)
		}
		if len(list) == 0 {
			c.say("nothing to do")
		}
		return nil
	})
}

// paper is a database that is only there by its dialect, for what looks at files alone.
type paper struct {
	dialect string
	models  *schema.Registry
}

func (paper) SQLX() *sqlx.DB             { return nil }
func (p paper) Models() *schema.Registry { return p.models }
func (p paper) Dialect() string          { return p.dialect }

// each calls f for every dialect whose files are in the directory.
func (c *command) each(f func(name string, m *migrate.Migrator) error) error {
	dir, err := c.dir()
	if err != nil {
		return err
	}
	list, err := c.dialects(dir)
	if err != nil {
		return err
	}
	models, err := c.models()
	if err != nil {
		return err
	}
	for _, name := range list {
		var opts []migrate.MigratorOption
		if c.flags.format != "" {
			opts = append(opts, migrate.WithFormat(migrate.Format(c.flags.format)))
		}
		m, err := migrate.New(paper{name, models}, dir, opts...)
		if err != nil {
			return err
		}
		if err := f(name, m); err != nil {
			return err
		}
	}
	return nil
}

func (c *command) verify(context.Context) error {
	if err := c.each(func(_ string, m *migrate.Migrator) error { return m.Verify() }); err != nil {
		return err
	}
	c.done("the files are those of ormar.sum")
	return nil
}

func (c *command) lint(context.Context) error {
	var all []migrate.Finding
	err := c.each(func(_ string, m *migrate.Migrator) error {
		list, err := m.Lint()
		all = append(all, list...)
		return err
	})
	if err != nil {
		return err
	}
	if c.flags.json {
		c.print(struct {
			Findings []finding `json:"findings"`
		}{risks(all)})
	}
	for _, f := range all {
		c.sayFinding(f)
	}
	if len(all) == 0 {
		c.say("no risks")
	}
	if c.flags.strict && len(all) > 0 {
		return errCheck
	}
	return nil
}

func (c *command) sum(context.Context) error {
	if _, err := c.dir(); err != nil {
		return err
	}
	if err := migrate.Sum(c.flags.dir); err != nil {
		return err
	}
	c.done("the sums are written")
	return nil
}
