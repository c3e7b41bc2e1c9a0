package cli

import (
	"fmt"
	"time"

	"github.com/ormar-go/ormar/migrate"
)

// versions is the JSON of up, down and status.
type versions struct {
	Versions []version `json:"versions"`
	Error    string    `json:"error,omitempty"`
}

type version struct {
	ID    string     `json:"id"`
	Name  string     `json:"name"`
	State string     `json:"state"`
	At    *time.Time `json:"at,omitempty"`
	Took  int64      `json:"took_ms,omitempty"`
	Done  int        `json:"done"`
	Of    int        `json:"of"`
	Err   string     `json:"error,omitempty"`
}

func of(list []migrate.Version) []version {
	out := make([]version, len(list))
	for i, v := range list {
		out[i] = version{ID: v.ID, Name: v.Name, State: string(v.State), Took: v.Took.Milliseconds(), Done: v.Done, Of: v.Of, Err: v.Err}
		if !v.At.IsZero() {
			out[i].At = &v.At
		}
	}
	return out
}

type finding struct {
	Code    string `json:"code"`
	Object  string `json:"object,omitempty"`
	Message string `json:"message"`
	Advice  string `json:"advice"`
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
}

func risks(list []migrate.Finding) []finding {
	out := make([]finding, len(list))
	for i, f := range list {
		out[i] = finding(f)
	}
	return out
}

type step struct {
	Version     string    `json:"version"`
	SQL         string    `json:"sql"`
	Transaction bool      `json:"transaction"`
	Findings    []finding `json:"findings"`
}

// sayFinding tells a risk in two lines.
func (c *command) sayFinding(f migrate.Finding) {
	place := f.File
	if f.Line > 0 {
		place = fmt.Sprintf("%s:%d", f.File, f.Line)
	}
	if place != "" {
		place += ": "
	}
	c.say("%s%s\n    %s", place, f, f.Advice)
}

// done tells that something was done.
func (c *command) done(format string, args ...any) {
	if c.flags.json {
		c.print(struct {
			Done string `json:"done"`
		}{fmt.Sprintf(format, args...)})
		return
	}
	c.say(format, args...)
}

// short is a duration for people.
func short(d time.Duration) string {
	switch {
	case d < 10*time.Millisecond:
		return d.Round(10 * time.Microsecond).String()
	case d < 10*time.Second:
		return d.Round(time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}
