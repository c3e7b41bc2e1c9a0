package compile

import (
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/query"
)

// TestSameKeys: two lists are joined as tables whose values compare as the columns do.
func TestSameKeys(t *testing.T) {
	s := newShelves(t)
	title, word := s.attributes("volume", "title")[0], s.attributes("topic", "word")[0]
	many := "(SELECT `title` AS k, 0 AS n FROM `volumes` WHERE 1 = 0 UNION ALL SELECT ?, 0 UNION ALL SELECT ?, 1) AS f JOIN " +
		"(SELECT `word` AS k, 0 AS n FROM `topics` WHERE 1 = 0 UNION ALL SELECT ?, 0) AS a"
	for d, want := range map[*dialect.Dialect]struct {
		from  string
		slots int
	}{
		dialect.SQLite(): {"(SELECT `title` AS k, 0 AS n FROM `volumes` WHERE 1 = 0 UNION ALL SELECT value, key FROM json_each(?)) AS f JOIN " +
			"(SELECT `word` AS k, 0 AS n FROM `topics` WHERE 1 = 0 UNION ALL SELECT value, key FROM json_each(?)) AS a", 2},
		dialect.Postgres(): {`unnest(ARRAY(SELECT "title" FROM "volumes" WHERE false) || $1) WITH ORDINALITY AS f(k, n) JOIN ` +
			`unnest(ARRAY(SELECT "word" FROM "topics" WHERE false) || $2) WITH ORDINALITY AS a(k, n)`, 2},
		dialect.MySQL():   {many, 3},
		dialect.MariaDB(): {many, 3},
	} {
		st, err := (&Compiler{Dialect: d}).SameKeys(title, 2, word, 1)
		if err != nil {
			t.Fatal(err)
		}
		if text := "SELECT f.n, a.n FROM " + want.from + " ON f.k = a.k"; st.Text != text || len(st.Slots) != want.slots {
			t.Errorf("%s, %d parameters:\n%s\nwant\n%s", d.Name, len(st.Slots), st.Text, text)
		}
		if len(st.Outputs) != 2 || st.Outputs[0] != (Output{Function: string(query.Count)}) || st.Outputs[1] != st.Outputs[0] {
			t.Errorf("%s answers %v", d.Name, st.Outputs)
		}
	}
	few := *dialect.MySQL()
	few.MaxParameters = 2
	if st, err := (&Compiler{Dialect: &few}).SameKeys(title, 2, word, 1); err == nil || st != nil {
		t.Errorf("more parameters than there may be: %v, %v", st, err)
	}
}
