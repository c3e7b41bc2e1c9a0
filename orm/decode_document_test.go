package orm_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// profile is what a JSON column of member holds: every form that encoding/json fills by names or by kinds.
type profile struct {
	Role    string `json:"role"`
	Level   int8   `json:"level,string"`
	Address struct {
		City string `json:"city"`
		Zip  *string
	} `json:"address"`
	Others  []reachable          `json:"others"`
	ByName  map[string]reachable `json:"by_name"`
	ByID    map[int]*reachable   `json:"by_id"`
	ByUUID  map[uuid.UUID]int    `json:"by_uuid"`
	Pair    [2]int               `json:"pair"`
	Photo   []byte               `json:"photo"`
	Since   time.Time            `json:"since"`
	Any     any                  `json:"any"`
	Raw     json.RawMessage      `json:"raw"`
	Own     ownMaster            `json:"own"`
	Skipped string               `json:"-"`
	//lint:ignore U1000 no data may reach it
	hidden string
	reachable
	*deeper
	Twin1 `json:"twin"`
}

// Twin1 is embedded under a name, which makes it an object of its own.
type Twin1 struct{ A int }

type reachable struct {
	Mail string `json:"mail"`
	Role string `json:"role"` // hidden by profile's
}

type deeper struct{ Never string }

// ownMaster reads JSON by itself.
type ownMaster struct{ texts []string }

func (o *ownMaster) UnmarshalJSON(text []byte) error {
	if string(text) == `"no"` {
		return errors.New("ownMaster says\x1b no")
	}
	o.texts = append(o.texts, string(text))
	return nil
}

func (o ownMaster) MarshalJSON() ([]byte, error) { return json.Marshal(o.texts) }

type member struct {
	orm.Model
	ID      int64                     `json:"id"`
	Name    string                    `json:"name" validate:"omitempty,alpha"`
	Mail    string                    `json:"mail" validate:"omitempty,email"`
	Profile profile                   `json:"profile"`
	More    *profile                  `json:"more"`
	Friends orm.Many[member]          `json:"friends,omitzero"`
	Of      orm.One[member]           `json:"of"`
	Note    reachable                 `json:"note"` // no column
	Alias   string                    // no column, and no tag
	Seen    map[string]map[string]int `json:"seen" validate:"omitempty,max=1"` // no column
}

func (m *member) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.Integer(&m.ID).PrimaryKey(), schema.String(&m.Name, 5), schema.String(&m.Mail, 40), schema.JSON(&m.Profile), schema.JSON(&m.More),
		schema.ForeignKey(&m.Of).RelatedName("friends"),
	}}
}

func members(t testing.TB) *orm.DB {
	t.Helper()
	return dbtest.OpenEmpty(t, "sqlite", schema.MustRegistry(&member{}))
}

