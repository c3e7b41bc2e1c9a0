package state_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dialect"
	"github.com/ormar-go/ormar/internal/state"
	"github.com/ormar-go/ormar/schema"
)

type mood string

type person struct {
	ID    int
	Name  string
	Nick  *string
	Mood  mood
	Alive bool
	Bytes []byte
}

func (p *person) Schema() schema.Table {
	return schema.Table{Name: "people", Comment: "who", Fields: schema.Fields{
		schema.Integer(&p.ID).PrimaryKey(),
		schema.String(&p.Name, 50).Default("it's").Comment("what"),
		schema.String(&p.Nick, 50).Default(new(string)),
		schema.Enum(&p.Mood, "sad", "glad").Index(),
		schema.Boolean(&p.Alive).Default(true),
		schema.LargeBinary(&p.Bytes, 10).Default([]byte{1, 255}),
	}, Constraints: []schema.Constraint{schema.Check("b", "1 = 1"), schema.Check("a", "2 = 2")}}
}

func of(t *testing.T, name string) *state.State {
	t.Helper()
	d, err := dialect.For(name)
	if err != nil {
		t.Fatal(err)
	}
	return state.Of(schema.MustRegistry(&person{}).Models(), d)
}

// What a dialect does not have is not in the state; what it keeps in another way is there in that
// way.
func TestOf(t *testing.T) {
	for name, want := range map[string]struct{ comment, kind, mood, fill, alive, bytes string }{
		"sqlite":   {"", "TEXT", "TEXT", "'it''s'", "1", "x'01ff'"},
		"postgres": {"who", "varchar(50)", `"mood"`, "'it''s'", "true", `'\x01ff'::bytea`},
		"mysql":    {"who", "varchar(50)", "enum('sad', 'glad')", "'it''s'", "1", "x'01ff'"},
		"mariadb":  {"who", "varchar(50)", "enum('sad', 'glad')", "'it''s'", "1", "x'01ff'"},
	} {
		people := of(t, name).Table("people")
		c := people.Column("name")
		if people.Comment != want.comment || c.Type != want.kind || people.Column("mood").Type != want.mood || c.Fill != want.fill ||
			people.Column("alive").Fill != want.alive || people.Column("bytes").Fill != want.bytes || people.Column("nick").Fill != "" {
			t.Errorf("%s: %+v", name, people)
		}
	}
	if e := of(t, "postgres").Enum("mood"); e == nil || len(e.Labels) != 2 {
		t.Errorf("the enumeration is %+v", e)
	}
	if of(t, "sqlite").Enum("mood") != nil {
		t.Error("SQLite has no enumeration types")
	}
}

// The written form does not depend on the order of declarations, and is read as it was written.
func TestEncode(t *testing.T) {
	s := of(t, "postgres")
	text, err := s.Encode()
	if err != nil {
		t.Fatal(err)
	}
	other := s.Clone()
	c := other.Tables[0].Constraints
	c[0], c[len(c)-1] = c[len(c)-1], c[0]
	if again, _ := other.Encode(); !bytes.Equal(again, text) {
		t.Errorf("another order is written as\n%s\nand not\n%s", again, text)
	}
	read, err := state.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := read.Encode(); !bytes.Equal(again, text) {
		t.Errorf("read and written again it is\n%s", again)
	}
	for _, bad := range []string{"", "[]", `{"version": 99}`} {
		if _, err := state.Decode([]byte(bad)); err == nil || !strings.Contains(err.Error(), "state") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// A clone shares nothing.
func TestClone(t *testing.T) {
	s := of(t, "postgres")
	before, _ := s.Encode()
	c := s.Clone()
	c.Enums[0].Labels[0], c.Tables[0].Key[0], c.Tables[0].Columns[0].Name = "x", "x", "x"
	for i := range c.Tables[0].Constraints {
		if parts := c.Tables[0].Constraints[i].Parts; len(parts) > 0 {
			parts[0].Column = "x"
		}
	}
	if after, _ := s.Encode(); !bytes.Equal(after, before) {
		t.Errorf("changed to %s", after)
	}
}
