package benchmarks

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	sq "github.com/Masterminds/squirrel"

	"github.com/ormar-go/ormar/orm"
)

// way is another way to all rows of books, or from rows to text.
type way struct {
	name string
	own  func(ctx context.Context, o *ormar) error
	hand func(ctx context.Context, h *hand) error
}

// title is what Into fills.
type title struct {
	ID    int64
	Title string
	Pages int
}

func ways() []way {
	all := func(ctx context.Context, h *hand) error { return dropped(h.list(ctx, 0)) }
	some := func(ctx context.Context, h *hand) error { return dropped(h.titles(ctx)) }
	return []way{
		{"All", func(ctx context.Context, o *ormar) error { return dropped(o.list(ctx, 0)) }, all},
		{"Iterate", func(ctx context.Context, o *ormar) error {
			for _, err := range o.books.OrderBy("id").Iterate(ctx) {
				if err != nil {
					return err
				}
			}
			return nil
		}, all},
		{"Raw", func(ctx context.Context, o *ormar) error {
			return dropped(orm.Raw[ormarBook](ctx, o.db, sq.Expr("SELECT * FROM books ORDER BY id")))
		}, all},
		{"Into", func(ctx context.Context, o *ormar) error {
			return dropped(orm.Into[title](ctx, o.books.OrderBy("id")))
		}, some},
		{"Values", func(ctx context.Context, o *ormar) error {
			return dropped(o.books.OrderBy("id").Values(ctx, "id", "title", "pages"))
		}, some},
		{"Pluck", func(ctx context.Context, o *ormar) error {
			return dropped(orm.Pluck[string](ctx, o.books.OrderBy("id"), "title"))
		}, func(ctx context.Context, h *hand) error { return dropped(h.names(ctx)) }},
	}
}

// titles are three columns of all books.
func (h *hand) titles(ctx context.Context) ([]title, error) {
	rows, err := h.query(ctx, "SELECT id, title, pages FROM books ORDER BY id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []title
	for rows.Next() {
		var t title
		if err := rows.Scan(&t.ID, &t.Title, &t.Pages); err != nil {
			return nil, err
		}
		list = append(list, t)
	}
	return list, rows.Err()
}

// names are the titles alone.
func (h *hand) names(ctx context.Context) ([]string, error) {
	rows, err := h.query(ctx, "SELECT title FROM books ORDER BY id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// TestWays prints, for each way to 10,000 rows, its time beside that of a prepared statement which reads the same columns, the median of rounds,
// and its allocations a row.
func TestWays(t *testing.T) {
	*runners = "prepared," + ours
	defer func() { *runners = "" }()
	for _, e := range engines() {
		t.Run(e.name, func(t *testing.T) {
			f := open(t, e)
			h, o := f.contenders[1].(*hand), f.contenders[2].(*ormar)
			var b strings.Builder
			b.WriteString("| way | time beside by hand | allocations a row | by hand |\n|---|--:|--:|--:|\n")
			for _, w := range ways() {
				own := func() error { return w.own(t.Context(), o) }
				hand := func() error { return w.hand(t.Context(), h) }
				ratio, n, byHand := beside(t, own, hand)
				fmt.Fprintf(&b, "| %s | %.2f | %.2f | %.2f |\n", w.name, ratio, n/bookCount, byHand/bookCount)
			}
			t.Log("\n" + b.String())
		})
	}
}

// beside takes turns with two functions: the median of the first one's time beside the second's, and the allocations of each.
func beside(t *testing.T, own, hand func() error) (ratio, allocations, byHand float64) {
	t.Helper()
	timed := func(run func() error) float64 {
		began := time.Now()
		if err := run(); err != nil {
			t.Fatal(err)
		}
		return time.Since(began).Seconds()
	}
	var ratios []float64
	for round := range *rounds + 1 {
		a, b := own, hand
		if round%2 == 1 {
			a, b = hand, own
		}
		first, second := timed(a), timed(b)
		if round%2 == 1 {
			first, second = second, first
		}
		if round > 0 {
			ratios = append(ratios, first/second)
		}
	}
	return median(ratios), testing.AllocsPerRun(1, func() { timed(own) }), testing.AllocsPerRun(1, func() { timed(hand) })
}

// TestText prints what JSON of 1,000 rows costs beside encoding/json over plain structs of the same fields: out by json.Marshal, which asks
// each row, and back by Decode.
func TestText(t *testing.T) {
	f := duel(open(t, sqliteEngine()))
	o := f.contenders[1].(*ormar)
	rows, err := o.books.OrderBy("id").Limit(1000).All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	plain := make([]bookBody, len(rows))
	texts := make([]string, len(rows))
	for i, r := range rows {
		b := r.plain()
		plain[i] = bookBody{ID: b.ID, Title: b.Title, Pages: b.Pages, Price: b.Price, InPrint: b.InPrint, Published: b.Published, Updated: b.Updated, Rating: b.Rating, Blurb: b.Blurb}
		plain[i].Author.ID = b.AuthorID
		text, err := json.Marshal(plain[i])
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = string(text)
	}
	for _, c := range []struct {
		name      string
		own, hand func() error
	}{
		{"json.Marshal", func() error { return dropped(json.Marshal(rows)) }, func() error { return dropped(json.Marshal(plain)) }},
		{"Decode", func() error {
			for _, text := range texts {
				var b ormarBook
				if err := orm.Decode(o.db, strings.NewReader(text), &b, orm.AllowKey()); err != nil {
					return err
				}
			}
			return nil
		}, func() error {
			for _, text := range texts {
				var b bookBody
				d := json.NewDecoder(strings.NewReader(text))
				d.DisallowUnknownFields()
				if err := d.Decode(&b); err != nil {
					return err
				}
			}
			return nil
		}},
		{"Dump", func() error {
			for _, r := range rows {
				if _, err := orm.Dump(o.db, r); err != nil {
					return err
				}
			}
			return nil
		}, func() error {
			for i := range plain {
				text, err := json.Marshal(&plain[i])
				if err != nil {
					return err
				}
				var m map[string]any
				if err := json.Unmarshal(text, &m); err != nil {
					return err
				}
			}
			return nil
		}},
	} {
		ratio, n, byHand := beside(t, c.own, c.hand)
		t.Logf("%s of a row: time %.2f of encoding/json, %.2f allocations, %.2f by encoding/json", c.name, ratio, n/1000, byHand/1000)
	}
}
