package cli

import (
	"context"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
)

// runOptions are those of up, down and plan.
func (c *command) runOptions() ([]migrate.RunOption, error) {
	f := &c.flags
	var out []migrate.RunOption
	switch {
	case f.all && (f.to != "" || f.steps != 0), f.to != "" && f.steps != 0:
		return nil, wrong("-to, -steps and -all say different things; give one of them")
	case f.steps < 0:
		return nil, wrong("-steps %d is less than nothing", f.steps)
	case f.all:
		out = append(out, migrate.To(""))
	case f.to != "":
		out = append(out, migrate.To(f.to))
	case f.steps != 0:
		out = append(out, migrate.Steps(f.steps))
	}
	if f.allowLoss {
		out = append(out, migrate.AllowLoss())
	}
	if f.outOfOrder {
		out = append(out, migrate.OutOfOrder())
	}
	return out, nil
}

func (c *command) up(ctx context.Context) error {
	if c.flags.dryRun {
		return c.plan(ctx)
	}
	return c.apply(ctx, "applied", (*migrate.Migrator).Up)
}

func (c *command) down(ctx context.Context) error {
	return c.apply(ctx, "undone", (*migrate.Migrator).Down)
}

// apply runs migrations forth or back, and tells which.
func (c *command) apply(ctx context.Context, word string, run func(*migrate.Migrator, context.Context, ...migrate.RunOption) ([]migrate.Version, error)) error {
	opts, err := c.runOptions()
	if err != nil {
		return err
	}
	return c.on(ctx, func(ctx context.Context, m *migrate.Migrator, _ *orm.DB) error {
		ctx, cancel := c.waiting(ctx)
		defer cancel()
		done, err := run(m, ctx, opts...)
		if c.flags.json {
			if err == nil {
				c.print(versions{of(done), ""})
				return nil
			}
			c.print(versions{of(done), err.Error()})
			return errCheck
		}
		for _, v := range done {
			c.say("%s %s in %s", word, v.ID, short(v.Took))
		}
		if len(done) == 0 && err == nil {
			c.say("nothing to do")
		}
		return err
	})
}

func (c *command) baseline(ctx context.Context) error {
	return c.on(ctx, func(ctx context.Context, m *migrate.Migrator, _ *orm.DB) error {
		ctx, cancel := c.waiting(ctx)
		defer cancel()
		if err := m.Baseline(ctx, c.args[0]); err != nil {
			return err
		}
		c.done("everything up to %s counts as applied", c.args[0])
		return nil
	})
}

func (c *command) repair(ctx context.Context) error {
	r := migrate.Resolution(c.args[1])
	if r != migrate.MarkApplied && r != migrate.MarkUndone {
		return wrong("repair: %q is neither applied nor undone", c.args[1])
	}
	return c.on(ctx, func(ctx context.Context, m *migrate.Migrator, _ *orm.DB) error {
		ctx, cancel := c.waiting(ctx)
		defer cancel()
		if err := m.Repair(ctx, c.args[0], r); err != nil {
			return err
		}
		c.done("%s is marked as %s", c.args[0], r)
		return nil
	})
}
