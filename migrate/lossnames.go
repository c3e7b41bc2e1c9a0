package migrate

// formerly knows the names that statements have given so far, and what each is called in the
// database before any of them is sent.
type formerly struct {
	made    map[string]bool
	tables  map[string]string            // by their names now
	columns map[string]map[string]string // by the names of their tables before, and their own now
}

func newFormerly() *formerly {
	return &formerly{made: map[string]bool{}, tables: map[string]string{}, columns: map[string]map[string]string{}}
}

// table is what a table was called before.
func (n *formerly) table(name string) string {
	if old, is := n.tables[name]; is {
		return old
	}
	return name
}

// follow takes note of a statement that makes or renames a table, or renames a column.
func (n *formerly) follow(t tokens) {
	switch {
	case t.eat("CREATE", "TABLE"):
		t.eat("IF", "NOT", "EXISTS")
		n.made[t.name()] = true
	case t.eat("RENAME", "TABLE"):
		for _, clause := range t.clauses() {
			from := clause.name()
			if clause.eat("TO") {
				n.renamed(from, clause.name())
			}
		}
	case t.eat("ALTER", "TABLE"):
		t.eat("IF", "EXISTS")
		t.eat("ONLY")
		table := t.name()
		for _, clause := range t.clauses() {
			if !clause.eat("RENAME") {
				continue
			}
			if clause.eat("TO") || clause.eat("AS") {
				n.renamed(table, clause.name())
				continue
			}
			clause.eat("COLUMN")
			from := clause.name()
			if clause.eat("TO") {
				n.renamedColumn(table, from, clause.name())
			}
		}
	}
}

// renamed notes a table's new name. One that the statements have made is not in the database yet.
func (n *formerly) renamed(from, to string) {
	if n.made[from] {
		delete(n.made, from)
		return
	}
	n.tables[to] = n.table(from)
}

func (n *formerly) renamedColumn(table, from, to string) {
	table = n.table(table)
	if n.columns[table] == nil {
		n.columns[table] = map[string]string{}
	}
	if old, is := n.columns[table][from]; is {
		from = old
	}
	n.columns[table][to] = from
}

// before is what is dropped under the names that it has in the database.
func (n *formerly) before(d drop) drop {
	d.table = n.table(d.table)
	names := n.columns[d.table]
	for _, list := range [][]string{d.columns, d.kept} {
		for i, c := range list {
			if old, is := names[c]; is {
				list[i] = old
			}
		}
	}
	return d
}
