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
	{"Tables, migrations, seeds", "errors.md#migrations-and-seeds", "", "migrate migrate/cli migrate/inspect internal/migration internal/ddl internal/diff internal/inspect internal/state orm/ormseed"},
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
		"is what to do; where it says nothing, [its kind](errors.md) does. A text without a kind is a part of others, or the driver's fault, which is told as it is. A test writes this page: search it for a part of what you see.\n")
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
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", cause, inCode(found[text]), inCode(mend))
		}
	}
	b.WriteString("\nRead next: [errors, their causes and what to do](errors.md).\n")
	return b.String()
}

func inCode(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}

// sortable is a text from its first word on.
func sortable(text string) string { return strings.TrimLeft(strings.ToLower(text), "… '\"_.:()") }

var verb = regexp.MustCompile(`%[-+# 0-9.\[\]]*[a-zA-Z]`)

// letters are a message's own words.
var letters = regexp.MustCompile(`\pL{2,}`)

// collectMessages adds the messages of a package with their kinds; what is nothing but placeholders is none.
func collectMessages(t *testing.T, dir, kind string, found map[string]string) {
	t.Helper()
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path.Join(dir, f.Name()), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if v, ok := n.(*ast.ValueSpec); ok {
				addSentinels(v, found)
				return true
			}
			if call, ok := n.(*ast.CallExpr); ok && makesError(call, dir) {
				if text := messageOf(call); len(letters.FindAllString(text, -1)) >= 3 {
					found[text] = cmp.Or(found[text], kindOf(call), kind)
				}
			}
			return true
		})
	}
}

// addSentinels adds the texts that are kinds themselves.
func addSentinels(v *ast.ValueSpec, found map[string]string) {
	for i, value := range v.Values {
		if call, ok := value.(*ast.CallExpr); ok && i < len(v.Names) && v.Names[i].IsExported() && makesError(call, "") {
			found[messageOf(call)] = v.Names[i].Name
		}
	}
}

// kindOf is the error that a call wraps, where it names one.
func kindOf(call *ast.CallExpr) string {
	if f, ok := call.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Errorf" {
		if p, ok := f.X.(*ast.Ident); ok && p.Name == "query" {
			return "ErrQuery"
		}
	}
	for _, arg := range call.Args {
		name := ""
		switch e := arg.(type) {
		case *ast.Ident:
			name = e.Name
		case *ast.SelectorExpr:
			name = e.Sel.Name
		}
		if strings.HasPrefix(name, "Err") && len(name) > 3 {
			return name
		}
	}
	return ""
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

// messageOf is the first text among the arguments, with … for what is put in; what only joins other errors is none.
func messageOf(call *ast.CallExpr) string {
	for _, arg := range call.Args {
		text, ok := constantText(arg)
		if !ok {
			continue
		}
		text = strings.TrimPrefix(strings.ReplaceAll(text, "%%", "%"), "%w: ")
		text = strings.NewReplacer("|", "\\|", "`", "'", "\n", " ", "\x00", "").Replace(verb.ReplaceAllString(text, "…"))
		return strings.TrimSpace(text)
	}
	return ""
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
