package inspect

import (
	"context"
	"maps"
	"slices"

	"github.com/ormar-go/ormar/internal/dialect"
	read "github.com/ormar-go/ormar/internal/inspect"
	"github.com/ormar-go/ormar/internal/state"
)

// follow reads the tables of other schemas that foreign keys lead to, and those that these lead to in their turn: models of them say where
// they are. It takes a few statements for each schema and each step away. SQLite has no foreign keys from file to file.
func (o *Options) follow(ctx context.Context, conn read.Conn, d *dialect.Dialect, s *state.State, warnings []string) ([]string, error) {
	asked := map[string]map[string]bool{}
	for {
		next := o.ledTo(s, asked)
		if len(next) == 0 {
			return warnings, nil
		}
		for _, name := range slices.Sorted(maps.Keys(next)) {
			more, also, err := read.ReadAll(ctx, conn, d, name, func(table string) bool { return next[name][table] })
			if err != nil {
				return nil, err
			}
			for _, w := range also {
				if !slices.Contains(warnings, w) {
					warnings = append(warnings, w)
				}
			}
			s.Tables = append(s.Tables, more.Tables...)
		}
	}
}

// ledTo are the tables, by schema, that foreign keys lead to and that were neither read nor asked for; from then on they were. Those of the
// schema that is inspected were read, as far as they are wanted.
func (o *Options) ledTo(s *state.State, asked map[string]map[string]bool) map[string]map[string]bool {
	next := map[string]map[string]bool{}
	for _, t := range s.Tables {
		for _, k := range t.ForeignKeys {
			if k.Schema == o.Schema || k.Schema != "" && unspeakable(k.Schema) != "" || asked[k.Schema][k.Table] || !o.wants(k.Table) {
				continue
			}
			for _, sets := range []map[string]map[string]bool{asked, next} {
				if sets[k.Schema] == nil {
					sets[k.Schema] = map[string]bool{}
				}
				sets[k.Schema][k.Table] = true
			}
		}
	}
	return next
}