// Names inside documents and Go fields are taken letter for letter, once, and only when they are known, to any depth.
func TestDecodeIsStrictInsideDocuments(t *testing.T) {
	db := members(t)
	const a, b = "00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000A"
	for _, c := range []struct{ document, path, rule string }{
		{`{"role":"x","mail":"m","address":{"city":"c","Zip":"z"},"twin":{"A":1},"level":"7"}`, "", ""},
		{`{"others":[{"mail":"a"},{"mail":"b","role":"r"}],"by_name":{"X":{"mail":"a"},"x":{"mail":"b"}},"by_id":{"1":{"mail":"a"},"-2":null}}`, "", ""},
		{`{"pair":[1,2],"photo":"AQI=","since":"2026-01-02T03:04:05Z","any":{"x":{"X":1}},"raw":{"X":[1,2]},"own":{"ANY":1,"any":2}}`, "", ""},
		{`{"by_uuid":{"` + a + `":1},"others":null,"address":null,"photo":[1,2]}`, "", ""},

		{`{"ROLE":"x"}`, ".ROLE", "unknown"},
		{`{"Role":"x"}`, ".Role", "unknown"},
		{`{"role":"x","ROLE":"y"}`, ".ROLE", "unknown"},
		{`{"role":"x","role":"y"}`, ".role", "duplicate"},
		{`{"ro\u017fe":"x"}`, ".roſe", "unknown"},
		{`{"nobody":1}`, ".nobody", "unknown"},
		{`{"Skipped":"x"}`, ".Skipped", "unknown"},
		{`{"-":"x"}`, ".-", "unknown"},
		{`{"hidden":"x"}`, ".hidden", "unknown"},
		{`{"reachable":{"mail":"x"}}`, ".reachable", "unknown"},
		{`{"Twin1":{"A":1}}`, ".Twin1", "unknown"},
		{`{"A":1}`, ".A", "unknown"},
		{`{"twin":{"a":1}}`, ".twin.a", "unknown"},
		{`{"address":{"City":"c"}}`, ".address.City", "unknown"},
		{`{"address":{"zip":"c"}}`, ".address.zip", "unknown"},
		{`{"others":[{},{"MAIL":"x"}]}`, ".others[1].MAIL", "unknown"},
		{`{"by_name":{"x":{"Mail":"y"}}}`, ".by_name.x.Mail", "unknown"},
		{`{"by_id":{"1":{"Mail":"y"}}}`, ".by_id.1.Mail", "unknown"},
		{`{"any":{"x":[{"a":1,"a":2}]}}`, ".any.x[0].a", "duplicate"},
		{`{"raw":{"a":1,"a":2}}`, ".raw.a", "duplicate"},
		{`{"by_id":{"01":{}}}`, ".by_id.01", "type"},
		{`{"by_id":{"x":{}}}`, ".by_id.x", "type"},
		{`{"by_uuid":{"` + a + `":1,"` + b + `":2}}`, ".by_uuid." + b, "duplicate"},
		{`{"by_uuid":{"x":1}}`, ".by_uuid.x", "type"},

		{`{"role":1}`, ".role", "type"},
		{`{"level":7}`, ".level", "type"},
		{`{"level":"7 8"}`, ".level", "type"},
		{`{"level":"128"}`, ".level", "type"},
		{`{"address":[]}`, ".address", "type"},
		{`{"address":{"city":true}}`, ".address.city", "type"},
		{`{"others":{}}`, ".others", "type"},
		{`{"others":[1]}`, ".others[0]", "type"},
		{`{"by_name":[]}`, ".by_name", "type"},
		{`{"pair":[1,2,3]}`, ".pair", "type"},
		{`{"pair":[1,"2"]}`, ".pair[1]", "type"},
		{`{"pair":[1,1.5]}`, ".pair[1]", "type"},
		{`{"photo":"AQJ="}`, ".photo", "type"},
		{`{"photo":"AQ\r\nI="}`, ".photo", "type"},
		{`{"photo":7}`, ".photo", "type"},
		{`{"since":"yesterday"}`, ".since", "type"},
		{`{"own":"no"}`, ".own", "type"},
		{`[]`, "", "type"},
	} {
		for _, column := range []string{"profile", "more"} {
			m := member{Name: "old", More: &profile{Role: "old"}}
			before := m
			err := orm.Decode(db, strings.NewReader(`{"name":"new","`+column+`":`+c.document+`}`), &m)
			if c.rule == "" {
				if err != nil || m.Name != "new" {
					t.Errorf("%s: %v", c.document, err)
				}
				continue
			}
			var e *orm.DecodeError
			if !errors.As(err, &e) || e.Path != column+c.path || len(e.Failures) != 1 || e.Failures[0].Path != e.Path || e.Failures[0].Rule != c.rule {
				t.Errorf("%s in %s: %v (%+v), want %s at %s", c.document, column, err, e, c.rule, c.path)
				continue
			}
			if e.Failures[0].Attribute != column && c.rule != "duplicate" {
				t.Errorf("%s in %s: the attribute is %q", c.document, column, e.Failures[0].Attribute)
			}
			if !reflect.DeepEqual(m, before) || m.More.Role != "old" {
				t.Errorf("%s in %s changed the instance", c.document, column)
			}
		}
	}
}

