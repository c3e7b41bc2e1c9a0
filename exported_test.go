package ormar_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/query"
)

// explained are the packages whose names a page or an Example must tell, or notForCallers say why not.
var explained = []string{"orm", "schema", "hooks", "loaders", "migrate", "orm/sqlite", "orm/sqlitego", "orm/postgres", "orm/mysql", "schema/crypt",
	"orm/ormslog", "orm/ormotel", "orm/ormhttp", "orm/ormtest", "migrate/cli", "orm/ormseed"}

// word is what a page calls by name: in Go code, or between back-quotes.
var (
	quoted = regexp.MustCompile("(?ms)^```.*?^```$|`[^`\n]+`")
	word   = regexp.MustCompile(`[\pL_][\pL\pN_]*`)
)

// TestExportedIsExplained lists the exported functions, types, methods, variables and constants that are named neither in README.md
// or docs/ (in code) nor in an Example. What is not for callers stands in notForCallers with the reason; a line there that is
// not needed is a mistake as well.
func TestExportedIsExplained(t *testing.T) {
	told := toldNames(t)
	needed := map[string]bool{}
	for _, dir := range explained {
		for _, name := range exportedNames(t, dir) {
			owner, method, isMethod := strings.Cut(name, ".")
			last := name[strings.LastIndexByte(name, '.')+1:]
			if told[last] || isMethod && slices.Contains(byLibrary, method) {
				continue
			}
			if line, is := excused(dir+"."+name, dir+"."+owner); is {
				needed[line] = true
				continue
			}
			t.Errorf("%s.%s is in no page of docs/, nor in README.md or an Example", dir, name)
		}
	}
	for _, lines := range notForCallers {
		for _, line := range lines {
			if !needed[line] {
				t.Errorf("%s needs no line in notForCallers: it is explained, or not there", line)
			}
		}
	}
}

// excused finds the line of notForCallers for a name or for the type that it is a method of.
func excused(name, owner string) (line string, is bool) {
	for _, lines := range notForCallers {
		for _, line := range lines {
			pattern := "^" + strings.ReplaceAll(regexp.QuoteMeta(line), `\*`, ".*") + "$"
			if ok, _ := regexp.MatchString(pattern, name); ok || line == owner {
				return line, true
			}
		}
	}
	return "", false
}

// Each lookup is in the table of them, by its name in a Q.
func TestLookupsAreExplained(t *testing.T) {
	text, err := os.ReadFile("docs/queries.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range query.LookupNames {
		if !regexp.MustCompile("(?m)^\\|.*`" + name + "`.*\\|.*\\|").Match(text) {
			t.Errorf("docs/queries.md has no row for the lookup %s", name)
		}
	}
}

// toldNames are the words in the code of the pages, and the identifiers of all Examples.
func toldNames(t *testing.T) map[string]bool {
	t.Helper()
	told := map[string]bool{}
	pages, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range append(pages, "README.md") {
		if filepath.Base(page) == "architecture.md" || page == messagePage {
			continue // for those who change the module; what the source says, which explains nothing
		}
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, code := range quoted.FindAllString(string(text), -1) {
			for _, w := range word.FindAllString(code, -1) {
				told[w] = true
			}
		}
	}
	for _, dir := range explained {
		files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			exampleNames(t, file, told)
		}
	}
	return told
}

// exampleNames adds the identifiers of the Example functions of a file.
func exampleNames(t *testing.T, file string, told map[string]bool) {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range parsed.Decls {
		f, is := d.(*ast.FuncDecl)
		if !is || !strings.HasPrefix(f.Name.Name, "Example") {
			continue
		}
		ast.Inspect(f.Body, func(n ast.Node) bool {
			if id, is := n.(*ast.Ident); is {
				told[id.Name] = true
			}
			return true
		})
	}
}

// exportedNames are those of a directory's package, methods as Type.Method, in order.
func exportedNames(t *testing.T, dir string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range parsed.Decls {
			addExported(d, names)
		}
	}
	if len(names) == 0 {
		t.Fatalf("%s exports nothing", dir)
	}
	return slices.Sorted(maps.Keys(names))
}

