//go:build race

package scan

// racing: the race detector makes sync.Pool forget at random, so that allocations cannot be counted.
const racing = true
