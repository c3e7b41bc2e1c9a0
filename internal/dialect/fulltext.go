package dialect

import (
	"slices"
	"strings"

	"github.com/ormar-go/ormar/schema"
)

// FullText is how one database finds words.
type FullText struct {
	// Present counts what the database needs for it, where one may have been built without; else it is empty.
	Present string
	// Index is what a table has for a full text.
	Index func(m *schema.Model, c *schema.ResolvedConstraint) TextIndex
	// Search is the condition that a row has all of some words, which are letters and digits in small letters.
	Search func(c *schema.ResolvedConstraint, words []string) Search
}

// TextIndex is what a table has for a full text: an index over an expression; or a generated column and an index over it, both named like
// the full text; or a table beside it, which triggers keep in step.
type TextIndex struct {
	Method, Expression string
	Generated, Type    string
	Create, Fill       string // of the table beside; Fill writes its rows anew
	Triggers           []Guard
}

// Search is a condition in pieces, with a column between each two of them. The placeholders of the pieces stand for Args.
type Search struct {
	Text    []string
	Columns []*schema.Attribute
	Args    []any
}

func (s *Search) add(text string) *Search {
	if len(s.Text) == 0 {
		s.Text = []string{""}
	}
	s.Text[len(s.Text)-1] += text
	return s
}

func (s *Search) column(a *schema.Attribute) *Search {
	s.add("")
	s.Columns, s.Text = append(s.Columns, a), append(s.Text, "")
	return s
}

// joined writes the texts of all attributes as one, with what stands before, between and behind them.
func (s *Search) joined(c *schema.ResolvedConstraint, before, between, after string) *Search {
	for i, a := range c.Attributes {
		if i > 0 {
			s.add(between)
		}
		s.add(before).column(a).add(after)
	}
	return s
}

// text is the whole with columns as ident writes them.
func (s *Search) text(ident func(string) string) string {
	var b strings.Builder
	for i, t := range s.Text {
		b.WriteString(t)
		if i < len(s.Columns) {
			b.WriteString(ident(s.Columns[i].Column))
		}
	}
	return b.String()
}

// punctuation is what PostgreSQL takes for a part of words: of addresses, paths, numbers.
const punctuation = "!\"#$%&()*+,-./:;<=>?@[]^_`{|}~"

func postgresFullText() FullText {
	vector := func(s *Search, c *schema.ResolvedConstraint) *Search {
		s.add("to_tsvector("+postgresLanguage(c)+", translate(").joined(c, "coalesce(", " || ' ' || ", ", '')")
		return s.add(", '" + punctuation + "', '" + strings.Repeat(" ", len(punctuation)) + "'))")
	}
	return FullText{
		Index: func(m *schema.Model, c *schema.ResolvedConstraint) TextIndex {
			return TextIndex{Method: "gin", Expression: vector(new(Search), c).text(Postgres().Ident)}
		},
		Search: func(c *schema.ResolvedConstraint, words []string) Search {
			s := vector(new(Search), c).add(" @@ plainto_tsquery(" + postgresLanguage(c) + ", ?)")
			s.Args = []any{strings.Join(words, " ")}
			return *s
		},
	}
}

func postgresLanguage(c *schema.ResolvedConstraint) string {
	if c.Language == "" {
		return "'simple'::regconfig"
	}
	return "'" + c.Language + "'::regconfig"
}

func sqliteFullText() FullText {
	return FullText{Present: "SELECT count(*) FROM pragma_module_list WHERE name = 'fts4'", Index: sqliteTextIndex, Search: func(c *schema.ResolvedConstraint, words []string) Search {
		name := SQLite().Ident(c.Name)
		s := new(Search).column(c.Attributes[0].Model.Key()).add(" IN (SELECT docid FROM " + name + " WHERE " + name + " MATCH ?)")
		list := make([]string, len(words))
		for i, w := range words {
			list[i] = `"` + w + `"`
		}
		s.Args = []any{strings.Join(list, " ")}
		return *s
	}}
}