// A document that is taken holds what was sent, also where encoding/json would have folded the rest into it.
func TestDecodeFillsDocuments(t *testing.T) {
	db := members(t)
	var m member
	body := `{"profile":{"role":"x","mail":"m","by_name":{"a":{"mail":"1"},"A":{"mail":"2"}},"any":12345678901234567890,"own":{"b":1}}}`
	if err := orm.Decode(db, strings.NewReader(body), &m); err != nil {
		t.Fatal(err)
	}
	p := m.Profile
	if p.Role != "x" || p.Mail != "m" || len(p.ByName) != 2 || p.ByName["A"].Mail != "2" || p.Any != json.Number("12345678901234567890") {
		t.Errorf("got %+v", p)
	}
	// With IgnoreUnknown, what is dropped is dropped and not folded.
	m = member{}
	body = `{"nobody":1,"profile":{"role":"user","ROLE":"admin","nobody":1,"others":[{"MAIL":"x","mail":"y"}],"by_id":{"1":{"Mail":"x"}},"any":{"X":1}}}`
	if err := orm.Decode(db, strings.NewReader(body), &m, orm.IgnoreUnknown()); err != nil {
		t.Fatal(err)
	}
	if p := m.Profile; p.Role != "user" || p.Others[0].Mail != "y" || p.ByID[1].Mail != "" || fmt.Sprint(p.Any) != "map[X:1]" {
		t.Errorf("got %+v", p)
	}
}

// Go fields that Schema does not mention are unknown, unless AllowFields names them; then they are as strict as a document.
func TestDecodeFillsOnlyAllowedFields(t *testing.T) {
	db := members(t)
	allowed := func(names ...string) []orm.DecodeOption { return []orm.DecodeOption{orm.AllowFields(names...)} }
	for _, c := range []struct {
		body, path, rule string
		opts             []orm.DecodeOption
	}{
		{`{"note":{"mail":"x"}}`, "note", "unknown", nil},
		{`{"Alias":"x"}`, "Alias", "unknown", allowed("note")},
		{`{"note":{"mail":"x","role":"r"},"Alias":"a"}`, "", "", allowed("note", "Alias")},
		{`{"note":{"mail":"x"},"Alias":"a"}`, "", "", allowed("note", "alias")},
		{`{"alias":"x"}`, "alias", "unknown", allowed("alias")},
		{`{"NOTE":{"mail":"x"}}`, "NOTE", "unknown", allowed("note")},
		{`{"note":{"MAIL":"x"}}`, "note.MAIL", "unknown", allowed("note")},
		{`{"note":{"mail":"x","mail":"y"}}`, "note.mail", "duplicate", allowed("note")},
		{`{"note":{"mail":1}}`, "note.mail", "type", allowed("note")},
		{`{"seen":{"a":{"b":1},"c":{"b":1}}}`, "seen", "max", allowed("seen")},
		{`{"friends":[{"note":{"mail":"x"}}]}`, "friends[0].note", "unknown", append(allowed("note"), orm.FollowPaths("friends"))},
		{`{"friends":[{"note":{"mail":"x"}}]}`, "", "", append(allowed("friends__note"), orm.FollowPaths("friends"))},
		{`{"note":{"mail":"x"}}`, "note", "unknown", append(allowed("friends__note"), orm.FollowPaths("friends"))},
	} {
		m := member{Alias: "before"}
		err := orm.Decode(db, strings.NewReader(c.body), &m, c.opts...)
		if c.rule == "" {
			if err != nil {
				t.Errorf("%s: %v", c.body, err)
			}
			continue
		}
		var e *orm.DecodeError
		if !errors.As(err, &e) || e.Path != c.path || e.Failures[0].Rule != c.rule || m.Alias != "before" || m.Note.Mail != "" {
			t.Errorf("%s: %v, want %s at %s", c.body, err, c.rule, c.path)
		}
	}
	m := member{}
	if err := orm.Decode(db, strings.NewReader(`{"name":"x","note":{"mail":"x"},"Alias":"y"}`), &m, orm.IgnoreUnknown()); err != nil || m.Note.Mail != "" || m.Alias != "" {
		t.Errorf("what is dropped: %+v, %v", m, err)
	}
	for _, name := range []string{"nothing", "name", "friends", "friends__nothing", "friends__name", "nobody__note", "", orm.Path(new(int))} {
		if err := orm.Decode(db, strings.NewReader(`{}`), &m, orm.AllowFields(name)); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("AllowFields(%q): %v", name, err)
		}
	}
}

