package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// flags are all that there are; each command takes some of them.
type flags struct {
	json, allowLoss, outOfOrder, empty, all, strict, dryRun bool
	url, dir, to, table, format, out                        string
	steps                                                   int
	wait                                                    time.Duration
	renames, fills, dialects                                list
	schema                                                  string
	tables, exclude                                         list
	pkg                                                     string
	unmanaged                                               bool
}

// list is a flag that may be given several times.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(text string) error {
	*l = append(*l, text)
	return nil
}

// verb is one command.
type verb struct {
	name, args, what string
	flags            string // names, with blanks between them
	least, most      int    // arguments
	run              func(*command, context.Context) error
}

func verbs() []verb {
	const where = "url dir table format wait"
	return []verb{
		{"make", "NAME", "write the next migration: what the models say that the last one does not", "dir dialect rename fill empty dry-run", 0, 1, (*command).make},
		{"up", "", "apply what is pending", where + " to steps out-of-order dry-run", 0, 0, (*command).up},
		{"down", "", "take the last migration back", where + " to steps all allow-loss", 0, 0, (*command).down},
		{"status", "", "tell how every migration stands", where, 0, 0, (*command).status},
		{"plan", "", "tell the statements that up would send", where + " to steps out-of-order", 0, 0, (*command).plan},
		{"check", "", "fail when models have no migration, files differ from ormar.sum, migrations are pending, or the database drifts", where, 0, 0, (*command).check},
		{"baseline", "ID", "note everything up to ID as applied, after the database was found to be in that state", where, 1, 1, (*command).baseline},
		{"verify", "", "compare the files with ormar.sum", "dir dialect format", 0, 0, (*command).verify},
		{"repair", "ID applied|undone", "write down what a person has found out about a migration", where, 2, 2, (*command).repair},
		{"lint", "", "name the risks in the files", "dir dialect format strict", 0, 0, (*command).lint},
		{"seed", "PATTERN…", "write the rows of JSON and YAML files that the patterns name, parents first", "url", 1, 1 << 20, (*command).seed},
		{"diagram", "", "draw the models: -o models.svg, .mmd (Mermaid) or .dot (Graphviz); Mermaid to the standard output without", "o", 0, 0, (*command).diagram},
		{"inspect", "[URL]", "write models of a database that is there, to the standard output or a directory", "url schema tables exclude package out unmanaged", 0, 1, (*command).inspect},
		{"sum", "", "write ormar.sum anew, after files were edited", "dir", 0, 0, (*command).sum},
	}
}

// define adds the flags of these names to a set.
func (f *flags) define(set *flag.FlagSet, names string, c Config) {
	if f.dir = c.Dir; f.dir == "" {
		f.dir = "migrations"
	}
	set.BoolVar(&f.json, "json", false, "one JSON object instead of text")
	for _, name := range strings.Fields(names) {
		switch name {
		case "url":
			set.StringVar(&f.url, name, "", "the database: sqlite:path, postgres://…, mysql://…; else DATABASE_URL")
		case "dir":
			set.StringVar(&f.dir, name, f.dir, "the directory of migrations")
		case "table":
			set.StringVar(&f.table, name, "", "the table of the history; else ormar_migrations")
		case "o":
			set.StringVar(&f.out, name, "", "the file to write; its end says what: .svg, .mmd, .dot")
		case "schema":
			set.StringVar(&f.schema, name, "", "where the tables are: a schema of PostgreSQL, a database of the MySQL family; else where the connection looks")
		case "tables":
			set.Var(&f.tables, name, "the tables to write, as names or patterns like film_*, with commas between them; else all")
		case "exclude":
			set.Var(&f.exclude, name, "the tables to leave out, as -tables names them")
		case "package":
			set.StringVar(&f.pkg, name, "", "the name of the package; else that of the directory, or models")
		case "out":
			set.StringVar(&f.out, name, "", "the directory to write models_inspected.go to; else the standard output")
		case "unmanaged":
			set.BoolVar(&f.unmanaged, name, false, "leave the tables to somebody else: migrations do nothing about them")
		case "format":
			set.StringVar(&f.format, name, "", "native, goose or golang-migrate")
		case "wait":
			set.DurationVar(&f.wait, name, 0, "how long to wait for another process; 0 is for ever")
		case "dialect":
			set.Var(&f.dialects, name, "sqlite, postgres, mysql or mariadb; may be given several times")
		case "rename":
			set.Var(&f.renames, name, "old=new, of a table or of table.column; old= says that it is none")
		case "fill":
			set.Var(&f.fills, name, "table.column=SQL: what rows get that are there already")
		case "empty":
			set.BoolVar(&f.empty, name, false, "a file to fill by hand")
		case "dry-run":
			set.BoolVar(&f.dryRun, name, false, "tell, and do nothing")
		case "to":
			set.StringVar(&f.to, name, "", "an ID, or its number")
		case "steps":
			set.IntVar(&f.steps, name, 0, "how many migrations")
		case "out-of-order":
			set.BoolVar(&f.outOfOrder, name, false, "apply files that are older than applied ones")
		case "all":
			set.BoolVar(&f.all, name, false, "take all back")
		case "allow-loss":
			set.BoolVar(&f.allowLoss, name, false, "rows and values may be lost")
		case "strict":
			set.BoolVar(&f.strict, name, false, "exit with 1 when there is a risk")
		}
	}
}

