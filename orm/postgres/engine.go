package postgres

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jmoiron/sqlx"
)

// engineQuery asks a server what it is. Citus is an extension, which the version does not tell.
const engineQuery = "SELECT version(), EXISTS (SELECT 1 FROM pg_catalog.pg_extension WHERE extname = 'citus')"

// recognise is the dialect of the server: that of PostgreSQL, or of an engine that speaks its protocol. A server that does not answer the
// question is taken for PostgreSQL, one that does not let anybody in is not.
func recognise(ctx context.Context, on sqlx.QueryerContext) (string, error) {
	var version string
	var citus bool
	err := on.QueryRowxContext(ctx, engineQuery).Scan(&version, &citus)
	var refused *pgconn.PgError
	var outside *pgconn.ConnectError
	switch {
	case errors.As(err, &outside):
		return "", err
	case errors.As(err, &refused) && kindOf(refused.Code) == nil:
		return "postgres", nil
	case err != nil:
		return "", err
	}
	return engineOf(version, citus), nil
}

// engineOf reads what version() gives.
func engineOf(version string, citus bool) string {
	switch {
	case strings.HasPrefix(version, "CockroachDB"):
		return "cockroachdb"
	case strings.Contains(version, "-YB-"):
		return "yugabytedb"
	case citus:
		return "citus"
	}
	return "postgres"
}
