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

// program is what init writes.
var program = template.Must(template.New("main.go").Parse(`// Command migrate makes and applies the migrations of this project: go run ./cmd/migrate help
package main

import (
	"github.com/ormar-go/ormar/migrate/cli"
	"github.com/ormar-go/ormar/schema"
{{range .Packages}}
	{{.Alias}} {{printf "%q" .Path}}{{end}}
)

func main() {
	cli.Main(cli.Config{
		Models: schema.MustRegistry({{if not .Packages}} // each model: &books.Book{}{{end}}
{{- range .Packages}}{{$p := .}}{{range .Models}}
			&{{$p.Alias}}.{{.}}{},{{end}}{{end}}
		),
		Dir:      {{printf "%q" .Dir}},
		Dialects: []string{ {{- range $i, $d := .Dialects}}{{if $i}}, {{end}}{{printf "%q" $d}}{{end -}} },
	})
}
`))

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
	text, err := source(packages, *dir, dialects)
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
	for _, p := range packages {
		for _, m := range p.Models {
			fmt.Fprintf(out, "  with %s.%s\n", p.Path, m)
		}
	}
	if len(packages) == 0 {
		fmt.Fprintln(out, "no models were found in this module: name them there")
	}
	fmt.Fprintln(out, "next: go mod tidy, then ormar migrate make first")
	return nil
}

// source is the program's text.
func source(packages []*found, dir string, dialects []string) ([]byte, error) {
	var b bytes.Buffer
	err := program.Execute(&b, struct {
		Packages []*found
		Dir      string
		Dialects []string
	}{packages, dir, dialects})
	if err != nil {
		return nil, err
	}
	return format.Source(b.Bytes())
}
