package model

import (
	"github.com/google/uuid"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Entry is a line of the audit log: who has done what to which row.
type Entry struct {
	orm.Model
	Base
	Who     orm.One[User]     `json:"who"`
	Did     string            `json:"did"`
	Table   string            `json:"table"`
	Row     uuid.UUID         `json:"row"`
	Changes map[string]Change `json:"changes"`
}

// Change is a value before and after.
type Change struct {
	From any `json:"from"`
	To   any `json:"to"`
}

// Schema is the table of Entry.
func (e *Entry) Schema() schema.Table {
	return schema.Table{
		Name:    "entries",
		OrderBy: []string{"-created_at"},
		Fields: append(e.Base.Fields(),
			schema.ForeignKey(&e.Who).OnDelete(schema.SetNull).SkipReverse().Index(),
			schema.String(&e.Did, 10).Choices("create", "update", "delete"),
			schema.String(&e.Table, 40).Name("of_table"),
			schema.UUID(&e.Row).Name("of_row").Index(),
			schema.JSON(&e.Changes).Default(map[string]Change{}),
		),
	}
}
