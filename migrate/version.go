package migrate

import "time"

// State says where a migration stands.
type State string

// The states of a migration.
const (
	Pending State = "pending"
	Applied State = "applied"
	Failed  State = "failed"  // begun and not finished: an error, or a process that was killed; Up goes on with it
	Changed State = "changed" // applied, and the file is another now
	Missing State = "missing" // applied, and there is no file
)

// Version is one migration and where it stands.
type Version struct {
	ID       string // the file's name without .sql, or the ID of a GoMigration
	Name     string // what stands behind the number
	State    State
	At       time.Time // when it was finished, or begun when it is not; zero while it is pending
	Took     time.Duration
	Done, Of int    // statements; of a migration in Go 1
	Err      string // of the last try
}

// Step is one statement that Up would send.
type Step struct {
	Version     string
	SQL         string // of a migration in Go a comment that says so
	Transaction bool   // whether it is sent in the migration's transaction, and undone with it
	Findings    []Finding
}

// Progress is told after each statement: how many of a migration's statements are done.
type Progress struct {
	Version  string
	Done, Of int
}

// Resolution is what a person has found out about a migration.
type Resolution string

// The resolutions.
const (
	MarkApplied Resolution = "applied" // all of it is done, or the file that was changed is right
	MarkUndone  Resolution = "undone"  // nothing of it is done, or it no longer counts
)
