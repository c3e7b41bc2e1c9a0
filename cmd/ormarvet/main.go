// Command ormarvet finds, in programs that use github.com/ormar-go/ormar, what the compiler does not: paths that no model has, QuerySets and
// errors that are dropped, and relations that are loaded one by one in a loop.
//
//	go install github.com/ormar-go/ormar/cmd/ormarvet@latest
//	ormarvet ./...                                  by itself, or
//	go vet -vettool=$(which ormarvet) ./...         with go vet's cache
//
// It is built on golang.org/x/tools/go/analysis. A finding is a line with its place; the exit code is 3 where there is one.
package main

import "golang.org/x/tools/go/analysis/multichecker"

func main() { multichecker.Main(pathsAnalyzer, loadsAnalyzer, droppedAnalyzer) }
