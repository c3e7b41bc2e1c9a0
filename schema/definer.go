package schema

// Definer is what makes a struct a model. It is implemented on the pointer; NewRegistry calls Schema once, on a fresh zero
// value, and turns the pointers that it names into offsets. Schema must not depend on anything but the receiver's address.
type Definer interface{ Schema() Table }

// Table is what a model says about its table. The zero values are the defaults.
type Table struct {
	// Name is the table's name; empty stands for the type's name in snake_case plus "s".
	Name string
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
