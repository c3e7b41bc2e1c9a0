package schema

import (
	"database/sql"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"
	"unsafe"

	"github.com/shopspring/decimal"
)

// specimen is a model whose Schema the test at hand says: it has a field of every Go type.
type specimen struct {
	ID, Other int64
	Name      string
	Title     string
	Null      *string
	Flag      bool
	Whole     int
	Maybe     *int
	Ratio     float64
	Price     decimal.Decimal
	Day       time.Time
	MaybeDay  *time.Time
	NullDay   sql.Null[time.Time]
	Doc       map[string]any
	Struct    struct{ A int }
	UID       [16]byte
	Blob      []byte
	Mood      colour
	MaybeMood *colour
	Bare      string
	Func      func()
	Count     uint
	PK        string
	A__B      string
	XMin      int
}

func (s *specimen) Schema() Table { return specimenSays(s) }

// specimenSays is set by the tests that use a specimen, which therefore do not run in parallel.
var specimenSays func(*specimen) Table

// mistake is one error that a registry must report.
type mistake struct{ model, field, reason string }

// advice is how a reason says what to write instead.
var advice = regexp.MustCompile(`(; |: |\b)(use|declare|add|give|choose|rename|remove|keep|list|change|shorten|name|embed|make|exchange|correct|point|set|order|say|encrypt|did you mean)\b`)

