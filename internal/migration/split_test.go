package migration

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
)

func texts(list []Statement) []string {
	var out []string
	for _, s := range list {
		out = append(out, s.Text)
	}
	return out
}

// TestSplit has texts whose semicolons do not all end statements.
func TestSplit(t *testing.T) {
	all := "sqlite postgres mysql mariadb"
	for _, c := range []struct {
		name, on, text string
		want           []string
	}{
		{"plain", all, "A 1; B 2;\n\n C 3", []string{"A 1", "B 2", "C 3"}},
		{"nothing", all, " ;; -- only a comment\n ; /* and another; */", nil},
		{"quotes", all, `A 'x;y''z;'; B "c;d"`, []string{`A 'x;y''z;'`, `B "c;d"`}},
		{"back-quotes", "sqlite mysql mariadb", "A `x;y`; B", []string{"A `x;y`", "B"}},
		{"brackets", "sqlite", "A [x;y]; B", []string{"A [x;y]", "B"}},
		{"backslashes", "mysql mariadb", `A 'x\';y'; B`, []string{`A 'x\';y'`, "B"}},
		{"no backslashes", "sqlite postgres", `A 'x\'; B 'y'`, []string{`A 'x\'`, `B 'y'`}},
		{"E strings", "postgres", `A E'x\';y'; B`, []string{`A E'x\';y'`, "B"}},
		{"comments", all, "-- a;b\nA /* ; */ 1; -- c\n/* d */ B", []string{"A /* ; */ 1", "B"}},
		{"hash", "mysql mariadb", "# a;b\nA; B # ;\n2", []string{"A", "B # ;\n2"}},
		{"nested comments", "postgres", "A /* /* ; */ ; */; B", []string{"A /* /* ; */ ; */", "B"}},
		{"run comments", "mysql mariadb", "/*!40101 SET x = 1 */; A", []string{"/*!40101 SET x = 1 */", "A"}},
		{"dollars", "postgres", "CREATE FUNCTION f() RETURNS int AS $x$ BEGIN a; $y$ b; $y$ END; $x$ LANGUAGE plpgsql; B",
			[]string{"CREATE FUNCTION f() RETURNS int AS $x$ BEGIN a; $y$ b; $y$ END; $x$ LANGUAGE plpgsql", "B"}},
		{"do", "postgres", "DO $$ BEGIN a; END $$; B", []string{"DO $$ BEGIN a; END $$", "B"}},
		{"atomic", "postgres", "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END; B",
			[]string{"CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END; SELECT 2; END", "B"}},
		{"called atomic", "postgres", "CREATE FUNCTION atomic() RETURNS int AS 'a;' LANGUAGE sql; B",
			[]string{"CREATE FUNCTION atomic() RETURNS int AS 'a;' LANGUAGE sql", "B"}},
		{"trigger of PostgreSQL", "postgres", "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW EXECUTE FUNCTION f(); B",
			[]string{"CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW EXECUTE FUNCTION f()", "B"}},
		{"trigger of SQLite", "sqlite", "CREATE TEMP TRIGGER IF NOT EXISTS t AFTER UPDATE ON x WHEN new.a > 1 BEGIN UPDATE y SET a = CASE WHEN 1 THEN 2 ELSE 3 END; DELETE FROM z; END; B",
			[]string{"CREATE TEMP TRIGGER IF NOT EXISTS t AFTER UPDATE ON x WHEN new.a > 1 BEGIN UPDATE y SET a = CASE WHEN 1 THEN 2 ELSE 3 END; DELETE FROM z; END", "B"}},
		{"trigger without a block", "mysql mariadb", "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET NEW.a = IF(NEW.a = 1, 2, 3); B",
			[]string{"CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET NEW.a = IF(NEW.a = 1, 2, 3)", "B"}},
		{"trigger of an IF", "mysql mariadb", "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW IF NEW.a = 1 THEN SET NEW.b = 2; END IF; B",
			[]string{"CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW IF NEW.a = 1 THEN SET NEW.b = 2; END IF", "B"}},
		{"procedure", "mysql mariadb", `CREATE DEFINER=` + "`root`@`%`" + ` PROCEDURE p(IN n INT)
BEGIN
  DECLARE i INT DEFAULT IF(n > 1, n, 2);
  IF (n = 1) THEN SET i = 2; ELSEIF n = 2 THEN SET i = 3; ELSE IF n = 4 THEN SET i = 5; END IF; END IF;
  CASE n WHEN 1 THEN SET i = REPEAT('a', 2); ELSE BEGIN SET i = 1; END; END CASE;
  again: LOOP SET i = i + 1; LEAVE again; END LOOP again;
  WHILE i < 3 DO SET i = i + 1; END WHILE;
  REPEAT SET i = i - 1; UNTIL i = 0 END REPEAT;
  DROP TABLE IF EXISTS z; CREATE TABLE IF NOT EXISTS z (a INT);
  SELECT CASE WHEN 1 THEN IF(a, b, c) ELSE IF((a), 'd,', c) END;
END; B`, []string{"", "B"}},
		{"function of an expression", "mysql mariadb", "CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN CASE WHEN 1 THEN 2 END; B",
			[]string{"CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN CASE WHEN 1 THEN 2 END", "B"}},
		{"block alone", "mariadb", "BEGIN NOT ATOMIC a; b; END; B", []string{"BEGIN NOT ATOMIC a; b; END", "B"}},
		{"transaction", all, "BEGIN; A; COMMIT; B", []string{"BEGIN", "A", "COMMIT", "B"}},
		{"columns called like words", all, "CREATE TABLE x (begin_at int, case_id int); A; UPDATE x SET a = CASE WHEN 1 THEN 2 END; B",
			[]string{"CREATE TABLE x (begin_at int, case_id int)", "A", "UPDATE x SET a = CASE WHEN 1 THEN 2 END", "B"}},
		{"event", "mysql mariadb", "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN a; b; END; B", []string{"CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN a; b; END", "B"}},
	} {
		for _, name := range strings.Fields(c.on) {
			d, err := dialect.For(name)
			if err != nil {
				t.Fatal(err)
			}
			list, _ := split(d.Syntax, c.text, 1, func(line int, reason string) { t.Errorf("%s on %s: %d: %s", c.name, name, line, reason) })
			got := texts(list)
			if len(c.want) > 0 && c.want[0] == "" { // the whole text before the last statement
				c.want[0] = strings.TrimSuffix(c.text, "; B")
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s on %s: %d statements\n%s\nwant\n%s", c.name, name, len(got), strings.Join(got, "\n|"), strings.Join(c.want, "\n|"))
			}
		}
	}
}

