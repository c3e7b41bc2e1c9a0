// Package replay gives tests of random inputs the numbers that their randomness begins with.
package replay

import (
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

// variable says which randomness all tests begin with.
const variable = "ORMAR_SEED"

// Seed is the number in ORMAR_SEED, else one by chance, which a test that fails tells. Continuous integration sets
// the variable, so that what breaks there was broken by the change; new inputs are looked for by hand.
func Seed(t testing.TB) uint64 {
	t.Helper()
	text := os.Getenv(variable)
	n := rand.Uint64() >> 24 // short enough to be typed
	if text != "" {
		var err error
		if n, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("%s is not a number: %v", variable, err)
		}
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("%s=%d", variable, n)
		}
	})
	return n
}

// Setting is the number in an environment variable, else otherwise: how many inputs a test draws.
func Setting(t testing.TB, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s is not a number: %v", name, err)
	}
	return n
}
