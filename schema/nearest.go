package schema

// longestGuess is the length up to which a wrong name is compared with the right ones; longer ones are not typing mistakes.
const longestGuess = 64

// nearest is the candidate that name was probably meant to be: the one of the least edit distance, if that is at most a
// third of the name's length. Of equally near ones it is the first.
func nearest(name string, candidates []string) string {
	if name == "" || len(name) > longestGuess {
		return ""
	}
	best, least := "", max(1, len([]rune(name))/3)+1
	for _, c := range candidates {
		if d := editDistance([]rune(fold(name)), []rune(fold(c))); d < least {
			best, least = c, d
		}
	}
	return best
}

// editDistance counts the letters to insert, delete, replace or exchange with their neighbour.
func editDistance(x, y []rune) int {
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
