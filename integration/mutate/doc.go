// Command mutate breaks a package of the library on purpose, in one small way after another, and
// says which of the breaks no quick test notices:
//
//	go run ./integration/mutate -sample 50 internal/compile
//
// A mutant drops half of a condition, swaps a comparison or a bound, widens a guard, negates an if,
// skips a call, an assignment, a defer or a jump, forgets an error, or returns at once with zero
// values. All that are drawn are compiled into one copy of the package, which go's -overlay puts in
// the place of the files; the tree is not touched. An environment variable says which of them is
// alive, so that the tests are built once. They run on SQLite, with -short and one seed: the
// package's own with every mutant, then those of each package that is built with it, with the
// mutants that are left. -tests says which, -servers runs them without -short.
//
// A mutant is killed when a test fails, or does not end. Survivors are printed: each is a line that
// a test is missing for, or a change that changes nothing. Runs with the same -seed draw the same
// mutants; -only takes some of them by their numbers.
package main
