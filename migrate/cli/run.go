package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// errCheck is a check that did not hold; what is wrong was told.
var errCheck = errors.New("the check did not hold")

// run does what the command line says.
func (c *command) run(ctx context.Context, args []string) int {
	v, err := c.parse(args)
	if errors.Is(err, errHelp) {
		c.help(v)
		return fine
	}
	if err == nil {
		err = v.run(c, ctx)
	}
	var misread *usageError
	switch {
	case err == nil:
		return fine
	case errors.Is(err, errCheck):
		return failed
	case errors.As(err, &misread):
		fmt.Fprintln(c.err, misread.text)
		return usage
	}
	if c.flags.json {
		c.print(struct {
			Error string `json:"error"`
		}{err.Error()})
		return failed
	}
	fmt.Fprintln(c.err, err)
	return failed
}

// print writes one JSON object.
func (c *command) print(v any) {
	e := json.NewEncoder(c.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	_ = e.Encode(v) // the output is gone, and so is whoever would read an error
}

func (c *command) say(format string, args ...any) {
	if !c.flags.json {
		fmt.Fprintf(c.out, format+"\n", args...)
	}
}

// models are the program's, or none.
func (c *command) models() (*schema.Registry, error) {
	if c.config.Models != nil {
		return c.config.Models, nil
	}
	return schema.NewRegistry()
}

// open opens the database.
func (c *command) open() (*orm.DB, error) {
	url := c.flags.url
	if url == "" {
		url = os.Getenv("DATABASE_URL")
	}
	if url == "" {
		return nil, wrong("say which database: -url sqlite:path, postgres://… or mysql://…, or DATABASE_URL in the environment")
	}
	models, err := c.models()
	if err != nil {
		return nil, err
	}
	if c.config.Open != nil {
		return c.config.Open(url, models)
	}
	return openURL(url, models)
}

// openURL opens a database by the scheme of its URL.
func openURL(url string, models *schema.Registry) (*orm.DB, error) {
	scheme, rest, ok := strings.Cut(url, ":")
	switch {
	case ok && scheme == "sqlite":
		return sqlite.Open(strings.TrimPrefix(rest, "//"), models)
	case ok && (scheme == "postgres" || scheme == "postgresql"):
		return postgres.Open(url, models)
	case ok && (scheme == "mysql" || scheme == "mariadb"):
		return mysql.Open("mysql:"+rest, models)
	}
	return nil, wrong("the database's URL begins with none of sqlite:, postgres:// and mysql://")
}

// migrator opens the database, and gives what applies migrations to it. close must be called.
func (c *command) migrator() (m *migrate.Migrator, db *orm.DB, err error) {
	dir, err := c.dir()
	if err != nil {
		return nil, nil, err
	}
	if db, err = c.open(); err != nil {
		return nil, nil, err
	}
	m, err = migrate.New(db, dir, c.options()...)
	if err != nil {
		return nil, nil, errors.Join(err, db.Close())
	}
	return m, db, nil
}

func (c *command) dir() (fs.FS, error) {
	if info, err := os.Stat(c.flags.dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("there is no directory %s with migrations; make writes the first, -dir names another", schema.Quote(c.flags.dir))
	}
	return os.DirFS(c.flags.dir), nil
}

func (c *command) options() []migrate.MigratorOption {
	opts := []migrate.MigratorOption{migrate.WithGo(c.config.Go...), migrate.WithProgress(c.progress())}
	if c.flags.format != "" {
		opts = append(opts, migrate.WithFormat(migrate.Format(c.flags.format)))
	}
	if c.flags.table != "" {
		opts = append(opts, migrate.WithTable(c.flags.table))
	}
	return opts
}

// progress writes a line over itself for what takes long, where somebody looks on.
func (c *command) progress() func(migrate.Progress) {
	began, shown := time.Now(), false
	return func(p migrate.Progress) {
		if c.begun != nil {
			c.begun()
		}
		if !c.terminal || c.flags.json {
			return
		}
		if p.Done == 0 {
			began = time.Now()
		}
		if shown || time.Since(began) > time.Second {
			fmt.Fprintf(c.err, "\r\x1b[K%s %d/%d", p.Version, p.Done, p.Of)
			shown = p.Done < p.Of
			if !shown {
				fmt.Fprint(c.err, "\r\x1b[K")
			}
		}
	}
}

// on runs f with the database open, for as long as -wait says.
func (c *command) on(ctx context.Context, f func(context.Context, *migrate.Migrator, *orm.DB) error) (err error) {
	m, db, err := c.migrator()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return f(ctx, m, db)
}

// waiting bounds how long a command waits for others: what it does itself, once it has begun, has
// all the time that it needs.
func (c *command) waiting(ctx context.Context) (context.Context, context.CancelFunc) {
	if c.flags.wait <= 0 {
		return ctx, func() {}
	}
	ctx, cancel := context.WithCancel(ctx)
	timer := time.AfterFunc(c.flags.wait, cancel)
	c.begun = func() { timer.Stop() }
	return ctx, func() {
		timer.Stop()
		cancel()
	}
}
