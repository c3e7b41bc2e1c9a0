package schema

import "slices"

// Constraint is a rule or an index over several columns of a table. Make one with UniqueTogether, UniqueOn, IndexOn, Check, FullText or
// Exclude; its methods return a changed copy.
type Constraint struct {
	kind       ConstraintKind
	attributes []string
	condition  string
	name       string
	named      bool
	where      string
	method     string
	include    []string
	classes    []partOption
	lengths    []partOption
	language   string
}

// partOption is said of one part of an index.
type partOption struct {
	part, text string
	number     int
}

// UniqueTogether says that no two rows agree in all the named attributes. As in SQL, a NULL agrees with nothing. Its default
// name is uc_{table}_{columns}.
func UniqueTogether(attributes ...string) Constraint {
	return Constraint{kind: UniqueConstraint, attributes: slices.Clone(attributes)}
}

// UniqueOn is UniqueTogether over attributes, "-attribute" for one in descending order, and expressions in parentheses in which
// {attribute} stands for its column: "(lower({email}))". What is more than plain attributes, or has a Where, is a unique index rather
// than a constraint on PostgreSQL and SQLite, which no foreign key can refer to. MariaDB has no indexes over expressions: there, and
// on the MySQL family where Where is set, CreateAll and migrations answer with a *DefinitionError that says what to use. Expressions
// and conditions are sent as they are and are never to be made of anything that comes from outside.
func UniqueOn(expressions ...string) Constraint {
	return Constraint{kind: UniqueConstraint, attributes: slices.Clone(expressions)}
}

// IndexOn is an index over the named attributes, in that order; it takes "-attribute" and "(expression with {attribute})" as UniqueOn
// does. Its default name is ix_{table}_{columns}, of an expression its words.
func IndexOn(attributes ...string) Constraint {
	return Constraint{kind: IndexConstraint, attributes: slices.Clone(attributes)}
}

// Check is a condition in SQL that every row must meet, in which {attribute} stands for its column, quoted as each database wants it:
// Check("adult", "{age} >= 18"). The text is otherwise sent as it is, and is never to be made of anything that comes from outside. An
// empty name stands for check_{table}_{condition}, blanks as underscores.
func Check(name, condition string) Constraint {
	return Constraint{kind: CheckConstraint, name: name, condition: condition}
}

// Exclude is an exclusion constraint of PostgreSQL: no two rows for which all elements' operators hold. An element is SQL, "{room} WITH =",
// in which {attribute} stands for a column; using is the kind of index, mostly gist, whose operators for plain numbers and texts come with
// the extension btree_gist. A row that violates it is an orm.ErrExclusion with its fields. Other databases have nothing like it: a
// *DefinitionError of CreateAll and migrations. An empty name stands for ex_{table}_{columns}.
func Exclude(name, using string, elements ...string) Constraint {
	return Constraint{kind: ExclusionConstraint, name: name, method: using, attributes: slices.Clone(elements)}
}

// FullText makes the words of texts findable by orm.Search: of the named attributes together, whole words, whatever their capitals. It is
// a GIN index over a tsvector on PostgreSQL; a generated column with the words and a FULLTEXT index over it on MySQL and MariaDB (of an
// Unmanaged table the FULLTEXT index over the attributes themselves that is there); an FTS4 table on SQLite, which triggers keep in step and
// which wants an integer key. Its default name is ft_{table}_{columns}.
func FullText(attributes ...string) Constraint {
	return Constraint{kind: FullTextConstraint, attributes: slices.Clone(attributes)}
}

// Language has words of a FullText found by their stems, and on PostgreSQL leaves out its words without a meaning of their own: "english",
// "german", or another text search configuration there. SQLite stems English, MySQL and MariaDB nothing. Without it words are what they are.
func (c Constraint) Language(name string) Constraint {
	c.language = name
	return c
}

// Named replaces the default name and returns the changed constraint.
func (c Constraint) Named(name string) Constraint {
	c.name, c.named = name, true
	return c
}

// Where has an index, a unique one too, or an exclusion constraint hold only the rows that meet a condition in SQL, in which {attribute}
// stands for its column: no two of these agree, whatever others hold. SQLite and PostgreSQL have it.
func (c Constraint) Where(sql string) Constraint {
	c.where = sql
	return c
}

// Using is the kind of an index on PostgreSQL: gin, gist, brin, hash, or one of an extension. A JSON column, which no plain index holds,
// is admitted with it.
func (c Constraint) Using(method string) Constraint {
	c.method = method
	return c
}

// Include has an index of PostgreSQL hold further columns, which it does not sort by, so that a query for them reads the index alone.
func (c Constraint) Include(attributes ...string) Constraint {
	c.include = append(slices.Clip(c.include), attributes...)
	return c
}

// Class is the operator class of one part of an index on PostgreSQL, spelled as in IndexOn: Class("title", "gin_trgm_ops").
func (c Constraint) Class(attribute, name string) Constraint {
	c.classes = append(slices.Clip(c.classes), partOption{part: attribute, text: name})
	return c
}

// Length has an index of MySQL or MariaDB hold only the first n characters, or bytes, of an attribute, which an index over a long text
// needs there. A unique index then compares these alone.
func (c Constraint) Length(attribute string, n int) Constraint {
	c.lengths = append(slices.Clip(c.lengths), partOption{part: attribute, number: n})
	return c
}
