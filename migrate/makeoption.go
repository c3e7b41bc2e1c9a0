package migrate

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ormar-go/ormar/internal/diff"
	"github.com/ormar-go/ormar/internal/state"
	"github.com/ormar-go/ormar/schema"
)

// MakeOption changes what Make and Diff do. Name, Dialects, Rename, Fill, Empty and Clock make one.
type MakeOption struct{ apply func(*making) }

// making is what the options say.
type making struct {
	name     string
	dialects []string
	renamed  [][2]string
	fills    map[string]string
	empty    bool
	now      func() time.Time
}

func makeOptions(opts []MakeOption) *making {
	o := &making{fills: map[string]string{}, now: time.Now}
	for _, opt := range opts {
		if opt.apply != nil {
			opt.apply(o)
		}
	}
	return o
}

// Name is what the migration is called behind its number: small letters, digits and underscores;
// other characters become underscores. Without it the first change gives the name.
func Name(name string) MakeOption { return MakeOption{func(o *making) { o.name = name }} }

// Dialects are the databases that the project supports: sqlite, postgres, mysql, mariadb. They are
// remembered in the directory; with several, each has a folder of its own.
func Dialects(names ...string) MakeOption {
	return MakeOption{func(o *making) { o.dialects = append(o.dialects, names...) }}
}

// Rename says that a table, or a column as table.column, has another name now: "books.titel",
// "title". An empty new name says that it is dropped, whatever comes that is like it.
func Rename(from, to string) MakeOption {
	return MakeOption{func(o *making) { o.renamed = append(o.renamed, [2]string{from, to}) }}
}

// Empty makes a migration without statements, for what a person writes.
func Empty() MakeOption { return MakeOption{func(o *making) { o.empty = true }} }

// Fill is SQL, of the dialect, for the rows that exist when a column, as table.column, cannot be
// NULL and has no default. It may speak of other columns of the row, and is sent as it is: it is
// never to be made of anything that comes from outside.
func Fill(column, sql string) MakeOption {
	return MakeOption{func(o *making) { o.fills[column] = sql }}
}

// Clock gives the time for the migration's number, instead of the computer's.
func Clock(now func() time.Time) MakeOption {
	return MakeOption{func(o *making) {
		if now != nil {
			o.now = now
		}
	}}
}

// renames are those that options and models say, tables first; settled, the names about which
// nothing has to be asked.
func (o *making) renames(from, to *state.State) (out []diff.Rename, settled map[string]bool, err error) {
	settled = map[string]bool{}
	tables := map[string]string{} // new name by old one
	said, err := o.once()
	if err != nil {
		return nil, nil, err
	}
	for _, r := range said {
		if strings.Contains(r[0], ".") && from.Table(r[0]) == nil {
			continue
		}
		settled[r[0]] = true
		switch {
		case r[1] == "":
		case from.Table(r[0]) == nil && to.Table(r[1]) != nil && from.Table(r[1]) != nil: // it was done before
		case from.Table(r[0]) == nil || to.Table(r[1]) == nil || to.Table(r[0]) != nil && !taken(said, r[0]) ||
			from.Table(r[1]) != nil && !given(said, r[1]):
			return nil, nil, wrongRename(r, "the table before must be in the last state alone, and the table after in the models")
		default:
			tables[r[0]] = r[1]
			out = append(out, diff.Rename{Table: r[0], To: r[1]})
		}
	}
	back := map[string]string{}
	for a, b := range tables {
		back[b] = a
	}
	for _, r := range said {
		dot := strings.LastIndexByte(r[0], '.')
		if dot < 0 || from.Table(r[0]) != nil {
			continue
		}
		table, column, prefix := r[0][:dot], r[0][dot+1:], r[0][:dot+1]
		before := from.Table(cmp.Or(back[table], table))
		table = cmp.Or(tables[table], table)
		settled[table+"."+column] = true
		after := to.Table(table)
		r[1] = strings.TrimPrefix(r[1], table+".")
		switch {
		case r[1] == "":
		case before == nil || after == nil || after.Column(r[1]) == nil || before.Column(column) == nil ||
			after.Column(column) != nil && !taken(said, r[0], table+"."+column) || before.Column(r[1]) != nil && !given(said, prefix+r[1], table+"."+r[1]):
			return nil, nil, wrongRename(r, "the column before must be in the last state alone, and the column after in the models")
		default:
			out = append(out, diff.Rename{Table: table, Column: column, To: r[1]})
		}
	}
	return withDeclared(out, from, to), settled, nil
}

// taken reports whether something else gets one of these names; a column's new name stands without
// its table.
func taken(said [][2]string, names ...string) bool {
	return slices.ContainsFunc(said, func(r [2]string) bool {
		now := r[1]
		if dot := strings.LastIndexByte(r[0], '.'); dot >= 0 && !strings.Contains(now, ".") {
			now = r[0][:dot+1] + now
		}
		return slices.Contains(names, now)
	})
}

// given reports whether one of these names is given up for another.
func given(said [][2]string, names ...string) bool {
	return slices.ContainsFunc(said, func(r [2]string) bool { return r[1] != "" && slices.Contains(names, r[0]) })
}

// once leaves out what is said again, and refuses what contradicts itself.
func (o *making) once() (out [][2]string, err error) {
	for _, r := range o.renamed {
		i := slices.IndexFunc(out, func(s [2]string) bool { return s[0] == r[0] })
		switch {
		case r[0] == "":
			return nil, wrongRename(r, "name what is renamed")
		case i >= 0 && out[i][1] != r[1]:
			return nil, wrongRename(r, "it is renamed to "+schema.Quote(out[i][1])+" as well; keep one")
		case i < 0:
			out = append(out, r)
		}
	}
	return out, nil
}

// withDeclared adds the renames that the models say themselves.
func withDeclared(out []diff.Rename, from, to *state.State) []diff.Rename {
	for _, r := range diff.Declared(from, to, out) {
		if !slices.ContainsFunc(out, func(o diff.Rename) bool {
			return o.Column != "" && o.Table == r.Table && (o.Column == r.Column || o.To == r.To)
		}) {
			out = append(out, r)
		}
	}
	return out
}

func wrongRename(r [2]string, reason string) error {
	return fmt.Errorf("%w: Rename(%s, %s): %s", ErrArgument, schema.Quote(r[0]), schema.Quote(r[1]), reason)
}

// checkFills refuses a Fill of a column that is not there.
func (o *making) checkFills(to *state.State) error {
	for _, name := range slices.Sorted(maps.Keys(o.fills)) {
		dot := strings.LastIndexByte(name, '.')
		if dot < 0 {
			return fmt.Errorf("%w: Fill(%s) names no column; write it as table.column", ErrArgument, schema.Quote(name))
		}
		if t := to.Table(name[:dot]); t == nil || t.Column(name[dot+1:]) == nil {
			return fmt.Errorf("%w: Fill(%s): no model has such a column; name one that is there", ErrArgument, schema.Quote(name))
		}
		if strings.TrimSpace(o.fills[name]) == "" {
			return fmt.Errorf("%w: Fill(%s): the SQL is empty; give a value, such as 0 or ''", ErrArgument, schema.Quote(name))
		}
	}
	return nil
}
