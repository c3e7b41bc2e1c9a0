package benchmarks

import (
	"context"
	"strings"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// shapedOrmar does the shapes with this module.
type shapedOrmar struct{ db *orm.DB }

func openShapedOrmar(e engine, dsn string) (shapedOrmar, error) {
	models, err := schema.NewRegistry(&ormarWide{}, &ormarDoc{}, &ormarNode{}, &ormarLeft{}, &ormarRight{})
	if err != nil {
		return shapedOrmar{}, err
	}
	open := map[string]func(string, *schema.Registry, ...orm.Option) (*orm.DB, error){
		servers.SQLite: sqlite.Open, servers.Postgres: postgres.Open, servers.MariaDB: mysql.Open,
	}
	db, err := open[e.name](dsn, models)
	if err != nil {
		return shapedOrmar{}, err
	}
	single(db.SQLX().DB)
	return shapedOrmar{db}, nil
}

func (o shapedOrmar) close() error { return o.db.Close() }

func (o shapedOrmar) wide(ctx context.Context, n int) (any, error) {
	return orm.Objects[ormarWide](o.db).OrderBy("id").Limit(n).All(ctx)
}

func (o shapedOrmar) texts(ctx context.Context, n int) (any, error) {
	return orm.Objects[ormarDoc](o.db).OrderBy("id").Limit(n).All(ctx)
}

func (o shapedOrmar) tree(ctx context.Context, n int) (any, error) {
	return orm.Objects[ormarNode](o.db).Filter(orm.Q{"id__lte": n}).OrderBy("id").PrefetchRelated(strings.Repeat("children__", depth-1) + "children").All(ctx)
}

func (o shapedOrmar) links(ctx context.Context, n int) (any, error) {
	first, last := leftsOf(n)
	return orm.Objects[ormarLeft](o.db).Filter(orm.Q{"id__range": []int{first, last}}).OrderBy("id").PrefetchRelated("rights").All(ctx)
}

func (o shapedOrmar) conditions(ctx context.Context, n int) (any, error) {
	f := orm.Fields[ormarWide]()
	fields := f.integers()
	list := make([]orm.Condition, n)
	list[0] = orm.Lte(&f.ID, 10)
	for i := 1; i < n; i++ {
		list[i] = orm.Gte(fields[i%9], int64(-i))
	}
	return orm.Objects[ormarWide](o.db).Filter(list...).OrderBy("id").All(ctx)
}

func (o shapedOrmar) chain(ctx context.Context, n int) (any, error) {
	return orm.Objects[ormarNode](o.db).SelectRelated(strings.Repeat("next__", n-1) + "next").OrderBy("id").Limit(chained).All(ctx)
}