// reports fails unless a registry of the models has exactly the mistakes, each telling what to write instead. It never panics.
func reports(t *testing.T, models []Definer, want ...mistake) {
	t.Helper()
	r, err := NewRegistry(models...)
	if len(want) == 0 {
		if err != nil {
			t.Errorf("unexpected: %v", err)
		}
		return
	}
	if r != nil {
		t.Error("a registry in spite of mistakes")
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok || !errors.Is(err, ErrDefinition) {
		t.Fatalf("got %v, want mistakes", err)
	}
	found := joined.Unwrap()
	for _, w := range want {
		hit := -1
		for i, e := range found {
			var d *DefinitionError
			if errors.As(e, &d) && d.Model == w.model && d.Field == w.field && strings.Contains(d.Reason, w.reason) {
				hit = i
				break
			}
		}
		if hit < 0 {
			t.Errorf("no %s.%s: %s\nin %v", w.model, w.field, w.reason, err)
			continue
		}
		var d *DefinitionError
		errors.As(found[hit], &d)
		if !advice.MatchString(d.Reason) {
			t.Errorf("%v: what should be written instead?", d)
		}
		if text := d.Error(); !strings.Contains(text, d.Reason) || !strings.Contains(text, d.Model) {
			t.Errorf("the message %q leaves out its parts", text)
		}
		found = append(found[:hit:hit], found[hit+1:]...)
	}
	for _, e := range found {
		t.Errorf("not expected: %v", e)
	}
}

// one field beside the key.
func beside(field func(*specimen) Field) func(*specimen) Table {
	return func(s *specimen) Table {
		return Table{Fields: Fields{Integer(&s.ID).PrimaryKey(), field(s)}}
	}
}

func of(fields func(*specimen) Fields) func(*specimen) Table {
	return func(s *specimen) Table { return Table{Fields: fields(s)} }
}

// with is a table of the key and the name.
func with(change func(*Table)) func(*specimen) Table {
	return func(s *specimen) Table {
		t := Table{Fields: Fields{Integer(&s.ID).PrimaryKey(), String(&s.Name, 10)}}
		change(&t)
		return t
	}
}

// opaqueCipher is a cipher of a caller's own, digestCipher one whose texts can be compared.
type opaqueCipher struct{ bad error }

func (opaqueCipher) Seal(p, _ []byte) (string, error)             { return string(p), nil }
func (opaqueCipher) Open(stored string, _ []byte) ([]byte, error) { return []byte(stored), nil }
func (c opaqueCipher) Check() error                               { return c.bad }

type digestCipher struct{ opaqueCipher }

func (digestCipher) Digests(p, _ []byte) ([]string, error) { return []string{string(p)}, nil }

type onewayCipher struct{ digestCipher }

func (onewayCipher) OneWay() bool { return true }

type panickingCipher struct{ opaqueCipher }

func (panickingCipher) Check() error { panic("boom") }

// Every option that does not fit its field, and every size out of bounds: F-01, F-04, F-07, F-12, F-14, F-16, F-18, F-27, F-28,
// E-04, E-05.
func TestOptionMistakes(t *testing.T) {
	long := strings.Repeat("x", 1025)
	for _, c := range []struct {
		says   func(*specimen) Table
		field  string
		reason string
	}{
		{beside(func(s *specimen) Field { return Float(&s.Ratio).PrimaryKey() }), "Ratio", "PrimaryKey does not fit Float: a key is a whole number"},
		{beside(func(s *specimen) Field { return JSON(&s.Doc).PrimaryKey() }), "Doc", "PrimaryKey does not fit JSON"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).Nullable() }), "Name", "Nullable does not fit String: declare the Go field as *T"},
		{beside(func(s *specimen) Field { return UUID(&s.UID).Nullable() }), "UID", "declare the field as *[16]uint8"},
		{beside(func(s *specimen) Field { return JSON(&s.Struct).Nullable() }), "Struct", "remove Nullable"},
		{beside(func(s *specimen) Field { return Integer(&s.Whole).MinLength(1) }), "Whole", "MinLength does not fit Integer: it is for String, Text and LargeBinary"},
		{beside(func(s *specimen) Field { return Integer(&s.Whole).Pattern(regexp.MustCompile("a")) }), "Whole", "Pattern does not fit Integer"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).Min("a") }), "Name", "Min does not fit String: it is for numbers"},
		{beside(func(s *specimen) Field { return Date(&s.Day).Max(time.Time{}) }), "Day", "Max does not fit Date"},
		{beside(func(s *specimen) Field { return Float(&s.Ratio).MultipleOf(2) }), "Ratio", "MultipleOf does not fit Float"},
		{beside(func(s *specimen) Field { return JSON(&s.Doc).Choices(nil) }), "Doc", "Choices does not fit JSON: its values cannot be compared"},
		{beside(func(s *specimen) Field { return Enum(&s.Mood, "red").Choices("red") }), "Mood", "list the values in schema.Enum"},
		{beside(func(s *specimen) Field { return JSON(&s.Doc).Index() }), "Doc", "Index does not fit JSON: no database indexes it"},
		{beside(func(s *specimen) Field { return Opaque(&s.Bare, 10).Unique() }), "Bare", "Unique does not fit Opaque"},
		{beside(func(s *specimen) Field { return Integer(&s.Whole).Autoincrement(true) }), "Whole", "add PrimaryKey or remove it"},
		{of(func(s *specimen) Fields { return Fields{String(&s.Name, 10).PrimaryKey().Autoincrement(true)} }), "Name", "only whole numbers are generated"},
		{of(func(s *specimen) Fields {
			return Fields{Integer(&s.ID).PrimaryKey().Autoincrement(true).ServerDefault("7")}
		}), "ID", "Autoincrement and ServerDefault are both given"},
		{of(func(s *specimen) Fields {
			return Fields{Integer(&s.ID).PrimaryKey().Autoincrement(true), Integer(&s.Other).PrimaryKey()}
		}), "ID", "a part of a composite key"},
		{of(func(s *specimen) Fields { return Fields{Integer(&s.ID).PrimaryKey().SQLNullable(true)} }), "ID", "never NULL; remove it"},
		{of(func(s *specimen) Fields { return Fields{Integer(&s.ID).PrimaryKey().OnUpdate(1)} }), "ID", "a key does not change"},
		{of(func(s *specimen) Fields {
			return Fields{Integer(&s.ID).PrimaryKey().OnUpdateFunc(func() int64 { return 1 })}
		}), "ID", "a key does not change"},
		{of(func(s *specimen) Fields { return Fields{Integer(&s.ID).PrimaryKey().Encrypt(opaqueCipher{})} }), "ID", "encrypt another field"},
		{beside(func(s *specimen) Field {
			return String(&s.Name, 10).Default("a").DefaultFunc(func() string { return "b" })
		}), "Name", "Default and DefaultFunc are both given"},
		{beside(func(s *specimen) Field {
			return String(&s.Name, 10).OnUpdate("a").OnUpdateFunc(func() string { return "b" })
		}), "Name", "OnUpdate and OnUpdateFunc are both given"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).DefaultFunc(nil) }), "Name", "DefaultFunc was given nil"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).OnUpdateFunc(nil) }), "Name", "OnUpdateFunc was given nil"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).Default("a").Default("b") }), "Name", "Default is said twice; keep one"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).Name("a").Name("b") }), "Name", "Name is said twice"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).ServerDefault(" ") }), "Name", "ServerDefault is empty"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).ServerDefault("'a\x00'") }), "Name", "contains NUL"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).ServerDefault("'a'").Encrypt(opaqueCipher{}) }), "Name", "the server would store plain text"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).Pattern(nil) }), "Name", "Pattern was given nil"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).Choices() }), "Name", "Choices has no values"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).Comment(long) }), "Name", "longer than 1024 characters"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).Comment("\xff") }), "Name", "the comment contains NUL or is not valid UTF-8"},
		{beside(func(s *specimen) Field { return String(&s.Name, 0) }), "Name", "the maximum length of String is 0; give 1 to"},
		{beside(func(s *specimen) Field { return String(&s.Name, maxStringLength+1) }), "Name", "or use schema.Text"},
		{beside(func(s *specimen) Field { return Opaque(&s.Bare, -1) }), "Bare", "the maximum length of Opaque is -1"},
		{beside(func(s *specimen) Field { return LargeBinary(&s.Blob, 0) }), "Blob", "the maximum length of LargeBinary is 0"},
		{beside(func(s *specimen) Field { return LargeBinary(&s.Blob, maxBinaryLength+1) }), "Blob", "bytes"},
		{beside(func(s *specimen) Field { return Decimal(&s.Price, 0, 0) }), "Price", "the precision of Decimal is 0; give 1 to 65"},
		{beside(func(s *specimen) Field { return Decimal(&s.Price, 66, 0) }), "Price", "the precision of Decimal is 66"},
		{beside(func(s *specimen) Field { return Decimal(&s.Price, 5, 6) }), "Price", "the scale of Decimal is 6; give 0 to 5"},
		{beside(func(s *specimen) Field { return Decimal(&s.Price, 60, 31) }), "Price", "give 0 to 30"},
		{beside(func(s *specimen) Field { return Decimal(&s.Price, 5, -1) }), "Price", "the scale of Decimal is -1"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).MinLength(11) }), "Name", "MinLength is 11; give a length from 0 to the maximum"},
		{beside(func(s *specimen) Field { return Text(&s.Name).MinLength(-1) }), "Name", "MinLength is -1"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).Encrypt(nil) }), "Name", "Encrypt was given nil"},
		{beside(func(s *specimen) Field {
			return String(&s.Name, 10).Encrypt(opaqueCipher{errors.New("short; give 32 bytes")})
		}), "Name", "the cipher cannot be used: short"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).Encrypt(opaqueCipher{}).Unique() }), "Name", "stored texts differ every time; use crypt.Searchable"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).Encrypt(opaqueCipher{}).Index() }), "Name", "Index does not fit this cipher"},
		{beside(func(s *specimen) Field { return Integer(&s.Whole).Encrypt(onewayCipher{}) }), "Whole", "a one-way cipher does not fit Integer"},
		{beside(func(s *specimen) Field { return Integer(&s.Whole).Min(5).Max(4) }), "Whole", "Min is greater than Max; exchange them"},
		{beside(func(s *specimen) Field { return Integer(&s.Whole).MultipleOf(0) }), "Whole", "MultipleOf is not positive"},
		{beside(func(s *specimen) Field { return SmallInteger(&s.Whole).Max(40_000) }), "Whole", "the value of Max does not fit"},
		{beside(func(s *specimen) Field { return SmallInteger(&s.Whole).Default(40_000) }), "Whole", "the value of Default does not fit"},
		{beside(func(s *specimen) Field { return SmallInteger(&s.Whole).OnUpdate(40_000) }), "Whole", "the value of OnUpdate does not fit"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).Default("a\x00") }), "Name", "text without NUL"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).Choices("a", "\xff") }), "Name", "the value of Choices does not fit"},
		{beside(func(s *specimen) Field { return Integer(&s.Maybe).Min(nil) }), "Maybe", "Min was given NULL; give it a value"},
		{beside(func(s *specimen) Field { return Decimal(&s.Price, 5, 2).Max(decimal.RequireFromString("1.005")) }), "Price", "the value of Max does not fit"},
		{beside(func(s *specimen) Field { return Enum(&s.Mood) }), "Mood", "Enum has no values; list them"},
		{beside(func(s *specimen) Field { return Enum(&s.Mood, "red", "red") }), "Mood", "is listed twice"},
		{beside(func(s *specimen) Field { return Enum(&s.MaybeMood, nil) }), "MaybeMood", "a value of Enum is NULL"},
		{beside(func(s *specimen) Field { return Enum(&s.Mood, "red ") }), "Mood", "ends with a blank"},
		{beside(func(s *specimen) Field { return Enum(&s.Mood, colour(strings.Repeat("x", 64))) }), "Mood", "longer than 63 bytes"},
		{beside(func(s *specimen) Field { return Enum(&s.Mood, "\x00") }), "Mood", "contains NUL"},
		{beside(func(s *specimen) Field { return Enum(&s.Bare, "red") }), "Bare", "is for a named string or int type"},
		{beside(func(s *specimen) Field { return Enum(&s.Count, 1) }), "Count", "is for a named string or int type"},
		{beside(func(s *specimen) Field { return Enum(&s.Whole, 1) }), "Whole", "is for a named string or int type"},
		{beside(func(s *specimen) Field { return Enum(&s.Mood, "red").Default("blue") }), "Mood", "the value of Default does not fit"},
		{beside(func(s *specimen) Field { return Decimal(&s.Flag, 5, 2) }), "Flag", "implements driver.Valuer"},
		{beside(func(s *specimen) Field { return UUID(&s.Whole) }), "Whole", "implements driver.Valuer"},
		{beside(func(s *specimen) Field { return Opaque(&s.Doc, 10) }), "Doc", "or a string"},
		{beside(func(s *specimen) Field { return JSON(&s.Func) }), "Func", "declare the field as a struct, map, slice"},
	} {
		t.Run(c.field+"/"+c.reason, func(t *testing.T) {
			specimenSays = c.says
			reports(t, []Definer{&specimen{}}, mistake{"specimen", c.field, c.reason})
		})
	}
}

