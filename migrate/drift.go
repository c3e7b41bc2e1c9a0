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
	want := &state.State{Version: p.state.Version, Dialect: p.state.Dialect, Enums: p.state.Enums}
	for _, m := range p.all {
		if p.chosen[m] {
			want.Tables = append(want.Tables, *p.table(m))
		}
	}
	return drift(ctx, db.SQLX(), p.dialect, want)
}

// drift compares a database with a state.
func drift(ctx context.Context, db *sqlx.DB, d *dialect.Dialect, want *state.State) (list []Change, warnings []string, err error) {
	conn, err := db.Connx(ctx)
	if err != nil {
		return nil, nil, &Error{"connect", "", err}
	}
	defer conn.Close()
	for _, one := range bySchema(want) {
		found, more, err := inspect.Compare(ctx, conn, d, one)
		if err != nil {
			return nil, nil, &Error{"compare the database with its models", "", err}
		}
		list, warnings = append(list, changes(found)...), append(warnings, more...)
	}
	return list, warnings, nil
}

// bySchema takes a state apart: the tables of the connection's schema come first.
func bySchema(s *state.State) []*state.State {
	out := []*state.State{{Version: s.Version, Dialect: s.Dialect, Enums: s.Enums}}
	at := map[string]int{"": 0}
	for _, t := range s.Tables {
		i, known := at[t.Schema]
		if !known {
			i = len(out)
			at[t.Schema] = i
			out = append(out, &state.State{Version: s.Version, Dialect: s.Dialect, Enums: s.Enums})
		}
		out[i].Tables = append(out[i].Tables, t)
	}
	return out
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
