// Package ormar is the root of an ORM in which one Go struct is the table, the row, the request and the response, the same on SQLite,
// PostgreSQL, MariaDB and MySQL. It has no code of its own. A program imports
//
//   - [github.com/ormar-go/ormar/schema]: models as Go structs, with their fields, relations and constraints;
//   - [github.com/ormar-go/ormar/orm]: queries, instances, relations and transactions;
//   - [github.com/ormar-go/ormar/orm/sqlite], [github.com/ormar-go/ormar/orm/postgres] or
//     [github.com/ormar-go/ormar/orm/mysql] (MySQL and MariaDB): opening a database; the module orm/sqlitego is SQLite without C;
//   - [github.com/ormar-go/ormar/migrate]: the tables, at once or by migrations, and [github.com/ormar-go/ormar/migrate/cli], the commands.
//
// What it may import besides:
//
//   - [github.com/ormar-go/ormar/orm/ormhttp]: rows over HTTP; the module orm/ormadmin has pages to look at them;
//   - [github.com/ormar-go/ormar/orm/ormtest]: databases and rows for tests, and [github.com/ormar-go/ormar/orm/ormseed]: rows from files;
//   - [github.com/ormar-go/ormar/orm/ormslog]: statements in a log; the module orm/ormotel has traces;
//   - [github.com/ormar-go/ormar/hooks]: functions that run before and after writes;
//   - [github.com/ormar-go/ormar/schema/crypt]: ciphers for encrypted fields, and a value for passwords;
//   - [github.com/ormar-go/ormar/schema/diagram]: a picture of the models, and [github.com/ormar-go/ormar/migrate/inspect]: models of a
//     database that is there;
//   - [github.com/ormar-go/ormar/loaders]: join trees and object graphs, the machinery behind package orm.
//
// The program in examples/quickstart shows most of it in one sitting; docs/howto.md answers by question.
package ormar
