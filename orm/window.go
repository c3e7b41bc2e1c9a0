package orm

import (
	"slices"

	"github.com/ormar-go/ormar/internal/lookup"
	"github.com/ormar-go/ormar/internal/query"
)

// Window is the rows that a function looks at from each row. It is an immutable value; the zero value is all rows, without an order.
type Window struct{ core lookup.Window }

// PartitionBy is the window of the rows that have the same values of paths; without paths, of all rows.
func PartitionBy(paths ...string) Window {
	return Window{lookup.Window{Partition: slices.Clone(paths)}}
}

// OrderKeys orders the rows of the window by sort keys as OrderBy takes them. No key is added: rows that are equal in all of them are
// peers.
func (w Window) OrderKeys(keys ...string) Window {
	w.core.Keys = append(slices.Clip(w.core.Keys), keys...)
	return w
}

// Rows looks at some rows around the current one, which is 0: those before it are negative. math.MinInt and math.MaxInt are the ends of
// the window. It is for aggregates and FirstValue; without it an ordered window reaches from its beginning to the current row's last
// peer.
func (w Window) Rows(from, to int) Window {
	w.core.Framed, w.core.From, w.core.To = true, from, to
	return w
}

// RowNumber numbers the rows of a window from 1. It stands in AnnotateExpr, as all functions over windows: a Filter that names the
// annotation holds of the rows that were numbered, any other Filter before they are.
func RowNumber(w Window) Expr { return windowed(query.RowNumber, w, 0) }

// Rank is one more than how many rows come before, so that peers have one rank and leave a gap behind them.
func Rank(w Window) Expr { return windowed(query.Rank, w, 0) }

// DenseRank is Rank without gaps.
func DenseRank(w Window) Expr { return windowed(query.DenseRank, w, 0) }

// Lag is the value of the row that is n rows before, NULL where there is none.
func Lag(e Expr, n int, w Window) Expr { return windowed(query.Lag, w, n, e.core) }

// Lead is the value of the row that is n rows behind, NULL where there is none.
func Lead(e Expr, n int, w Window) Expr { return windowed(query.Lead, w, n, e.core) }

// FirstValue is the value of the window's first row.
func FirstValue(e Expr, w Window) Expr { return windowed(query.FirstValue, w, 0, e.core) }

// NTile divides the window into n parts, as equal as can be, and is the part's number from 1.
func NTile(n int, w Window) Expr { return windowed(query.NTile, w, n) }

func windowed(fn query.Func, w Window, n int, args ...any) Expr {
	return Expr{lookup.Windowed(fn, w.core, n, args...)}
}

// Over is the aggregate over a window, a value of each row. CountDistinctOf, StringAgg and JSONAgg are for groups alone: ErrQuery.
func (a Aggregate) Over(w Window) Expr { return Expr{lookup.Over(a.core, w.core)} }
