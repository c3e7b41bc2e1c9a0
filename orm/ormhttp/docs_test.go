package ormhttp_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
)

const strange = `{"openapi":"3.1.0","info":{"title":"<script>alert(1)</script>","version":"1"},"paths":{
	"/a/{key}":{"parameters":[{"name":"key","in":"path","required":true,"schema":{"type":"string"}}],
		"get":{"operationId":"read","summary":"\"><img src=x onerror=alert(2)>","tags":["A"],"parameters":[{"name":"sort","in":"query","schema":{"type":"array","items":{"enum":["x","-x"]}}}],
			"responses":{"200":{"description":"done","content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}}}},
		"put":{"operationId":"write","requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}},"responses":{}},
		"post":7}},
	"components":{"schemas":{"A":{"type":"object","required":["n","self"],"properties":{"n":{"type":"integer","minimum":3},"self":{"$ref":"#/components/schemas/A"}}}}}}`

// The page of a document: complete, without anything from elsewhere, and with no text of the document as markup.
func TestDocs(t *testing.T) {
	docs, err := ormhttp.Docs([]byte(strange))
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/api/docs/", http.StripPrefix("/api/docs", docs))
	mux.Handle("/api/docs", http.StripPrefix("/api/docs", docs))
	get := func(method, path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(method, path, nil))
		return w
	}
	page := get("GET", "/api/docs/")
	text := page.Body.String()
	for _, want := range []string{`id="read"`, `data-method="PUT" data-path="/a/{key}"`, `id="schema-A"`, `href="#schema-A"`, "&lt;script&gt;alert(1)", `data-in="path" required`,
		`<code>-x</code>`, `&#34;n&#34;: 3`} {
		if !strings.Contains(text, want) {
			t.Errorf("the page has no %s:\n%s", want, text)
		}
	}
	if strings.Contains(text, "<script>alert") || strings.Contains(text, "<img") || regexp.MustCompile(`(src|href)="?(https?:)?//`).MatchString(text) {
		t.Errorf("the page has what is not its own:\n%s", text)
	}
	if policy := page.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %s", policy)
	}
	for path, media := range map[string]string{"page.js": "text/javascript; charset=utf-8", "page.css": "text/css; charset=utf-8", "openapi.json": "application/json", "": "text/html; charset=utf-8"} {
		w := get("GET", "/api/docs/"+path)
		if w.Code != 200 || w.Header().Get("Content-Type") != media || path == "openapi.json" && w.Body.String() != strange {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
	}
	for request, status := range map[string]int{"GET /api/docs/nope": 404, "GET /api/docs/../x": 307, "POST /api/docs/": 405, "HEAD /api/docs/": 200, "GET /api/docs": 301} {
		method, path, _ := strings.Cut(request, " ")
		w := get(method, path)
		if w.Code != status || status == 301 && w.Header().Get("Location") != "./docs/" {
			t.Errorf("%s: %d %v, want %d", request, w.Code, w.Header(), status)
		}
	}
	for _, wrong := range []string{"", "[]", "7", `{"a":`} {
		if _, err := ormhttp.Docs([]byte(wrong)); !errors.Is(err, orm.ErrQuery) {
			t.Errorf("%s: %v", wrong, err)
		}
	}
}
