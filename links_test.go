package ormar_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#+ +(.+)$`)
	coded   = regexp.MustCompile("(?ms)^```.*?^```$|`[^`\n]+`")
	fenced  = regexp.MustCompile("(?ms)^```.*?^```$")
	marks   = regexp.MustCompile(`[^\pL\pN _-]`)
)

// Every link of a page to another leads to a file, and to a heading in it where it names one.
func TestLinks(t *testing.T) {
	pages, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, page := range append(pages, "README.md", "CONTRIBUTING.md", "CHANGELOG.md") {
		for _, m := range link.FindAllStringSubmatch(coded.ReplaceAllString(read(t, page), "code"), -1) {
			to, anchor, _ := strings.Cut(m[1], "#")
			if strings.Contains(to, "://") || strings.HasPrefix(to, "mailto:") {
				continue
			}
			target := page
			if to != "" {
				target = filepath.Join(filepath.Dir(page), to)
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s: %s leads nowhere: %v", page, m[1], err)
			} else if anchor != "" && !hasHeading(t, target, anchor) {
				t.Errorf("%s: %s has no heading %q", page, target, anchor)
			}
			checked++
		}
	}
	if checked < 100 {
		t.Errorf("only %d links were found", checked)
	}
}

// Every page can be reached from README.md, and every page by task from the index by question.
func TestPagesAreLinked(t *testing.T) {
	pages, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	readme, index := read(t, "README.md"), read(t, "docs/howto.md")
	for _, page := range pages {
		name := filepath.Base(page)
		if !strings.Contains(readme, "("+page+")") && !strings.Contains(index, "("+name) {
			t.Errorf("neither README.md nor docs/howto.md leads to %s", page)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// hasHeading reports whether a page has the heading that an anchor is made of.
func hasHeading(t *testing.T, page, anchor string) bool {
	t.Helper()
	for _, m := range heading.FindAllStringSubmatch(fenced.ReplaceAllString(read(t, page), ""), -1) {
		if strings.ReplaceAll(marks.ReplaceAllString(strings.ToLower(m[1]), ""), " ", "-") == anchor {
			return true
		}
	}
	return false
}
