package ormadmin_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormadmin"
)

// site is a browser without a script, at the pages of a database.
type site struct {
	*testing.T
	db     *orm.DB
	url    string
	client *http.Client
	header http.Header
}

// onEach runs a test over two authors, two tags and a book on every database, with a pool of one connection.
func onEach(t *testing.T, run func(*site), opts ...ormadmin.Option) {
	dbtest.Each(t, models(), func(t *testing.T, db *orm.DB) { run(serve(t, db, append(opts, ormadmin.History(past))...)) })
}

// serve opens the pages of a database with two authors, two tags and a book.
func serve(t *testing.T, db *orm.DB, opts ...ormadmin.Option) *site {
	t.Helper()
	db.SQLX().SetMaxOpenConns(1)
	pages, err := ormadmin.New(db, everybody, opts...)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/ad%20min/", http.StripPrefix("/ad min", pages))
	mux.Handle("/", http.StripPrefix("/admin", pages))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t, db, server.URL + "/admin/", &http.Client{Jar: jar}, http.Header{}}
	lem := s.add(&Author{Name: "Lem <b>"})
	s.add(&Author{Name: "nobody's"})
	for _, name := range []string{"old", "new"} {
		if err := orm.Save(t.Context(), db, &Tag{Name: name}); err != nil {
			t.Fatal(err)
		}
	}
	if err := orm.Save(t.Context(), db, &Book{Title: "Eden <script>alert(1)</script>", Pages: 9, Genre: "novel", Author: orm.Ref(lem)}); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *site) add(a *Author) *Author {
	s.Helper()
	if err := orm.Save(s.Context(), s.db, a); err != nil {
		s.Fatal(err)
	}
	return a
}

// page is an answer.
type page struct {
	*site
	status int
	at     string // below the first page
	text   string
	root   *html.Node
}

func (s *site) send(r *http.Request) *page {
	s.Helper()
	for name, values := range s.header {
		r.Header[name] = values
	}
	answer, err := s.client.Do(r)
	if err != nil {
		s.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.Fatal(err)
	}
	root, err := html.Parse(bytes.NewReader(text))
	if err != nil {
		s.Fatal(err)
	}
	p := &page{s, answer.StatusCode, strings.TrimPrefix(answer.Request.URL.String(), s.url), string(text), root}
	p.wellMade(answer.Header)
	return p
}

// get reads a page.
func (s *site) get(path string) *page {
	s.Helper()
	r, err := http.NewRequestWithContext(s.Context(), http.MethodGet, s.url+path, nil)
	if err != nil {
		s.Fatal(err)
	}
	return s.send(r)
}

// submit fills the form of a page, and sends it as a browser does: what is not filled as it stands, a nil list not at all.
func (p *page) submit(fill map[string][]string, uploads map[string]string) *page {
	p.Helper()
	values := p.form()
	for name, v := range fill {
		if values[name] = v; v == nil {
			delete(values, name)
		}
	}
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, list := range values {
		for _, v := range list {
			_ = w.WriteField(name, v)
		}
	}
	for name, data := range uploads {
		part, err := w.CreateFormFile(name, "x.bin")
		if err != nil {
			p.Fatal(err)
		}
		_, _ = part.Write([]byte(data))
	}
	w.Close()
	r, err := http.NewRequestWithContext(p.Context(), http.MethodPost, p.url+strings.SplitN(p.at, "?", 2)[0], &body)
	if err != nil {
		p.Fatal(err)
	}
	r.Header.Set("Content-Type", w.FormDataContentType())
	return p.send(r)
}

