package ddl

import "fmt"

// Risk is what may go wrong with a change, or be lost by it.
type Risk struct{ Code, Object, Message, Advice string }

// The codes of risks, as in docs/migrations.md.
const (
	DropsTable     = "MIG101"
	DropsColumn    = "MIG102"
	RenamesObject  = "MIG104"
	DropsLabel     = "MIG105"
	NeedsFill      = "MIG201"
	ForbidsNull    = "MIG202"
	UniqueOverRows = "MIG203"
	ChangesType    = "MIG204"
	LosesIdentity  = "MIG205"
	BlocksWrites   = "MIG301"
	ChecksKeys     = "MIG302"
	ChecksRows     = "MIG303"
	NoKeyIndex     = "MIG401"
	CopiesTable    = "MIG502"
)

// advice says what to do about each code.
var advice = map[string]string{
	DropsTable:     "make sure that no program of the version before reads it, and keep a copy of its rows",
	DropsColumn:    "release the programs that do not use it first, and keep a copy of its values",
	DropsLabel:     "give the rows that have the value another one first",
	ChangesType:    "try it on a copy of the data; values that do not fit make it fail",
	ForbidsNull:    "fill the rows that have NULL first, in batches where there are many",
	UniqueOverRows: "look for rows that agree first: SELECT … GROUP BY … HAVING count(*) > 1",
	NeedsFill:      "put a value for the rows that exist in place of NULL, and take the mark away, or give the model a default",
	ChecksKeys:     "look for rows that lead nowhere first",
	ChecksRows:     "look for rows that do not meet it first",
	LosesIdentity:  "let the programs make the key",
	BlocksWrites:   "do it when little is written",
	CopiesTable:    "do it when nobody writes; the whole table is copied",
	RenamesObject:  "programs of the version before do not find it any more: rename when they are stopped, or add, copy and drop in three releases",
	NoKeyIndex:     "add an index over it, since each delete of a parent reads the whole table otherwise",
}

func risk(code, object, format string, args ...any) Risk {
	return Risk{code, object, fmt.Sprintf(format, args...), advice[code]}
}

// Loses reports whether a risk is one of losing data.
func (r Risk) Loses() bool { return r.Code == DropsTable || r.Code == DropsColumn }
