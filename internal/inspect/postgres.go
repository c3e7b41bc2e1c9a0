package inspect

import (
	"encoding/json"
	"strings"

	"github.com/ormar-go/ormar/internal/state"
)

const postgresTables = `SELECT c.relname::text, c.relkind::text, obj_description(c.oid, 'pg_class') FROM pg_catalog.pg_class c
 WHERE c.relnamespace = @here AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
 AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype = 'e')`

const postgresColumns = `SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), a.attnotnull::text,
 pg_get_expr(d.adbin, d.adrelid), CASE WHEN a.attidentity <> '' THEN 'identity' WHEN pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%' AND EXISTS (SELECT 1 FROM pg_catalog.pg_depend o
 WHERE o.classid = 'pg_class'::regclass AND o.refclassid = 'pg_class'::regclass AND o.refobjid = c.oid AND o.refobjsubid = a.attnum AND o.deptype = 'a') THEN 'serial' END, a.attgenerated::text,
 CASE WHEN a.attcollation <> t.typcollation THEN (SELECT l.collname::text FROM pg_catalog.pg_collation l WHERE l.oid = a.attcollation) END,
 col_description(c.oid, a.attnum), CASE WHEN t.typtype = 'e' AND t.typnamespace IN (c.relnamespace, current_schema()::regnamespace) THEN t.typname::text END,
 (SELECT e.typname::text FROM pg_catalog.pg_type e WHERE e.oid = t.typelem AND t.typcategory = 'A' AND e.typtype = 'e' AND e.typnamespace IN (c.relnamespace, current_schema()::regnamespace)),
 CASE WHEN t.typtype = 'd' THEN (WITH RECURSIVE b(oid, size) AS (SELECT t.typbasetype, t.typtypmod UNION ALL
  SELECT x.typbasetype, x.typtypmod FROM b JOIN pg_catalog.pg_type x ON x.oid = b.oid WHERE x.typtype = 'd')
  SELECT format_type(b.oid, b.size) FROM b JOIN pg_catalog.pg_type x ON x.oid = b.oid WHERE x.typtype <> 'd') END
 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
 JOIN pg_catalog.pg_type t ON t.oid = a.atttypid LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
 WHERE c.relnamespace = @here AND c.relkind IN ('r', 'p', 'v', 'm') ORDER BY c.relname, a.attnum`

const postgresConstraints = `SELECT json_build_object('table', c.relname, 'name', k.conname, 'kind', k.contype,
 'columns', (SELECT json_agg(a.attname ORDER BY u.n) FROM unnest(k.conkey) WITH ORDINALITY u(num, n) JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num),
 'schema', (SELECT s.nspname FROM pg_catalog.pg_namespace s WHERE s.oid = f.relnamespace AND (s.oid <> current_schema()::regnamespace OR s.oid = @named)), 'target', f.relname,
 'targets', (SELECT json_agg(a.attname ORDER BY u.n) FROM unnest(k.confkey) WITH ORDINALITY u(num, n) JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num),
 'delete', k.confdeltype, 'update', k.confupdtype, 'match', k.confmatchtype, 'deferrable', k.condeferrable, 'deferred', k.condeferred,
 'unchecked', NOT k.convalidated, 'expression', pg_get_expr(k.conbin, k.conrelid), 'text', pg_get_constraintdef(k.oid))::text
 FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
 WHERE c.relnamespace = @here AND k.contype IN ('p', 'u', 'f', 'c', 'x') AND k.conparentid = 0 ORDER BY c.relname, k.conname`

