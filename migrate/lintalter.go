package migrate

// alter looks at one clause of an ALTER TABLE.
func (l *linter) alter(table string, c tokens) {
	if l.fresh[table] {
		return
	}
	switch {
	case c.eat("DROP"):
		if column := c.droppedColumn(); column != "" {
			l.add("MIG102", table+"."+column, "a column is dropped with its values", "take it out of use in one release and drop it in a later one; keep a copy of its values")
		}
	case c.eat("RENAME", "TO"), c.eat("RENAME", "AS"):
		l.renamed(table)
	case c.eat("RENAME", "INDEX"), c.eat("RENAME", "KEY"), c.eat("RENAME", "CONSTRAINT"):
	case c.eat("RENAME"):
		c.eat("COLUMN")
		l.renamed(table + "." + c.name())
	case c.eat("ADD"):
		l.alterAdd(table, c)
	case c.eat("MODIFY"), c.eat("CHANGE"):
		c.eat("COLUMN")
		l.add("MIG204", table+"."+c.name(), "the column is changed, which may write the whole table anew and fail for values that do not fit",
			"say ALGORITHM=INSTANT or INPLACE, LOCK=NONE to be told when it is not, and look for values that do not fit first")
	case c.eat("ALTER"):
		c.eat("COLUMN")
		l.alterColumn(table+"."+c.name(), c)
	}
}

// alterColumn looks at PostgreSQL's changes of a column.
func (l *linter) alterColumn(column string, c tokens) {
	switch {
	case c.eat("TYPE"), c.eat("SET", "DATA", "TYPE"):
		l.add("MIG204", column, "the column's type is changed, which may write the whole table anew under a lock that blocks readers, and fail for values that do not fit",
			"add a column of the new type, copy in batches, and drop the old one in a later release")
	case c.eat("SET", "NOT", "NULL"):
		l.add("MIG202", column, "all rows are read under a lock that blocks readers, and it fails where one has NULL",
			"fill the rows first; add CHECK (… IS NOT NULL) NOT VALID and VALIDATE it in another file, then SET NOT NULL reads nothing")
	}
}

// alterAdd looks at what is added to a table that may have rows.
func (l *linter) alterAdd(table string, c tokens) {
	if c.eat("CONSTRAINT") {
		name := c.name()
		if c.at < len(c.list) {
			l.constraint(table, name, c)
		}
		return
	}
	if l.constraint(table, table, c) {
		return
	}
	c.eat("COLUMN")
	c.eat("IF", "NOT", "EXISTS")
	column := c.name()
	has := func(words ...string) bool {
		for i := range c.list {
			if rest := (tokens{c.list, i}); rest.eat(words...) {
				return true
			}
		}
		return false
	}
	if column == "" || has("GENERATED") || has("AUTO_INCREMENT") {
		return
	}
	if has("NOT", "NULL") && !has("DEFAULT") {
		l.add("MIG201", table+"."+column, "a NOT NULL column without a default fails on a table with rows, or gives them a value that nobody chose",
			"add it as NULL, fill the rows, then SET NOT NULL; or give it a default")
	}
	if has("UNIQUE") {
		l.add("MIG203", table+"."+column, "a unique constraint fails when rows have equal values", "fill the rows with values that differ first")
	}
	if has("REFERENCES") {
		l.unindexed(table, column)
	}
}

// constraint looks at a constraint that is added; false when the clause adds something else.
func (l *linter) constraint(table, name string, c tokens) bool {
	later := len(c.list) >= 2 && c.list[len(c.list)-2].Is("NOT") && c.list[len(c.list)-1].Is("VALID")
	switch {
	case c.eat("FOREIGN", "KEY"):
		if !later && l.concurrent() {
			l.add("MIG302", name, "writes to both tables wait until all rows are checked, and it fails where one leads nowhere",
				"add it NOT VALID, and VALIDATE CONSTRAINT in another file")
		}
		if c.sign("(") {
			l.unindexed(table, c.name())
		}
	case c.eat("CHECK"):
		if !later && l.concurrent() {
			l.add("MIG303", name, "readers and writers wait until all rows are checked, and it fails where one is refused",
				"add it NOT VALID, and VALIDATE CONSTRAINT in another file")
		}
	case c.eat("UNIQUE"), c.eat("PRIMARY", "KEY"):
		if c.eat("USING", "INDEX") {
			return true
		}
		l.add("MIG203", name, "a unique constraint fails when rows have equal values", "look for them first: SELECT …, count(*) … GROUP BY … HAVING count(*) > 1")
		if l.concurrent() {
			l.add("MIG301", name, "readers and writers wait until the index behind it is built",
				"CREATE UNIQUE INDEX CONCURRENTLY in a file of its own, then ADD CONSTRAINT … UNIQUE USING INDEX")
		}
	case c.eat("INDEX"), c.eat("KEY"), c.eat("FULLTEXT"), c.eat("SPATIAL"), c.eat("EXCLUDE"):
	default:
		return false
	}
	return true
}

// unindexed reports a foreign key whose column no index of the section begins with, where the
// database makes none itself.
func (l *linter) unindexed(table, column string) {
	if (l.concurrent() || l.rebuilds()) && !l.indexed[table+"."+column] {
		l.withoutIndex(table, column)
	}
}

// withoutIndex reports a foreign key, and says what makes the index without parting files and models:
// one that is made by hand is drift.
func (l *linter) withoutIndex(table, column string) {
	l.add("MIG401", table+"."+column,
		"a foreign key has no index behind it, so that deleting or changing a parent reads the whole table",
		"declare Index() on it in the model and make the migration anew; for the table of a ManyToMany, "+
			"schema.IndexOn over it in a link model (orm.ManyThrough)")
}
