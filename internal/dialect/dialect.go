// Package dialect holds what differs between the databases, as values: a Dialect is a struct of answers that is chosen once,
// when a pool is opened. Nothing else in the module compares a database's name.
package dialect

import (
	"time"

	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// Dialect is one database's answers. It is immutable and shared.
type Dialect struct {
	Name     string // as For takes it
	Quote    byte   // around identifiers, doubled inside
	Numbered bool   // placeholders are $1, $2, … instead of ?
	Syntax   Syntax // how the database reads a text

	MaxParameters int // bind parameters of one statement
	LargeBatch    int // rows of an INSERT where at least as many are left, for which a round trip costs more than a longer text; 0 for none
	MaxTables     int // tables of one join that we allow
	MaxColumns    int // columns of one row that is read

	// Returning clauses, by statement.
	InsertReturning, UpdateReturning, DeleteReturning bool
	// LastInsertID: the driver reports the generated key of a one-row INSERT.
	LastInsertID bool
	// EmptyInsert is what follows "INSERT INTO t " when no column is given: "DEFAULT VALUES" or "() VALUES ()".
	EmptyInsert string

	NullsLast    bool   // NULL stands after every value in an ascending order
	NullsClause  bool   // NULLS FIRST and NULLS LAST are understood
	RowValues    string // stands before the row values of a list
	Arrays       bool   // a list is one array parameter: = ANY(?)
	OnConflict   bool   // ON CONFLICT (…) DO …; otherwise ON DUPLICATE KEY
	RowLocks     bool   // SELECT … FOR UPDATE [OF t] [SKIP LOCKED | NOWAIT]
	UpdateFrom   bool   // UPDATE … FROM
	UpdateJoin   bool   // UPDATE a JOIN b … SET
	SelfSubquery bool   // UPDATE and DELETE may read their own table in a sub-query
	// NoOuterInDerived: a table in FROM does not see the row around the sub-query in which it stands.
	NoOuterInDerived bool
	ForeignKeyAlter  bool // foreign keys can be added and dropped by ALTER TABLE
	NativeEnum       bool // enumerations have a type of their own
	NativeUUID       bool // so have UUIDs
	TimeText         bool // times are stored as text
	InstrSearch      bool // contains and its kin use instr() and substr() rather than LIKE
	BoolAggregate    bool // min and max of a boolean need another function: bool_and, bool_or

	// RegexMatch is what stands before the column, between it and the pattern's ?, and after, in a case-sensitive match.
	RegexMatch [3]string
	// CheckPattern says what is wrong with a regular expression, without quoting it, where the server would say it as an error that
	// has no code; nil elsewhere.
	CheckPattern func(pattern string) error
	// RegexPatternFirst: the pattern's ? and the column change places in RegexMatch.
	RegexPatternFirst bool
	// JSONEqual is the same for the equality of two JSON values by meaning.
	JSONEqual [3]string
	// AssignsInOrder: the right sides of an UPDATE see what earlier assignments of it wrote.
	AssignsInOrder bool
	// DecimalSum is the sum of decimals kept as text; empty elsewhere.
	DecimalSum string
	// PrefetchKeys is how many parents one follow-up statement of a prefetch asks for at most.
	PrefetchKeys int
	// LongTextList is how many texts of a list are parameters of their own where a list in one text would be compared by another
	// collation than the column's; 0 where it would not.
	LongTextList int
	// NumberedList gives the elements of a BindJSON parameter, compared as whatever stands beside them, and their numbers from 0;
	// empty where there is no such list.
	NumberedList string
	// TakeLock waits for a named lock; where ReleaseLock is empty the transaction's end releases it and the name is a
	// number, else the name is a text and TakeLock gives 1. Empty: BEGIN locks the database.
	TakeLock, ReleaseLock string
	// LocalLocks: a named lock keeps out those alone who ask the same server. NoLocks: there is none, and no empty TakeLock means that
	// BEGIN locks the database.
	LocalLocks, NoLocks bool
	// UnorderedKeys: keys that an INSERT of several rows makes may be in another order than the rows.
	UnorderedKeys bool
	// SingleUpdates: an UPDATE reads no other table, so that rows are written one by one.
	SingleUpdates bool
	// NoReadOnly: a transaction cannot be told that it only reads.
	NoReadOnly bool
	// NoSkipLocked: rows that others lock cannot be passed over.
	NoSkipLocked bool
	// Follow begins a transaction that reads what the nearest replica has; nil where a transaction that only reads is all there is.
	Follow func() []string
	// InsertsShare: an INSERT that fails leaves a shared lock on the row that is there, over which two callers deadlock when both
	// go on to write it.
	InsertsShare bool
	// Explain is what stands before a query to see its plan.
	Explain string
	// RefreshView stands before the name of a materialized view to have it read anew; empty where there are none.
	RefreshView string
	// KeepStatements: the driver prepares each time, so that keeping a prepared statement saves work.
	KeepStatements bool
	// Begin is what begins a transaction, after the statements that must come before it; an isolation level that the
	// database does not know is an error.
	Begin func(level sql.IsolationLevel, readOnly bool) (before []string, begin string, err error)
	// AfterTx are the statements that put a connection back after a transaction.
	AfterTx func(readOnly bool) []string
	// NoFunctions says that the functions which this module registers are missing: what needs them is refused.
	NoFunctions bool
	// DecimalFunctions are the functions for + - * / where decimals are kept as text; nil elsewhere.
	DecimalFunctions map[byte]string
	// Arithmetic is how numbers are computed with.
	Arithmetic Arithmetic
	// FitInteger stands around an expression for an integer column, to fail where the column cannot hold its value; nil where
	// assigning does.
	FitInteger func(a *schema.Attribute) (before, after string)
	// FitText stands around a text or bytes for a column of a length, to fail where they are longer; nil where assigning them does.
	FitText func(a *schema.Attribute) (before, after string)
	// FitDecimal stands around a decimal expression to give it the column's precision and scale, or to fail; nil where assigning
	// does.
	FitDecimal func(a *schema.Attribute) (before, after string)
	// TypedNull is a NULL of the attribute's type; nil where a bare NULL does.
	TypedNull func(a *schema.Attribute) string
	// IntegerParameter is a placeholder for a number in arithmetic: ?, or that with a cast.
	IntegerParameter string
	// LimitParameter is the placeholder behind LIMIT.
	LimitParameter string
	// NoLimit is what stands after LIMIT when there is only an OFFSET; empty where OFFSET may stand alone.
	NoLimit string
	// ShareLock locks rows against changes alone.
	ShareLock string
	// LockOf: FOR UPDATE can name the tables that it locks.
	LockOf bool
	// ArrayParameter is how a BindList parameter for the attribute is written: ?, with the casts it needs.
	ArrayParameter func(a *schema.Attribute) string

	// JSONText is what a column gives back for JSON text; nil where that is the text that was sent.
	JSONText func(text json.RawMessage) json.RawMessage
	// RefuseForm refuses a value as a driver gave it whose stored form comparisons would not find; nil where there is none.
	RefuseForm func(a *schema.Attribute, src any) error
	// Forms says which columns may hold other stored forms than ours; nil where none can, or where that makes no difference.
	Forms *Forms

	// Bind makes the driver's value of a canonical one (already sealed when the attribute is encrypted). nil, texts and numbers stay what
	// they are.
	Bind func(a *schema.Attribute, canonical any) (any, error)
	// Instant is what Bind makes of an instant that is not sealed, and Bind takes that as well; nil where drivers take a time.
	Instant func(t time.Time) string
	// BindList makes the one parameter of a list when Arrays holds.
	BindList func(a *schema.Attribute, canonical []any) (any, error)
	// BindColumn makes the one parameter of a column of rows, where nil is NULL, when Arrays holds.
	BindColumn func(a *schema.Attribute, canonical []any) (any, error)
	// Gathers says, when Arrays holds, whether the driver takes a list of the attribute's canonical values as it is.
	Gathers func(a *schema.Attribute) bool
	// ColumnParameter is how a BindColumn parameter for the attribute is written: ?, with the array type that UNNEST needs.
	ColumnParameter func(a *schema.Attribute) string
	// Unnested is a value of the rows that UNNEST makes of BindColumn parameters, given by its name; nil where that is the value.
	Unnested func(a *schema.Attribute, name string) string
	// BindJSON makes the one text parameter of a long list for JSONList; nil when the database has none.
	BindJSON func(a *schema.Attribute, canonical []any) (any, error)
	// JSONList is the sub-select over a BindJSON parameter, with one ? in it.
	JSONList func(a *schema.Attribute) string
	// Column is how a column is read: its quoted, qualified name, or that inside a CAST where the driver would not give
	// it exactly.
	Column func(a *schema.Attribute, qualified string) string
	// Compare is how a column is ordered, grouped by, and compared with anything but equality: the name, or that with a
	// collation or inside a function. Equality (exact, ne, in) uses the bare name, which is right on every database and lets
	// an index answer.
	Compare func(a *schema.Attribute, qualified string) string
	// Absent is a column that is asked whether it is NULL; nil where that is the column.
	Absent func(a *schema.Attribute, qualified string) string
	// Searched is a text column with a collation of its own as the text lookups look into it; nil where that is the comparable column.
	Searched func(a *schema.Attribute, qualified string) string
	// UpdatedMark is a column of every table that is 0 in what an INSERT with a conflict clause returns of a row that it has inserted.
	UpdatedMark string
	// Pads: a column of char(n) ends in blanks that lookups would see, and any column of texts may be one, so that Searched is asked for all.
	Pads bool
	// Extreme is what min and max take instead of a comparable column or value; nil where they take it as it is.
	Extreme func(a *schema.Attribute, comparable string) string
	// Boxed reports whether a type has an order but no min and max, which arrays of one value have.
	Boxed func(a *schema.Attribute) bool
	// Parameter is how a value for the attribute is written: ?, or that with a cast.
	Parameter func(a *schema.Attribute) string
	// Fold is the lower-case form of an expression for the lookups that ignore case.
	Fold func(expression string) string
	// Functions is how functions of expressions are written.
	Functions Functions
	// Dates is how times are computed with, Casts how values become those of another kind.
	Dates Dates
	Casts Casts
	// DecimalWindow is the sum and the average over the window @2 of the decimals @0, whose scale makes them whole when they are multiplied
	// by @1; empty where the functions themselves do.
	DecimalWindow [2]string
	// Elements is how arrays are asked about.
	Elements Elements
	// JSONPaths is how what lies inside JSON is read.
	JSONPaths JSONPaths
	// Holding is how JSON is asked to contain a document.
	Holding Holding
	// Lists is how values of many rows become one text.
	Lists Lists
	// Cast is Parameter with the column's type written out, for places where nothing around the value tells it: a branch of
	// a CASE, a VALUES list that is used as a table.
	Cast func(a *schema.Attribute) string
	// Type is the column type in DDL, with its collation, without NULL or DEFAULT.
	Type func(a *schema.Attribute) string
	// FullText is how words are found.
	FullText FullText
	// DDL is what else creating and dropping tables needs to know.
	DDL DDL
	// Migration is what applying migrations needs to know.
	Migration Migration
}

// For is the dialect of that name: sqlite, postgres, mysql or mariadb, or a distributed engine. The error of any other name lists these.
func For(name string) (*Dialect, error) {
	switch name {
	case "sqlite":
		return SQLite(), nil
	case "postgres":
		return Postgres(), nil
	case "mysql":
		return MySQL(), nil
	case "mariadb":
		return MariaDB(), nil
	case "cockroachdb":
		return Cockroach(), nil
	case "yugabytedb":
		return Yugabyte(), nil
	case "citus":
		return Citus(), nil
	case "tidb":
		return TiDB(), nil
	case "vitess":
		return Vitess(), nil
	}
	return nil, fmt.Errorf("the dialect %s is unknown; use sqlite, postgres, mysql or mariadb, or cockroachdb, yugabytedb, citus, tidb or vitess", schema.Quote(name))
}

// Family is the database whose protocol a dialect speaks, and whose package opens it: sqlite, postgres or mysql.
func Family(name string) string {
	switch name {
	case "cockroachdb", "yugabytedb", "citus":
		return "postgres"
	case "mariadb", "tidb", "vitess":
		return "mysql"
	}
	return name
}

// Reads reports whether files that were made for one dialect may be applied to another: to itself, and to a distributed engine that speaks it.
func Reads(database, files string) bool {
	if database == files {
		return true
	}
	distributed := database != "mariadb" && Family(database) != database
	return distributed && Family(database) == files
}

// shortList is how many elements of a list are parameters of their own.
const shortList = 1000

// Place is the name of a model's table, with its schema where it has one.
func (d *Dialect) Place(m *schema.Model) string {
	if m.Schema == "" {
		return d.Ident(m.Table)
	}
	return d.Ident(m.Schema) + "." + d.Ident(m.Table)
}

// ShortList is how many values of an attribute a list has at most whose elements are parameters of their own.
func (d *Dialect) ShortList(a *schema.Attribute) int {
	if d.LongTextList > 0 && a != nil {
		switch storedKind(a) {
		case schema.KindString, schema.KindText, schema.KindUUID, schema.KindOpaque:
			return d.LongTextList
		}
	}
	return shortList
}

// Ident is a name, quoted. A quote inside is doubled, so that any name stays one name.
func (d *Dialect) Ident(name string) string {
	quote := string(d.Quote)
	return quote + strings.ReplaceAll(name, quote, quote+quote) + quote
}

// ZeroDatesAsNull is the dialect of a pool that takes the zero dates of MySQL and MariaDB for NULL; on other databases the same.
func (d *Dialect) ZeroDatesAsNull() *Dialect {
	if d.DDL.Alter != AlterClauses {
		return d
	}
	c := *d
	absent := func(a *schema.Attribute, qualified string) string {
		switch storedKind(a) {
		case schema.KindDate, schema.KindDateTime:
			return "NULLIF(" + qualified + ", 0)"
		}
		return qualified
	}
	c.Absent = absent
	c.Column = func(a *schema.Attribute, qualified string) string { return d.Column(a, absent(a, qualified)) }
	return &c
}

// WithoutFunctions is the dialect of a pool whose connections lack the SQL functions that this module registers.
func (d *Dialect) WithoutFunctions() *Dialect {
	c := *d
	c.NoFunctions = true
	return &c
}

// WithoutFullText is the dialect of connections that cannot find words; by says what they are, in a message.
func (d *Dialect) WithoutFullText(by string) *Dialect {
	c := *d
	c.DDL.NoFullText = by
	return &c
}
