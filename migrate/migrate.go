// Package migrate brings the tables of a database to what models say: at once with CreateAll, for
// tests and first tries, or by migrations, files of SQL that Make writes from the difference and a
// Migrator applies.
package migrate

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/ddl"
	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/state"
	"github.com/ormar-go/ormar/schema"
)

// Target is a database with the models whose tables it is to have. An *orm.DB is one.
type Target interface {
	// SQLX is the pool; one of its connections is used.
	SQLX() *sqlx.DB
	// Models are the models.
	Models() *schema.Registry
	// Dialect is sqlite, postgres, mysql or mariadb.
	Dialect() string
}

// Option narrows what CreateAll, DropAll and Drift do. Only makes one.
type Option struct{ tables []string }

// Only limits the call to the tables of these names, link tables included. A name that no model has is an error. Tables that
// the named ones refer to are not added: they must be there, or be named as well.
func Only(tables ...string) Option { return Option{tables: append([]string{}, tables...)} }

// CreateAll creates the tables, enumeration types and indexes that are missing, each table after those that it refers to;
// foreign keys that form a ring are added at the end, which SQLite does not need. What exists is found with one query of the
// catalog, and a table whose name exists is left exactly as it is, its foreign keys too, so that a second call does nothing.
// CreateAll does not look at the columns, defaults, constraints and indexes of a table that exists: a model that has changed since
// is not noticed. Of an enumeration type of PostgreSQL that exists it compares the labels, and other ones are an *Error that names
// both.
//
// On PostgreSQL and SQLite it all happens in one transaction. MySQL and MariaDB commit after every statement, so what an
// *Error interrupts stays half done there: drop the tables made so far, or finish by hand. Two processes may call CreateAll at
// once; the second waits. It takes a connection of the pool, so it is not for the inside of a transaction.
//
// What the database cannot do (an index over too long a text, SET DEFAULT on MySQL) is reported before any statement, all
// of it at once, as *schema.DefinitionError.
func CreateAll(ctx context.Context, db Target, opts ...Option) error {
	p, err := newPlan(db.Dialect(), db.Models(), opts)
	if err != nil {
		return err
	}
	if err := p.findsWords(ctx, db.SQLX()); err != nil {
		return err
	}
	if err := p.check(); err != nil {
		return err
	}
	return run(ctx, db.SQLX(), p, p.missing, false)
}

// DropAll drops the tables that exist, each before those that it refers to, and then the enumeration types that no other
// model of the registry uses. Foreign keys that form a ring are dropped first. On SQLite foreign keys are switched off
// meanwhile, on one connection, so that dropping a parent does not delete rows elsewhere. The transaction is as in CreateAll. A
// table that something outside the registry refers to is an *Error, with the database's own in it.
func DropAll(ctx context.Context, db Target, opts ...Option) error {
	p, err := newPlan(db.Dialect(), db.Models(), opts)
	if err != nil {
		return err
	}
	return run(ctx, db.SQLX(), p, p.drop, true)
}

// SQL is the text of the statements that CreateAll sends to an empty database of the dialect, each with ";" and a new line
// after it. The same registry gives the same text every time.
func SQL(dialect string, models *schema.Registry) (string, error) {
	p, err := newPlan(dialect, models, nil)
	if err != nil {
		return "", err
	}
	if err := p.check(); err != nil {
		return "", err
	}
	var b strings.Builder
	for _, s := range p.create(&catalog{}) {
		b.WriteString(s.Text)
		b.WriteString(";\n")
	}
	return b.String(), nil
}

// Error is a statement that failed.
type Error struct {
	Action string // what was being done: "create table", "create index", "add foreign key", "drop table", …
	Name   string // to what: the name of the table, or of the enumeration type
	Err    error  // what the driver said
}

// Error names action, table and the driver's reason.
func (e *Error) Error() string {
	if e.Name == "" {
		return fmt.Sprintf("migrate: %s: %v", e.Action, e.Err)
	}
	return fmt.Sprintf("migrate: %s %s: %v", e.Action, schema.Quote(e.Name), e.Err)
}

// Unwrap gives the driver's error.
func (e *Error) Unwrap() error { return e.Err }

// plan is what is asked for: which models, on which database, in which order.
type plan struct {
	dialect *dialect.Dialect
	ddl     ddl.Writer
	state   *state.State // of all models
	all     []*schema.Model
	order   []*schema.Model       // every model after those it refers to
	late    map[*schema.Side]bool // foreign keys that would close a ring
	chosen  map[*schema.Model]bool
}

func newPlan(name string, models *schema.Registry, opts []Option) (*plan, error) {
	d, err := dialect.For(name)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrArgument, err)
	}
	if models == nil {
		return nil, fmt.Errorf("%w: there is no registry; make one with schema.NewRegistry", ErrArgument)
	}
	return planOf(d, models.Models(), opts)
}

func planOf(d *dialect.Dialect, models []*schema.Model, opts []Option) (*plan, error) {
	p := &plan{dialect: d, ddl: ddl.For(d), state: state.Of(models, d), all: models, late: map[*schema.Side]bool{}, chosen: map[*schema.Model]bool{}}
	if err := p.choose(opts); err != nil {
		return nil, err
	}
	p.sort()
	return p, nil
}

// choose applies Only.
func (p *plan) choose(opts []Option) error {
	if len(opts) == 0 {
		for _, m := range p.all {
			p.chosen[m] = !m.Unmanaged
		}
		return nil
	}
	byTable := map[string]*schema.Model{}
	for _, m := range p.all {
		if other := byTable[m.Table]; other == nil || other.Unmanaged {
			byTable[m.Table] = m
		}
	}
	for _, o := range opts {
		for _, table := range o.tables {
			m := byTable[table]
			if m == nil {
				return fmt.Errorf("%w: Only names the table %s, which no model has; name one of a model", ErrArgument, schema.Quote(table))
			}
			if m.Unmanaged {
				return fmt.Errorf("%w: Only names the table %s, which the model %s leaves to somebody else; take it out, or Unmanaged from the model", ErrArgument, schema.Quote(table), m.Name)
			}
			p.chosen[m] = true
		}
	}
	return nil
}

// sort puts every model behind those that its foreign keys point to, otherwise in the order of the registry. A key back to a
// model whose turn has not ended closes a ring and is noted.
func (p *plan) sort() {
	const begun, done = 1, 2
	state := map[*schema.Model]int{}
	var visit func(m *schema.Model)
	visit = func(m *schema.Model) {
		state[m] = begun
		for _, s := range foreignKeys(m) {
			if !p.chosen[s.Target] || s.Target == m {
				continue
			}
			switch state[s.Target] {
			case 0:
				visit(s.Target)
			case begun:
				p.late[s] = true
			}
		}
		state[m] = done
		p.order = append(p.order, m)
	}
	for _, m := range p.all {
		if p.chosen[m] && state[m] == 0 {
			visit(m)
		}
	}
}

// foreignKeys are the model's own foreign keys, in the order of their columns.
func foreignKeys(m *schema.Model) []*schema.Side {
	return m.ForeignKeys()
}

// constraints are the foreign keys of a model that the database is to have.
func (p *plan) constraints(m *schema.Model) []*schema.Side {
	return slices.DeleteFunc(foreignKeys(m), func(s *schema.Side) bool { return s.Unconstrained || p.dialect.DDL.NoForeignKeys })
}
