package ormar_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Each version of the CHANGELOG has a date, the newest is first, and who comes from the one before is told what to do.
func TestChangelogHasVersions(t *testing.T) {
	text, err := os.ReadFile("CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	sections := strings.Split(string(text), "\n## ")[1:]
	if len(sections) < 3 || !strings.HasPrefix(sections[0], "[Unreleased]\n") {
		t.Fatalf("%d sections, the first is %.20q", len(sections), sections[0])
	}
	heading := regexp.MustCompile(`^\[(\d+)\.(\d+)\.(\d+)\] - (\d{4}-\d{2}-\d{2})\n`)
	var before []string
	for i, s := range sections[1:] {
		m := heading.FindStringSubmatch(s)
		if m == nil {
			t.Fatalf("no version and date in %.40q", s)
		}
		if _, err := time.Parse(time.DateOnly, m[4]); err != nil {
			t.Error(err)
		}
		if before != nil && (order(m) >= order(before) || m[4] > before[4]) {
			t.Errorf("%s stands behind %s", m[0], before[0])
		}
		if oldest := i == len(sections)-2; !oldest && !strings.Contains(s, "\n### Upgrading\n\n- ") {
			t.Errorf("%s does not say how to come to it", strings.TrimSpace(m[0]))
		}
		before = m
	}
}

// order is a text that sorts as the version of a heading does.
func order(heading []string) string {
	return fmt.Sprintf("%4s.%4s.%4s", heading[1], heading[2], heading[3])
}
