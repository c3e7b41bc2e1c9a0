package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"go/format"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
)

// program is what init writes. A registry that the project makes is taken as it is: a model that is
// added to it is known here too.
var program = template.Must(template.New("main.go").Parse(`// Command migrate makes and applies the migrations of this project: go run ./cmd/migrate help
package main

import (
{{- if .WithoutC}}
	"strings"
{{end}}
	"github.com/ormar-go/ormar/migrate/cli"
{{- if .WithoutC}}
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/orm/sqlitego"{{end}}
{{- if or .WithoutC (not .Registry)}}
	"github.com/ormar-go/ormar/schema"{{end}}
{{range .Packages}}
	{{.Alias}} {{printf "%q" .Path}}{{end}}
)

func main() {
	cli.Main(cli.Config{
{{- if .Registry}}
		Models: {{.Registry}}(),{{else}}
		// Models are all models of the program: add the next one here, too.
		Models: schema.MustRegistry({{if not .Packages}} // each model: &books.Book{}{{end}}
{{- range .Packages}}{{$p := .}}{{range .Models}}
			&{{$p.Alias}}.{{.}}{},{{end}}{{end}}
		),{{end}}
{{- if .WithoutC}}
		Open: open,{{end}}
		Dir: {{printf "%q" .Dir}},
		Dialects: []string{ {{- range $i, $d := .Dialects}}{{if $i}}, {{end}}{{printf "%q" $d}}{{end -}} },
	})
}
{{- if .WithoutC}}

// open opens SQLite without C, as this module does.
func open(url string, models *schema.Registry) (*orm.DB, error) {
	switch path, file := strings.CutPrefix(url, "sqlite:"); {
	case file:
		return sqlitego.Open(path, models)
	case strings.HasPrefix(url, "postgres"):
		return postgres.Open(url, models)
	}
	return mysql.Open(url, models)
}
{{- end}}
`))

// written is what the program is made of.
type written struct {
	Packages []*found
	Registry string // what gives the models, empty where they are named one by one
	Dir      string
	Dialects []string
	WithoutC bool // the module has orm/sqlitego
}

// several is a flag that may be given several times.
type several []string

func (s *several) String() string { return strings.Join(*s, ",") }

func (s *several) Set(text string) error {
	if !slices.Contains([]string{"sqlite", "postgres", "mysql", "mariadb"}, text) {
		return errors.New("it is sqlite, postgres, mysql or mariadb")
	}
	*s = append(*s, text)
	return nil
}

// initialize writes cmd/migrate/main.go with the models that it finds, and the directory of
// migrations. What is there stays.
func initialize(args []string, out io.Writer) error {
	set := flag.NewFlagSet("init", flag.ContinueOnError)
	set.SetOutput(out)
	var dialects several
	dir := set.String("dir", "migrations", "the directory of migrations")
	set.Var(&dialects, "dialect", "sqlite, postgres, mysql or mariadb; may be given several times")
	if err := set.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	if len(dialects) == 0 {
		dialects = several{"postgres"}
	}
	root, err := projectRoot()
	if err != nil {
		return err
	}
	packages, err := findModels(root)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Join(root, filepath.FromSlash(path.Clean(*dir))), 0o755); err != nil {
		return err
	}
	goMod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return err
	}
	made := written{Packages: packages, Dir: *dir, Dialects: dialects,
		WithoutC: slices.Contains(dialects, "sqlite") && bytes.Contains(goMod, []byte("github.com/ormar-go/ormar/orm/sqlitego "))}
	made.registry()
	text, err := source(made)
	if err != nil {
		return err
	}
	at := filepath.Join(root, "cmd", "migrate", "main.go")
	if exists(at) {
		return fmt.Errorf("%s is there already; it would be\n\n%s", at, text)
	}
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(at, text, 0o644); err != nil {
		return err
	}
	fmt.Fprintf(out, "wrote %s\n", at)
	made.tell(out)
	if len(made.Packages) == 0 {
		fmt.Fprintln(out, "no models were found in this module: name them there")
	}
	fmt.Fprintln(out, "next: go mod tidy, then ormar migrate make first")
	return nil
}

// registry takes the function that makes the registry of this module, where there is a single one.
func (w *written) registry() {
	var only *found
	count := 0
	for _, p := range w.Packages {
		if count += len(p.Registries); len(p.Registries) == 1 {
			only = p
		}
	}
	if count == 1 {
		w.Packages, w.Registry = []*found{only}, only.Alias+"."+only.Registries[0]
		return
	}
	w.Packages = slices.DeleteFunc(w.Packages, func(p *found) bool { return len(p.Models) == 0 })
}

// tell says with which models the program was written.
func (w *written) tell(out io.Writer) {
	for _, p := range w.Packages {
		if w.Registry != "" {
			fmt.Fprintf(out, "  with the models of %s.%s()\n", p.Path, p.Registries[0])
			return
		}
		for _, m := range p.Models {
			fmt.Fprintf(out, "  with %s.%s\n", p.Path, m)
		}
	}
}

// source is the program's text.
func source(w written) ([]byte, error) {
	var b bytes.Buffer
	if err := program.Execute(&b, w); err != nil {
		return nil, err
	}
	return format.Source(b.Bytes())
}
