package migrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/migration"
	"github.com/ormar-go/ormar/schema"
)

// Format is how the files of a directory are written.
type Format string

// The formats. In a directory of goose or golang-migrate a file with -- migrate:up is read as a
// native one, so that new migrations can be written beside the old.
const (
	FormatNative        Format = "native"         // -- migrate:up, -- migrate:down
	FormatGoose         Format = "goose"          // -- +goose Up, -- +goose Down
	FormatGolangMigrate Format = "golang-migrate" // 1_name.up.sql, 1_name.down.sql
)

// GoMigration changes data. With ctx everything of the *orm.DB that the Migrator was given is
// inside the migration's transaction.
type GoMigration struct {
	// ID sorts among the files: 20261129153000_backfill.
	ID string
	// Up and Down do it and take it back. A nil Down is an error of Migrator.Down.
	Up, Down func(ctx context.Context) error
	// NoTransaction runs it outside of a transaction, over connections of the pool. What an
	// interruption has left is run again from the beginning: write batches that find out what is
	// done.
	NoTransaction bool
}

// Migrator applies the migrations of a directory to one database. It is made by New. Its methods
// may be called from several goroutines and processes at once: they take turns.
type Migrator struct {
	db       Target
	dialect  *dialect.Dialect
	dir      fs.FS
	format   Format
	table    string
	goes     []GoMigration
	logger   *slog.Logger
	progress func(Progress)
	turn     chan struct{} // one at a time
}

// MigratorOption is a setting of New.
type MigratorOption struct{ apply func(*Migrator) }

// WithGo adds migrations in Go. They need a Target that is an *orm.DB, or that can join a
// transaction as one does.
func WithGo(list ...GoMigration) MigratorOption {
	return MigratorOption{func(m *Migrator) { m.goes = append(m.goes, list...) }}
}

// WithFormat reads the directory as another tool's; the default is FormatNative. Before the first
// migration that is applied here, the tool's own table (goose_db_version, schema_migrations) is
// read once, and what it says is applied counts as applied.
func WithFormat(f Format) MigratorOption { return MigratorOption{func(m *Migrator) { m.format = f }} }

// WithTable names the table in which is written what was applied; the default is ormar_migrations.
func WithTable(name string) MigratorOption {
	return MigratorOption{func(m *Migrator) { m.table = name }}
}

// WithLogger tells a logger what is applied, with durations, and what is tried again.
func WithLogger(l *slog.Logger) MigratorOption {
	return MigratorOption{func(m *Migrator) { m.logger = l }}
}

// WithProgress calls f after each statement, and once before the first of each migration, on the
// goroutine that applies them.
func WithProgress(f func(Progress)) MigratorOption {
	return MigratorOption{func(m *Migrator) { m.progress = f }}
}

// New makes a Migrator. dir is an embed.FS or os.DirFS with the files themselves, or with one
// folder for each dialect: sqlite, postgres, mysql, mariadb. The files are read now, so that all
// mistakes in them are told, as ErrFile with file and line; each method reads them again. Nothing
// is sent.
func New(db Target, dir fs.FS, opts ...MigratorOption) (*Migrator, error) {
	if db == nil || dir == nil {
		return nil, fmt.Errorf("%w: New has no database or no directory; give both", ErrArgument)
	}
	d, err := dialect.For(db.Dialect())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrArgument, err)
	}
	m := &Migrator{db: db, dialect: d, dir: dir, format: FormatNative, table: "ormar_migrations", logger: slog.New(slog.DiscardHandler),
		progress: func(Progress) {}, turn: make(chan struct{}, 1)}
	for _, o := range opts {
		if o.apply != nil {
			o.apply(m)
		}
	}
	switch m.format {
	case FormatNative, FormatGoose, FormatGolangMigrate:
	default:
		return nil, fmt.Errorf("%w: the format %s is unknown; use %s, %s or %s", ErrArgument, schema.Quote(string(m.format)), FormatNative, FormatGoose, FormatGolangMigrate)
	}
	if err := checkTable(m.table); err != nil {
		return nil, err
	}
	if m.logger == nil || m.progress == nil {
		return nil, fmt.Errorf("%w: the logger, or the function for the progress, is nil; leave the option out", ErrArgument)
	}
	if _, err := m.load(); err != nil {
		return nil, err
	}
	return m, nil
}

// checkTable refuses names that no database keeps whole.
func checkTable(name string) error {
	if name == "" || len(name) > 63 {
		return fmt.Errorf("%w: the history table %s has no name, or one of more than 63 bytes; give a shorter one", ErrArgument, schema.Quote(name))
	}
	for _, r := range name {
		if r < ' ' || r == '\ufffd' {
			return fmt.Errorf("%w: the history table %s has a control character in its name; give a plain one", ErrArgument, schema.Quote(name))
		}
	}
	return nil
}

// joiner is what a Target must do for migrations in Go; an *orm.DB does.
type joiner interface {
	Join(ctx context.Context, conn *sqlx.Conn, fn func(context.Context) error) (committed func(), err error)
}

// code is the database's code of an error; empty where the Target does not tell.
func (m *Migrator) code(err error) string {
	if t, ok := m.db.(interface{ ErrorCode(error) string }); ok {
		return t.ErrorCode(err)
	}
	return ""
}

// Verify compares the files with ormar.sum. A file that is another or new is ErrChanged, one that
// is gone ErrMissing; the error names it. A directory without ormar.sum is as it should be. Nothing
// is sent. Up and Status do not look at ormar.sum: they compare with what the database has noted.
func (m *Migrator) Verify() error {
	dir, err := migration.Folder(m.dir, m.dialect.Name)
	if err != nil {
		return told(err)
	}
	err = migration.CheckSum(dir)
	var sum *migration.SumError
	if !errors.As(err, &sum) {
		return err
	}
	if sum.Is == "missing" {
		return fmt.Errorf("%w: %w", ErrMissing, err)
	}
	return fmt.Errorf("%w: %w", ErrChanged, err)
}

// Sum writes ormar.sum of a directory anew, or of each folder for a dialect in it, after files were
// edited.
func Sum(dir string) error { return migration.WriteSum(dir) }
