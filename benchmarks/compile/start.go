package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// starts is how often a program is started; the least times count.
const starts = 7

// program is a service of n models that opens an SQLite file, asks for the rows of its first model, then for those of each, and prints the
// microseconds that had passed after each of the three, and the bytes that Go has of the system. With create it makes its tables instead.
type program struct {
	library
	imports []string
	open    string // statements that make db of path
	create  string // makes the tables; LIST stands for the models
	named   func(name string) string
}

// programs are those of the libraries whose models are structs; ent would generate some 500 MB of archives for 200 models.
func programs() []program {
	all := libraries()
	pointer := func(name string) string { return "&" + name + "{}" }
	return []program{
		{all[0], []string{"gorm.io/driver/sqlite", "gorm.io/gorm/logger"},
			"db, err := gorm.Open(sqlite.Open(path), &gorm.Config{Logger: logger.Discard})", "err = db.AutoMigrate(LIST)", pointer},
		{all[2], []string{"database/sql", "_ github.com/mattn/go-sqlite3", "github.com/uptrace/bun/dialect/sqlitedialect"},
			"pool, err := sql.Open(\"sqlite3\", path)\n\tdb := bun.NewDB(pool, sqlitedialect.New())",
			"for _, m := range []any{LIST} {\n\t\t\t_, err = db.NewCreateTable().Model(m).Exec(ctx)\n\t\t\tmust(err)\n\t\t}", pointer},
		{all[3], []string{"github.com/ormar-go/ormar/migrate", "github.com/ormar-go/ormar/orm/sqlite"},
			"db, err := sqlite.Open(path, schema.MustRegistry(LIST))", "err = migrate.CreateAll(ctx, db)", pointer},
	}
}

// source is the text of the program.
func (p program) source(n int) string {
	var list, asks, models strings.Builder
	for i := range n {
		name := fmt.Sprintf("Model%02d", i+1)
		list.WriteString(p.named(name) + ", ")
		fmt.Fprintf(&asks, "\t_, err = ask%s(ctx, db)\n\tmust(err)\n", name)
		if i == 0 {
			asks.WriteString("\tfirst := time.Since(began)\n")
		}
		models.WriteString(p.model(name))
	}
	var b strings.Builder
	b.WriteString("package main\n\nimport (\n\t\"fmt\"\n\t\"os\"\n\t\"runtime\"\n")
	for _, path := range append(p.library.imports, p.imports...) {
		if blank, ok := strings.CutPrefix(path, "_ "); ok {
			fmt.Fprintf(&b, "\t_ %q\n", blank)
			continue
		}
		fmt.Fprintf(&b, "\t%q\n", path)
	}
	b.WriteString(")\n\nfunc must(err error) {\n\tif err != nil {\n\t\tpanic(err)\n\t}\n}\n\nfunc main() {\n\tctx, path := context.Background(), os.Args[2]\n\tbegan := time.Now()\n")
	text := "\t" + p.open + "\n\tmust(err)\n\topened := time.Since(began)\n\tif os.Args[1] == \"create\" {\n\t\t" + p.create + "\n\t\tmust(err)\n\t\treturn\n\t}\n"
	b.WriteString(strings.ReplaceAll(text, "LIST", list.String()))
	b.WriteString(asks.String())
	b.WriteString("\tall := time.Since(began)\n\tvar m runtime.MemStats\n\truntime.ReadMemStats(&m)\n" +
		"\tfmt.Println(opened.Microseconds(), first.Microseconds(), all.Microseconds(), m.Sys)\n}\n\n")
	return b.String() + models.String()
}

// startTable prints what it costs to start a program of n models.
func startTable(n int, only string) error {
	dir, err := os.MkdirTemp("", "ormar-start")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Printf("| library | open, ms | to the first row, ms | each of %d models asked, ms | whole process, ms | memory of Go, MB | binary, MB |\n", n)
	fmt.Println("|---|--:|--:|--:|--:|--:|--:|")
	for _, p := range programs() {
		if !strings.HasPrefix(p.name, only) {
			continue
		}
		line, err := p.measure(filepath.Join(dir, p.name), n)
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
		fmt.Println(line)
	}
	return nil
}

// measure builds the program and starts it.
func (p program) measure(dir string, n int) (string, error) {
	binary, err := p.build(dir, n)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(binary)
	if err != nil {
		return "", err
	}
	file := filepath.Join(dir, "rows.db")
	if out, err := exec.Command(binary, "create", file).CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	var least [5]float64
	for i := range starts {
		got, err := started(binary, file)
		if err != nil {
			return "", err
		}
		for k := range got {
			if i == 0 || got[k] < least[k] {
				least[k] = got[k]
			}
		}
	}
	return fmt.Sprintf("| %s | %.1f | %.1f | %.1f | %.0f | %.0f | %.1f |", p.name, least[0], least[1], least[2], least[3], least[4], float64(info.Size())/1e6), nil
}

// build lays the program over the directory compile/testdata/program, which is not there, and builds it.
func (p program) build(dir string, n int) (binary string, err error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	source, overlay := filepath.Join(dir, "main.go"), filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(source, []byte(p.source(n)), 0o600); err != nil {
		return "", err
	}
	root, err := filepath.Abs(".")
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(map[string]map[string]string{"Replace": {filepath.Join(root, "testdata", "program", "main.go"): source}})
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(overlay, text, 0o600); err != nil {
		return "", err
	}
	binary = filepath.Join(dir, "program")
	if out, err := exec.Command("go", "build", "-trimpath", "-overlay="+overlay, "-o", binary, "./testdata/program").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return binary, nil
}

// started runs the program: milliseconds until it was open, had its first rows, had asked for all, and ended; and the megabytes that Go had of the system.
func started(binary, file string) (figures [5]float64, err error) {
	command := exec.Command(binary, "run", file)
	began := time.Now()
	out, err := command.CombinedOutput()
	figures[3] = float64(time.Since(began).Microseconds()) / 1000
	if err != nil {
		return figures, fmt.Errorf("%w: %s", err, out)
	}
	var bytes float64
	if n, err := fmt.Sscan(string(out), &figures[0], &figures[1], &figures[2], &bytes); n != 4 {
		return figures, fmt.Errorf("the program printed %q: %w", out, err)
	}
	for i := range 3 {
		figures[i] /= 1000
	}
	figures[4] = bytes / 1e6
	return figures, nil
}