func addExported(d ast.Decl, names map[string]bool) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if owner := receiver(d); d.Name.IsExported() && (owner == "" || ast.IsExported(owner)) {
			names[strings.TrimPrefix(owner+"."+d.Name.Name, ".")] = true
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.IsExported() {
					names[spec.Name.Name] = true
				}
			case *ast.ValueSpec:
				for _, id := range spec.Names {
					if id.IsExported() {
						names[id.Name] = true
					}
				}
			}
		}
	}
}

// receiver is the name of the type that a method is of, whatever its type parameters; empty for a function.
func receiver(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return ""
	}
	owner := ""
	ast.Inspect(f.Recv.List[0].Type, func(n ast.Node) bool {
		if id, is := n.(*ast.Ident); is && owner == "" {
			owner = id.Name
		}
		return owner == ""
	})
	return owner
}

// notForCallers are exported names that no page needs to tell, by the reason. A type stands for its methods too, and a star for
// the rest of a name.
var notForCallers = map[string][]string{
	"the machinery behind package orm, whose names may change between minor versions": {"loaders.*"},
	"a registry's view of its models, for packages of this module": {"schema.Attribute", "schema.ConstraintKind", "schema.CheckConstraint",
		"schema.IndexConstraint", "schema.UniqueConstraint", "schema.ExclusionConstraint", "schema.FullTextConstraint", "schema.Fragment", "schema.IndexPart", "schema.Instant", "schema.ResolvedConstraint.*", "schema.Describe", "schema.Figure", "schema.DecimalFigure", "schema.Kind", "schema.Kind*", "schema.Mask",
		"schema.NewMask", "schema.Model.*", "schema.Path.*", "schema.RefusedKey", "schema.Registry.ByName", "schema.ResolvedConstraint", "schema.Side*",
		"schema.ForwardSide", "schema.ManySide", "schema.ReverseSide", "schema.OneWay", "schema.SnakeCase", "schema.SortKey"},
	"what an instance and its relations remember, for packages of this module": {"schema.BadKey", "schema.BytesKey", "schema.Binding", "schema.IntKey",
		"schema.Key", "schema.NewTuple", "schema.SameValue", "schema.Spread", "schema.Tuple", "schema.TupleKey", "schema.KeyForm", "schema.KeyOf", "schema.NoKey", "schema.TextKey", "schema.UUIDKey", "schema.ManyAt", "schema.ManyState",
		"schema.AnyAt", "schema.AnyState", "schema.OneAt", "schema.OneState", "schema.RowState", "schema.NamedRows", "schema.Source"},
	"an interface or a constraint that the types of models have by themselves": {"schema.BoolValue", "schema.BytesValue", "schema.Definer",
		"schema.FloatValue", "schema.IntegerValue", "schema.StringValue", "schema.TimeValue", "schema.ToAny", "schema.ToMany", "schema.ToOne"},
	"how package schema sees a relation": {"orm.Many.RelationLink", "orm.Many.RelationTarget", "orm.Many.ToManyRelation",
		"orm.ManyThrough.RelationLink", "orm.One.RelationTarget", "orm.One.ToOneRelation",
		"orm.Any.RelationTarget", "orm.Any.ToAnyRelation"},
	"how a database package and package orm meet":                    {"orm.Connect", "orm.Direct", "orm.Driver", "orm.DriverOption", "orm.DriverOptions", "orm.DriverSetting", "orm.RawColumn", "orm.RawRows", "orm.Topology", "orm.ServerState", "orm.Watched"},
	"how package orm fires the events":                               {"hooks.Fire", "hooks.RelationChange"},
	"the kind of a function of the same name, in the table of hooks": {"hooks.Post*Kind", "hooks.Pre*Kind"},
	"a type that programs do not spell: they call what makes it": {"orm.Assignment", "orm.BulkOption", "orm.ClearOption", "orm.DecodeOption",
		"orm.DumpOption", "orm.GraphOption", "orm.LockOption", "orm.Option", "orm.Source", "orm.TxOption", "migrate.Option", "migrate.RunOption", "orm/ormslog.Option",
		"orm/ormotel.Option", "orm/ormhttp.Option"},
}

// byLibrary are methods that the standard library calls.
var byLibrary = []string{"Error", "Is", "Unwrap", "String", "Format", "GoString", "MarshalJSON", "UnmarshalJSON", "MarshalText", "IsZero",
	"Scan", "Value"}
