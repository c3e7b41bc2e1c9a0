package mysql

import (
	"context"
	"errors"

	"github.com/go-sql-driver/mysql"
	"github.com/jmoiron/sqlx"
)

// inTransaction asks MariaDB.
func inTransaction(ctx context.Context, conn *sqlx.Conn) (open bool, err error) {
	err = conn.QueryRowxContext(ctx, "SELECT @@in_transaction").Scan(&open)
	return open, err
}

// hasTransaction asks MySQL, which has no such variable: it refuses to change the next transaction's characteristics while
// one is open (1568). The change itself is to the default, for one transaction, and needs no privilege.
func hasTransaction(ctx context.Context, conn *sqlx.Conn) (bool, error) {
	_, err := conn.ExecContext(ctx, "SET TRANSACTION READ WRITE")
	var e *mysql.MySQLError
	if errors.As(err, &e) && e.Number == 1568 { // ER_CANT_CHANGE_TX_CHARACTERISTICS
		return true, nil
	}
	return false, err
}
