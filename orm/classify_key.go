package orm

import (
	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/schema"
)

// onlyKey names the foreign key that a statement has violated where the database does not (SQLite), if there is a single one
// that it can violate: an insert those of its table, a delete those that lead to it, an update both. Where a delete goes on
// to other tables by itself, there is no telling.
func (e *ConstraintError) onlyKey(models *schema.Registry, operation, table string) {
	var only *schema.Side
	count := 0
	for _, m := range models.Models() {
		for _, s := range m.Sides {
			if s.Kind != schema.ForwardSide || s.Key == nil || s.Any != nil {
				continue
			}
			from, to := m.Table == table && operation != "delete", s.Target.Table == table && operation != "insert"
			if to && operation == "delete" && s.OnDelete != schema.NoAction && s.OnDelete != schema.Restrict {
				return
			}
			if from || to {
				only = s
				count++
			}
		}
	}
	if count == 1 {
		e.Table, e.Constraint, e.Fields = only.Owner.Table, only.Constraint, engine.Names(only.Key.Columns())
	}
}

// missingKey is the generated key that an INSERT has left to a database which does not make it, nil for any other violation: a
// row that has its key never writes NULL there.
func (e *ConstraintError) missingKey(models *schema.Registry, operation string) *schema.Attribute {
	if e.Kind != ErrNotNull || operation != "insert" || len(e.Fields) != 1 {
		return nil
	}
	m := tableModel(models, e.Table)
	if m == nil {
		return nil
	}
	if a := m.Attribute(e.Fields[0]); a != nil && a.PrimaryKey && a.Autoincrement {
		return a
	}
	return nil
}
