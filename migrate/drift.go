package migrate

import (
	"context"
	"fmt"
	"strings"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/inspect"
	"github.com/ormar-go/ormar/internal/state"
)

// Drift tells in what a database differs from its models, as the changes that would bring it to
// them; both results are empty when it does not. A column or an index that no model has is a
// change, "drop column …"; a table, view or trigger that none has is left alone. The warnings name
// what could not be looked at. Only limits it to some tables. Nothing of the database is changed;
// for the way it writes defaults and checks PostgreSQL makes the tables in a schema that is rolled
// back, and MySQL and MariaDB in a database that is dropped again. It takes one connection of the
// pool, so it is not for the inside of a transaction.
func Drift(ctx context.Context, db Target, opts ...Option) (changes []Change, warnings []string, err error) {
	p, err := newPlan(db.Dialect(), db.Models(), opts)
	if err != nil {
		return nil, nil, err
	}
	var beyond []string
	want := &state.State{Version: p.state.Version, Dialect: p.state.Dialect, Enums: p.state.Enums}
	for _, m := range p.all {
		switch {
		case !p.chosen[m]:
		case m.Schema != "":
			beyond = append(beyond, fmt.Sprintf("%s.%s is in another schema than the connection's, which is not looked at", m.Schema, m.Table))
		default:
			want.Tables = append(want.Tables, *p.table(m))
		}
	}
	changes, warnings, err = drift(ctx, db.SQLX(), p.dialect, want)
	return changes, append(warnings, beyond...), err
}

// drift compares a database with a state.
func drift(ctx context.Context, db *sqlx.DB, d *dialect.Dialect, want *state.State) (list []Change, warnings []string, err error) {
	conn, err := db.Connx(ctx)
	if err != nil {
		return nil, nil, &Error{"connect", "", err}
	}
	defer conn.Close()
	found, warnings, err := inspect.Compare(ctx, conn, d, want)
	if err != nil {
		return nil, nil, &Error{"compare the database with its models", "", err}
	}
	return changes(found), warnings, nil
}

// undrifted is nil when a database is in a state, else an ErrDrift that names what differs.
func undrifted(ctx context.Context, db *sqlx.DB, d *dialect.Dialect, want *state.State) error {
	list, _, err := drift(ctx, db, d, want)
	if err != nil || len(list) == 0 {
		return err
	}
	const shown = 10
	var lines []string
	for i, c := range list {
		if i == shown {
			lines = append(lines, fmt.Sprintf("and %d more", len(list)-shown))
			break
		}
		lines = append(lines, c.String())
	}
	return fmt.Errorf("%w; what would bring it there: %s", ErrDrift, strings.Join(lines, "; "))
}
