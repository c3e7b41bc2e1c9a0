package schema

// Definer is what makes a struct a model. It is implemented on the pointer; NewRegistry calls Schema once, on a fresh zero
// value, and turns the pointers that it names into offsets. Schema must not depend on anything but the receiver's address.
type Definer interface{ Schema() Table }

// Table is what a model says about its table. The zero values are the defaults.
type Table struct {
	// Name is the table's name; empty stands for the type's name in snake_case plus "s".
	Name string
	// Schema is where the table is, when it is not where the connection looks: a schema of PostgreSQL, a database of the MySQL family, on
	// SQLite the name of an attached file (sqlite.Attach). It is a part of the table's name in every statement.
	Schema string
	// Fields are the columns and relations, in the order of the columns in the table.
	Fields Fields
	// OrderBy is the order of the rows where nobody asks for another: paths, "-path" for descending.
	OrderBy []string
	// Constraints go over several columns; those of one column are options of the column.
	Constraints []Constraint
	// Comment is stored with the table where the database can.
	Comment string
	// TrackChanges lets instances remember the values of their rows, which orm.Changed and orm.Old compare with, so that orm.Update
	// writes only what has changed. The model must embed orm.Model. It costs the memory of the values.
	TrackChanges bool
	// View says that the table is a view: its rows are read and never written, and CreateAll, DropAll and migrations leave it alone. A
	// view may have a primary key, which then tells its rows apart; without one it is Keyless.
	View bool
	// Keyless says that no column tells the rows apart, so that the model has no primary key. Its rows are read and never written,
	// relations go from it and none to it, and First, Last and pages need an order.
	Keyless bool
	// Unmanaged leaves the table to somebody else: CreateAll, DropAll and migrations do nothing about it. Of several models over one
	// table all but one are Unmanaged.
	Unmanaged bool
	// ShardKey names the field by which the rows of the table are divided among servers (Vitess, Citus), such as "tenant_id". Rows that
	// relations tie have the same one. Joins, prefetches, relations and statements about instances compare it besides the keys, so
	// that what is asked of one shard is asked of that shard alone; no update assigns it. On one server it only costs these comparisons.
	ShardKey string
	// AnyName admits names beyond letters, digits and underscore: dots, blanks, other scripts.
	AnyName bool
}

// Fields is a list of declared fields. An embedded struct shares its fields by a method
//
//	func (t *Timestamps) Fields() schema.Fields
//
// whose result the outer Schema appends to its own.
type Fields []Field

// Field is one declared field: a *Column or a *Relation.
type Field interface{ isField() }