const postgresIndexes = `SELECT json_build_object('table', c.relname, 'name', i.relname, 'method', CASE m.amname WHEN 'btree' THEN '' ELSE m.amname END,
 'unique', x.indisunique, 'valid', x.indisvalid, 'where', pg_get_expr(x.indpred, x.indrelid), 'with', array_to_string(i.reloptions, ', '),
 'parts', (SELECT json_agg(json_build_object('column', a.attname, 'expression', CASE WHEN x.indkey[n] = 0 THEN pg_get_indexdef(x.indexrelid, n + 1, true) END,
  'desc', x.indoption[n] & 1 = 1, 'nulls', x.indoption[n], 'class', CASE WHEN NOT o.opcdefault THEN o.opcname END,
  'collation', CASE WHEN x.indcollation[n] <> 0 AND x.indcollation[n] <> coalesce(nullif(a.attcollation, 0), x.indcollation[n]) THEN (SELECT l.collname FROM pg_catalog.pg_collation l WHERE l.oid = x.indcollation[n]) END) ORDER BY n)
  FROM generate_series(0, x.indnkeyatts - 1) n LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[n] AND x.indkey[n] > 0
  JOIN pg_catalog.pg_opclass o ON o.oid = x.indclass[n]),
 'include', (SELECT json_agg(a.attname ORDER BY n) FROM generate_series(x.indnkeyatts, x.indnatts - 1) n JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[n]))::text
 FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid JOIN pg_catalog.pg_class c ON c.oid = x.indrelid JOIN pg_catalog.pg_am m ON m.oid = i.relam
 WHERE c.relnamespace = @here AND c.relkind IN ('r', 'p')
 AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k WHERE k.conindid = x.indexrelid AND k.contype IN ('p', 'u', 'x')) ORDER BY c.relname, i.relname`

const postgresLabels = `SELECT t.typname::text, e.enumlabel::text FROM pg_catalog.pg_enum e JOIN pg_catalog.pg_type t ON t.oid = e.enumtypid
 WHERE t.typnamespace = current_schema()::regnamespace ORDER BY t.typname, e.enumsortorder`

const postgresTriggers = `SELECT c.relname::text, p.prosrc FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
 WHERE c.relnamespace = @here AND NOT t.tgisinternal AND t.tgtype & 2 = 2` // before the row is written

func (r *reader) postgres() error {
	if err := r.each(postgresTables, 3, func(row []string) {
		switch {
		case !r.wants(row[0]):
		case row[1] == "r" || row[1] == "p":
			r.state.Tables = append(r.state.Tables, state.Table{Name: row[0], Comment: row[2]})
		case r.views && (row[1] == "v" || row[1] == "m"):
			r.state.Tables = append(r.state.Tables, state.Table{Name: row[0], Comment: row[2], View: true})
		default:
			r.warn("%s is a view or a foreign table, which is not looked at", row[0])
		}
	}); err != nil {
		return err
	}
	if err := r.each(postgresLabels, 2, func(row []string) {
		e := r.state.Enum(row[0])
		if e == nil {
			r.state.Enums = append(r.state.Enums, state.Enum{Name: row[0]})
			e = &r.state.Enums[len(r.state.Enums)-1]
		}
		e.Labels = append(e.Labels, row[1])
	}); err != nil {
		return err
	}
	if err := r.each(postgresColumns, 12, r.postgresColumn); err != nil {
		return err
	}
	if err := r.each(postgresConstraints, 1, func(row []string) { r.decode(row[0], r.postgresConstraint) }); err != nil {
		return err
	}
	for i := range r.state.Tables {
		serial(&r.state.Tables[i])
	}
	if err := r.each(postgresIndexes, 1, func(row []string) { r.decode(row[0], r.postgresIndex) }); err != nil || !r.views {
		return err
	}
	return r.each(postgresTriggers, 2, func(row []string) { r.triggered(row[0], row[1]) })
}

// serial takes a key that numbers itself by a sequence of its own for what it is: one that the database generates.
func serial(t *state.Table) {
	for i := range t.Columns {
		if c := &t.Columns[i]; c.Serial && len(t.Key) == 1 && t.Key[0] == c.Name {
			c.Identity, c.Default = true, ""
		}
	}
}

// object is a constraint or an index as PostgreSQL describes it.
type object struct {
	Table, Name, Kind, Schema, Target, Delete, Update, Match, Expression, Text string
	Columns, Targets, Include                                                  []string
	Deferrable, Deferred, Unchecked, Unique, Valid                             bool
	Method, Where, With                                                        string
	Parts                                                                      []struct {
		Column, Expression, Class, Collation string
		Desc                                 bool
		Nulls                                int
	}
}

