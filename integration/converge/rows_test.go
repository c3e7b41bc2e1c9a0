package converge

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/schema"
)

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

// value is a literal for a row, other ones for other rows; empty for a column that stays NULL.
func (s *site) value(a *schema.Attribute, row int) string {
	if a.Side != nil || a.Generated != "" {
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
