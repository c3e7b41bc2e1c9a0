package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// generator is the one of ent, in the version of go.mod.
const generator = "entgo.io/ent/cmd/ent@v0.14.5"

// entModels measures ent, whose generator makes a package for each model and one over them. All of what the query needs counts.
// The generator and its template need a directory of this module, which is taken away again.
func entModels(n int) (f figures, err error) {
	dir := filepath.Join("testdata", fmt.Sprint("ent", os.Getpid()))
	defer os.RemoveAll(dir)
	if err := writeEnt(filepath.Join(dir, "schema"), n); err != nil {
		return f, err
	}
	if out, err := exec.Command("go", "run", generator, "generate", "./"+filepath.Join(dir, "schema")).CombinedOutput(); err != nil {
		return f, fmt.Errorf("ent generate: %w\n%s", err, out)
	}
	packages, err := needed("./" + dir)
	if err != nil {
		return f, err
	}
	for i := range 1 + builds {
		cpu, size, err := buildEnt(dir, packages, fmt.Sprintf("nonce%d", i))
		if err != nil {
			return f, err
		}
		// The first build also makes what is below.
		if f.bytes = size; i == 1 || i > 1 && cpu < f.cpu {
			f.cpu = cpu
		}
	}
	return f, nil
}

func writeEnt(dir string, n int) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	text := "package schema\n\nimport (\n\t\"entgo.io/ent\"\n\t\"entgo.io/ent/schema/field\"\n)\n"
	for i := range n {
		text += fmt.Sprintf("\ntype Model%02d struct{ ent.Schema }\n\nfunc (Model%02[1]d) Fields() []ent.Field {\n\treturn []ent.Field{\n"+
			"\t\tfield.Int64(\"id\"), field.String(\"name\").MaxLen(100), field.String(\"email\").MaxLen(100), field.Int(\"age\"), field.Float(\"score\"),\n"+
			"\t\tfield.Bool(\"active\"), field.Time(\"created\"), field.Int64(\"points\").Optional().Nillable(),\n\t}\n}\n", i+1)
	}
	return os.WriteFile(filepath.Join(dir, "schema.go"), []byte(text), 0o600)
}

// needed are the directories of the generated packages that the client is made of.
func needed(client string) (map[string]string, error) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{.Name}} {{.Dir}}", client).Output()
	if err != nil {
		return nil, err
	}
	root, err := filepath.Abs(client)
	if err != nil {
		return nil, err
	}
	packages := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if name, dir, _ := strings.Cut(strings.TrimSpace(line), " "); strings.HasPrefix(dir+"/", root+"/") {
			packages[dir] = name
		}
	}
	return packages, nil
}

// buildEnt makes every package another one to the build cache, compiles them, and adds up their archives.
func buildEnt(client string, packages map[string]string, nonce string) (cpu time.Duration, size int64, err error) {
	for dir, name := range packages {
		if err := os.WriteFile(filepath.Join(dir, "nonce.go"), []byte("package "+name+"\n\nvar "+nonce+" int\n"), 0o600); err != nil {
			return 0, 0, err
		}
	}
	command := exec.Command("go", "build", "-trimpath", "./"+client)
	if out, err := command.CombinedOutput(); err != nil {
		return 0, 0, fmt.Errorf("build ent: %w\n%s", err, out)
	}
	cpu = command.ProcessState.UserTime() + command.ProcessState.SystemTime()
	dirs := []string{"list", "-trimpath", "-export", "-f", "{{.Export}}"}
	for dir := range packages {
		dirs = append(dirs, dir)
	}
	out, err := exec.Command("go", dirs...).Output()
	if err != nil {
		return 0, 0, err
	}
	for file := range strings.FieldsSeq(string(out)) {
		info, err := os.Stat(file)
		if err != nil {
			return 0, 0, err
		}
		size += info.Size()
	}
	return cpu, size, nil
}
