// Package servers finds the database servers that tests may use and hands out empty databases on them. It knows nothing of
// the packages it is used to test, so that their own tests can import it; package dbtest builds on it.
//
// The environment says where the servers are:
//
//   - ORMAR_POSTGRES, a URL such as postgres://postgres@127.0.0.1:5432/postgres;
//   - ORMAR_MYSQL, a DSN such as root@tcp(127.0.0.1:3306)/, of a MySQL or MariaDB server.
//
// Where one is not set, the server at the address above is used if it answers. A test that asks for a server that is not
// there is skipped with the reason; with ORMAR_REQUIRE_ALL=1 it fails. A server that is named and does not answer is always a
// failure. With -short there is SQLite alone, and every test of another database is skipped and says so.
package servers
