package dialect

import (
	"testing"

	"github.com/ormar-go/ormar/schema"
)

// A boolean is a number in a STRICT table, however its column came there.
func TestBooleansOfStrictTables(t *testing.T) {
	m := &schema.Model{Table: "t"}
	a := &schema.Attribute{Model: m, Column: "on", Kind: schema.KindBoolean}
	m.Attributes = []*schema.Attribute{a}
	for text, mixed := range map[string]bool{
		"CREATE TABLE `t` (\n  `on` INTEGER NOT NULL\n) STRICT":                  false,
		"CREATE TABLE `t` (\n  `id` INTEGER\n, `on` INTEGER DEFAULT (1)) STRICT": false,
		"CREATE TABLE `t` (\n  \"on\" INTEGER NOT NULL\n) STRICT":                false,
		"CREATE TABLE `t` (\n  `on` INTEGER NOT NULL\n)":                         true,
		"CREATE TABLE `t` (\n  `on` TEXT NOT NULL\n) STRICT":                     true,
	} {
		f := NewForms()
		f.Learn([]string{"t"}, [][3]string{{"t", "t", text}})
		if got := f.Mixed(a); got != mixed {
			t.Errorf("%s: mixed is %t", text, got)
		}
	}
}
