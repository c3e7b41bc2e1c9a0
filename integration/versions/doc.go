// Package versions tests on every database what a model says of its rows over time: versions by which a write finds that somebody
// else was faster, and what was changed since a row was read.
package versions