// form are the values of the form of a page.
func (p *page) form() url.Values {
	out := url.Values{}
	for n := range p.root.Descendants() {
		name := attr(n, "name")
		switch {
		case n.Type != html.ElementNode || name == "":
		case n.Data == "input" && attr(n, "type") == "checkbox" && !has(n, "checked"), n.Data == "input" && attr(n, "type") == "file":
		case n.Data == "input":
			out.Add(name, attr(n, "value"))
		case n.Data == "textarea":
			out.Add(name, strings.ReplaceAll(textOf(n), "\n", "\r\n"))
		case n.Data == "select":
			for o := range n.Descendants() {
				if o.Data == "option" && has(o, "selected") {
					out.Set(name, attr(o, "value"))
				}
			}
			if !out.Has(name) {
				out.Set(name, "")
			}
		}
	}
	return out
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// want fails unless the page has a status and texts.
func (p *page) want(status int, texts ...string) *page {
	p.Helper()
	said := ""
	for n := range p.root.Descendants() {
		if text := strings.Join(strings.Fields(n.Data), " "); n.Type == html.TextNode && text != "" {
			said += text + " "
		}
	}
	if p.status != status {
		p.Errorf("%s: %d, want %d: %s", p.at, p.status, status, said)
	}
	for _, text := range texts {
		if !strings.Contains(said, text) {
			p.Errorf("%s: %q is not in %s", p.at, text, said)
		}
	}
	return p
}

// lacks fails when the page has one of the texts.
func (p *page) lacks(texts ...string) *page {
	p.Helper()
	for _, text := range texts {
		if strings.Contains(p.text, text) {
			p.Errorf("%s: %q is in %s", p.at, text, p.text)
		}
	}
	return p
}

// errorsAt are the texts of the mistakes that stand at an input.
func (p *page) errorsAt(name string) string {
	for n := range p.root.Descendants() {
		if attr(n, "id") == "e-i-"+strings.TrimPrefix(name, "-") {
			return strings.TrimSpace(textOf(n))
		}
	}
	return ""
}

// wellMade checks what holds of every page: it needs no script and tells no secret; headings, labels and references are such that a
// reader who does not see it finds the way.
func (p *page) wellMade(header http.Header) {
	p.Helper()
	if strings.Contains(p.text, "canary") || strings.Contains(p.text, "SELECT ") {
		p.Errorf("%s tells a secret: %s", p.at, p.text)
	}
	if !strings.HasPrefix(header.Get("Content-Type"), "text/html") {
		return
	}
	if !strings.Contains(header.Get("Content-Security-Policy"), "default-src 'none'") {
		p.Errorf("%s: %v", p.at, header)
	}
	ids, labels, heads := map[string]int{}, map[string]bool{}, 0
	for n := range p.root.Descendants() {
		if id := attr(n, "id"); id != "" {
			ids[id]++
		}
		if n.Data == "label" && attr(n, "for") != "" {
			labels[attr(n, "for")] = true
		}
		if n.Type == html.ElementNode && n.Data == "h1" {
			heads++
		}
		if n.Type == html.ElementNode && (n.Data == "script" || has(n, "style") || has(n, "onclick")) {
			p.Errorf("%s has a script: %s", p.at, p.text)
		}
	}
	for id, n := range ids {
		if n > 1 {
			p.Errorf("%s: %d times the id %s", p.at, n, id)
		}
	}
	for n := range p.root.Descendants() {
		field := n.Type == html.ElementNode && (n.Data == "input" || n.Data == "select" || n.Data == "textarea") && attr(n, "type") != "hidden"
		inLabel := n.Parent != nil && n.Parent.Data == "label"
		if field && !inLabel && !labels[attr(n, "id")] {
			p.Errorf("%s: %s has no label", p.at, attr(n, "name"))
		}
		for _, id := range strings.Fields(attr(n, "aria-describedby")) {
			if ids[id] == 0 {
				p.Errorf("%s: nothing has the id %s", p.at, id)
			}
		}
		if n.Data == "th" && attr(n, "scope") != "col" || n.Data == "img" && attr(n, "alt") == "" || n.Type == html.ElementNode && n.Data == "html" && attr(n, "lang") != "en" {
			p.Errorf("%s: a %s says too little", p.at, n.Data)
		}
	}
	if heads != 1 || !strings.Contains(p.text, "<!doctype html>") {
		p.Errorf("%s has %d headings", p.at, heads)
	}
}
