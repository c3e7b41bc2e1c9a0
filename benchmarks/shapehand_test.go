package benchmarks

import (
	"context"
	"fmt"
	"strings"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
)

// shapedHand does the shapes with statements prepared by hand.
type shapedHand struct{ *hand }

func scanWide(row interface{ Scan(...any) error }, w *Wide) error {
	return row.Scan(&w.ID, &w.I01, &w.I02, &w.I03, &w.I04, &w.I05, &w.I06, &w.I07, &w.I08, &w.I09,
		&w.S01, &w.S02, &w.S03, &w.S04, &w.S05, &w.S06, &w.S07, &w.S08, &w.S09, &w.S10,
		&w.F01, &w.F02, &w.F03, &w.F04, &w.F05, &w.T01, &w.T02, &w.T03, &w.T04, &w.T05,
		&w.N01, &w.N02, &w.N03, &w.N04, &w.N05, &w.N06, &w.N07, &w.N08, &w.N09, &w.N10,
		&w.X01, &w.X02, &w.X03, &w.X04, &w.X05, &w.X06, &w.X07, &w.X08, &w.X09, &w.X10,
		&w.G01, &w.G02, &w.G03, &w.G04, &w.G05, &w.U01, &w.U02, &w.U03, &w.U04, &w.U05)
}

// readBy reads the rows of a question into a list.
func readBy[T any](ctx context.Context, h *hand, scan func(interface{ Scan(...any) error }, *T) error, text string, args ...any) ([]T, error) {
	rows, err := h.query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []T
	for rows.Next() {
		var v T
		if err := scan(rows, &v); err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	return list, rows.Err()
}

var selectWide = "SELECT id, " + strings.Join(wideColumns(), ", ") + " FROM wide "

func (h shapedHand) wide(ctx context.Context, n int) (any, error) {
	return readBy(ctx, h.hand, scanWide, selectWide+"ORDER BY id LIMIT ?", n)
}

func (h shapedHand) texts(ctx context.Context, n int) (any, error) {
	return readBy(ctx, h.hand, func(row interface{ Scan(...any) error }, d *Doc) error { return row.Scan(&d.ID, &d.Body) }, "SELECT id, body FROM docs ORDER BY id LIMIT ?", n)
}

func scanNode(row interface{ Scan(...any) error }, n *handNode) error {
	return row.Scan(&n.ID, &n.Name, &n.ParentID, &n.NextID)
}

// anyOf is the condition that a column is one of the keys.
func (h shapedHand) anyOf(column string, keys []int64) (string, []any) {
	if h.e.name == servers.Postgres {
		return column + " = ANY(?)", []any{keys}
	}
	args := make([]any, len(keys))
	for i, k := range keys {
		args[i] = k
	}
	return column + " IN (?" + strings.Repeat(", ?", len(keys)-1) + ")", args
}

func (h shapedHand) tree(ctx context.Context, n int) (any, error) {
	const columns = "SELECT id, name, parent_id, next_id FROM nodes WHERE "
	list, err := readBy(ctx, h.hand, scanNode, columns+"id <= ? ORDER BY id", n)
	if err != nil {
		return nil, err
	}
	level := list
	for range depth {
		keys, at := make([]int64, len(level)), make(map[int64]*handNode, len(level))
		for i := range level {
			keys[i], at[level[i].ID] = level[i].ID, &level[i]
		}
		condition, args := h.anyOf("parent_id", keys)
		below, err := readBy(ctx, h.hand, scanNode, columns+condition+" ORDER BY id", args...)
		if err != nil {
			return nil, err
		}
		for i := range below {
			parent := at[*below[i].ParentID]
			parent.Children = append(parent.Children, &below[i])
		}
		level = below
	}
	return list, nil
}

func scanTag(row interface{ Scan(...any) error }, t *Tag) error { return row.Scan(&t.ID, &t.Name) }

// tied is a tag and the row to which it belongs.
type tied struct {
	left int64
	Tag
}

func (h shapedHand) links(ctx context.Context, n int) (any, error) {
	first, last := leftsOf(n)
	lefts, err := readBy(ctx, h.hand, func(row interface{ Scan(...any) error }, l *handLeft) error { return scanTag(row, &l.Tag) }, "SELECT id, name FROM lefts WHERE id BETWEEN ? AND ? ORDER BY id", first, last)
	if err != nil {
		return nil, err
	}
	keys, at := make([]int64, len(lefts)), make(map[int64]*handLeft, len(lefts))
	for i := range lefts {
		keys[i], at[lefts[i].ID] = lefts[i].ID, &lefts[i]
	}
	condition, args := h.anyOf("t.left_id", keys)
	all, err := readBy(ctx, h.hand, func(row interface{ Scan(...any) error }, t *tied) error { return row.Scan(&t.left, &t.ID, &t.Name) },
		"SELECT t.left_id, r.id, r.name FROM ties t JOIN rights r ON r.id = t.right_id WHERE "+condition+" ORDER BY r.id, t.left_id", args...)
	if err != nil {
		return nil, err
	}
	rights := map[int64]*Tag{}
	for i := range all {
		t := &all[i]
		right := rights[t.ID]
		if right == nil {
			right = &Tag{t.ID, t.Name}
			rights[t.ID] = right
		}
		left := at[t.left]
		left.Rights = append(left.Rights, right)
	}
	return lefts, nil
}

func (h shapedHand) conditions(ctx context.Context, n int) (any, error) {
	text, args := conditionsOf(n)
	return readBy(ctx, h.hand, scanWide, selectWide+"WHERE "+strings.Join(text, " AND ")+" ORDER BY id", args...)
}

// conditionsOf are n conditions on wide rows which the first ten rows fulfil.
func conditionsOf(n int) (texts []string, args []any) {
	texts, args = []string{"id <= ?"}, []any{10}
	for i := 1; i < n; i++ {
		texts, args = append(texts, fmt.Sprintf("i%02d >= ?", i%9+1)), append(args, -i)
	}
	return texts, args
}

func (h shapedHand) chain(ctx context.Context, n int) (any, error) {
	var columns, joins strings.Builder
	for i := range n + 1 {
		fmt.Fprintf(&columns, ", n%d.id, n%d.name, n%d.parent_id, n%d.next_id", i, i, i, i)
		if i > 0 {
			fmt.Fprintf(&joins, " LEFT JOIN nodes n%d ON n%d.id = n%d.next_id", i, i, i-1)
		}
	}
	rows, err := h.query(ctx, "SELECT "+columns.String()[2:]+" FROM nodes n0"+joins.String()+" ORDER BY n0.id LIMIT ?", chained)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []*handNode
	for rows.Next() {
		chain, dest := make([]handNode, n+1), make([]any, 0, 4*(n+1))
		for i := range chain {
			c := &chain[i]
			dest = append(dest, &c.ID, &c.Name, &c.ParentID, &c.NextID)
			if i > 0 {
				chain[i-1].Next = c
			}
		}
		if err := rows.Scan(dest...); err != nil {
			return nil, err
		}
		list = append(list, &chain[0])
	}
	return list, rows.Err()
}
