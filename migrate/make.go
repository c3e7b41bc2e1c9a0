package migrate

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ormar-go/ormar/internal/ddl"
	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/migration"
	"github.com/ormar-go/ormar/internal/state"
	"github.com/ormar-go/ormar/schema"
)

// Made is what Make has written.
type Made struct {
	ID       string    // of the last file; what To and Baseline take
	Files    []string  // all files, in the order in which they are applied
	Changes  []Change  // what they change, in words
	Findings []Finding // what may go wrong with it
}

// Make writes the next migration: the difference between the state that is recorded in dir and the
// models, as files with the way there and the way back, which are meant to be read and edited.
// Without a difference it is ErrNothingToDo; a possible rename that neither an option nor the model
// decides is ErrAmbiguous, with both names. No database is needed.
//
// What has to run by itself gets a file of its own, so that one change may have several: on
// PostgreSQL new values of enumerations come first, and indexes over rows that exist, which are
// built without blocking writes, last; on SQLite renames of tables come before tables that are
// copied. A column that cannot be NULL and has neither a default nor a Fill gets a marked line,
// which a person has to fill before Up runs the file.
//
// The last migrations may be made anew while no database has them: their files are removed, and Make
// begins with the state that the remaining ones leave.
//
// dir is made when it is not there. Beside the files, ormar.json remembers dialects and states, and
// ormar.sum the files' sums. Two processes must not make migrations of one directory at once.
func Make(dir string, models *schema.Registry, opts ...MakeOption) (*Made, error) {
	made, err := makeNext(dir, models, opts)
	return made, told(err)
}

func makeNext(dir string, models *schema.Registry, opts []MakeOption) (*Made, error) {
	m, err := newMaker(dir, makeOptions(opts))
	if err != nil {
		return nil, err
	}
	for _, name := range m.names {
		if err := m.compare(name, models); err != nil {
			return nil, err
		}
	}
	if m.steps() == 0 && !m.options.empty {
		if m.stale() {
			if err := m.record.write(dir); err != nil {
				return nil, err
			}
		}
		return nil, fmt.Errorf("%w: the models are what the last migration has left", ErrNothingToDo)
	}
	return m.write()
}

// maker makes one migration.
type maker struct {
	dir     string
	options *making
	record  *ledger
	names   []string // of dialects, sorted
	plans   map[string]*dialectPlan
	made    Made
	wrote   []string
}

// dialectPlan is what is to be written for one dialect.
type dialectPlan struct {
	dialect *dialect.Dialect
	to      *state.State
	steps   []ddl.Step
}

func newMaker(dir string, o *making) (*maker, error) {
	if dir == "" {
		return nil, fmt.Errorf("%w: the directory of migrations has no name; give one, such as migrations", ErrArgument)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("migrate: make the directory of migrations: %w", err)
	}
	m := &maker{dir: dir, options: o, plans: map[string]*dialectPlan{}}
	r, err := readRecord(os.DirFS(dir))
	if err != nil {
		return nil, err
	}
	if r == nil {
		r = &ledger{}
	}
	r.Version = 1
	if r.Dialects == nil {
		r.Dialects = map[string]*lineage{}
	}
	before := len(r.Dialects)
	for _, name := range o.dialects {
		if _, err := dialect.For(name); err != nil {
			return nil, fmt.Errorf("%w: Dialects: %w", ErrArgument, err)
		}
		if r.Dialects[name] == nil {
			r.Dialects[name] = &lineage{State: &state.State{Version: 1, Dialect: name}}
		}
	}
	if len(r.Dialects) == 0 {
		return nil, fmt.Errorf("%w: %s does not say for which databases it is; name them once with Dialects", ErrArgument, schema.Quote(dir))
	}
	m.record, m.names = r, slices.Sorted(maps.Keys(r.Dialects))
	if before == 1 && len(m.names) > 1 && hasFiles(dir) {
		return nil, fmt.Errorf("%w: %s has files of one database, and is to have folders for %s; move the files and ormar.sum into the folder of theirs first",
			ErrArgument, schema.Quote(dir), strings.Join(m.names, ", "))
	}
	for _, name := range m.names {
		if h := r.Dialects[name]; h != nil && h.State != nil {
			if err := h.withdraw(os.DirFS(m.folder(name))); err != nil {
				return nil, err
			}
		}
	}
	return m, nil
}

func hasFiles(dir string) bool {
	list, err := fs.Glob(os.DirFS(dir), "*.sql")
	return err == nil && len(list) > 0
}

// compare finds what a dialect needs.
func (m *maker) compare(name string, models *schema.Registry) error {
	p, err := newPlan(name, models, nil)
	if err != nil {
		return err
	}
	plan := &dialectPlan{dialect: p.dialect, to: p.state}
	m.plans[name] = plan
	h := m.record.Dialects[name]
	if h == nil || h.State == nil {
		return &migration.FileError{File: recordFile, Line: 1, Reason: "the state of " + name + " is missing; take the file from before"}
	}
	if m.options.empty {
		plan.to = h.State
		return nil
	}
	if err := p.check(); err != nil {
		return err
	}
	c, err := compare(p.dialect, h.State, p.state, m.options)
	if err != nil {
		return err
	}
	plan.steps = c.steps
	if m.made.Changes == nil {
		m.made.Changes = changes(c.diff)
	}
	return nil
}

