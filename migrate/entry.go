package migrate

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/migration"
	"github.com/ormar-go/ormar/schema"
)

// entry is one migration, a file or a function.
type entry struct {
	id   string
	file *migration.File
	goes *GoMigration
	hash string
}

// goHash is noted of migrations in Go, whose changes nobody sees.
const goHash = "go"

// place is how messages name it.
func (e *entry) place() string {
	if e.file != nil {
		return e.file.Path
	}
	return "the Go migration " + schema.Quote(e.id)
}

// statements is how many there are.
func (e *entry) statements() int {
	if e.file != nil {
		return len(e.file.Up.Statements)
	}
	return 1
}

// alone reports whether it runs outside of a transaction, on a database that can roll definitions
// back.
func (e *entry) alone() bool {
	if e.file != nil {
		return !e.file.Up.Transaction
	}
	return e.goes.NoTransaction
}

// load reads all files, and puts the migrations in Go among them.
func (m *Migrator) load() ([]*entry, error) {
	if err := m.made(); err != nil {
		return nil, told(err)
	}
	dir, err := migration.Folder(m.dir, m.dialect.Name)
	if err != nil {
		return nil, told(err)
	}
	files, err := migration.Load(dir, migration.Format(m.format), m.dialect)
	problems := []error{told(err)}
	var out []*entry
	for _, f := range files {
		out = append(out, &entry{id: f.ID, file: f, hash: f.Hash})
		problems = append(problems, m.misfit(f))
	}
	for i := range m.goes {
		g := &m.goes[i]
		problems = append(problems, m.checkGo(g))
		out = append(out, &entry{id: g.ID, goes: g, hash: goHash})
	}
	slices.SortStableFunc(out, func(a, b *entry) int { return migration.Compare(a.id, b.id) })
	for i := 1; i < len(out); i++ {
		if a, b := out[i-1], out[i]; (a.goes != nil || b.goes != nil) && migration.CompareNumbers(migration.Number(a.id), migration.Number(b.id)) == 0 {
			problems = append(problems, fmt.Errorf("%w: %s has the number of %s; give the later one another", ErrFile, b.place(), a.place()))
		}
	}
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}
	return out, nil
}

// misfit refuses what a section asks of a database that has no such thing.
func (m *Migrator) misfit(f *migration.File) error {
	off := &f.Up
	if !off.ForeignKeysOff && f.Down != nil {
		off = f.Down
	}
	if !off.ForeignKeysOff || m.dialect.DDL.IgnoreForeignKeys != "" {
		return nil
	}
	return &FileError{File: f.Path, Line: off.Line, Reason: "foreign_keys:off is for SQLite, which rebuilds tables; leave it out"}
}

func (m *Migrator) checkGo(g *GoMigration) error {
	switch {
	case migration.Number(g.ID) == "" || len(g.ID) > maxID:
		return fmt.Errorf("%w: the Go migration %s has an ID that is no number, _ and name; write one like 20261129153000_backfill", ErrArgument, schema.Quote(g.ID))
	case g.Up == nil:
		return fmt.Errorf("%w: the Go migration %s has no Up; give it a function", ErrArgument, schema.Quote(g.ID))
	}
	if _, ok := m.db.(joiner); !ok && !g.NoTransaction {
		return fmt.Errorf("%w: the Go migration %s runs in a transaction, which only an *orm.DB can join; give New the *orm.DB", ErrArgument, schema.Quote(g.ID))
	}
	return nil
}

// byID finds a migration by its ID or its number; nil when there is none.
func byID(list []*entry, id string) *entry {
	digits := id != "" && strings.Trim(id, "0123456789") == ""
	for _, e := range list {
		if e.id == id || digits && migration.CompareNumbers(migration.Number(e.id), id) == 0 {
			return e
		}
	}
	return nil
}
