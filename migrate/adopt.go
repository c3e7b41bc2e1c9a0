package migrate

import (
	"context"
	"fmt"
	"strings"

	"github.com/ormar-go/ormar/internal/migration"
)

// foreignTable is where another tool notes what it has applied; empty for a format of our own.
func foreignTable(f Format) string {
	switch f {
	case FormatGoose:
		return "goose_db_version"
	case FormatGolangMigrate:
		return "schema_migrations"
	}
	return ""
}

// adopt reads another tool's history: records of the files that it has applied.
func (m *Migrator) adopt(ctx context.Context, q querier, entries []*entry) ([]record, error) {
	applied, err := m.foreign(ctx, q)
	if err != nil {
		return nil, &Error{"read the history in", foreignTable(m.format), err}
	}
	var out []record
	for _, e := range entries {
		if e.file == nil || !applied(migration.Number(e.id)) {
			continue
		}
		n := e.statements()
		out = append(out, record{id: e.id, hash: e.hash, state: rowApplied, done: n, of: n, begun: n, partial: e.file.Up.Partial(n), at: now()})
	}
	return out, nil
}

// foreign tells whether another tool has applied a number.
func (m *Migrator) foreign(ctx context.Context, q querier) (func(number string) bool, error) {
	if m.format == FormatGoose {
		return m.goose(ctx, q)
	}
	// golang-migrate notes the last one alone.
	list, err := pairs(ctx, q, "SELECT version, dirty FROM schema_migrations")
	if err != nil || len(list) == 0 {
		return func(string) bool { return false }, err
	}
	last := list[len(list)-1]
	if strings.HasPrefix(last.number, "-") { // undone to the beginning
		return func(string) bool { return false }, nil
	}
	if last.flag {
		return nil, fmt.Errorf("%w: version %s is dirty: golang-migrate was interrupted in it; finish or undo it by hand, and force its version", ErrUnfinished, last.number)
	}
	return func(number string) bool { return migration.CompareNumbers(number, last.number) <= 0 }, nil
}

// goose notes every up and down, the last of which counts.
func (m *Migrator) goose(ctx context.Context, q querier) (func(string) bool, error) {
	list, err := pairs(ctx, q, "SELECT version_id, is_applied FROM goose_db_version ORDER BY id")
	if err != nil {
		return nil, err
	}
	return func(number string) bool {
		applied := false
		for _, p := range list {
			if migration.CompareNumbers(p.number, number) == 0 {
				applied = p.flag
			}
		}
		return applied
	}, nil
}

type pair struct {
	number string
	flag   bool
}

func pairs(ctx context.Context, q querier, query string) ([]pair, error) {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []pair
	for rows.Next() {
		var p pair
		if err := rows.Scan(&p.number, &p.flag); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}
