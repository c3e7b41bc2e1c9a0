package dialect

import (
	"slices"
	"testing"
)

func TestBeside(t *testing.T) {
	x := SQLite().Syntax
	for sql, want := range map[string][]int{
		"{a} = ?":                             {0},
		"? >= {a}":                            {0},
		"{a} IN (?, ?, ?) AND {b} <> ?":       {0, 0, 0, 1},
		"{a} NOT BETWEEN ? AND ?":             {0, 0},
		"{a} IS NOT DISTINCT FROM ?":          {0},
		"{a} + 1 = ?":                         {-1},
		"length({a}) = ?":                     {-1},
		"{a} = ? AND b = ?":                   {0, -1},
		"{a} LIKE ?":                          {-1},
		"x = ? AND {a} = ?":                   {-1, 0},
		"? = ? OR {a} = '?'":                  {-1, -1},
		"{a} = /* why */ ?":                   {0},
		"{a} = ? OR {b} IN (?, ?) OR ? < {c}": {0, 1, 1, 2},
		"{a} = {b} AND x = ?":                 {-1},
	} {
		pieces, _ := x.SplitPaths(sql)
		if got := x.Beside(pieces); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", sql, got, want)
		}
	}
}
