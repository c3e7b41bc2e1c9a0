package inspect

import (
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/internal/diff"
	"github.com/ormar-go/ormar/internal/state"
)

const (
	mysqlTables  = "SELECT TABLE_NAME, TABLE_TYPE, TABLE_COMMENT FROM information_schema.TABLES WHERE TABLE_SCHEMA = @here"
	mysqlColumns = "SELECT TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, COLLATION_NAME, COLUMN_COMMENT, GENERATION_EXPRESSION," +
		" COLUMN_DEFAULT IS NULL, DATA_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = @here ORDER BY TABLE_NAME, ORDINAL_POSITION"
	mysqlIndexes = "SELECT TABLE_NAME, INDEX_NAME, COLUMN_NAME, NON_UNIQUE, SUB_PART, COLLATION, INDEX_TYPE FROM information_schema.STATISTICS" +
		" WHERE TABLE_SCHEMA = @here ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX"
	mysqlKeys = "SELECT k.TABLE_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME, r.DELETE_RULE, r.UPDATE_RULE," +
		" CASE WHEN k.REFERENCED_TABLE_SCHEMA <> DATABASE() OR k.REFERENCED_TABLE_SCHEMA = @named THEN k.REFERENCED_TABLE_SCHEMA END FROM information_schema.KEY_COLUMN_USAGE k" +
		" JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND r.TABLE_NAME = k.TABLE_NAME" +
		" WHERE k.TABLE_SCHEMA = @here AND k.REFERENCED_TABLE_NAME IS NOT NULL ORDER BY k.TABLE_NAME, k.CONSTRAINT_NAME, k.ORDINAL_POSITION"
	mysqlTriggers = "SELECT EVENT_OBJECT_TABLE, ACTION_STATEMENT FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = @here AND ACTION_TIMING = 'BEFORE'"
	mysqlChecks   = "SELECT t.TABLE_NAME, t.CONSTRAINT_NAME, c.CHECK_CLAUSE FROM information_schema.TABLE_CONSTRAINTS t JOIN information_schema.CHECK_CONSTRAINTS c" +
		" ON c.CONSTRAINT_SCHEMA = t.CONSTRAINT_SCHEMA AND c.CONSTRAINT_NAME = t.CONSTRAINT_NAME%s WHERE t.TABLE_SCHEMA = @here AND t.CONSTRAINT_TYPE = 'CHECK'" +
		" ORDER BY t.TABLE_NAME, t.CONSTRAINT_NAME"
)

func (r *reader) mysql() error {
	if err := r.each(mysqlTables, 3, func(row []string) {
		switch {
		case !r.wants(row[0]):
		case row[1] == "BASE TABLE":
			r.state.Tables = append(r.state.Tables, state.Table{Name: row[0], Comment: row[2]})
		case r.views && row[1] == "VIEW":
			r.state.Tables = append(r.state.Tables, state.Table{Name: row[0], View: true})
		default:
			r.warn("%s is a %s, which is not looked at", row[0], strings.ToLower(row[1]))
		}
	}); err != nil {
		return err
	}
	if err := r.each(mysqlColumns, 11, r.mysqlColumn); err != nil {
		return err
	}
	if err := r.each(mysqlIndexes, 7, r.mysqlIndex); err != nil {
		return err
	}
	if err := r.each(mysqlKeys, 8, r.mysqlKey); err != nil {
		return err
	}
	r.implicit()
	byTable := ""
	if r.dialect.SelfSubquery { // MariaDB's checks have names of their own in each table
		byTable = " AND c.TABLE_NAME = t.TABLE_NAME"
	}
	if err := r.each(strings.Replace(mysqlChecks, "%s", byTable, 1), 3, r.mysqlCheck); err != nil || !r.views {
		return err
	}
	return r.each(mysqlTriggers, 2, func(row []string) { r.triggered(row[0], row[1]) })
}

// collation is the one that new tables get, which is not said of columns.
func (r *reader) collation() string {
	_, name, _ := strings.Cut(r.dialect.DDL.TableOptions, "COLLATE=")
	return name
}

