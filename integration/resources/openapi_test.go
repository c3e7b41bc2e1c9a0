package resources

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
)

// described is what the tests read in a document.
type described struct {
	OpenAPI string `json:"openapi"`
	Paths   map[string]map[string]json.RawMessage
}

type operation struct {
	OperationID string `json:"operationId"`
	Parameters  []struct {
		Name, In string
		Schema   struct {
			Type, Format string
			Items        struct{ Enum []string }
		}
	}
	Responses map[string]json.RawMessage
}

func document(t *testing.T, db *orm.DB) described {
	t.Helper()
	text, err := ormhttp.OpenAPI("tracker", "1", map[string]*ormhttp.Handler{
		"/projects": ormhttp.Resource[Project](db, ormhttp.Policy(orm.Policy{Include: []string{"team"}, Search: []string{"slug"}})),
		"/teams":    ormhttp.Resource[Team](db, ormhttp.Relations("projects"), ormhttp.Only(ormhttp.List, ormhttp.Get)),
		"/grades":   ormhttp.Resource[Grade](db),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, leak := range []string{"canary", "t0k3n"} { // what a secret field holds when nothing is given
		if strings.Contains(string(text), leak) {
			t.Errorf("the document shows %s", leak)
		}
	}
	again, err := ormhttp.OpenAPI("tracker", "1", map[string]*ormhttp.Handler{})
	if err != nil || !json.Valid(again) {
		t.Errorf("an empty document: %v", err)
	}
	var d described
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestOpenAPINamesWhatIsServed(t *testing.T) {
	db := dbtest.Open(t, "sqlite", models())
	d := document(t, db)
	got := []string{}
	ids := map[string]bool{}
	for path, operations := range d.Paths {
		for method, text := range operations {
			if method == "parameters" {
				continue
			}
			var o operation
			if err := json.Unmarshal(text, &o); err != nil {
				t.Fatal(err)
			}
			if ids[o.OperationID] || o.Responses["4XX"] == nil || o.Responses["5XX"] == nil {
				t.Errorf("%s %s: %+v", method, path, o)
			}
			ids[o.OperationID] = true
			got = append(got, method+" "+path)
		}
	}
	slices.Sort(got)
	want := "delete /grades/{key}, delete /projects/{key}, get /grades, get /grades/{key}, get /projects, get /projects/{key}, get /teams, get /teams/{key}, " +
		"get /teams/{key}/projects, patch /grades/{key}, patch /projects/{key}, post /grades, post /projects, put /grades/{key}, put /projects/{key}"
	if d.OpenAPI != "3.1.0" || strings.Join(got, ", ") != want {
		t.Errorf("%s %s", d.OpenAPI, strings.Join(got, ", "))
	}
}

// Every parameter of the document is one that the resource knows, and no value of it is a fault of the server's.
func TestOpenAPIParametersAreServed(t *testing.T) {
	seed := replay.Seed(t)
	each(t, func(s *site) {
		random := rand.New(rand.NewPCG(seed, 0))
		var o operation
		if err := json.Unmarshal(document(s.T, s.db).Paths["/projects"]["get"], &o); err != nil || len(o.Parameters) < 60 {
			s.Fatalf("%d parameters, %v", len(o.Parameters), err)
		}
		for _, p := range o.Parameters {
			if p.Name == "q" { // which the resource of this site has no policy for
				continue
			}
			for n, value := range values(random, p.Schema.Type, p.Schema.Format, p.Schema.Items.Enum) {
				r := s.do("GET", "projects?"+url.Values{p.Name: {value}}.Encode(), "")
				fits := n == 0 && !strings.Contains(p.Name, "__") && p.Name != "after" && p.Name != "before" && p.Name != "settings" && p.Name != "createdAt" && p.Name != "kind"
				if r.status >= 500 || strings.Contains(r.problems(), " unknown") && n == 0 || fits && r.status != http.StatusOK {
					s.Errorf("seed %d: %s=%q: %d %s", seed, p.Name, value, r.status, r.body)
				}
			}
		}
	})
}

// values are values of a schema, the first of which is one, and then others.
func values(random *rand.Rand, kind, format string, enum []string) []string {
	right := fmt.Sprint(random.IntN(100))
	switch {
	case len(enum) > 0:
		right = enum[random.IntN(len(enum))]
	case kind == "boolean":
		right = "true"
	case format == "uuid":
		right = a
	case kind == "integer":
		right = fmt.Sprint(1 + random.IntN(50))
	}
	list := []string{right}
	for range 4 {
		text := make([]byte, random.IntN(12))
		for i := range text {
			text[i] = byte(random.IntN(256))
		}
		list = append(list, string(text), fmt.Sprint(random.Int64()), "-1,2,,3")
	}
	return list
}

// A JSON field offers the documents that it contains, as JSON of any type, and answers with the rows that have them.
func TestDocumentsInQueryStrings(t *testing.T) {
	each(t, func(s *site) {
		var o operation
		if err := json.Unmarshal(document(s.T, s.db).Paths["/projects"]["get"], &o); err != nil {
			s.Fatal(err)
		}
		offered := map[string]string{}
		for _, p := range o.Parameters {
			offered[p.Name] = p.Schema.Type
		}
		if kind, is := offered["settings__contains"]; !is || kind != offered["settings"] {
			s.Errorf("settings__contains is offered %t, as %q", is, kind)
		}
		for slug, settings := range map[string]string{"dark": `{"theme":"dark","tags":["a","b"]}`, "bare": `{}`} {
			s.want(s.do("POST", "projects", `{"slug":"`+slug+`","kind":"lib","team":1,"settings":`+settings+`}`), 201, "")
		}
		for document, want := range map[string]int{`{"theme":"dark"}`: 1, `{"tags":["b"]}`: 1, `{}`: 2, `{"theme":"light"}`: 0} {
			r := s.do("GET", "projects?"+url.Values{"settings__contains": {document}}.Encode(), "")
			var page struct{ Total int }
			if err := json.Unmarshal([]byte(r.body), &page); err != nil || r.status != 200 || page.Total != want {
				s.Errorf("%s: %d rows, want %d: %d %s", document, page.Total, want, r.status, r.body)
			}
		}
		s.want(s.do("GET", "projects?"+url.Values{"settings__contains": {`{"theme":`}}.Encode(), ""), 400, "")
	})
}
