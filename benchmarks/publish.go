package benchmarks

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// publish writes the tables and charts of a run to the folder results.
func publish(all []*outcome, rounds int) error {
	const folder = "results"
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# Results of the last paired run\n\n%s, %d rounds, on %s.\nMedian of the ratios to raw within a round; goal and raw's own time at the end.\n",
		time.Now().UTC().Format("2006-01-02"), rounds, machine())
	for _, o := range all {
		b.WriteString("\n" + o.table())
	}
	b.WriteString("\n" + cells(all))
	if err := os.WriteFile(filepath.Join(folder, "results.md"), []byte(b.String()), 0o644); err != nil {
		return err
	}
	if len(all) == len(overviewDatabases) {
		if err := os.WriteFile(filepath.Join(folder, "overview.svg"), []byte(overview(all)), 0o644); err != nil {
			return err
		}
	}
	for _, o := range all {
		if err := os.WriteFile(filepath.Join(folder, o.database+".svg"), []byte(chart(o)), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// cells is a row for each goal, with what was reached beside it.
func cells(all []*outcome) string {
	var b strings.Builder
	b.WriteString("| cell | goal | result |\n|---|--:|--:|\n")
	for _, o := range all {
		for i, name := range o.names {
			if name != ours {
				continue
			}
			for _, it := range o.items {
				fmt.Fprintf(&b, "| %s %s | %.2f | %.2f |\n", o.database, it, goals[o.database][it], o.ratios[it][i])
			}
		}
	}
	return b.String()
}

// machine names the processor as the system does.
func machine() string {
	model := runtime.GOARCH
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if name, ok := strings.CutPrefix(line, "model name"); ok {
				model = strings.TrimSpace(strings.TrimLeft(name, "\t :"))
				break
			}
		}
	}
	return fmt.Sprintf("%s, %d cores, %s, %s", model, runtime.NumCPU(), runtime.GOOS, runtime.Version())
}
