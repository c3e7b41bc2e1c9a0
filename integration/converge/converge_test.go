// Package converge checks that migrations lead where CreateAll would have led, and back, with all
// rows.
package converge

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
	"go.uber.org/goleak"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/schema"
)

var (
	pairs = flag.Int("pairs", 260, "random pairs of models for each database")
	seed  = flag.Uint64("seed", 0, "the first seed; 0 takes one by chance")
)

// Most of the time is waiting for servers' disks, so that more tests than processors run at once.
func TestMain(m *testing.M) {
	flag.Parse()
	if f := flag.Lookup("test.parallel"); f != nil && f.Value.String() == f.DefValue {
		_ = f.Value.Set("12") // it is slower without
	}
	goleak.VerifyTestMain(m)
}

// target is a pool with models.
type target struct {
	db      *sqlx.DB
	models  *schema.Registry
	dialect string
}

func (t target) SQLX() *sqlx.DB           { return t.db }
func (t target) Models() *schema.Registry { return t.models }
func (t target) Dialect() string          { return t.dialect }

// site is two databases: one that is migrated, and one that shows what is wanted.
type site struct {
	work, want *sqlx.DB
	dialect    string
	asked      int
}

func each(t *testing.T, run func(t *testing.T, s *site)) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			run(t, newSite(t, name))
		})
	}
}

func newSite(t *testing.T, name string) *site {
	t.Helper()
	open := func() *sqlx.DB {
		db := dbtest.OpenEmpty(t, name, schema.MustRegistry()).SQLX()
		db.SetMaxOpenConns(1)
		return db
	}
	return &site{work: open(), want: open(), dialect: name}
}

// Random pairs: from → to by generated statements is what CreateAll makes of to; rows and the
// values of columns that stay are kept; and back again.
func TestRandomPairs(t *testing.T) {
	first := *seed
	if first == 0 {
		first = replay.Seed(t)
	}
	const workers = 4 // servers wait for disks, so that several take little longer than one
	for _, name := range dbtest.Names() {
		for w := range workers {
			t.Run(fmt.Sprint(name, w), func(t *testing.T) {
				t.Parallel()
				s := newSite(t, name)
				for n := w; n < *pairs && !t.Failed(); n += workers {
					run(t, s, first+uint64(n))
				}
			})
		}
	}
}

func run(t *testing.T, s *site, seed uint64) {
	m := &maker{r: rand.New(rand.NewPCG(seed, 1))}
	from := m.world()
	to, renames := m.change(from)
	defer func() {
		if t.Failed() {
			t.Logf("seed %d", seed)
		}
	}()
	s.converge(t, mustRegistry(t, from), mustRegistry(t, to), renames, from)
}

func (s *site) converge(t *testing.T, from, to *schema.Registry, renames [][2]string, rows *world) {
	t.Helper()
	s.clear(t, s.work)
	s.create(t, s.work, from)
	s.fill(t, from)
	before, beforeRows := dump(t, s.work, s.dialect), s.counts(t, from)
	values := s.values(t, from, to, renames)
	up, down, err := s.diff(from, to, renames)
	if err != nil {
		t.Fatal(err)
	}
	s.exec(t, "up", up)
	s.clear(t, s.want)
	s.create(t, s.want, to)
	s.same(t, "up", up, dump(t, s.work, s.dialect), dump(t, s.want, s.dialect))
	s.keep(t, beforeRows, s.counts(t, to), renames, up)
	s.undrifted(t, to, up)
	s.exec(t, "down", down)
	s.same(t, "down", append(append(up, "-- down"), down...), dump(t, s.work, s.dialect), before)
	s.keep(t, s.counts(t, from), beforeRows, nil, down)
	if now := s.values(t, from, to, renames); now != values {
		t.Errorf("the values were\n%sand are\n%safter\n%s", values, now, strings.Join(append(append(up, "-- down"), down...), ";\n"))
	}
}

// diff answers every question that is asked with no: what is renamed has been said.
func (s *site) diff(from, to *schema.Registry, renames [][2]string) (up, down []string, err error) {
	return migrate.Diff(s.dialect, from, to, s.answers(from, to, renames)...)
}

func (s *site) answers(from, to *schema.Registry, renames [][2]string) (opts []migrate.MakeOption) {
	for _, r := range renames {
		opts = append(opts, migrate.Rename(r[0], r[1]))
	}
	for _, m := range from.Models() {
		opts = append(opts, migrate.Rename(m.Table, renamed(renames, m.Table)))
		for _, a := range m.Attributes {
			if name := m.Table + "." + a.Column; !has(renames, name) {
				opts = append(opts, migrate.Rename(name, ""))
			}
		}
	}
	for _, m := range to.Models() {
		for _, a := range m.Attributes {
			if v := s.value(a, 1); v != "" && !a.SQLNullable && !a.PrimaryKey {
				opts = append(opts, migrate.Fill(m.Table+"."+a.Column, v))
			}
		}
	}
	return opts
}