// A cipher whose Check panics is reported like one whose keys are bad.
func TestPanickingCipher(t *testing.T) {
	specimenSays = beside(func(s *specimen) Field { return String(&s.Name, 10).Encrypt(panickingCipher{}) })
	_, err := NewRegistry(&specimen{})
	if err == nil || !strings.Contains(err.Error(), "Check panicked: boom") {
		t.Errorf("got %v", err)
	}
}

// What is wrong with a table, its names and its constraints: M-02, M-03, M-04, M-07 to M-10.
func TestTableMistakes(t *testing.T) {
	name63, name64 := strings.Repeat("x", 63), strings.Repeat("x", 64)
	for _, c := range []struct {
		says          func(*specimen) Table
		field, reason string
	}{
		{of(func(s *specimen) Fields { return nil }), "", "has no primary key; add PrimaryKey() to a field, or declare its Table Keyless"},
		{of(func(s *specimen) Fields { return Fields{String(&s.Name, 10)} }), "", "has no primary key"},
		{with(func(t *Table) { t.Fields = append(t.Fields, nil) }), "", "field 3 of Schema is nil"},
		{with(func(t *Table) { t.Fields = append(t.Fields, (*Column[int])(nil)) }), "", "field 3 of Schema is nil"},
		{with(func(t *Table) { t.Fields = append(t.Fields, (*Relation)(nil)) }), "", "field 3 of Schema is nil"},
		{with(func(t *Table) { t.Fields = append(t.Fields, Integer[int](nil)) }), "", "field 3 of Schema is nil"},
		{with(func(t *Table) { t.Fields = append(t.Fields, ForeignKey(nil)) }), "", "field 3 of Schema is nil"},
		{with(func(t *Table) { t.Fields = append(t.Fields, ManyToMany((*many[author])(nil))) }), "", "field 3 of Schema is nil"},
		{with(func(t *Table) { t.Fields = append(t.Fields, Integer(new(int))) }), "", "points outside the struct; give Schema a pointer receiver"},
		{of(func(s *specimen) Fields {
			return Fields{Integer(&s.ID).PrimaryKey(), String(&s.Name, 10), Text(&s.Name)}
		}), "Name", "is declared twice; remove one"},
		{of(func(s *specimen) Fields { return Fields{Integer(&s.ID).PrimaryKey(), Integer(&s.Struct.A)} }), "", "is not a field of the struct or of one embedded in it"},
		{of(func(s *specimen) Fields { return Fields{Integer(&s.ID).PrimaryKey(), String(&s.PK, 10)} }), "PK", "the attribute name pk stands for the primary key"},
		{of(func(s *specimen) Fields { return Fields{Integer(&s.ID).PrimaryKey(), String(&s.A__B, 10)} }), "A__B", "contains __"},
		{of(func(s *specimen) Fields { return Fields{Integer(&s.ID).PrimaryKey(), Integer(&s.XMin).Name("xmin")} }), "XMin", "belongs to PostgreSQL; choose another"},
		{with(func(t *Table) { t.Name = name64 }), "", "has 64 bytes, and 63 is the most that every database keeps; shorten it"},
		{with(func(t *Table) { t.Name = "a.b" }), "", "set AnyName in the Table"},
		{with(func(t *Table) { t.Name = "1st" }), "", "is not made of letters, digits and underscore"},
		{with(func(t *Table) { t.Name = "SQLite_x" }), "", "begins with sqlite_"},
		{with(func(t *Table) { t.Name, t.AnyName = "a\x00", true }), "", "contains a control character"},
		{with(func(t *Table) { t.Name, t.AnyName = "a\xff", true }), "", "is not valid UTF-8"},
		{with(func(t *Table) { t.Name, t.AnyName = "a ", true }), "", "ends with a blank"},
		{with(func(t *Table) { t.Name, t.AnyName = "😀", true }), "", "beyond U+FFFF"},
		{with(func(t *Table) { t.Comment = "a\x00" }), "", "the comment contains NUL"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).Name("") }), "Name", `the column name "" is empty; give it a name`},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).Name(name64) }), "Name", "has 64 bytes"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).Name("a b") }), "Name", "set AnyName"},
		{beside(func(s *specimen) Field { return String(&s.Name, 10).Name("ID") }), "Name", `the column name "ID" is already that of ID`},
		{with(func(t *Table) { t.OrderBy = []string{"nmae"} }), "", `did you mean "name"?`},
		{with(func(t *Table) { t.OrderBy = []string{""} }), "", "the order key"},
		{with(func(t *Table) { t.OrderBy = []string{"name desc"} }), "", "the order key"},
		{with(func(t *Table) { t.Constraints = []Constraint{UniqueTogether("nmae")} }), "nmae", `did you mean "name"?`},
		{with(func(t *Table) { t.Constraints = []Constraint{UniqueTogether()} }), "", "constraint 1 names no field"},
		{with(func(t *Table) { t.Constraints = []Constraint{IndexOn("name", "name")} }), "name", "names the field twice"},
		{with(func(t *Table) { t.Constraints = []Constraint{{}} }), "", "constraint 1 is empty; make it with UniqueTogether, UniqueOn, IndexOn, Check, FullText or Exclude"},
		{with(func(t *Table) { t.Constraints = []Constraint{Check("c", " ")} }), "", "the condition of Check is empty"},
		{with(func(t *Table) { t.Constraints = []Constraint{Check("c", "a\x00")} }), "", "contains NUL"},
		{with(func(t *Table) { t.Constraints = []Constraint{Check("a-b", "true")} }), "", "the constraint name"},
		{with(func(t *Table) { t.Constraints = []Constraint{IndexOn("name").Named("")} }), "", `the constraint name "" is empty`},
		{with(func(t *Table) {
			t.Constraints = []Constraint{IndexOn("name").Named("a"), UniqueTogether("name").Named("A")}
		}), "Name", `the constraint name "A" is already that of the constraint of specimen`},
		{with(func(t *Table) { t.Constraints = []Constraint{IndexOn("name").Named("specimens")} }), "Name", "already that of the table of specimen"},
		{func(s *specimen) Table {
			return Table{Fields: Fields{Integer(&s.ID).PrimaryKey(), JSON(&s.Doc)}, Constraints: []Constraint{IndexOn("doc")}}
		}, "doc", "which is JSON and cannot be indexed"},
		{func(s *specimen) Table {
			return Table{Fields: Fields{Integer(&s.ID).PrimaryKey(), Text(&s.Name).Encrypt(opaqueCipher{})}, Constraints: []Constraint{UniqueTogether("name")}}
		}, "name", "whose cipher stores another text every time"},
		{func(s *specimen) Table {
			return Table{Fields: Fields{Integer(&s.ID).PrimaryKey(), Text(&s.Name).Encrypt(digestCipher{})}, OrderBy: []string{"name"}}
		}, "", "is encrypted, so that its order means nothing"},
		{func(s *specimen) Table {
			return Table{Fields: Fields{Integer(&s.ID).PrimaryKey(), JSON(&s.Doc)}, OrderBy: []string{"-doc"}}
		}, "", "is JSON, which has no order"},
		{func(s *specimen) Table {
			return Table{Fields: Fields{Integer(&s.ID).PrimaryKey(), Integer(&s.Other).PrimaryKey()}, OrderBy: []string{"pk"}}
		}, "", "names no column"},
		{func(s *specimen) Table { panic("boom") }, "", "the Schema method panicked: boom; it runs on a zero value"},
		{func(s *specimen) Table {
			return Table{Name: "Colour", Fields: Fields{Integer(&s.ID).PrimaryKey(), Enum(&s.Mood, "red")}}
		}, "Mood", `the enum type name "colour" is also the table of specimen`},
		{func(s *specimen) Table {
			return Table{Fields: Fields{Integer(&s.ID).PrimaryKey(), Enum(&s.Mood, "red"), Enum(&s.MaybeMood, new(colour("blue")))}}
		}, "MaybeMood", "lists other values"},
	} {
		t.Run(c.field+"/"+c.reason, func(t *testing.T) {
			specimenSays = c.says
			_, err := NewRegistry(&specimen{})
			if strings.Contains(c.reason, "panicked") {
				if err == nil || !strings.Contains(err.Error(), c.reason) {
					t.Errorf("got %v", err)
				}
				return
			}
			reports(t, []Definer{&specimen{}}, mistake{"specimen", c.field, c.reason})
		})
	}
	// 63 bytes, reserved words and, with AnyName, nearly anything are names (M-03).
	for _, good := range []func(*Table){
		func(t *Table) { t.Name = name63 }, func(t *Table) { t.Name = "select" },
		func(t *Table) { t.Name, t.AnyName = "a.b \"c\" `d` 'e'?;--", true },
		func(t *Table) {
			t.Constraints = []Constraint{IndexOn("name").Named("order"), Check("group", "name <> ''")}
		},
	} {
		specimenSays = with(good)
		reports(t, []Definer{&specimen{}})
	}
}

