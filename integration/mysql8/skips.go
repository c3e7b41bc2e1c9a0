package mysql8

import "github.com/ormar-go/ormar/integration/suite"

// Skip says what the engine, which is not MySQL, cannot do: one case, or all that state a need. Each is tried all the
// same, in a process of its own, and a skip whose cases pass fails the tests.
type Skip struct {
	Case   string     // a case's whole name, or empty
	Need   suite.Need // one need, or none
	Reason string
}

const (
	// adoption is what mysql.New needs and mysql.Open does not.
	adoption = "there are no temporary tables, by which a pool that was opened elsewhere is examined"
	// doubling is the planner's answer to UNION ALL.
	doubling = "planning takes twice as long for each further SELECT of a UNION ALL"
	window   = "a window function in a grouped SELECT: unable to find field with index"
	branches = "bytes in one SELECT of a UNION ALL and NULL in another are read as text"
	// around is about a sub-query's JSON_TABLE.
	around = "JSON_TABLE cannot read the row around its sub-query"
	// reconciled is about rows that are bound: SELECT ... WHERE 1 = 0 UNION ALL SELECT CAST(? AS SIGNED), CAST(? AS SIGNED).
	reconciled = "in a UNION ALL whose types differ somewhere, one expression of a SELECT is taken for another"
)

// Skips is the whole list.
func Skips() []Skip {
	return []Skip{
		{Case: "crypt/rotation writes what earlier keys made, once", Reason: adoption},
		{Case: "crypt/rotation goes by conditions and pages and says what it refuses", Reason: adoption},
		{Case: "agreement/averages of decimals have their digits (A-01)", Reason: "AVG of decimals does not look at div_precision_increment"},

		{Case: "order/a to-many key orders parents and their loaded children, NULLs placed (O-01, O-06)",
			Reason: "ORDER BY cannot name a window function both in an expression and by itself: ambiguous column or alias name"},
		{Case: "pages/several branches of children stay complete (Q-21)", Reason: branches},
		{Case: "order/children of a shared object, whichever parent brought them", Reason: branches},
		{Case: "setwrite/no column takes a computed number outside its range (Q-19)",
			Reason: "UPDATE stores another number where a computed one does not fit, without MySQL's errors 1264 and 1690"},
		{Case: "setwrite/no answer to a computation is stored: divisions by zero, infinities",
			Reason: "UPDATE stores NULL for a division by zero and another number where a computed one does not fit, without MySQL's errors 1365, 1264 and 1690"},
		{Case: "conditions/arithmetic is that of 64 bits, cuts toward zero and is NULL or an error where it has no answer",
			Reason: "what leaves 64 bits or the range of a float becomes another number, without MySQL's error 1690"},
		{Case: "aggregates/sums beyond 64 bits", Reason: "SUM of whole numbers adds floating-point numbers"},
		{Case: "bulk/update (B-02, B-03)", Reason: reconciled},

		{Case: "loading/joins and prefetches mix at any level (J-07)", Reason: doubling},
		{Case: "prefetch/limit and offset count per parent, many to many too (J-10)", Reason: window},
		{Case: "prefetch/link data with every option (R-15, J-08)", Reason: window},
		{Case: "manager/GetOrCreate and UpdateOrCreate among the owner's rows (P-09)", Reason: "FOR UPDATE OF is a syntax error"},
		{Case: "manager/duplicate links where they are allowed (P-04)", Reason: window},
		{Case: "manager/two relations between the same models, and one to itself (R-14)",
			Reason: "EXISTS with a join, in a SELECT of a UNION ALL that has joins itself: slice bounds out of range"},
		{Case: "crypt/a loaded digest is not digested again (E-02)", Reason: reconciled},
		{Case: "saverelated/the counts of the rows (MM-07)", Reason: reconciled},

		{Case: "documents/contained in a field", Reason: around},
		{Case: "documents/contained at a path", Reason: around},

		{Need: suite.Savepoints, Reason: "savepoints are not supported in memory sessions"},
		{Need: suite.Locks, Reason: "FOR UPDATE is accepted and locks nothing"},
		{Need: suite.Isolation, Reason: "a memory session commits each statement for all to see"},
		{Need: suite.ChecksByCode, Reason: "a violated CHECK is error 1105 with a text, 3819 in MySQL"},
		{Need: suite.Adoption, Reason: "there are no temporary tables, with which New finds out about clientFoundRows"},
		{Need: suite.Explain, Reason: "the rows of EXPLAIN have another form than MySQL's"},
	}
}

// covers reports whether the skip is about the case.
func (s Skip) covers(c suite.Case) bool {
	return s.Case != "" && s.Case == c.Name || s.Need&c.Needs != 0
}

// skipped gives the skip of a case, if it has one.
func skipped(c suite.Case) (Skip, bool) {
	for _, s := range Skips() {
		if s.covers(c) {
			return s, true
		}
	}
	return Skip{}, false
}
