package limits

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// tried are the tests that hold the limits of each row of the table in docs/reliability.md.
var tried = map[string][]string{
	"parameters of a statement, `orm.Raw` and `orm.Exec` too": {"TestStatements", "TestBatches"},
	"keys of a list":                                                   {"TestStatements"},
	"different comparisons in one question":                            {"TestStatements"},
	"conditions in each other; arithmetic in itself":                   {"TestStatements"},
	"sub-queries in each other":                                        {"TestStatements"},
	"arguments of a function":                                          {"TestStatements"},
	"tables of a join, steps of a path":                                {"TestStatements"},
	"columns of a row that is read":                                    {"TestStatements"},
	"transactions in each other; steps of a prefetch; sets of a union": {"TestStatements"},
	"bytes of a table's, column's, index's or answer's name":           {"TestDefinitions"},
	"characters of a unique text on MySQL and MariaDB":                 {"TestTables"},
	"integers, unsigned ones, text in characters, bytes, 65 digits with 30 behind the point, years 1 to 9999, finite floats, 31 levels of JSON": {"TestValues"},
	"limit, offset, page, batch":  {"TestPages", "TestBatches"},
	"rows in each other, as JSON": {"TestDeepJSON"},
}

// The table of limits tells what tests try: each row has its tests, and each number of a row is one of theirs.
func TestTableOfLimits(t *testing.T) {
	page, err := os.ReadFile("../../docs/reliability.md")
	if err != nil {
		t.Fatal(err)
	}
	_, part, _ := strings.Cut(string(page), "\n## Limits\n")
	part, _, _ = strings.Cut(part, "\n## ")
	numbers := numbersOf(t)
	rows := map[string]bool{}
	for line := range strings.Lines(part) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		of := strings.TrimSpace(cells[0])
		if len(cells) != 3 || of == "of what" || strings.HasPrefix(of, "---") {
			continue
		}
		rows[of] = true
		for _, number := range regexp.MustCompile(`\d[\d,]*`).FindAllString(of+" "+cells[1], -1) {
			number = strings.TrimSuffix(number, ",")
			found := slices.ContainsFunc(tried[of], func(test string) bool { return numbers[test][strings.ReplaceAll(number, ",", "")] })
			if !found {
				t.Errorf("%s: no test of %q has the number %s", of, tried[of], number)
			}
		}
	}
	if got, want := slices.Sorted(maps.Keys(rows)), slices.Sorted(maps.Keys(tried)); !slices.Equal(got, want) {
		t.Errorf("the table has the rows\n%s\nand tests try\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for of, tests := range tried {
		for _, test := range tests {
			if numbers[test] == nil {
				t.Errorf("%s: there is no %s", of, test)
			}
		}
	}
}

var digits = regexp.MustCompile(`\d+`)

// numbersOf are the whole numbers that stand in each test, in its texts too.
func numbersOf(t *testing.T) map[string]map[string]bool {
	t.Helper()
	out := map[string]map[string]bool{}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !strings.HasSuffix(entry.Name(), "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), entry.Name(), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, is := d.(*ast.FuncDecl)
			if !is {
				continue
			}
			out[f.Name.Name] = map[string]bool{}
			ast.Inspect(f, func(n ast.Node) bool {
				if l, is := n.(*ast.BasicLit); is {
					for _, number := range digits.FindAllString(strings.ReplaceAll(l.Value, "_", ""), -1) {
						out[f.Name.Name][number] = true
					}
				}
				return true
			})
		}
	}
	return out
}