// What is left open is told with the line where it begins, and so are the lines that a person has
// to fill.
func TestSplitTellsLines(t *testing.T) {
	for _, c := range []struct {
		on, text, want string
		line           int
	}{
		{"sqlite", "A;\n B 'x\ny", "' is not closed", 2},
		{"postgres", "A;\n\nB $x$ c", "$x$ is not closed", 3},
		{"mysql", "A /* \n", "/* is not closed", 1},
		{"sqlite", "A;\nCREATE TRIGGER t AFTER INSERT ON x\nBEGIN\nDELETE FROM y;", "no END", 3},
		{"mariadb", "\nDELIMITER //\n", "DELIMITER", 2},
	} {
		d, _ := dialect.For(c.on)
		told := ""
		split(d.Syntax, c.text, 1, func(line int, reason string) {
			if line == c.line {
				told += reason
			}
		})
		if !strings.Contains(told, c.want) {
			t.Errorf("%q: told %q, want %q at line %d", c.text, told, c.want, c.line)
		}
	}
	list, unfilled := split(dialect.SQLite().Syntax, "\nA;\n-- migrate:fill x\nB 'migrate:fill';\nC /* migrate:fill */ 1;", 5, func(int, string) {})
	if want := []Statement{{"A", 6}, {"B 'migrate:fill'", 8}, {"C /* migrate:fill */ 1", 9}}; !slices.Equal(list, want) {
		t.Errorf("statements %v, want %v", list, want)
	}
	if !slices.Equal(unfilled, []int{7, 9}) {
		t.Errorf("unfilled lines %v, want 7 and 9", unfilled)
	}
}

// A random list of statements is split into itself.
func TestSplitIsTheInverseOfJoin(t *testing.T) {
	pieces := []string{"a", "b c", "'x;y'", "'it''s'", `"q;"`, "/* ; */", "(1, 2)", "CASE WHEN a THEN b END", "begin_of", "E", "12", "-- ;\n", "IF", "$1"}
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 7))
		var want []string
		for range r.IntN(6) {
			text := "UPDATE"
			for range r.IntN(8) {
				text += " " + pieces[r.IntN(len(pieces))]
			}
			want = append(want, strings.TrimSpace(text+" x"))
		}
		for _, d := range []*dialect.Dialect{dialect.SQLite(), dialect.Postgres(), dialect.MySQL(), dialect.MariaDB()} {
			list, _ := split(d.Syntax, strings.Join(want, ";\n")+";", 1, func(line int, reason string) { t.Errorf("seed %d: %s", seed, reason) })
			if got := texts(list); !slices.Equal(got, want) {
				t.Fatalf("seed %d on %s:\n%q\nwant\n%q", seed, d.Name, got, want)
			}
		}
	}
}

// FuzzSplit: no text makes the splitter panic, and what it gives stands in the text, in order.
func FuzzSplit(f *testing.F) {
	for _, s := range []string{"A; B", "CREATE TRIGGER t BEGIN a; END;", "$a$;$a$", "'", "/*", "BEGIN NOT ATOMIC IF (", "CREATE PROCEDURE p() IF(a", "--", "#", "$"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, d := range []*dialect.Dialect{dialect.SQLite(), dialect.Postgres(), dialect.MySQL(), dialect.MariaDB()} {
			list, _ := split(d.Syntax, text, 1, func(int, string) {})
			at := 0
			for _, s := range list {
				i := strings.Index(text[at:], s.Text)
				if i < 0 {
					t.Fatalf("%q of %q is not in it in order", s.Text, text)
				}
				at += i + len(s.Text)
			}
		}
	})
}
