package cli

import (
	"bytes"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

type before struct {
	orm.Model
	ID    int64
	Title string
	Blurb string
}

func (b *before) Schema() schema.Table {
	return schema.Table{Name: "books", Fields: schema.Fields{schema.BigInteger(&b.ID).PrimaryKey(), schema.String(&b.Title, 100), schema.String(&b.Blurb, 100)}}
}

type after struct {
	orm.Model
	ID   int64
	Name string
}

func (b *after) Schema() schema.Table {
	return schema.Table{Name: "books", Fields: schema.Fields{schema.BigInteger(&b.ID).PrimaryKey(), schema.String(&b.Name, 100)}}
}

// At a terminal each possible rename is asked about, and the answers count.
func TestAsk(t *testing.T) {
	dir := t.TempDir()
	if code, out := Run(Config{Models: schema.MustRegistry(&before{}), Dir: dir, Dialects: []string{"sqlite"}}, []string{"make", "first"}); code != fine {
		t.Fatal(out)
	}
	for answers, want := range map[string][]string{
		"y\n":      {"rename column title to name", "drop column blurb"}, // the name is taken then
		"n\nyes\n": {"rename column blurb to name", "drop column title"},
		"n\nn\n":   {"drop column blurb", "drop column title", "add column name"},
		"n\n":      {"EOF"},
	} {
		var out bytes.Buffer
		c := &command{config: Config{Models: schema.MustRegistry(&after{}), Dir: dir}, out: &out, err: &out, in: strings.NewReader(answers), terminal: true}
		code := c.run(t.Context(), []string{"make", "second", "-dry-run"})
		for _, w := range want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("%q: %d, %q is not in\n%s", answers, code, w, out.String())
			}
		}
	}
}