// Everything that is wrong with a body is told at once: wrong types, unknown names, what may not be given, rules and tags.
func TestDecodeReportsEverything(t *testing.T) {
	db := members(t)
	body := `{"id":1,"name":"too long","nobody":1,"mail":"no mail","profile":{"role":1,"ROLE":"x","photo":"?"},"of":"x","more":null,"twice":1,"twice":2,
		"friends":[{"name":"x1"},null,{"mail":7,"id":3}]}`
	var m member
	err := orm.Decode(db, strings.NewReader(body), &m, orm.FollowPaths("friends"))
	var e *orm.DecodeError
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range e.Failures {
		got[f.Path] += f.Rule + "/" + f.Attribute + ";"
	}
	want := map[string]string{
		"twice": "duplicate/;", "id": "primary_key/id;", "name": "max_length/name;", "nobody": "unknown/;", "mail": "email/mail;",
		"profile.role": "type/profile;", "profile.ROLE": "unknown/profile;", "profile.photo": "type/profile;", "of": "type/of;",
		"friends[0].name": "alpha/name;", "friends[1]": "required/friends;", "friends[2].mail": "type/mail;", "friends[2].id": "primary_key/id;",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if e.Path != e.Failures[0].Path || e.Reason == "" || !reflect.DeepEqual(m, member{}) {
		t.Errorf("first %q: %q, instance %+v", e.Path, e.Reason, m)
	}
	for _, f := range e.Failures {
		if f.Path == "name" && (f.Param != 5 || f.Value != "too long") {
			t.Errorf("the length: %+v", f)
		}
	}
}

// A body of nothing but mistakes does not make an error that is larger than itself by much.
func TestDecodeReportsSoMuchOnly(t *testing.T) {
	db := members(t)
	long := strings.Repeat("k", 400_000)
	for name, body := range map[string]string{
		"many":          `{` + strings.TrimSuffix(strings.Repeat(`"a":1,`, 9000), ",") + `}`,
		"below a name":  `{"profile":{"by_name":{"` + long + `":{` + manyNames(4000) + `}}}}`,
		"many unknown":  `{` + manyNames(9000) + `}`,
		"one long name": `{"` + long + `":1}`,
	} {
		started := time.Now()
		err := orm.Decode(db, strings.NewReader(body), &member{})
		var e *orm.DecodeError
		if !errors.As(err, &e) || len(e.Failures) > 1000 || len(err.Error()) > 1000 {
			t.Fatalf("%s: %.200v", name, err)
		}
		size := 0
		for _, f := range e.Failures {
			size += len(f.Path)
		}
		if size > 4<<20 || time.Since(started) > 5*time.Second {
			t.Errorf("%s: paths of %d bytes after %v", name, size, time.Since(started))
		}
	}
}

func manyNames(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `"n%d":1,`, i)
	}
	return strings.TrimSuffix(b.String(), ",")
}

func TestDecodeMaxBody(t *testing.T) {
	db := members(t)
	body := `{"profile":{"role":"` + strings.Repeat("x", 2<<20) + `"}}`
	var m member
	if err := orm.Decode(db, strings.NewReader(body), &m, orm.MaxBody(3<<20)); err != nil || len(m.Profile.Role) != 2<<20 {
		t.Errorf("a larger limit: %.200v", err)
	}
	for limit, good := range map[int64]bool{13: true, 12: false, 1 << 62: true, 1<<63 - 1: true} {
		err := orm.Decode(db, strings.NewReader(`{"name":"bc"}`), &m, orm.MaxBody(limit))
		if (err == nil) != good || err != nil && !errors.Is(err, orm.ErrDecode) {
			t.Errorf("13 bytes under a limit of %d: %v", limit, err)
		}
	}
	for _, limit := range []int64{0, -1} {
		if err := orm.Decode(db, strings.NewReader(`{}`), &m, orm.MaxBody(limit)); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("MaxBody(%d): %v", limit, err)
		}
	}
}
