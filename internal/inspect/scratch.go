package inspect

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/ormar-go/ormar/internal/ddl"
	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/state"
)

// key tells an expression from the others of a state.
type key struct {
	table, kind, name string
	at                int
}

// normal has the expressions that are wanted written by the database itself. The warning says why
// that could not be done.
func (c *comparison) normal(ctx context.Context, conn Conn) (warning string) {
	if c.dialect.DDL.Alter == dialect.AlterRebuild {
		c.plainly(false) // SQLite keeps what was said
		return ""
	}
	some := bare(c.want)
	if len(some.Tables) == 0 {
		return ""
	}
	written, err := c.scratch(ctx, conn, some)
	if err != nil {
		c.plainly(true)
		return fmt.Sprintf("defaults and checks were compared as texts, since tables for a moment could not be made: %v", err)
	}
	c.parts(written)
	texts := map[key]string{}
	expressions(written, func(table, kind, name string, at int, text *string) { texts[key{table, kind, name, at}] = *text })
	expressions(c.want, func(table, kind, name string, at int, text *string) {
		if now, found := texts[key{table, kind, name, at}]; found && *text != "" {
			*text = now
		}
	})
	for _, s := range []*state.State{c.live, c.want} {
		expressions(s, func(_, _, _ string, _ int, text *string) { *text = recast(*text) })
	}
	return ""
}

// parts takes the operator classes that go without saying off the indexes that are wanted.
func (c *comparison) parts(written *state.State) {
	for i := range written.Tables {
		t := c.want.Table(written.Tables[i].Name)
		for _, now := range written.Tables[i].Constraints {
			for j := range t.Constraints {
				o := &t.Constraints[j]
				if o.Name != now.Name || len(o.Parts) != len(now.Parts) {
					continue
				}
				for p := range o.Parts {
					o.Parts[p].Class = now.Parts[p].Class
				}
			}
		}
	}
}

// bare are the tables of a state that have expressions, without what refers to others.
func bare(s *state.State) *state.State {
	out := &state.State{Version: s.Version, Dialect: s.Dialect, Enums: s.Enums}
	for i := range s.Tables {
		one := &state.State{Tables: s.Tables[i : i+1]}
		found := false
		expressions(one, func(_, _, _ string, _ int, text *string) { found = found || *text != "" })
		found = found || slices.ContainsFunc(s.Tables[i].Constraints, classed)
		if found {
			t := s.Tables[i].Clone()
			t.ForeignKeys, t.Triggers, t.Comment, t.Schema = nil, nil, "", ""
			out.Tables = append(out.Tables, t)
		}
	}
	return out
}

// scratch makes the tables in a place of their own, reads them, and leaves nothing behind.
func (c *comparison) scratch(ctx context.Context, conn Conn, s *state.State) (out *state.State, err error) {
	name := c.dialect.Ident(fmt.Sprintf("ormar_scratch_%08x", rand.Uint32()))
	begin, end := []string{"BEGIN", "CREATE SCHEMA " + name, "SET LOCAL search_path = " + name + ", public"}, []string{"ROLLBACK"}
	if c.dialect.DDL.Alter == dialect.AlterClauses {
		var now string
		if err := conn.QueryRowContext(ctx, "SELECT DATABASE()").Scan(&now); err != nil {
			return nil, err
		}
		begin = []string{"CREATE DATABASE " + name, "USE " + name}
		end = []string{"USE " + c.dialect.Ident(now), "DROP DATABASE " + name}
	}
	made := false
	defer func() {
		if !made {
			end = end[:1]
		}
		later, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanup)
		defer cancel()
		for _, text := range end {
			if _, failed := conn.ExecContext(later, text); failed != nil {
				err = errors.Join(err, failed)
			}
		}
	}()
	for _, text := range begin {
		if _, err := conn.ExecContext(ctx, text); err != nil {
			return nil, err
		}
		made = true
	}
	w := ddl.For(c.dialect)
	for i := range s.Enums {
		if c.dialect.DDL.NamedEnums {
			if _, err := conn.ExecContext(ctx, w.CreateEnum(&s.Enums[i]).Text); err != nil {
				return nil, err
			}
		}
	}
	for i := range s.Tables {
		for _, st := range w.CreateTable(&s.Tables[i], nil) {
			if _, err := conn.ExecContext(ctx, st.Text); err != nil {
				return nil, err
			}
		}
	}
	out, _, err = Read(ctx, conn, c.dialect, "", nil)
	return out, err
}

// classed reports whether an index names an operator class.
func classed(c state.Constraint) bool {
	return slices.ContainsFunc(c.Parts, func(p state.Part) bool { return p.Class != "" })
}
