package migrate

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"github.com/ormar-go/ormar/schema"
)

// check finds what the database could not make, all of it, before any statement is sent.
func (p *plan) check() error {
	var found []error
	for _, m := range p.order {
		found = append(found, p.checkActions(m)...)
		found = append(found, p.checkSchemas(m)...)
		found = append(found, p.checkGenerated(m)...)
		found = append(found, p.checkShards(m)...)
		found = append(found, p.checkExpressions(m)...)
		found = append(found, p.checkFollowers(m)...)
		for i := range m.Constraints {
			found = append(found, p.checkIndex(m, &m.Constraints[i])...)
		}
		if p.dialect.DDL.MaxKeyBytes == 0 {
			continue
		}
		found = append(found, p.checkKey("the primary key", wholly(m.Keys...), false)...)
		for _, c := range m.Constraints {
			switch c.Kind {
			case schema.UniqueConstraint, schema.IndexConstraint:
				found = append(found, p.checkKey(fmt.Sprintf("%q", c.Name), c.Parts, c.Kind == schema.IndexConstraint)...)
			}
		}
		for _, s := range p.constraints(m) {
			found = append(found, p.checkKey(fmt.Sprintf("%q", s.Constraint), wholly(s.Key.Columns()...), false)...)
		}
	}
	return errors.Join(found...)
}

// findsWords asks a database that may have been built without full texts for them, where a model has one.
func (p *plan) findsWords(ctx context.Context, db *sqlx.DB) error {
	has := func(m *schema.Model) bool {
		return slices.ContainsFunc(m.Constraints, func(c schema.ResolvedConstraint) bool { return c.Kind == schema.FullTextConstraint })
	}
	if p.dialect.FullText.Present == "" || !slices.ContainsFunc(p.order, has) {
		return nil
	}
	var n int
	if err := db.QueryRowContext(ctx, p.dialect.FullText.Present).Scan(&n); err != nil {
		return &Error{"look for full text", "", err}
	}
	if n == 0 {
		p.dialect = p.dialect.WithoutFullText("this " + p.dialect.Name)
	}
	return nil
}

// checkGenerated refuses columns that are computed when they are read where the database has none.
func (p *plan) checkGenerated(m *schema.Model) []error {
	var found []error
	for _, a := range m.Attributes {
		if a.Generated != "" && a.Generation == schema.GeneratedVirtual && p.dialect.DDL.StoredOnly {
			found = append(found, problem(a, "virtual generated columns do not exist on %s before version 18; use schema.GeneratedStored", p.dialect.Name))
		}
	}
	return found
}

// checkActions refuses actions that the database would take and forget, or refuse with a number.
func (p *plan) checkActions(m *schema.Model) []error {
	var found []error
	for _, s := range p.constraints(m) {
		for _, action := range []schema.Action{s.OnDelete, s.OnUpdate} {
			if !p.dialect.DDL.Actions(action) {
				found = append(found, problem(s.Key.Columns()[0], "%s does not do %s; use SetNull, Cascade or Restrict", p.dialect.Name, action))
			}
		}
	}
	return found
}

// wholly are attributes as parts of a key.
func wholly(list ...*schema.Attribute) []schema.IndexPart {
	out := make([]schema.IndexPart, len(list))
	for i, a := range list {
		out[i] = schema.IndexPart{Attribute: a}
	}
	return out
}

// checkKey refuses an index that the database cannot hold. The error names the longest of its columns. One that only finds rows may be
// over the beginning of a text; one that holds them apart, or is referred to, may not.
func (p *plan) checkKey(what string, parts []schema.IndexPart, finds bool) []error {
	ddl := &p.dialect.DDL
	total, longest := 0, -1
	var widest *schema.Attribute
	for _, part := range parts {
		a := part.Attribute
		if a == nil {
			continue
		}
		n := ddl.KeyBytes(a)
		switch {
		case part.Length > 0 && a.Kind == schema.KindBinary:
			n = part.Length
		case part.Length > 0:
			n = 4 * part.Length
		}
		if n < 0 {
			return []error{problem(a, "%s is too long for an index on %s: its column is a %s; %s", what, p.dialect.Name, p.dialect.Type(a), shorter(a, finds))}
		}
		total += n
		if n > longest {
			longest, widest = n, a
		}
	}
	if total <= ddl.MaxKeyBytes {
		return nil
	}
	return []error{problem(widest, "%s is too long for an index on %s: %d bytes, of at most %d (a character counts for four); shorten the field",
		what, p.dialect.Name, total, ddl.MaxKeyBytes)}
}

// shorter is what to do about a column that has no index as a whole.
func shorter(a *schema.Attribute, finds bool) string {
	switch begins := finds && a.Elem == nil && (a.Kind.IsText() || a.Kind == schema.KindBinary); {
	case begins && a.Kind.IsText():
		return fmt.Sprintf("index its beginning, schema.IndexOn(%q).Length(%[1]q, 100), or make it a String of a length", a.Name)
	case begins:
		return fmt.Sprintf("index its beginning, schema.IndexOn(%q).Length(%[1]q, 100)", a.Name)
	case a.Kind.IsText():
		return "make it a String of a length, or drop the index"
	}
	return "give it a shorter type, or drop the index"
}

func problem(a *schema.Attribute, format string, args ...any) error {
	field := a.GoName
	if field == "" {
		field = a.Name
	}
	return &schema.DefinitionError{Model: a.Model.Name, Field: field, Reason: fmt.Sprintf(format, args...)}
}
