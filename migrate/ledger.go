package migrate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/migration"
	"github.com/ormar-go/ormar/internal/state"
)

// recordFile is beside the files, or beside the folders of dialects.
const recordFile = "ormar.json"

// ledger is what a directory remembers: which dialects there are, and what each of their versions
// leaves.
type ledger struct {
	Version  int                 `json:"version"`
	Dialects map[string]*lineage `json:"dialects"`
}

// lineage is the state after the last version, and how to get from each back to the one before.
type lineage struct {
	State    *state.State `json:"state"`
	Versions []version    `json:"versions,omitempty"`
}

type version struct {
	ID   string `json:"id"`
	Back *patch `json:"back,omitempty"`
}

// patch has what tables and enumeration types were; nil for those that were not there.
type patch struct {
	Tables map[string]*state.Table `json:"tables,omitempty"`
	Enums  map[string]*state.Enum  `json:"enums,omitempty"`
}

// readRecord reads the record of a directory; nil when there is none.
func readRecord(dir fs.FS) (*ledger, error) {
	text, err := fs.ReadFile(dir, recordFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("migrate: read %s: %w", recordFile, err)
	}
	var r ledger
	if err := json.Unmarshal(text, &r); err != nil {
		line := 1
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			line += bytes.Count(text[:min(int(syntax.Offset), len(text))], []byte("\n"))
		}
		return nil, &migration.FileError{File: recordFile, Line: line, Reason: "it cannot be read: " + err.Error() +
			"; where two branches met, take one side and run make again"}
	}
	if r.Version > 1 {
		return nil, &migration.FileError{File: recordFile, Line: 1, Reason: "a later version of this module has written it; update the module"}
	}
	return &r, nil
}

// write puts the record into a directory, whole or not at all.
func (r *ledger) write(dir string) error {
	text, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return fmt.Errorf("migrate: write %s: %w", recordFile, err)
	}
	at := filepath.Join(dir, recordFile)
	if err := os.WriteFile(at+".new", append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("migrate: write %s: %w", at, err)
	}
	if err := os.Rename(at+".new", at); err != nil {
		return fmt.Errorf("migrate: write %s: %w", at, err)
	}
	return nil
}

// add notes a version and the state that it leaves.
func (h *lineage) add(id string, after *state.State) {
	h.Versions = append(h.Versions, version{id, back(h.State, after)})
	h.State = after
}

// withdraw forgets the last versions whose files were taken away, so that the state is again what
// those that are there leave. Files are removed to be made anew; without this their changes would
// be in no file and in no difference.
func (h *lineage) withdraw(dir fs.FS) error {
	for i := len(h.Versions) - 1; i >= 0; i-- {
		v := h.Versions[i]
		_, err := fs.Stat(dir, v.ID+".sql")
		if err == nil {
			return nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("migrate: look for %s.sql: %w", v.ID, err)
		}
		h.State, h.Versions = v.Back.apply(h.State.Clone()), h.Versions[:i]
	}
	return nil
}

// back is how to get from a state to the one before.
func back(before, after *state.State) *patch {
	p := &patch{Tables: map[string]*state.Table{}, Enums: map[string]*state.Enum{}}
	for name, text := range encoded(before) {
		if t := before.Table(name); text != encoded(after)[name] {
			p.Tables[name] = t
		}
	}
	for i := range after.Tables {
		if t := &after.Tables[i]; before.Table(t.Name) == nil {
			p.Tables[t.Name] = nil
		}
	}
	for i := range before.Enums {
		e := &before.Enums[i]
		if now := after.Enum(e.Name); now == nil || !slices.Equal(now.Labels, e.Labels) {
			p.Enums[e.Name] = e
		}
	}
	for i := range after.Enums {
		if e := &after.Enums[i]; before.Enum(e.Name) == nil {
			p.Enums[e.Name] = nil
		}
	}
	if len(p.Tables)+len(p.Enums) == 0 {
		return nil
	}
	return p
}

// encoded are the written forms of tables.
func encoded(s *state.State) map[string]string {
	out := make(map[string]string, len(s.Tables))
	for i := range s.Tables {
		text, _ := json.Marshal(&s.Tables[i]) // plain data always has a JSON form
		out[s.Tables[i].Name] = string(text)
	}
	return out
}

// at is the state that a version leaves. A version that is not in the record, as one that a person
// wrote, leaves what the one before it did.
func (h *lineage) at(id string) *state.State {
	s := h.State.Clone()
	for _, v := range slices.Backward(h.Versions) {
		if migration.Compare(v.ID, id) <= 0 {
			break
		}
		s = v.Back.apply(s)
	}
	return s
}

func (p *patch) apply(s *state.State) *state.State {
	if p == nil {
		return s
	}
	s.Tables = slices.DeleteFunc(s.Tables, func(t state.Table) bool { _, changed := p.Tables[t.Name]; return changed })
	for _, name := range slices.Sorted(maps.Keys(p.Tables)) {
		if t := p.Tables[name]; t != nil {
			s.Tables = append(s.Tables, t.Clone())
		}
	}
	s.Enums = slices.DeleteFunc(s.Enums, func(e state.Enum) bool { _, changed := p.Enums[e.Name]; return changed })
	for _, name := range slices.Sorted(maps.Keys(p.Enums)) {
		if e := p.Enums[name]; e != nil {
			s.Enums = append(s.Enums, *e)
		}
	}
	s.Sort()
	return s
}

// made refuses files that were made for other databases than this one. Without it the server says
// what its grammar does not know, at the first place where the two differ.
func (m *Migrator) made() error {
	r, err := readRecord(m.dir)
	if err != nil || r == nil || len(r.Dialects) == 0 {
		return err
	}
	names := slices.Sorted(maps.Keys(r.Dialects))
	if slices.ContainsFunc(names, func(files string) bool { return dialect.Reads(m.dialect.Name, files) }) {
		return nil
	}
	return &migration.FileError{File: recordFile, Line: 1, Reason: fmt.Sprintf("the files are made for %s, and this database is %s; "+
		"say so in Dialects of cmd/migrate; where no database has the files yet, remove the directory and run "+
		"ormar migrate make -dialect %[2]s, else move them and %s into the folder %[4]s and run it then",
		strings.Join(names, ", "), m.dialect.Name, migration.SumFile, names[0])}
}

// recordedState is the state of a dialect that a version of a directory leaves; nil when the
// directory has no record of it.
func recordedState(dir fs.FS, dialect, id string) (*state.State, error) {
	r, err := readRecord(dir)
	if err != nil || r == nil || r.Dialects[dialect] == nil {
		return nil, err
	}
	return r.Dialects[dialect].at(id), nil
}
