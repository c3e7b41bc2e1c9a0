package forms

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// byHand are tables that this module did not make, whose columns take whatever they are given.
var byHand = []string{
	"CREATE TABLE visits (id INTEGER PRIMARY KEY, `key` UUID NOT NULL, at DATETIME NOT NULL, day DATE NOT NULL, clock TIME NOT NULL, open BOOLEAN NOT NULL, `left` DATETIME)",
	"CREATE INDEX visits_at ON visits (at)",
	"CREATE TABLE badges (id UUID PRIMARY KEY, name TEXT NOT NULL)",
	"CREATE TABLE notes (id INTEGER PRIMARY KEY, badge UUID NOT NULL)",
	"CREATE INDEX notes_badge ON notes (badge)",
}

func open(t *testing.T, own bool) *orm.DB {
	t.Helper()
	db, err := sqlite.Open(":memory:", schema.MustRegistry(&Visit{}, &Badge{}, &Note{}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if own {
		if err := migrate.CreateAll(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		return db
	}
	for _, text := range byHand {
		send(t, db, text)
	}
	return db
}

func send(t *testing.T, db *orm.DB, text string, args ...any) {
	t.Helper()
	if _, err := db.SQLX().Exec(text, args...); err != nil {
		t.Fatalf("%s %v: %v", text, args, err)
	}
}

// writer makes random values and spells them in random forms.
type writer struct {
	*rand.Rand
	own bool // for a STRICT table, which takes texts only
}

func (w writer) pick(forms ...string) string { return forms[w.IntN(len(forms))] }

// instant is one of few, so that equal instants in several spellings are frequent; some lie at the end of a day.
func (w writer) instant() (time.Time, string) {
	t := time.Date(2024, 2, 28+w.IntN(3), w.pickHour(), w.IntN(2)*59, w.IntN(2)*59, w.IntN(3)*123_456_000, time.UTC)
	zone := w.pick("", "", "Z", "+00:00", "+02:00", "-1030", "+14", "-23:59:30")
	at := t
	if zone != "" && zone != "Z" {
		offset := map[string]int{"+00:00": 0, "+02:00": 7200, "-1030": -37800, "+14": 50400, "-23:59:30": -86370}[zone]
		at = t.Add(time.Duration(offset) * time.Second)
	}
	text := at.Format("2006-01-02" + w.pick(" ", "T", "t") + "15:04:05")
	switch fraction := fmt.Sprintf(".%06d", at.Nanosecond()/1000); {
	case at.Nanosecond() != 0:
		text += fraction + w.pick("", "000", "0009")
	case at.Second() == 0 && w.IntN(4) == 0:
		text = strings.TrimSuffix(text, ":00")
	default:
		text += w.pick("", "", ".0", ".000000", ".0000001")
	}
	return t, text + zone
}

func (w writer) pickHour() int { return []int{0, 1, 12, 23}[w.IntN(4)] }

func (w writer) day() (time.Time, string) {
	t := time.Date(2024, 2, 27+w.IntN(4), 0, 0, 0, 0, time.UTC)
	return t, t.Format(time.DateOnly) + w.pick("", "", " 00:00:00", "T00:00:00Z", " 00:00", " 00:00:00.000+02:00")
}

func (w writer) clock() (time.Time, string) {
	t := time.Date(1, 1, 1, w.IntN(3)*10, w.IntN(2)*30, 0, w.IntN(2)*500_000_000, time.UTC)
	if t.Nanosecond() != 0 {
		return t, t.Format("15:04:05") + w.pick(".5", ".500000", ".5000000009")
	}
	return t, t.Format("15:04") + w.pick("", ":00", ":00.0", ":00.000000")
}

func (w writer) uuid() ([16]byte, any) {
	id := [16]byte{0: byte(w.IntN(3)) << 4, 4: 0xab, 8: byte(w.IntN(3)), 15: 0xcd}
	return id, w.spell(id)
}

func (w writer) spell(id [16]byte) any {
	s := hex.EncodeToString(id[:])
	hyphens := s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
	if !w.own && w.IntN(5) == 0 {
		return id[:]
	}
	return w.pick(s, hyphens, strings.ToUpper(s), strings.ToUpper(hyphens))
}

func (w writer) open() (bool, any) {
	v := w.IntN(2) == 1
	if w.own {
		return v, v
	}
	if v {
		return v, []any{1, "1", "t", "true"}[w.IntN(4)]
	}
	return v, []any{0, "0", "f", "false"}[w.IntN(4)]
}

// TestStoredForms writes values in every form that is read, past the module, and compares each lookup, order, walk, group and distinct
// with a loop over what was read.
func TestStoredForms(t *testing.T) {
	for name, own := range map[string]bool{"a table of ours": true, "a table of others": false} {
		t.Run(name, func(t *testing.T) {
			w := writer{rand.New(rand.NewPCG(replay.Seed(t), 16)), own}
			db := open(t, own)
			fill(t, db, w)
			visits := orm.Objects[Visit](db)
			rows, err := visits.OrderBy("id").All(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			lookups(t, visits, rows)
			walks(t, visits, rows)
			groups(t, visits, rows)
			relations(t, db, w)
		})
	}
}

func fill(t *testing.T, db *orm.DB, w writer) {
	t.Helper()
	for id := int64(1); id <= 60; id++ {
		at, atText := w.instant()
		day, dayText := w.day()
		clock, clockText := w.clock()
		key, keyText := w.uuid()
		open, openForm := w.open()
		var left any
		if w.IntN(3) > 0 {
			_, left = w.instant()
		}
		send(t, db, "INSERT INTO visits (id, `key`, at, day, clock, open, `left`) VALUES (?, ?, ?, ?, ?, ?, ?)", id, keyText, atText, dayText, clockText, openForm, left)
		got, err := orm.Objects[Visit](db).Get(t.Context(), orm.Q{"id": id})
		if err != nil {
			t.Fatalf("%v %v %v %v %v: %v", keyText, atText, dayText, clockText, openForm, err)
		}
		if got.Key != key || !got.At.Equal(at) || !got.Day.Equal(day) || !got.Clock.Equal(clock) || got.Open != open {
			t.Fatalf("%v %v %v %v %v is read as %+v", keyText, atText, dayText, clockText, openForm, got)
		}
	}
}

// field is a column as the loops see it: its value in a row as something that can be ordered, and as a parameter.
type field struct {
	name  string
	order func(*Visit) string
	value func(*Visit) any
}

func fields() []field {
	const layout = "2006-01-02T15:04:05.000000"
	return []field{
		{"at", func(v *Visit) string { return v.At.Format(layout) }, func(v *Visit) any { return v.At }},
		{"day", func(v *Visit) string { return v.Day.Format(layout) }, func(v *Visit) any { return v.Day }},
		{"clock", func(v *Visit) string { return v.Clock.Format(layout) }, func(v *Visit) any { return v.Clock }},
		{"key", func(v *Visit) string { return hex.EncodeToString(v.Key[:]) }, func(v *Visit) any { return v.Key }},
		{"open", func(v *Visit) string { return fmt.Sprint(v.Open) }, func(v *Visit) any { return v.Open }},
		{"left", func(v *Visit) string {
			if v.Left == nil {
				return ""
			}
			return v.Left.Format(layout)
		}, func(v *Visit) any { return v.Left }},
	}
}

func lookups(t *testing.T, visits orm.QuerySet[Visit], rows []*Visit) {
	for _, f := range fields() {
		for _, row := range rows[:12] {
			x := f.order(row)
			if x == "" {
				continue
			}
			for lookup, holds := range map[string]func(c int) bool{
				"exact": func(c int) bool { return c == 0 }, "ne": func(c int) bool { return c != 0 },
				"gt": func(c int) bool { return c > 0 }, "gte": func(c int) bool { return c >= 0 },
				"lt": func(c int) bool { return c < 0 }, "lte": func(c int) bool { return c <= 0 },
			} {
				want := ids(rows, func(v *Visit) bool { y := f.order(v); return y != "" && holds(strings.Compare(y, x)) })
				found(t, visits.Filter(orm.Q{f.name + "__" + lookup: f.value(row)}), f.name+"__"+lookup+" "+x, want)
			}
			other := rows[len(rows)-1]
			if y := f.order(other); y != "" {
				low, high := row, other
				if y < x {
					low, high = other, row
				}
				found(t, visits.Filter(orm.Q{f.name + "__range": []any{f.value(low), f.value(high)}}), f.name+"__range",
					ids(rows, func(v *Visit) bool {
						return f.order(v) != "" && f.order(v) >= f.order(low) && f.order(v) <= f.order(high)
					}))
				found(t, visits.Filter(orm.Q{f.name + "__in": []any{f.value(low), f.value(high)}}), f.name+"__in",
					ids(rows, func(v *Visit) bool { return f.order(v) == x || f.order(v) == y }))
				found(t, visits.Exclude(orm.Q{f.name + "__in": []any{f.value(low)}}), "not "+f.name+"__in",
					ids(rows, func(v *Visit) bool { return f.order(v) != "" && f.order(v) != f.order(low) }))
			}
		}
	}
	found(t, visits.Filter(orm.F("at").Lte(orm.F("left"))), "at <= left",
		ids(rows, func(v *Visit) bool { return v.Left != nil && !v.At.After(*v.Left) }))
}

func ids(rows []*Visit, keep func(*Visit) bool) []int64 {
	out := []int64{}
	for _, v := range rows {
		if keep(v) {
			out = append(out, v.ID)
		}
	}
	return out
}

func found(t *testing.T, q orm.QuerySet[Visit], what string, want []int64) {
	t.Helper()
	rows, err := q.OrderBy("id").All(t.Context())
	if got := ids(rows, func(*Visit) bool { return true }); err != nil || !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v, %v", what, got, want, err)
	}
}

// walks orders by each field and goes through the pages of a cursor, forwards and back.
func walks(t *testing.T, visits orm.QuerySet[Visit], rows []*Visit) {
	for _, f := range fields() {
		for _, sign := range []string{"", "-"} {
			want := slices.Clone(rows)
			slices.SortStableFunc(want, func(a, b *Visit) int {
				if sign == "-" {
					a, b = b, a
				}
				if c := strings.Compare(f.order(a), f.order(b)); c != 0 || sign == "" {
					return c
				}
				return int(b.ID - a.ID)
			})
			all := ids(want, func(*Visit) bool { return true })
			q := visits.OrderBy(sign + f.name)
			if got, err := q.All(t.Context()); err != nil || !slices.Equal(ids(got, func(*Visit) bool { return true }), all) {
				t.Errorf("order by %s%s: %v, want %v, %v", sign, f.name, ids(got, func(*Visit) bool { return true }), all, err)
			}
			if got, err := walk(t.Context(), q); err != nil || !slices.Equal(got, all) {
				t.Errorf("pages by %s%s: %v, want %v, %v", sign, f.name, got, all, err)
			}
		}
	}
}

func walk(ctx context.Context, q orm.QuerySet[Visit]) (out []int64, err error) {
	page := q.Limit(7)
	for range 30 {
		rows, err := page.All(ctx)
		if err != nil || len(rows) == 0 {
			return out, err
		}
		out = append(out, ids(rows, func(*Visit) bool { return true })...)
		token, err := q.Cursor(rows[len(rows)-1])
		if err != nil {
			return out, err
		}
		page = q.After(token).Limit(7)
	}
	return out, errors.New("the pages do not end")
}

// groups compares groups, distinct values and extremes.
func groups(t *testing.T, visits orm.QuerySet[Visit], rows []*Visit) {
	for _, f := range fields() {
		count := map[string]int{}
		for _, v := range rows {
			count[f.order(v)]++
		}
		distinct, err := visits.Distinct().ValuesList(t.Context(), f.name)
		if err != nil || len(distinct) != len(count) {
			t.Errorf("distinct %s: %d values, want %d, %v", f.name, len(distinct), len(count), err)
		}
		grouped, err := visits.GroupBy(f.name).Aggregate(t.Context(), orm.CountOf("id").As("n"))
		if err != nil || len(grouped) != len(count) {
			t.Errorf("groups by %s: %d, want %d, %v", f.name, len(grouped), len(count), err)
		}
		if f.name == "open" {
			continue
		}
		least, greatest := "~", ""
		for x := range count {
			if x != "" {
				least, greatest = min(least, x), max(greatest, x)
			}
		}
		got, err := visits.Aggregate(t.Context(), orm.MinOf(f.name).As("least"), orm.MaxOf(f.name).As("greatest"))
		if err != nil || shown(got["least"]) != least || shown(got["greatest"]) != greatest {
			t.Errorf("extremes of %s: %v, want %s and %s, %v", f.name, got, least, greatest, err)
		}
	}
}

func shown(v any) string {
	switch v := v.(type) {
	case time.Time:
		return v.Format("2006-01-02T15:04:05.000000")
	case [16]byte:
		return hex.EncodeToString(v[:])
	}
	return fmt.Sprint(v)
}