// sqliteTextIndex is a table of words with the keys of the rows. It has a copy of the texts, so that it can be written whatever has become
// of these, and is of the kind that every build of the driver has.
func sqliteTextIndex(m *schema.Model, c *schema.ResolvedConstraint) TextIndex {
	ident := SQLite().Ident
	table, name, key := ident(m.Table), ident(c.Name), ident(m.Key().Column)
	tokenizer := `unicode61 "remove_diacritics=0"`
	if c.Language == "english" {
		tokenizer = "porter"
	}
	words := new(Search).joined(c, "coalesce(", " || ' ' || ", ", '')").text(ident)
	fill := "INSERT INTO " + name + " (docid, words) SELECT " + key + ", " + words + " FROM " + table
	forget, add := "DELETE FROM "+name+" WHERE docid = old."+key+";", fill+" WHERE "+key+" = new."+key+";"
	trigger := func(event, when, body string) Guard {
		n := c.Name + "_" + event
		return Guard{Name: n, Text: "CREATE TRIGGER " + ident(n) + " " + when + " ON " + table + "\nBEGIN " + body + " END"}
	}
	return TextIndex{
		Create: "CREATE VIRTUAL TABLE " + name + " USING fts4(words, tokenize=" + tokenizer + ")", Fill: fill,
		Triggers: []Guard{trigger("delete", "AFTER DELETE", forget), trigger("insert", "AFTER INSERT", add),
			trigger("update", "AFTER UPDATE", forget+" "+add)},
	}
}

// unindexed are the words that InnoDB leaves out of its indexes.
const unindexed = " a about an are as at be by com de en for from how i in is it la of on or that the this to was what when where who will with und the www "

// mysqlIndexes reports whether a word is in an index by the defaults of the server.
func mysqlIndexes(word string) bool {
	n := len([]rune(word))
	return n >= 3 && n <= 84 && !strings.Contains(unindexed, " "+word+" ")
}

// mysqlFullText keeps the words of a row in a column, in small letters: the server's own idea of words, and of capitals in columns that tell
// them apart, is another one. Each begins with w_, so that none is too short for an index of InnoDB, or of the words that it leaves out, and
// none is longer than it takes. back stands for what a regular expression has found.
func mysqlFullText(back string) FullText {
	return FullText{
		Index: func(m *schema.Model, c *schema.ResolvedConstraint) TextIndex {
			const word = `[\\p{L}\\p{N}\\p{M}]`
			words := new(Search).add("regexp_replace(lower(concat_ws(' ',").joined(c, "", ",", "")
			words.add(")),'[^" + word[1:] + "*(" + word + "{1,80})" + word + "*','w_" + back + " ')")
			return TextIndex{Method: "fulltext", Type: "longtext", Generated: words.text(mysqlFamily("", "", "").Ident)}
		},
		Search: func(c *schema.ResolvedConstraint, words []string) Search {
			m := c.Attributes[0].Model
			if m.Unmanaged {
				return mysqlForeign(c, words)
			}
			list := make([]string, len(words))
			for i, w := range words {
				r := []rune(w)
				list[i] = "+w_" + string(r[:min(len(r), 80)])
			}
			column := &schema.Attribute{Name: c.Name, Column: c.Name, Kind: schema.KindText, Model: m}
			s := new(Search).add("MATCH(").column(column).add(") AGAINST(? IN BOOLEAN MODE)")
			s.Args = []any{strings.Join(list, " ")}
			return *s
		},
	}
}

// mysqlForeign searches by an index over the attributes themselves. Words that it leaves out are looked for in the texts.
func mysqlForeign(c *schema.ResolvedConstraint, words []string) Search {
	var s Search
	found := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return !mysqlIndexes(w) })
	if len(found) > 0 || len(words) == 0 {
		s.add("MATCH(").joined(c, "", ", ", "").add(") AGAINST(? IN BOOLEAN MODE)")
		s.Args = append(s.Args, "+"+strings.Join(found, " +"))
	}
	for _, w := range words {
		if mysqlIndexes(w) {
			continue
		}
		if len(s.Text) > 0 {
			s.add(" AND ")
		}
		s.add("LOWER(CONCAT_WS(' ', ").joined(c, "", ", ", "").add(")) REGEXP ?")
		s.Args = append(s.Args, "(^|[^[:alnum:]])"+w+"([^[:alnum:]]|$)")
	}
	return s
}
