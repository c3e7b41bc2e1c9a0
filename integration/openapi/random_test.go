package openapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	validator "github.com/pb33f/libopenapi-validator"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
)

// rounds is how many requests each operation gets on each database.
const rounds = 60

// stranger makes requests out of a document, about half of them right.
type stranger struct {
	*rand.Rand
	doc  map[string]any
	keys map[string][]string // of rows that are there, by the path of their resource
}

// Every operation of a document answers to whatever fits, or does not fit, its parameters and its body without a fault of its own, and
// as the document says; nothing that the database says gets out.
func TestRandomRequests(t *testing.T) {
	seed := replay.Seed(t)
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) {
		text, err := ormhttp.OpenAPI("tracker", "1.0", resources(db))
		if err != nil {
			t.Fatal(err)
		}
		_, v := described(t, db)
		mux := http.NewServeMux()
		for path, h := range resources(db) {
			mux.Handle(path, http.StripPrefix(path, h))
			mux.Handle(path+"/", http.StripPrefix(path, h))
		}
		s := &stranger{Rand: rand.New(rand.NewPCG(seed, 1)), keys: map[string][]string{}}
		if err := json.Unmarshal(text, &s.doc); err != nil {
			t.Fatal(err)
		}
		for i := range 20 {
			s.send(t, seed, mux, v, posted("/teams", fmt.Sprintf(`{"name":"team %d"}`, i)))
			s.send(t, seed, mux, v, posted("/labels", `{"Name":"l"}`))
			s.send(t, seed, mux, v, posted("/grades", fmt.Sprintf(`{"course":"c,%d"}`, i)))
			s.send(t, seed, mux, v, posted("/projects", fmt.Sprintf(`{"slug":"p%d","team":%d,"free":{"a":{"b":%d}}}`, i, i+1, i)))
		}
		for i := range 60 { // teams without projects, so that deleting one by chance is not refused for its projects
			s.send(t, seed, mux, v, posted("/teams", fmt.Sprintf(`{"name":"free %d"}`, i)))
		}
		statuses := map[string]map[int]int{}
		for round := range rounds {
			paths := s.doc["paths"].(map[string]any)
			for _, path := range slices.Sorted(maps.Keys(paths)) {
				item := paths[path].(map[string]any)
				for _, method := range slices.Sorted(maps.Keys(item)) {
					if method == "parameters" || method == "delete" && round%4 != 0 {
						continue
					}
					operation := item[method].(map[string]any)
					r := s.request(strings.ToUpper(method), path, operation)
					answer := s.send(t, seed, mux, v, r)
					id := operation["operationId"].(string)
					if statuses[id] == nil {
						statuses[id] = map[int]int{}
					}
					statuses[id][answer]++
				}
			}
		}
		for id, got := range statuses {
			right := 0
			for status, n := range got {
				if status < 300 {
					right += n
				}
			}
			if right == 0 {
				t.Errorf("seed %d: nothing that was asked of %s was right: %v", seed, id, got)
			}
		}
	})
}

// send sends a request, and holds the answer to the document.
func (s *stranger) send(t *testing.T, seed uint64, mux http.Handler, v validator.Validator, r *http.Request) int {
	t.Helper()
	given, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(given))
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, r)
	answer := w.Result()
	body := w.Body.Bytes()
	told := fmt.Sprintf("seed %d: %s %s %.300s: %d %.500s", seed, r.Method, r.RequestURI, given, answer.StatusCode, body)
	if answer.StatusCode >= 500 {
		t.Errorf("%s", told)
	}
	for _, leak := range []string{"canary", "SELECT", "INSERT", "UPDATE", "SQLSTATE", "sqlite", "Error 1", "pgx", "orm:"} {
		if bytes.Contains(body, []byte(leak)) && !bytes.Contains(given, []byte(leak)) {
			t.Errorf("%s: it leaks %s", told, leak)
		}
	}
	if answer.StatusCode == 201 {
		s.keep(r.URL.Path, answer.Header.Get("Location"))
	}
	if answer.StatusCode == 204 || answer.StatusCode >= 300 && answer.StatusCode < 400 {
		return answer.StatusCode
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	if ok, wrong := v.ValidateHttpResponse(r, answer); !ok {
		for _, e := range wrong {
			t.Errorf("%s\n%s: %s", told, e.Message, e.Reason)
			for _, at := range e.SchemaValidationErrors {
				t.Errorf("  %s: %s", at.FieldPath, at.Reason)
			}
		}
	}
	return answer.StatusCode
}

func (s *stranger) keep(path, location string) {
	if _, key, ok := strings.Cut(strings.TrimPrefix(location, path), "/"); ok && location != "" {
		s.keys[path] = append(s.keys[path], key)
	}
}

// request is one of an operation.
func (s *stranger) request(method, path string, operation map[string]any) *http.Request {
	right := s.IntN(3) > 0
	base, _, _ := strings.Cut(path, "/{key}")
	key := s.pick("0", "x", "%00", "a,1", "00000000-0000-0000-0000-00000000000a", "%ff", "9223372036854775808")
	if keys := s.keys[strings.TrimPrefix(base, "/public")]; len(keys) > 0 && s.IntN(8) > 0 {
		key = keys[s.IntN(len(keys))]
	}
	target := strings.ReplaceAll(path, "{key}", key)
	values := url.Values{}
	header := http.Header{}
	parameters, _ := operation["parameters"].([]any)
	for range s.IntN(4) {
		if len(parameters) == 0 {
			break
		}
		p := parameters[s.IntN(len(parameters))].(map[string]any)
		name, value := p["name"].(string), s.parameter(p, right)
		switch {
		case p["in"] == "query" && !(right && conflicting(name, values)):
			values.Set(name, value)
		case p["in"] == "header":
			value = s.pick("*", "*", `"1"`, `W/"2"`, `"2", "3"`)
			if name == "Idempotency-Key" {
				value = fmt.Sprint("k", s.IntN(500))
			}
			header.Set(name, value)
		}
	}
	if len(values) > 0 {
		target += "?" + values.Encode()
	}
	var body string
	if content, ok := operation["requestBody"].(map[string]any); ok {
		schema := content["content"].(map[string]any)["application/json"].(map[string]any)["schema"]
		text, _ := json.Marshal(s.value(schema, right, 0))
		body = string(text)
		if !right && s.IntN(4) == 0 {
			body = s.broken(body)
		}
	}
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	r.Header = header
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

func posted(path, body string) *http.Request {
	return httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
}

func conflicting(name string, values url.Values) bool {
	place := []string{"page", "after", "before"}
	return name == "after" || name == "before" || slices.Contains(place, name) && (values.Has("after") || values.Has("before"))
}

func (s *stranger) pick(list ...string) string { return list[s.IntN(len(list))] }

// broken is a body with some bytes changed.
func (s *stranger) broken(body string) string {
	b := []byte(body)
	for range 1 + s.IntN(3) {
		if len(b) > 0 {
			b[s.IntN(len(b))] = byte(s.IntN(256))
		}
	}
	return string(b)
}

func (s *stranger) parameter(p map[string]any, right bool) string {
	v := s.value(p["schema"], right, 0)
	if list, ok := v.([]any); ok {
		var out []string
		for _, one := range list {
			out = append(out, fmt.Sprint(one))
		}
		return strings.Join(out, ",")
	}
	return fmt.Sprint(v)
}
