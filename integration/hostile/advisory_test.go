package hostile_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

var update = flag.Bool("update", false, "write the table of docs/reliability.md anew")

// advisory is a published fault of another library, done to this one.
type advisory struct {
	id, library string
	door        string   // what the text, the number or the body went through there
	input       []string // hostile ones, where the attack takes a text
	do          attack
	harmless    string // what it does, where the input is a value and the call is taken; empty where it is refused
}

// replays are the advisories in the order of the table.
func replays() []advisory { return slices.Concat(nameAdvisories, valueAdvisories, wireAdvisories) }

// The published attacks: each is refused before SQL, or is a value that does no harm; tables that nobody asked for stay as they are.
func TestAdvisories(t *testing.T) {
	for _, database := range dbtest.Names() {
		t.Run(database, func(t *testing.T) {
			a := aim(t, database)
			for _, v := range replays() {
				for _, input := range v.inputs() {
					err := v.do(t.Context(), a, input)
					sent := a.sent.take()
					for _, text := range sent {
						if bad := foreign(text); bad != "" {
							t.Errorf("%s (%q): %s is in %s", v.id, input, bad, text)
						}
					}
					switch {
					case v.harmless != "" && err != nil:
						t.Errorf("%s (%q): %v", v.id, input, err)
					case v.harmless == "" && (err == nil || len(sent) > 0 || !isRefusal(err) && !errors.Is(err, orm.ErrUnfiltered)):
						t.Errorf("%s (%q): sent %q: %v", v.id, input, sent, err)
					}
				}
			}
			a.unharmed(t)
		})
	}
}

func (v advisory) inputs() []string {
	if v.input == nil {
		return []string{""}
	}
	return v.input
}

// The page says what is done here, no more and no less.
func TestAdvisoriesAreOnThePage(t *testing.T) {
	const page, begin, end = "../../docs/reliability.md", "<!-- advisories -->\n", "<!-- end of advisories -->"
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(text), begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no marks", page)
	}
	var b strings.Builder
	b.WriteString(head + begin + "| advisory | library | what it came through | here |\n|---|---|---|---|\n")
	seen := map[string]bool{}
	for _, v := range replays() {
		if seen[v.id] {
			t.Errorf("%s is there twice", v.id)
		}
		seen[v.id] = true
		here := v.harmless
		if here == "" {
			here = "refused before SQL"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", v.id, v.library, v.door, here)
	}
	b.WriteString(end + tail)
	if *update {
		err = os.WriteFile(page, []byte(b.String()), 0o644)
	}
	if err != nil || !*update && b.String() != string(text) {
		t.Errorf("the table differs: go test ./integration/hostile -run Advisories -update (%v)", err)
	}
}

// finds is nil when a query gives so many rows.
func finds(ctx context.Context, q orm.QuerySet[owner], want int) error {
	rows, err := q.All(ctx)
	if err == nil && len(rows) != want {
		err = fmt.Errorf("%d rows, want %d", len(rows), want)
	}
	return err
}