// All mistakes of all models come at once, and what only follows from one is not reported.
func TestMistakesComeTogether(t *testing.T) {
	specimenSays = func(s *specimen) Table {
		return Table{Name: "a b", Fields: Fields{
			Integer(&s.ID).PrimaryKey(), String(&s.Name, 0).Min("x"), Decimal(&s.Price, 99, 1), Enum(&s.Mood), JSON(&s.Doc).Index(),
		}, OrderBy: []string{"nothing"}, Constraints: []Constraint{UniqueTogether("name", "titel"), {}}}
	}
	reports(t, []Definer{&specimen{}, &keyless{}},
		mistake{"specimen", "Name", "the maximum length"}, mistake{"specimen", "Name", "Min does not fit"}, mistake{"specimen", "Price", "precision"},
		mistake{"specimen", "Mood", "no values"}, mistake{"specimen", "Doc", "Index does not fit"}, mistake{"specimen", "", "the table name"},
		mistake{"specimen", "", "the order key"}, mistake{"specimen", "titel", "does not exist"}, mistake{"specimen", "", "constraint 2 is empty"},
		mistake{"keyless", "", "has no primary key"})
}

type keyless struct{ Name string }

func (k *keyless) Schema() Table { return Table{Fields: Fields{String(&k.Name, 10)}} }

