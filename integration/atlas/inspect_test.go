package atlas

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	atlasmysql "ariga.io/atlas/sql/mysql"
	atlaspostgres "ariga.io/atlas/sql/postgres"
	atlas "ariga.io/atlas/sql/schema"
	atlassqlite "ariga.io/atlas/sql/sqlite"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/state"
	"github.com/ormar-go/ormar/orm"
)

// What package migrate says that it makes is what another reader finds: columns with their nullability, keys, foreign keys with their
// actions, and what is unique or indexed.
func TestAnotherReaderFindsTheSame(t *testing.T) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		d, err := dialect.For(db.Dialect())
		if err != nil {
			t.Fatal(err)
		}
		found := inspected(t, db)
		for _, want := range state.Of(db.Models().Models(), d).Tables {
			table, ok := found.Table(want.Name)
			if !ok {
				t.Errorf("there is no table %s", want.Name)
				continue
			}
			if got, want := foundText(table), wantText(&want); got != want {
				t.Errorf("%s is\n%s\nwant\n%s", table.Name, got, want)
			}
		}
		if got, want := len(found.Tables), len(db.Models().Models()); got != want {
			t.Errorf("%d tables, want %d", got, want)
		}
	})
}

// inspected is what atlas reads.
func inspected(t *testing.T, db *orm.DB) *atlas.Schema {
	t.Helper()
	ctx, pool := context.Background(), db.SQLX().DB
	name, question := "main", ""
	var driver interface {
		InspectSchema(context.Context, string, *atlas.InspectOptions) (*atlas.Schema, error)
	}
	var err error
	switch db.Dialect() {
	case "sqlite":
		driver, err = atlassqlite.Open(pool)
	case "postgres":
		question = "SELECT current_schema()"
		driver, err = atlaspostgres.Open(pool)
	default:
		question = "SELECT DATABASE()"
		driver, err = atlasmysql.Open(pool)
	}
	if err != nil {
		t.Fatal(err)
	}
	if question != "" {
		if err := pool.QueryRowContext(ctx, question).Scan(&name); err != nil {
			t.Fatal(err)
		}
	}
	found, err := driver.InspectSchema(ctx, name, nil)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// wantText is a table as this module says it.
func wantText(t *state.Table) string {
	var lines []string
	for _, c := range t.Columns {
		lines = append(lines, fmt.Sprintf("column %s null=%t", c.Name, c.Null))
	}
	lines = append(lines, "key "+strings.Join(t.Key, ","))
	for _, k := range t.ForeignKeys {
		lines = append(lines, fmt.Sprintf("refers %s to %s.%s, %s, %s", strings.Join(k.Columns, ","), k.Table, strings.Join(k.Targets, ","), action(k.OnDelete), action(k.OnUpdate)))
	}
	for _, c := range t.Constraints {
		if c.Kind == state.Check {
			continue
		}
		var parts []string
		for _, p := range c.Parts {
			parts = append(parts, p.Column)
		}
		lines = append(lines, fmt.Sprintf("unique=%t %s", c.Kind == state.Unique || c.Distinct, strings.Join(parts, ",")))
	}
	return text(lines)
}

// foundText is a table as atlas says it. An index that the server made for a foreign key by itself is none that anybody asked for.
func foundText(t *atlas.Table) string {
	var lines []string
	for _, c := range t.Columns {
		null := c.Type.Null
		if t.PrimaryKey != nil && slices.ContainsFunc(t.PrimaryKey.Parts, func(p *atlas.IndexPart) bool { return p.C == c }) {
			null = false // SQLite's rowid does not say so
		}
		lines = append(lines, fmt.Sprintf("column %s null=%t", c.Name, null))
	}
	if t.PrimaryKey != nil {
		lines = append(lines, "key "+columns(t.PrimaryKey.Parts))
	}
	for _, k := range t.ForeignKeys {
		lines = append(lines, fmt.Sprintf("refers %s to %s.%s, %s, %s", named(k.Columns), k.RefTable.Name, named(k.RefColumns), action(string(k.OnDelete)), action(string(k.OnUpdate))))
	}
	for _, i := range t.Indexes {
		if !slices.ContainsFunc(t.ForeignKeys, func(k *atlas.ForeignKey) bool { return k.Symbol == i.Name }) {
			lines = append(lines, fmt.Sprintf("unique=%t %s", i.Unique, columns(i.Parts)))
		}
	}
	return text(lines)
}

func action(a string) string {
	if a == "" || a == "RESTRICT" { // MariaDB has one of them
		return "NO ACTION"
	}
	return a
}

func columns(parts []*atlas.IndexPart) string {
	var out []string
	for _, p := range parts {
		if p.C != nil {
			out = append(out, p.C.Name)
		}
	}
	return strings.Join(out, ",")
}

func named(list []*atlas.Column) string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.Name
	}
	return strings.Join(out, ",")
}

func text(lines []string) string {
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
