package app

import (
	"context"
	"strings"

	"github.com/ormar-go/ormar/examples/tracker/model"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// Open opens a database by its address: postgres://…, mysql://…, or the path of an SQLite file.
func Open(url string, models *schema.Registry, opts ...orm.Option) (*orm.DB, error) {
	switch scheme, _, _ := strings.Cut(url, "://"); scheme {
	case "postgres", "postgresql":
		return postgres.Open(url, models, opts...)
	case "mysql":
		return mysql.Open(url, models, opts...)
	}
	return sqlite.Open(strings.TrimPrefix(url, "sqlite:"), models, opts...)
}

// Scopes keep tenants apart: whatever is asked, rows of another tenant are not there.
func Scopes() []orm.Option {
	return []orm.Option{
		scope[model.Tenant]("id"), scope[model.User]("tenant"), scope[model.Team]("tenant"), scope[model.Project]("tenant"), scope[model.Issue]("tenant"),
		scope[model.Comment]("tenant"), scope[model.Label]("tenant"), scope[model.Attachment]("tenant"), scope[model.Entry]("tenant"),
	}
}

func scope[T any](field string) orm.Option {
	return orm.WithScope[T]("tenant", func(ctx context.Context) (orm.Condition, error) {
		who, err := WhoOf(ctx)
		if err != nil {
			return nil, err
		}
		return orm.Q{field: who.Tenant}, nil
	})
}
