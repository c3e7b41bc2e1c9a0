package ormar_test

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// messagePage is written by TestDocsMessages -update, from the texts that the source gives to the functions that make errors.
const messagePage = "docs/messages.md"

// chapters of the page: which packages, the part of docs/errors.md that has their kinds, and the kind where the source leaves it to others.
var chapters = []struct{ title, kinds, kind, dirs string }{
	{"Models", "errors.md#before-anything-is-sent", "ErrDefinition", "schema schema/crypt internal/spelling"},
	{"Questions, writes, transactions", "errors.md#what-rows-say", "", "orm hooks loaders internal/query internal/lookup internal/compile internal/engine internal/write internal/scan internal/validate internal/dialect"},
	{"Bodies and rows over HTTP", "errors.md#before-anything-is-sent", "ErrDecode", "internal/jsonio orm/ormhttp orm/ormadmin"},
	{"Opening a database", "errors.md#connections-and-transactions", "ErrConnect", "orm/sqlite orm/sqlitego orm/postgres orm/mysql internal/sqlite internal/cluster"},
	{"Tables", "errors.md#before-anything-is-sent", "ErrDefinition", "internal/ddl"},
	{"Migrations", "errors.md#migrations-and-seeds", "", "migrate internal/diff internal/state"},
	{"Files of migrations", "errors.md#migrations-and-seeds", "ErrFile", "internal/migration"},
	{"Models of a database", "adopting.md", "", "migrate/inspect internal/inspect"},
	{"Seeds", "errors.md#migrations-and-seeds", "ErrSeed", "orm/ormseed"},
	{"The command line", "migrations.md#the-command", commandLine, "migrate/cli"},
}

// parts are files whose texts are put behind others by their callers, which say the kind.
var parts = map[string]string{
	"internal/dialect/own.go":      "ErrQuery",
	"internal/dialect/dialect.go":  "ErrArgument",
	"internal/engine/raw.go":       "ErrQuery",
	"internal/lookup/aggregate.go": "ErrQuery",
	"orm/rowreader.go":             "ErrQuery",
	"internal/scan/assign.go":      "ErrStored",
	"internal/scan/key.go":         "ErrStored",
	"internal/scan/raw.go":         "ErrStored",
	"internal/engine/level.go":     "ErrTxDoomed",
	"internal/engine/conn.go":      "ErrTxDoomed",
	"migrate/check.go":             "DefinitionError",
	"migrate/create.go":            "Error",
	"migrate/inspect/relation.go":  aComment,
	"internal/engine/observer.go":  ofItsCause,
	"migrate/checkindex.go":        "DefinitionError",
	"migrate/checkexpression.go":   "DefinitionError",
	"migrate/inspect/generator.go": aComment,
	"migrate/inspect/made.go":      aComment,
	"internal/diff/rename.go":      "ErrArgument",
	"internal/diff/diff.go":        "ErrArgument",
}

// makers are the functions, and the last parts of methods' names, whose first text is an error's.
var makers = strings.Fields("Errorf New report bad refuse refused problem unless wrong both notJSON misfit unsupported jsonError blame renameError " +
	"wrongArgument also beyond")

