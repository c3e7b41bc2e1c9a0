package compile

import (
	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/internal/query"
)

// unitedName is what the keys of united queries are called, each as often as a query has it.
const unitedName = "united"

// united joins the keys of the queries that a query unites, so that a row is there once for each.
func (f *frame) united(sel sq.SelectBuilder, q *query.Query) sq.SelectBuilder {
	if len(q.United()) == 0 {
		return sel
	}
	all := new(text).add("JOIN (")
	for i, part := range q.United() {
		t, err := f.inside(func() (sq.Sqlizer, error) { return f.b.columnIn(part, true) })
		if err != nil {
			f.b.fail(err)
			return sel
		}
		if i > 0 {
			all.add(" UNION ALL ")
		}
		all.add("SELECT v, ", itoa(i), " AS u FROM (").join(t).add(") AS part", itoa(i))
	}
	root := f.tree.Root()
	all.add(") AS ", unitedName, " ON ", f.column(root, root.Model.Keys[0]), " = ", unitedName, ".v")
	return sel.JoinClause(all.expr())
}