// undrifted fails where the database that was migrated is not what inspection says that the models
// want.
func (s *site) undrifted(t *testing.T, models *schema.Registry, list []string) {
	t.Helper()
	changes, warnings, err := migrate.Drift(t.Context(), target{s.work, models, s.dialect})
	if err != nil || len(changes)+len(warnings) > 0 {
		t.Errorf("drift: %v, %v, %v after\n%s", changes, warnings, err, strings.Join(list, ";\n"))
	}
}

func has(list [][2]string, name string) bool {
	return slices.ContainsFunc(list, func(r [2]string) bool { return r[0] == name })
}

func renamed(list [][2]string, name string) string {
	for _, r := range list {
		if r[0] == name {
			return r[1]
		}
	}
	return ""
}

func (s *site) clear(t *testing.T, db *sqlx.DB) {
	t.Helper()
	switch s.dialect {
	case "postgres":
		own := s.ident(column1(t, db, "SELECT current_schema()")[0])
		must(t, db, "DROP SCHEMA "+own+" CASCADE")
		must(t, db, "CREATE SCHEMA "+own)
	case "sqlite":
		must(t, db, "PRAGMA foreign_keys = 0")
		for _, name := range column1(t, db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'") {
			must(t, db, `DROP TABLE "`+name+`"`)
		}
		must(t, db, "PRAGMA foreign_keys = 1")
	default:
		must(t, db, "SET foreign_key_checks = 0")
		for _, name := range column1(t, db, "SHOW TABLES") {
			must(t, db, "DROP TABLE `"+name+"`")
		}
		must(t, db, "SET foreign_key_checks = 1")
	}
}