func (r *reader) mysqlColumn(row []string) {
	t := r.table(row[0])
	if t == nil {
		return
	}
	extra := strings.ToLower(row[5])
	c := state.Column{Name: row[1], Type: r.dialect.CanonicalType(row[2]), Null: row[3] == "YES", Comment: row[7], Identity: strings.Contains(extra, "auto_increment")}
	if row[6] != r.collation() && row[10] != "json" {
		c.Collation = row[6]
	}
	if _, after, found := strings.Cut(extra, "on update "); found {
		c.OnUpdate = after
	}
	switch {
	case row[8] != "":
		c.Generated, c.Stored = row[8], strings.Contains(extra, "stored") || strings.Contains(extra, "persistent")
	case row[9] == "1" || row[4] == "NULL":
	default:
		c.Default = row[4]
		if strings.Contains(extra, "default_generated") {
			c.Default = "(" + row[4] + ")"
		}
	}
	if strings.Contains(extra, "invisible") {
		r.warn("%s.%s is invisible, which no model can say", t.Name, c.Name)
	}
	t.Columns = append(t.Columns, c)
}

func (r *reader) mysqlIndex(row []string) {
	t := r.table(row[0])
	if t == nil {
		return
	}
	if row[1] == "PRIMARY" {
		t.Key = append(t.Key, row[2])
		return
	}
	method := ""
	switch row[6] {
	case "BTREE":
	case "FULLTEXT":
		method = "fulltext"
	default:
		r.warn("%s: the index %s is of the kind %s, which is not looked at", t.Name, row[1], row[6])
		return
	}
	part := state.Part{Column: row[2], Desc: row[5] == "D"}
	part.Length, _ = strconv.Atoi(row[4]) // 0 where there is none
	if row[2] == "" {
		part.Expression = "an expression"
		r.warn("%s: the index %s has an expression, which is not compared", t.Name, row[1])
	}
	if n := len(t.Constraints); n > 0 && t.Constraints[n-1].Name == row[1] {
		t.Constraints[n-1].Parts = append(t.Constraints[n-1].Parts, part)
		return
	}
	c := state.Constraint{Kind: state.Index, Name: row[1], Method: method, Parts: []state.Part{part}}
	if row[3] == "0" && method == "" {
		c.Kind = state.Unique
	}
	t.Constraints = append(t.Constraints, c)
}

func (r *reader) mysqlKey(row []string) {
	t := r.table(row[0])
	if t == nil {
		return
	}
	if n := len(t.ForeignKeys); n > 0 && t.ForeignKeys[n-1].Name == row[1] {
		k := &t.ForeignKeys[n-1]
		k.Columns, k.Targets = append(k.Columns, row[2]), append(k.Targets, row[4])
		return
	}
	t.ForeignKeys = append(t.ForeignKeys, state.ForeignKey{Name: row[1], Columns: []string{row[2]}, Schema: row[7], Table: row[3], Targets: []string{row[4]},
		OnDelete: noAction(row[5]), OnUpdate: noAction(row[6])})
}

// implicit leaves out the indexes that came with foreign keys.
func (r *reader) implicit() {
	for i := range r.state.Tables {
		t := &r.state.Tables[i]
		for _, k := range t.ForeignKeys {
			without := *t
			without.Constraints = nil
			found := false
			for _, c := range t.Constraints {
				if c.Name == k.Name && c.Kind == state.Index {
					found = true
				} else {
					without.Constraints = append(without.Constraints, c)
				}
			}
			if found && !diff.Covers(&without, k.Columns) {
				t.Constraints = without.Constraints
			}
		}
	}
}

func (r *reader) mysqlCheck(row []string) {
	t := r.table(row[0])
	if t == nil {
		return
	}
	for i := range t.Columns {
		// MariaDB keeps JSON in this way, under the name that the column had when it was made.
		if c := &t.Columns[i]; c.Type == "longtext" && row[2] == "json_valid("+r.dialect.Ident(c.Name)+")" {
			c.Type, c.Collation = "json", ""
			return
		}
	}
	t.Constraints = append(t.Constraints, state.Constraint{Kind: state.Check, Name: row[1], Expression: row[2]})
}
