package migrate_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

// TooLong has keys and indexes that InnoDB cannot hold, and some that it just can.
type TooLong struct {
	Key    string
	Fits   string
	Body   string
	Bytes  []byte
	First  string
	Second string
	Digest string
	Tenant int64
}

func (l *TooLong) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.String(&l.Key, 769).PrimaryKey(),
		schema.String(&l.Fits, 768).Unique(),
		schema.Text(&l.Body).Index(),
		schema.LargeBinary(&l.Bytes, 3073).Unique(),
		schema.String(&l.First, 400),
		schema.String(&l.Second, 369),
		schema.String(&l.Digest, 5000).Encrypt(crypt.HMAC(cipherKey)).Index(),
		schema.BigInteger(&l.Tenant),
	}, Constraints: []schema.Constraint{
		schema.IndexOn("first", "second").Named("both"), schema.UniqueTogether("tenant", "digest"),
	}}
}

// What is too long for an index is an error that names the field, before anything is sent.
func TestTooLongForAnIndex(t *testing.T) {
	models := schema.MustRegistry(&TooLong{})
	for _, name := range []string{"sqlite", "postgres"} {
		if _, err := migrate.SQL(name, models); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, name := range []string{"mysql", "mariadb"} {
		_, err := migrate.SQL(name, models)
		fields := []string{"Key", "Body", "Bytes", "First"}
		expectProblems(t, name, err, fields)
		// A pool is not needed to find out.
		expectProblems(t, name, migrate.CreateAll(t.Context(), target{nil, models, name}), fields)
	}
}

// Texts has texts and bytes of any length, as SQLite's tables have, with indexes; Short has them by the advice that it gets.
type Texts struct {
	ID         int64
	Mail, Body string
	Bytes      []byte
}

func (x *Texts) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&x.ID).PrimaryKey(), schema.Text(&x.Mail).Unique(), schema.Text(&x.Body).Index(), schema.LargeBinary(&x.Bytes, 70_000).Index(),
	}}
}

type Short Texts

func (s *Short) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&s.ID).PrimaryKey(), schema.String(&s.Mail, 191).Unique(), schema.Text(&s.Body), schema.LargeBinary(&s.Bytes, 70_000),
	}, Constraints: []schema.Constraint{
		schema.IndexOn("body").Length("body", 100), schema.IndexOn("bytes").Length("bytes", 100),
	}}
}

// What the error says to do is right of the column: the beginning of a text has an index, but holds no rows apart.
func TestTooLongForAnIndexAdvice(t *testing.T) {
	for _, name := range []string{"mysql", "mariadb"} {
		_, err := migrate.SQL(name, schema.MustRegistry(&Texts{}))
		var advice []string
		for line := range strings.SplitSeq(err.Error(), "\n") {
			_, last, _ := strings.Cut(line, "; ")
			advice = append(advice, last)
		}
		want := []string{"make it a String of a length, or drop the index", `index its beginning, schema.IndexOn("body").Length("body", 100), or make it a String of a length`,
			`index its beginning, schema.IndexOn("bytes").Length("bytes", 100)`}
		if !slices.Equal(advice, want) {
			t.Errorf("%s: %q, want %q", name, advice, want)
		}
		text, err := migrate.SQL(name, schema.MustRegistry(&Short{}))
		if err != nil || !strings.Contains(text, "(`body`(100))") || !strings.Contains(text, "(`bytes`(100))") {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
	}
}

func expectProblems(t *testing.T, name string, err error, fields []string) {
	t.Helper()
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok || !errors.Is(err, schema.ErrDefinition) {
		t.Fatalf("%s: %v", name, err)
	}
	var got []string
	for _, e := range joined.Unwrap() {
		var d *schema.DefinitionError
		if !errors.As(e, &d) || !strings.Contains(d.Reason, name) {
			t.Fatalf("%s: %v", name, e)
		}
		got = append(got, d.Field)
	}
	if strings.Join(got, " ") != strings.Join(fields, " ") {
		t.Errorf("%s: problems with %v, not %v:\n%v", name, got, fields, err)
	}
}

type Defaulting struct {
	ID int
	Up one[Defaulting]
}

func (d *Defaulting) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&d.ID).PrimaryKey(),
		schema.ForeignKey(&d.Up).OnDelete(schema.SetDefault),
	}}
}

