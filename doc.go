// Package ormar is the root of the module and has no code of its own. The packages to import are
//
//   - [github.com/ormar-go/ormar/schema]: models as Go structs, with their fields, relations and constraints;
//   - [github.com/ormar-go/ormar/schema/crypt]: ciphers for encrypted fields, and the Password value;
//   - [github.com/ormar-go/ormar/orm]: queries, instances, relations and transactions;
//   - [github.com/ormar-go/ormar/orm/sqlite], [github.com/ormar-go/ormar/orm/postgres] and
//     [github.com/ormar-go/ormar/orm/mysql] (MySQL and MariaDB): opening a database;
//   - [github.com/ormar-go/ormar/hooks]: functions that run before and after writes;
//   - [github.com/ormar-go/ormar/loaders]: join trees and object graphs, for those who write a query layer of their own;
//   - [github.com/ormar-go/ormar/migrate]: creating, comparing and changing tables.
//
// The program in examples/quickstart shows most of it in one sitting.
package ormar
