// Command compile measures what it costs to compile models: CPU seconds of go build and bytes of the package's archive, for this
// module beside gorm, bun and ent, in the versions that go.mod pins. compile.sh runs it and prints the table of the README; the gate
// in gate_test.go holds the archive's bytes per further model to gate.txt.
//
// The packages that it compiles are on no disk: the go command gets them through -overlay, so that nothing is left behind and two
// runs do not meet.
package main
