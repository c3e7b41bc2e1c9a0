package schema

// Action is what the database does with a row whose foreign key points to a row that is deleted, or whose key is changed.
type Action int

// The actions. The zero value is NoAction: the statement fails while rows point to its row.
const (
	NoAction Action = iota
	Restrict
	Cascade
	SetNull
	SetDefault
)

// actionNames are the words of standard SQL, which all databases share.
var actionNames = [...]string{"NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"}

// String is the action's name in SQL, empty for a value that is none.
func (a Action) String() string {
	if a < 0 || int(a) >= len(actionNames) {
		return ""
	}
	return actionNames[a]
}