// TestDocsMessages holds the page to the source: each message with what to do about it.
func TestDocsMessages(t *testing.T) {
	got := messageText(t)
	if *update {
		if err := os.WriteFile(messagePage, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got != read(t, messagePage) {
		t.Errorf("%s is not what the source says; write it anew: go test . -run TestDocsMessages -update", messagePage)
	}
	if line := regexp.MustCompile("(?m)^\\| `.*` \\|  \\| .*$").FindString(got); line != "" {
		t.Errorf("a message has no kind: %s; wrap a sentinel, or say in parts what its callers wrap", line)
	}
	if n := strings.Count(got, "\n| `"); n < 600 {
		t.Errorf("only %d messages were found", n)
	}
}

// TestSentinelsAreExplained finds each exported error, a variable or a type, on the page of kinds.
func TestSentinelsAreExplained(t *testing.T) {
	kinds := read(t, "docs/errors.md")
	for _, dir := range explained {
		for _, name := range exportedNames(t, dir) {
			isError := regexp.MustCompile(`^Err[A-Z]|^[A-Z][A-Za-z]*Error$`).MatchString(name)
			if isError && !regexp.MustCompile("\\b"+name+"\\b").MatchString(kinds) {
				t.Errorf("docs/errors.md says nothing of %s.%s", dir, name)
			}
		}
	}
}

func messageText(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("# Every message\n\nThe texts of all errors, as the source has them, by their kinds: `…` stands for a name or a value. What a text says behind its first semicolon " +
		"is what to do; where it says nothing, [its kind](errors.md) does. A text *of its cause* only says where the error that it ends with arose, an *internal* one is a fault of this module or a driver's. A test writes this page: search it for a part of what you see.\n")
	for _, c := range chapters {
		found := map[string]string{}
		for _, dir := range strings.Fields(c.dirs) {
			collectMessages(t, dir, c.kind, found)
		}
		fmt.Fprintf(&b, "\n## %s\n\n[Their causes](%s).\n\n| message | kind | what to do |\n|---|---|---|\n", c.title, c.kinds)
		texts := slices.SortedFunc(maps.Keys(found), func(a, b string) int {
			return cmp.Or(strings.Compare(sortable(a), sortable(b)), strings.Compare(a, b))
		})
		for _, text := range texts {
			cause, mend, _ := strings.Cut(text, "; ")
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", cause, kindCell(found[text]), mendCell(found[text], mend))
		}
	}
	b.WriteString("\nRead next: [errors, their causes and what to do](errors.md).\n")
	return b.String()
}

// kindCell has a kind in the letters of code where it is a name.
func kindCell(kind string) string {
	if !strings.HasPrefix(kind, "Err") && !strings.HasSuffix(kind, "Error") {
		return kind
	}
	return "`" + kind + "`"
}

func mendCell(kind, mend string) string {
	switch {
	case mend != "":
		return "`" + mend + "`"
	case kind == inside:
		return fault
	}
	return ""
}

// sortable is a text from its first word on.
func sortable(text string) string { return strings.TrimLeft(strings.ToLower(text), "… '\"_.:()") }

var verb = regexp.MustCompile(`%[-+# 0-9.\[\]]*[a-zA-Z]`)

// letters are a message's own words.
var letters = regexp.MustCompile(`\pL{2,}`)

// collectMessages adds the messages of a package with their kinds; what is nothing but placeholders is none.
func collectMessages(t *testing.T, dir, chapter string, found map[string]string) {
	t.Helper()
	files := sources(t, dir)
	k := newKinds(files, chapter)
	add := func(text, kind string) {
		if len(letters.FindAllString(text, -1)) >= 3 && (found[text] == "" || found[text] == ofItsCause) {
			found[text] = kind
		}
	}
	for _, f := range files {
		k.chapter = cmp.Or(parts[f.path], chapter)
		var around []ast.Node
		ast.Inspect(f.File, func(n ast.Node) bool {
			if n == nil {
				around = around[:len(around)-1]
				return true
			}
			switch n := n.(type) {
			case *ast.ValueSpec:
				addSentinels(n, found)
			case *ast.CompositeLit:
				text, kind := reasonOf(n)
				add(pageText(text), kind)
			case *ast.CallExpr:
				if makesError(n, dir) {
					text := messageOf(n)
					add(pageText(text), k.of(n, callsAround(around), pageText(text), text))
				}
			}
			around = append(around, n)
			return true
		})
	}
}

// callsAround are the calls that something is an argument of, within its statement.
func callsAround(around []ast.Node) []*ast.CallExpr {
	var calls []*ast.CallExpr
	for _, n := range around {
		switch n := n.(type) {
		case *ast.CallExpr:
			calls = append(calls, n)
		case *ast.BlockStmt:
			calls = nil
		}
	}
	return calls
}

// parsedFile is a file of a package.
type parsedFile struct {
	path string
	*ast.File
}

// sources are the files of a package, without its tests.
func sources(t *testing.T, dir string) []parsedFile {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var files []parsedFile
	for _, f := range list {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path.Join(dir, f.Name()), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, parsedFile{path.Join(dir, f.Name()), parsed})
	}
	return files
}

// addSentinels adds the texts that are kinds themselves.
func addSentinels(v *ast.ValueSpec, found map[string]string) {
	for i, value := range v.Values {
		if call, ok := value.(*ast.CallExpr); ok && i < len(v.Names) && v.Names[i].IsExported() && makesError(call, "") {
			found[pageText(messageOf(call))] = v.Names[i].Name
		}
	}
}

func makesError(call *ast.CallExpr, dir string) bool {
	name := ""
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	return slices.Contains(makers, name) || dir == "schema" && name == "add"
}

// messageOf is the first text among the arguments; what only joins other errors has none.
func messageOf(call *ast.CallExpr) string {
	for _, arg := range call.Args {
		if text, ok := constantText(arg); ok {
			return text
		}
	}
	return ""
}

// pageText is a format with … for what is put in, as the page has it.
func pageText(text string) string {
	text = strings.TrimPrefix(strings.ReplaceAll(text, "%%", "%"), "%w: ")
	text = strings.NewReplacer("|", "\\|", "`", "'", "\n", " ", "\x00", "").Replace(verb.ReplaceAllString(text, "…"))
	return strings.TrimSpace(text)
}

func constantText(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, e.Kind == token.STRING && err == nil
	case *ast.BinaryExpr:
		left, ok := constantText(e.X)
		right, also := constantText(e.Y)
		return left + right, ok && also
	}
	return "", false
}
