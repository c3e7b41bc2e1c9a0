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
	window   = "a window function over a join: unable to find field with index"
	exists   = "an EXISTS about related rows becomes a join, which gives a row several times or not at all"
	nulls    = "a parameter in the second of several rows of a UNION ALL comes out as NULL"
)

// Skips is the whole list.
func Skips() []Skip {
	return []Skip{
		{Case: "crypt/rotation writes what earlier keys made, once", Reason: adoption},
		{Case: "crypt/rotation goes by conditions and pages and says what it refuses", Reason: adoption},
		{Case: "agreement/averages of decimals have their digits (A-01)", Reason: "AVG of decimals does not look at div_precision_increment"},

		{Case: "loadall/Follow, Except and OrderRelated (MM-06, J-04)", Reason: doubling},

		{Case: "loading/joins and prefetches mix at any level (J-07)", Reason: doubling},
		{Case: "loading/SelectAll, with follow to the end of every branch (J-04)", Reason: doubling},
		{Case: "prefetch/limit and offset count per parent, many to many too (J-10)", Reason: window},
		{Case: "prefetch/link data with every option (R-15, J-08)", Reason: window},
		{Case: "manager/hooks of every change (S-01, S-02, P-06)", Reason: "ON DUPLICATE KEY UPDATE reports a key where it inserted nothing"},
		{Case: "manager/GetOrCreate and UpdateOrCreate among the owner's rows (P-09)", Reason: "INVALID_ARGUMENT, without a word more"},
		{Case: "conditions/along relations one joined row must do it all (Q-01, Q-02, Q-26)", Reason: exists},
		{Case: "conditions/quantifiers ask about all related rows", Reason: exists},
		{Case: "conditions/fragments of squirrel", Reason: exists},
		{Case: "crypt/a loaded digest is not digested again (E-02)", Reason: nulls},
		{Case: "saverelated/the counts of the rows (MM-07)", Reason: nulls},

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
