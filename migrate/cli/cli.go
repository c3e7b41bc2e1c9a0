// Package cli is the command "ormar migrate" for a program of your own. Models are Go, so the
// command that compares them with the last migration has to be built with them: ormar init writes
// cmd/migrate/main.go, which calls Main.
//
// The commands are make, up, down, status, plan, check, baseline, verify, repair, lint, sum, seed,
// diagram and inspect; help lists them. Flags have one or two dashes and stand anywhere. -json gives one JSON
// object on the standard output. The exit code is 0, 1 for what failed or for a check that did not
// hold, and 2 for a command line that cannot be read.
package cli

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Config is a program's own "ormar migrate": its models, how it opens a database, and where its
// migrations are. All but Models may be left out.
type Config struct {
	// Models are the program's; without them make and seed are refused, and check looks at files
	// and history alone.
	Models *schema.Registry
	// Open opens the database of -url, or of DATABASE_URL. Left out, sqlite:path, postgres://… and
	// mysql://… are opened.
	Open func(url string, models *schema.Registry) (*orm.DB, error)
	// Dir has the migrations; left out, it is migrations. -dir names another.
	Dir string
	// Dialects are given to make; left out, those that ormar.json remembers. -dialect names others.
	Dialects []string
	// Go are the migrations in Go.
	Go []migrate.GoMigration
}

// Main runs the command line, os.Args[1:], and exits. An interrupt ends the command's context: what
// is under way is undone or noted.
func Main(c Config) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := (&command{config: c, out: os.Stdout, err: os.Stderr, in: os.Stdin, terminal: terminals()}).run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// Run is Main for tests: the exit code, with all output in one text. Nothing is asked.
func Run(c Config, args []string) (code int, output string) {
	var out bytes.Buffer
	code = (&command{config: c, out: &out, err: &out, in: bytes.NewReader(nil)}).run(context.Background(), args)
	return code, out.String()
}

// terminals reports whether somebody sits at the terminal, and can be asked.
func terminals() bool {
	for _, f := range []*os.File{os.Stdin, os.Stderr} {
		if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
			return false
		}
	}
	return true
}

// The exit codes.
const (
	fine   = 0
	failed = 1
	usage  = 2
)

// command is one run of the command line.
type command struct {
	config   Config
	out, err io.Writer
	in       io.Reader
	terminal bool
	flags    flags
	args     []string // behind the command's name
	begun    func()   // stops the clock of -wait
}