// usageError is a command line that cannot be read.
type usageError struct{ text string }

func (e *usageError) Error() string { return e.text }

func wrong(format string, args ...any) error { return &usageError{fmt.Sprintf(format, args...)} }

// errHelp asks for the help.
var errHelp = errors.New("help")

// parse finds the command and its flags, which may stand among the arguments.
func (c *command) parse(args []string) (*verb, error) {
	if len(args) > 0 && args[0] == "migrate" {
		args = args[1:]
	}
	all := verbs()
	if len(args) == 0 {
		return nil, wrong("say what to do: %s", names(all))
	}
	switch strings.TrimLeft(args[0], "-") {
	case "help", "h":
		return nil, errHelp
	}
	i := slices.IndexFunc(all, func(v verb) bool { return v.name == args[0] })
	if i < 0 {
		return nil, wrong("there is no command %q; there are %s", args[0], names(all))
	}
	v := &all[i]
	set := flag.NewFlagSet(v.name, flag.ContinueOnError)
	set.SetOutput(io.Discard)
	c.flags.define(set, v.flags, c.config)
	for rest := args[1:]; ; {
		if err := set.Parse(rest); errors.Is(err, flag.ErrHelp) {
			return v, errHelp
		} else if err != nil {
			return nil, wrong("%s: %s; see help", v.name, err)
		}
		if rest = set.Args(); len(rest) == 0 {
			break
		}
		c.args, rest = append(c.args, rest[0]), rest[1:]
	}
	if n := len(c.args); n < v.least || n > v.most {
		return nil, wrong("%s takes %s; it has %d", v.name, counted(v), n)
	}
	return v, nil
}

func counted(v *verb) string {
	if v.args == "" {
		return "no arguments"
	}
	return "these arguments: " + v.args
}

func names(all []verb) string {
	out := make([]string, len(all))
	for i, v := range all {
		out[i] = v.name
	}
	return strings.Join(out, ", ")
}

// help tells all commands, or one with its flags.
func (c *command) help(v *verb) {
	if v == nil {
		fmt.Fprintf(c.out, "usage: COMMAND [flags] [arguments]\n\n")
		for _, v := range verbs() {
			fmt.Fprintf(c.out, "  %-28s %s\n", strings.TrimSpace(v.name+" "+v.args), v.what)
		}
		fmt.Fprintf(c.out, "\nCOMMAND -h tells its flags.\n")
		return
	}
	fmt.Fprintf(c.out, "usage: %s [flags]: %s\n\n", strings.TrimSpace(v.name+" "+v.args), v.what)
	set := flag.NewFlagSet(v.name, flag.ContinueOnError)
	set.SetOutput(c.out)
	(&flags{}).define(set, v.flags, c.config)
	set.PrintDefaults()
}
