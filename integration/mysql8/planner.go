package mysql8

import (
	"sync"

	sqle "github.com/dolthub/go-mysql-server"
	"github.com/dolthub/go-mysql-server/sql"
	"github.com/dolthub/go-mysql-server/sql/analyzer"
	"github.com/dolthub/go-mysql-server/sql/plan"
	"github.com/dolthub/go-mysql-server/sql/transform"
)

// forgetKeyID is unlike the numbers of the engine's own rules.
const forgetKeyID analyzer.RuleId = 1 << 20

// forgetsKeys adds forgetKey where the engine looks for the rules of simple INSERTs: in a list of all engines of a process.
var forgetsKeys = sync.OnceFunc(func() {
	analyzer.AlwaysBeforeDefault = append(analyzer.AlwaysBeforeDefault, analyzer.Rule{Id: forgetKeyID, Apply: forgetKey})
})

// planner is the engine, put right in two points.
//
// It reads the related rows of a condition with EXISTS in a join, and then gives a row once for each of them, or takes one
// of their columns for another; without that rule it evaluates the condition for each row. For what forgetKey does, see
// there.
func planner(provider sql.DatabaseProvider) *sqle.Engine {
	forgetsKeys()
	builder := analyzer.NewBuilder(provider)
	for _, rule := range analyzer.OnceAfterDefault {
		if rule.Id.String() == "unnestExistsSubqueries" {
			builder.RemoveOnceAfterRule(rule.Id)
		}
	}
	return sqle.New(builder.Build(), nil)
}

// forgetKey makes an INSERT with ON DUPLICATE KEY UPDATE report no key where it inserts nothing, as MySQL does; the engine
// would report the last one that was made on the connection.
func forgetKey(ctx *sql.Context, _ *analyzer.Analyzer, n sql.Node, _ *plan.Scope, _ analyzer.RuleSelector, _ *sql.QueryFlags) (sql.Node, transform.TreeIdentity, error) {
	transform.Inspect(n, func(n sql.Node) bool {
		if insert, ok := n.(*plan.InsertInto); ok && len(insert.OnDupExprs) > 0 {
			ctx.SetLastQueryInfoInt(sql.LastInsertId, 0)
		}
		return true
	})
	return n, transform.SameTree, nil
}