func must(t *testing.T, db *sqlx.DB, text string) {
	t.Helper()
	if _, err := db.Exec(text); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

func (s *site) create(t *testing.T, db *sqlx.DB, models *schema.Registry) {
	t.Helper()
	if err := migrate.CreateAll(context.Background(), target{db, models, s.dialect}); err != nil {
		t.Fatal(err)
	}
}

func (s *site) exec(t *testing.T, way string, list []string) {
	t.Helper()
	for _, text := range list {
		if _, err := s.work.Exec(text); err != nil {
			t.Fatalf("%s: %v\n%s\nin\n%s", way, err, text, strings.Join(list, ";\n"))
		}
	}
	if s.dialect == "sqlite" {
		if broken := column1(t, s.work, "SELECT \"table\" FROM pragma_foreign_key_check"); len(broken) > 0 {
			t.Errorf("%s: rows of %v have lost their parents", way, broken)
		}
	}
}

func (s *site) same(t *testing.T, way string, list []string, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	have, wanted := strings.Split(got, "\n"), strings.Split(want, "\n")
	for _, line := range have {
		if !slices.Contains(wanted, line) {
			t.Errorf("%s: + %s", way, line)
		}
	}
	for _, line := range wanted {
		if !slices.Contains(have, line) {
			t.Errorf("%s: - %s", way, line)
		}
	}
	if len(list) < 3 {
		t.Logf("%s\n\n%s", got, want)
	}
	t.Errorf("%s differs after\n%s", way, strings.Join(list, ";\n"))
}

// fill gives every table three rows. Foreign keys stay NULL, or refer to the first row.
func (s *site) fill(t *testing.T, models *schema.Registry) {
	t.Helper()
	for _, m := range models.Models() {
		for row := 1; row <= 3; row++ {
			var names, values []string
			for _, a := range m.Attributes {
				if v := s.value(a, row); v != "" {
					names, values = append(names, s.ident(a.Column)), append(values, v)
				}
			}
			must(t, s.work, "INSERT INTO "+s.ident(m.Table)+" ("+strings.Join(names, ", ")+") VALUES ("+strings.Join(values, ", ")+")")
		}
	}
	for _, m := range models.Models() {
		for _, a := range m.Attributes {
			if a.Side != nil && !a.Unique {
				must(t, s.work, fmt.Sprintf("UPDATE %s SET %s = (SELECT min(%s) FROM (SELECT * FROM %s) AS x)", s.ident(m.Table), s.ident(a.Column),
					s.ident(a.Side.Target.Keys[0].Column), s.ident(a.Side.Target.Table)))
			}
		}
	}
}

func (s *site) ident(name string) string {
	if s.dialect == "mysql" || s.dialect == "mariadb" {
		return "`" + name + "`"
	}
	return `"` + name + `"`
}

// value is a literal for a row, other ones for other rows; empty for a column that stays NULL.
func (s *site) value(a *schema.Attribute, row int) string {
	if a.Side != nil {
		return ""
	}
	n := fmt.Sprint(row)
	if v := s.adoptedValue(a, n); v != "" {
		return v
	}
	switch a.Kind {
	case schema.KindString, schema.KindText:
		return "'row " + n + "'"
	case schema.KindSmallInteger, schema.KindInteger, schema.KindBigInteger:
		return n
	case schema.KindFloat:
		return n + ".5"
	case schema.KindDecimal:
		return "'" + n + ".22" + strings.Repeat("0", a.Scale-2) + "'" // which every scale of the models has room for: a smaller one rounds
	case schema.KindBoolean:
		return map[bool]string{true: "1", false: "true"}[s.dialect == "sqlite"]
	case schema.KindDate:
		return "'2021-02-0" + n + "'"
	case schema.KindTime:
		return "'10:00:0" + n + ".000000'"
	case schema.KindDateTime:
		return "'2021-02-03 10:00:0" + n + ".000000'"
	case schema.KindJSON:
		return `'{"n": ` + n + `}'`
	case schema.KindUUID:
		if a.UUIDText {
			return "'00000000-0000-0000-0000-00000000000" + n + "'"
		}
		return "'0000000000000000000000000000000" + n + "'"
	case schema.KindBinary:
		if s.dialect == "postgres" {
			return `'\x0` + n + "'"
		}
		return "x'0" + n + "'"
	case schema.KindEnum:
		if _, ok := a.Choices[0].(string); ok {
			return "'sad'"
		}
		return "1"
	}
	return ""
}

// values are those of the columns that both registries have, row by row.
func (s *site) values(t *testing.T, from, to *schema.Registry, renames [][2]string) string {
	t.Helper()
	there := map[string]bool{}
	for _, m := range to.Models() {
		for _, a := range m.Attributes {
			there[m.Table+"."+a.Column] = true
		}
	}
	var b strings.Builder
	for _, m := range from.Models() {
		table := m.Table
		if now := renamed(renames, table); now != "" {
			table = now
		}
		var names []string
		for _, a := range m.Attributes {
			column := a.Column
			if now := renamed(renames, m.Table+"."+column); now != "" {
				column = now
			}
			if there[table+"."+column] {
				names = append(names, s.ident(a.Column))
			}
		}
		if len(names) == 0 {
			continue
		}
		s.asked++ // a text of its own, since the driver remembers the types of one that it has sent
		rows, err := s.work.Queryx(fmt.Sprintf("SELECT /* %d */ %s FROM %s ORDER BY 1", s.asked, strings.Join(names, ", "), s.ident(m.Table)))
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			list, err := rows.SliceScan()
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range list {
				if text, ok := v.([]byte); ok {
					v = string(text)
				}
				fmt.Fprintf(&b, "%s.%s=%v ", m.Table, names[i], v)
			}
			b.WriteString("\n")
		}
		rows.Close()
	}
	return b.String()
}

// counts is how many rows a table has, and how many values other than NULL each of its columns, by
// table.column.
func (s *site) counts(t *testing.T, models *schema.Registry) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, m := range models.Models() {
		parts := []string{"count(*)"}
		for _, a := range m.Attributes {
			parts = append(parts, "count("+s.ident(a.Column)+")")
		}
		row, err := s.work.Queryx("SELECT " + strings.Join(parts, ", ") + " FROM " + s.ident(m.Table))
		if err != nil {
			t.Fatal(err)
		}
		row.Next()
		values, err := row.SliceScan()
		row.Close()
		if err != nil {
			t.Fatal(err)
		}
		out[m.Table] = fmt.Sprint(values[0])
		for i, a := range m.Attributes {
			out[m.Table+"."+a.Column] = fmt.Sprint(values[i+1])
		}
	}
	return out
}

// keep fails where a table has lost rows, or a column values.
func (s *site) keep(t *testing.T, before, after map[string]string, renames [][2]string, list []string) {
	t.Helper()
	for name, n := range before {
		table, column, _ := strings.Cut(name, ".")
		now := name
		if to := renamed(renames, table); to != "" {
			now = strings.TrimSuffix(to+"."+column, ".")
		}
		if to := renamed(renames, name); to != "" && column != "" {
			now = strings.Split(now, ".")[0] + "." + to
		}
		if got, there := after[now]; there && got < n {
			t.Errorf("%s had %s, and %s has %s after\n%s", name, n, now, got, strings.Join(list, ";\n"))
		}
	}
}