// steps is the most that a dialect has.
func (m *maker) steps() int {
	n := 0
	for _, p := range m.plans {
		n = max(n, len(p.steps))
	}
	return n
}

// stale takes over states that differ in nothing that a database sees, and reports whether there
// was one.
func (m *maker) stale() bool {
	stale := false
	for name, p := range m.plans {
		h := m.record.Dialects[name]
		before, _ := h.State.Encode()
		if after, _ := p.to.Encode(); string(before) != string(after) {
			h.State, stale = sorted(p.to), true
		}
	}
	return stale
}

func sorted(s *state.State) *state.State {
	c := s.Clone()
	c.Sort()
	return c
}

// write writes the files of every dialect; the last of each has the same ID. What was written
// before a failure is taken away again.
func (m *maker) write() (made *Made, err error) {
	defer func() {
		if err != nil {
			m.undo()
		}
	}()
	ids := m.ids()
	m.made.ID = ids[len(ids)-1]
	for _, name := range m.names {
		if err := m.writeDialect(name, ids); err != nil {
			return nil, err
		}
	}
	if err := m.record.write(m.dir); err != nil {
		return nil, err
	}
	m.made.Files = m.wrote
	return &m.made, nil
}

// ids are the IDs of as many steps as there are, each with a number that is free.
func (m *maker) ids() []string {
	fsys, now := os.DirFS(m.dir), m.options.now()
	out := make([]string, max(m.steps(), 1))
	for i := range out {
		out[i] = migration.NewID(fsys, m.name(), now)
		if at, err := time.Parse("20060102150405", migration.Number(out[i])); err == nil {
			now = at.Add(time.Second)
		}
	}
	return out
}

// name is what the migration is called.
func (m *maker) name() string {
	switch {
	case m.options.name != "":
		return m.options.name
	case len(m.made.Changes) > 0:
		c := m.made.Changes[0]
		name := strings.Join([]string{c.Op, c.Table, c.Object}, " ")
		if len(name) > 60 {
			name = strings.ToValidUTF8(name[:60], "")
		}
		return name
	}
	return "empty"
}

func (m *maker) folder(dialect string) string {
	if len(m.names) == 1 {
		return m.dir
	}
	return filepath.Join(m.dir, dialect)
}

func (m *maker) writeDialect(name string, ids []string) error {
	p, h := m.plans[name], m.record.Dialects[name]
	if m.options.empty {
		return m.draft(name, migration.Draft{ID: ids[len(ids)-1], Comment: "Write the statements behind the marks, each with ; behind it."}, h.State)
	}
	for i, s := range p.steps {
		id := ids[len(ids)-len(p.steps)+i]
		if i < len(p.steps)-1 {
			id += "_" + s.Label
		}
		draft := migration.Draft{ID: id, Up: m.part(s.Up, s.UpMode), Down: m.part(s.Down, s.DownMode)}
		after := s.After
		if i == len(p.steps)-1 {
			after = p.to
		}
		if err := m.draft(name, draft, after); err != nil {
			return err
		}
		if err := m.find(p.dialect, s, m.wrote[len(m.wrote)-1]); err != nil {
			return err
		}
	}
	return nil
}

func (m *maker) draft(name string, d migration.Draft, after *state.State) error {
	file, err := migration.Write(m.folder(name), d, m.plans[name].dialect)
	if err != nil {
		return err
	}
	m.wrote = append(m.wrote, file)
	m.record.Dialects[name].add(d.ID, sorted(after))
	return nil
}

// find looks for risks in a file, and takes over those of its statements that their texts do not
// tell.
func (m *maker) find(d *dialect.Dialect, s ddl.Step, file string) error {
	files, err := migration.Load(os.DirFS(filepath.Dir(file)), migration.Native, d)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(files, func(f *migration.File) bool { return f.Path == filepath.Base(file) })
	if i < 0 {
		return nil
	}
	var list []Finding
	told := map[string]bool{}
	for _, f := range lintSection(d, file, &files[i].Up) {
		list, told[f.Code] = append(list, f.Finding), true
	}
	for _, st := range s.Up {
		for _, r := range st.Risks {
			if !told[r.Code] {
				list = append(list, Finding{Code: r.Code, Object: r.Object, Message: r.Message, Advice: r.Advice, File: file})
			}
		}
	}
	m.made.Findings = append(m.made.Findings, list...)
	return nil
}

// part is one direction of a step. What loses data, and what a person has to fill, is said above
// it.
func (m *maker) part(list []ddl.Statement, mode ddl.Mode) migration.Part {
	out := migration.Part{NoTransaction: mode.NoTransaction, ForeignKeysOff: mode.KeysOff}
	for _, st := range list {
		line := migration.Line{SQL: st.Text}
		for _, r := range st.Risks {
			if r.Loses() || r.Code == ddl.NeedsFill {
				line.Comment = strings.TrimPrefix(line.Comment+"\n"+r.Message+": "+r.Advice+".", "\n")
			}
		}
		out.Lines = append(out.Lines, line)
	}
	return out
}

// undo takes away what was written.
func (m *maker) undo() {
	for _, file := range m.wrote {
		_ = os.Remove(file) // nothing more can be done
		_ = migration.WriteSum(filepath.Dir(file))
	}
}
