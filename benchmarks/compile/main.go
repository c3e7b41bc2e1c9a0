package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	n := flag.Int("n", 10, "how many models the larger package has")
	only := flag.String("only", "", "measure the libraries whose name begins like this")
	start := flag.Bool("start", false, "measure the start of a program of n models instead")
	flag.Parse()
	measure := table
	if *start {
		measure = startTable
	}
	if err := measure(*n, *only); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func table(n int, only string) error {
	dir, err := os.MkdirTemp("", "ormar-compile")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Printf("| library | CPU s, 1 model | %d models | per further model | archive KB, 1 model | %[1]d models | per further model |\n", n)
	fmt.Println("|---|--:|--:|--:|--:|--:|--:|")
	for _, l := range libraries() {
		err := line(l.name, n, only, func(n int) (figures, error) { return l.measure(dir, n, true) })
		if err != nil {
			return err
		}
	}
	return line("ent, generated", n, only, entModels)
}

// line measures one library and prints its figures.
func line(name string, n int, only string, measure func(n int) (figures, error)) error {
	if !strings.HasPrefix(name, only) {
		return nil
	}
	one, err := measure(1)
	if err != nil {
		return err
	}
	many, err := measure(n)
	if err != nil {
		return err
	}
	fmt.Println(row(name, one, many, n))
	return nil
}