func TestVersionMistakes(t *testing.T) {
	for what, c := range map[string]struct {
		fields func(*specimen) Fields
		want   mistake
	}{
		"text":     {func(s *specimen) Fields { return Fields{String(&s.Name, 9).Version()} }, mistake{"specimen", "Name", "Version does not fit String"}},
		"nullable": {func(s *specimen) Fields { return Fields{Integer(&s.Maybe).Version()} }, mistake{"specimen", "Maybe", "can be NULL"}},
		"default":  {func(s *specimen) Fields { return Fields{Integer(&s.Whole).Version().Default(3)} }, mistake{"specimen", "Whole", "Default and Version contradict"}},
		"a key":    {func(s *specimen) Fields { return Fields{Integer(&s.Whole).PrimaryKey().Version()} }, mistake{"specimen", "Whole", "PrimaryKey and Version contradict"}},
		"two": {func(s *specimen) Fields { return Fields{Integer(&s.Whole).Version(), BigInteger(&s.Other).Version()} },
			mistake{"specimen", "Other", "said of Whole already"}},
	} {
		t.Run(what, func(t *testing.T) {
			specimenSays = func(s *specimen) Table {
				return Table{Fields: append(Fields{BigInteger(&s.ID).PrimaryKey()}, c.fields(s)...)}
			}
			reports(t, []Definer{&specimen{}}, c.want)
		})
	}
	specimenSays = func(s *specimen) Table {
		return Table{Fields: Fields{BigInteger(&s.ID).PrimaryKey(), BigInteger(&s.Other).Version()}}
	}
	m := MustRegistry(&specimen{}).Models()[0]
	if m.Version == nil || m.Version.Name != "other" {
		t.Fatalf("%v", m.Version)
	}
	var s specimen
	if m.Version.Default(unsafe.Pointer(&s)); s.Other != 1 {
		t.Errorf("a new row has version %d", s.Other)
	}
}