// MariaDB takes SET DEFAULT and forgets it, so it is refused there.
func TestSetDefault(t *testing.T) {
	models := schema.MustRegistry(&Defaulting{})
	for _, name := range []string{"sqlite", "postgres"} {
		text, err := migrate.SQL(name, models)
		if err != nil || !strings.Contains(text, "ON DELETE SET DEFAULT") {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
	}
	for _, name := range []string{"mysql", "mariadb"} {
		_, err := migrate.SQL(name, models)
		expectProblems(t, name, err, []string{"Up"})
	}
}

// Followed has checks of columns that foreign keys set, and of one that none does.
type Followed struct {
	ID                  int64
	Boss, Peer, Sibling orm.One[Followed]
}

func (f *Followed) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&f.ID).PrimaryKey(),
		schema.ForeignKey(&f.Boss).SkipReverse().OnDelete(schema.SetNull),
		schema.ForeignKey(&f.Peer).SkipReverse().RelatedName("peers").OnUpdate(schema.Cascade),
		schema.ForeignKey(&f.Sibling).SkipReverse().RelatedName("siblings").OnDelete(schema.Cascade),
	}, Constraints: []schema.Constraint{schema.Check("own", "{boss} <> 1"), schema.Check("other", "peer <> 1"), schema.Check("fine", "{sibling} <> 1 and 'boss' <> 'peer'")}}
}

// A check of a column that its foreign key sets is refused where the server would refuse it with a number.
func TestChecksOfFollowers(t *testing.T) {
	models := schema.MustRegistry(&Followed{})
	for _, name := range []string{"mysql", "mariadb"} {
		_, err := migrate.SQL(name, models)
		expectProblems(t, name, err, []string{"Boss", "Peer"})
	}
	for _, name := range []string{"sqlite", "postgres"} {
		if _, err := migrate.SQL(name, models); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Spoken has SQL that one database alone reads.
type Spoken struct {
	ID    int64
	Total int64
	Name  string
	Twice int64
	Since string
}

func (s *Spoken) Schema() schema.Table {
	return schema.Table{AnyName: true, Fields: schema.Fields{
		schema.BigInteger(&s.ID).PrimaryKey(),
		schema.BigInteger(&s.Total).Name("Total"),
		schema.String(&s.Name, 20).ServerDefault("'a'::varchar"),
		schema.BigInteger(&s.Twice).Generated("Total * 2", schema.GeneratedStored),
		schema.String(&s.Since, 20).Name("from").ServerDefault("lower('::')"),
	}, Constraints: []schema.Constraint{
		schema.Check("quoted", "`name` <> ''"), schema.Check("everywhere", "{total} > 0 AND {since} <> '`x` :: ~'"),
		schema.IndexOn("(lower({name})::text)").Named("lowered").Where("name ~ 'a'"),
	}}
}

// What a database cannot read of SQL is an error that names the constraint, or the field, before anything is sent.
func TestForeignExpressions(t *testing.T) {
	models := schema.MustRegistry(&Spoken{})
	for name, want := range map[string][]string{
		"postgres": {"Spoken.Twice: Generated has what postgres cannot read, a bare Total", `Spoken: "quoted" has what postgres cannot read, backticks around a name`},
		"sqlite": {"Spoken.Name: ServerDefault has what sqlite cannot read, a cast (::)", `Spoken: "lowered" has what sqlite cannot read, a cast (::)`,
			`Spoken: Where of "lowered" has what sqlite cannot read, the operator ~`},
		"mariadb": {"Spoken.Name: ServerDefault has what mariadb cannot read, a cast (::)", `Spoken: "lowered" has what mariadb cannot read, a cast (::)`,
			`Spoken: Where of "lowered" has what mariadb cannot read, the operator ~`, "has no indexes over some of the rows", "has no indexes over expressions"},
	} {
		_, err := migrate.SQL(name, models)
		if !errors.Is(err, schema.ErrDefinition) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, text := range want {
			if !strings.Contains(err.Error(), text) {
				t.Errorf("%s: nothing says %s: %v", name, text, err)
			}
		}
		if n := strings.Count(err.Error(), "\n") + 1; n != len(want) {
			t.Errorf("%s: %d errors, want %d: %v", name, n, len(want), err)
		}
	}
}