func (r *reader) decode(text string, do func(*state.Table, *object)) {
	var o object
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		r.warn("a constraint or an index is not understood: %v", err)
		return
	}
	if t := r.table(o.Table); t != nil {
		do(t, &o)
	}
}

func (r *reader) postgresColumn(row []string) {
	t := r.table(row[0])
	if t == nil {
		return
	}
	c := state.Column{Name: row[1], Type: r.dialect.CanonicalType(row[2]), Null: row[3] != "true", Identity: row[5] == "identity", Serial: row[5] == "serial", Collation: row[7], Comment: row[8]}
	if (r.views || strings.Contains(row[2], ".")) && r.state.Enum(row[9]) == nil && r.state.Enum(row[10]) == nil {
		row[9], row[10] = "", "" // of a schema that is not looked into, which the name of the type says
	}
	if row[9] != "" {
		c.Enum, c.Type = row[9], r.dialect.Ident(row[9])
	}
	if row[10] != "" {
		c.Enum, c.Type = row[10], r.dialect.Ident(row[10])+"[]"
	}
	if row[11] != "" {
		c.Declared = r.dialect.CanonicalType(row[11])
	}
	switch row[6] {
	case "":
		c.Default = row[4]
	default:
		c.Generated, c.Stored = row[4], row[6] == "s"
	}
	t.Columns = append(t.Columns, c)
}

var postgresActions = map[string]string{"r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}

func (r *reader) postgresConstraint(t *state.Table, o *object) {
	var with []string
	if o.Deferrable {
		with = append(with, "DEFERRABLE")
	}
	if o.Deferred {
		with = append(with, "INITIALLY DEFERRED")
	}
	switch o.Kind {
	case "p":
		t.Key = o.Columns
	case "u":
		c := state.Constraint{Kind: state.Unique, Name: o.Name, With: strings.Join(with, " ")}
		if strings.Contains(o.Text, "NULLS NOT DISTINCT") {
			c.With = strings.TrimSpace(c.With + " NULLS NOT DISTINCT")
		}
		for _, name := range o.Columns {
			c.Parts = append(c.Parts, state.Part{Column: name})
		}
		t.Constraints = append(t.Constraints, c)
	case "c":
		t.Constraints = append(t.Constraints, state.Constraint{Kind: state.Check, Name: o.Name, Expression: o.Expression, Unchecked: o.Unchecked})
	case "f":
		if o.Match == "f" {
			with = append([]string{"MATCH FULL"}, with...)
		}
		t.ForeignKeys = append(t.ForeignKeys, state.ForeignKey{Name: o.Name, Columns: o.Columns, Schema: o.Schema, Table: o.Target, Targets: o.Targets,
			OnDelete: postgresActions[o.Delete], OnUpdate: postgresActions[o.Update], Unchecked: o.Unchecked, With: strings.Join(with, " ")})
	default: // an exclusion
		t.Constraints = append(t.Constraints, state.Constraint{Kind: state.Exclusion, Name: o.Name, Expression: strings.TrimPrefix(o.Text, "EXCLUDE ")})
	}
}

func (r *reader) postgresIndex(t *state.Table, o *object) {
	if !o.Valid {
		r.warn("%s: the index %s is not valid, as CREATE INDEX CONCURRENTLY leaves it when it fails; drop it", t.Name, o.Name)
		return
	}
	c := state.Constraint{Kind: state.Index, Name: o.Name, Distinct: o.Unique, Where: o.Where, Method: o.Method, Include: o.Include}
	if o.With != "" {
		c.With = "WITH (" + o.With + ")"
	}
	for _, p := range o.Parts {
		part := state.Part{Column: p.Column, Expression: p.Expression, Desc: p.Desc, Class: p.Class, Collation: p.Collation}
		if p.Expression != "" {
			part.Column = ""
		}
		if p.Nulls == 1 || p.Nulls == 2 { // the first for DESC, the last for ASC, are not what goes without saying
			part.Class = strings.TrimSpace(part.Class + " other NULLS")
		}
		c.Parts = append(c.Parts, part)
	}
	t.Constraints = append(t.Constraints, c)
}
