package ormadmin

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"crypto/subtle"
	"embed"
	"fmt"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/diagram"
)

//go:embed page
var files embed.FS

// Handler is the pages as an http.Handler; it is safe for concurrent use.
type Handler struct {
	settings
	db        *orm.DB
	authorize Authorize
	tables    []*table
	byName    map[string]*table
	pages     *template.Template
	style     []byte
	picture   []byte
	sites     *http.CrossOriginProtection
}

// New makes the pages of a database, to be mounted with http.StripPrefix. authorize says who may do what, and cannot be left out; what is
// wrong with the options is ErrQuery.
func New(db *orm.DB, authorize Authorize, opts ...Option) (*Handler, error) {
	if db == nil || authorize == nil {
		return nil, fmt.Errorf("%w: ormadmin.New takes a database and a function that says who may do what", orm.ErrQuery)
	}
	h := &Handler{db: db, authorize: authorize, byName: map[string]*table{}, sites: http.NewCrossOriginProtection()}
	for _, o := range opts {
		if o.apply != nil {
			o.apply(&h.settings)
		}
	}
	h.title = cmp.Or(h.title, "Administration")
	if err := h.choose(); err != nil {
		return nil, err
	}
	if h.drawn = h.drawn || h.models == nil; h.drawn {
		h.picture = diagram.SVG(db.Models())
	}
	var err error
	if h.pages, err = template.ParseFS(files, "page/*.html"); err != nil {
		return nil, err
	}
	h.style, err = files.ReadFile("page/style.css")
	return h, err
}

// choose resolves the models that are shown.
func (h *Handler) choose() error {
	list := h.models
	if list == nil {
		for _, m := range h.db.Models().Models() {
			if m.Type != nil {
				list = append(list, modelSettings{of: m.Type})
			}
		}
	}
	for _, s := range list {
		m := h.db.Models().Model(s.of)
		if m == nil {
			return fmt.Errorf("%w: %s is no model of the database", orm.ErrQuery, s.of)
		}
		if h.byName[m.Table] != nil {
			return fmt.Errorf("%w: %s is named twice", orm.ErrQuery, m.Name)
		}
		t, err := newTable(h.db, m, s)
		if err != nil {
			return err
		}
		h.tables, h.byName[m.Table] = append(h.tables, t), t
	}
	for _, t := range h.tables {
		if err := h.linkedBy(t); err != nil {
			return err
		}
	}
	return nil
}

// call is one request.
type call struct {
	*Handler
	w    http.ResponseWriter
	r    *http.Request
	base string // the address of the first page, without the slash
}

// ServeHTTP answers a request.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for name, value := range map[string]string{
		"Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
		"X-Content-Type-Options":  "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
	} {
		w.Header().Set(name, value)
	}
	c := &call{Handler: h, w: w, r: r}
	if at, err := url.ParseRequestURI(r.RequestURI); err == nil {
		c.base = strings.TrimSuffix(at.EscapedPath(), "/"+strings.TrimPrefix(r.URL.EscapedPath(), "/"))
		c.base = strings.TrimSuffix(c.base, "/")
	}
	if err := c.serve(); err != nil {
		c.fail(err)
	}
}

// status is an error that is no more than an HTTP status.
type status int

func (s status) Error() string { return http.StatusText(int(s)) }

// serve finds the page.
func (c *call) serve() error {
	if err := c.sites.Check(c.r); err != nil {
		return status(http.StatusForbidden)
	}
	parts := strings.Split(strings.Trim(c.r.URL.EscapedPath(), "/"), "/")
	post := c.r.Method == http.MethodPost
	if !post && c.r.Method != http.MethodGet && c.r.Method != http.MethodHead {
		return status(http.StatusMethodNotAllowed)
	}
	if post && len(parts) != 3 && len(parts) != 6 {
		return status(http.StatusMethodNotAllowed)
	}
	switch {
	case len(parts) == 1 && parts[0] == "":
		return c.index()
	case len(parts) == 1 && parts[0] == "style.css":
		return c.send("text/css; charset=utf-8", c.style)
	case len(parts) == 1 && parts[0] == "models.svg" && c.drawn:
		return c.send("image/svg+xml", c.picture)
	}
	name, err := url.PathUnescape(parts[0])
	t := c.byName[name]
	if err != nil || t == nil {
		return orm.ErrNoMatch
	}
	switch len(parts) {
	case 1:
		return c.list(t)
	case 2:
		return c.row(t, parts[1])
	case 3:
		return c.verb(t, parts[1], parts[2], post)
	case 4, 6:
		if parts[2] == "links" {
			return c.tied(t, parts[1], parts[2:], post)
		}
	}
	return orm.ErrNoMatch
}

// sent reads the form of a request, and refuses one that none of our pages has sent.
func (c *call) sent() error {
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, maxForm)
	if err := c.r.ParseMultipartForm(maxForm); err != nil && err != http.ErrNotMultipart {
		return status(http.StatusRequestEntityTooLarge)
	}
	if !c.ours() {
		return status(http.StatusForbidden)
	}
	return nil
}

func (c *call) verb(t *table, key, verb string, post bool) error {
	if post {
		if err := c.sent(); err != nil {
			return err
		}
	}
	switch {
	case key == "-" && verb == "new":
		return c.create(t, post)
	case verb == "edit":
		return c.edit(t, key, post)
	case verb == "delete":
		return c.remove(t, key, post)
	case verb == "history" && !post && c.history != nil:
		return c.events(t, key)
	}
	return orm.ErrNoMatch
}

// maxForm is how many bytes a form may have.
const maxForm = 32 << 20

const cookie = "ormadmin"

// token is what a form has to send back: a cookie that no other site can read.
func (c *call) token() string {
	if given, err := c.r.Cookie(cookie); err == nil && len(given.Value) >= 26 {
		return given.Value
	}
	fresh := rand.Text()
	http.SetCookie(c.w, &http.Cookie{Name: cookie, Value: fresh, Path: cmp.Or(c.base, "/"), HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: c.r.TLS != nil})
	return fresh
}

// ours reports whether a form came from one of our pages.
func (c *call) ours() bool {
	given, err := c.r.Cookie(cookie)
	return err == nil && len(given.Value) >= 26 && subtle.ConstantTimeCompare([]byte(given.Value), []byte(c.r.PostFormValue("csrf"))) == 1
}

// may asks whether something may be done.
func (c *call) may(a Action, t *table, row any) bool {
	return t.does(a) && c.authorize(c.r, a, t.model, row) == nil
}

// demand is may as an error.
func (c *call) demand(a Action, t *table, row any) error {
	if !c.may(a, t, row) {
		return status(http.StatusForbidden)
	}
	return nil
}

// find reads the row of a key.
func (c *call) find(t *table, key string) (any, error) {
	q, err := keyOf(t.model, key)
	if err != nil {
		return nil, err
	}
	return t.Get(c.r.Context(), q)
}

// at is the address of a table, or of a row.
func (c *call) at(m *schema.Model, key ...string) string {
	return c.base + "/" + strings.Join(slices.Concat([]string{url.PathEscape(m.Table)}, key), "/")
}

// link is a text with an address.
type link struct{ Text, Href, Note, Label string }

// frame is what every page has.
type frame struct {
	Site, Base, Heading string
	Crumbs              []link
}

// frame is the head of a page about a table, and about a row of it where there is one.
func (c *call) frame(heading string, t *table, row any) frame {
	f := frame{Site: c.title, Base: c.base, Heading: heading}
	if t != nil {
		f.Crumbs = []link{{Text: label(t.model.Table), Href: c.at(t.model)}}
		if row != nil {
			f.Crumbs = append(f.Crumbs, link{Text: called(t.model, row), Href: c.at(t.model, keyText(t.model, row))})
		}
	}
	return f
}

func (c *call) send(media string, text []byte) error {
	c.w.Header().Set("Content-Type", media)
	_, _ = c.w.Write(text) // the client has gone
	return nil
}

// show makes a page.
func (c *call) show(code int, name string, data any) error {
	var b bytes.Buffer
	if err := c.pages.ExecuteTemplate(&b, name+".html", data); err != nil {
		return err
	}
	c.w.Header().Set("Content-Type", "text/html; charset=utf-8")
	c.w.WriteHeader(code)
	_, _ = c.w.Write(b.Bytes()) // the client has gone
	return nil
}

// fail is the page of an error, which tells nothing of it but what it means.
func (c *call) fail(err error) {
	code := ormhttp.ProblemOf(err).Status
	if s, ok := err.(status); ok {
		code = int(s)
	}
	if code == http.StatusInternalServerError {
		log := c.log
		if log == nil {
			log = slog.Default()
		}
		log.ErrorContext(c.r.Context(), "ormadmin: the page failed", "path", c.r.URL.Path, "error", err)
	}
	text := map[int]string{
		http.StatusForbidden: "You may not do this.", http.StatusNotFound: "There is no such row or page.", http.StatusMethodNotAllowed: "This cannot be done here.",
		http.StatusRequestEntityTooLarge: "That is too large.", http.StatusServiceUnavailable: "The database does not answer now. Nothing is known to have changed; look before you try again.",
	}[code]
	data := struct {
		frame
		Text string
	}{c.frame(http.StatusText(code), nil, nil), cmp.Or(text, "Something went wrong.")}
	if c.show(code, "error", data) != nil {
		c.w.WriteHeader(code)
	}
}

// index lists the tables.
func (c *call) index() error {
	data := struct {
		frame
		Tables  []link
		Picture bool
	}{frame: c.frame(c.title, nil, nil), Picture: c.drawn}
	for _, t := range c.tables {
		if c.may(List, t, nil) {
			data.Tables = append(data.Tables, link{Text: label(t.model.Table), Href: c.at(t.model), Note: t.model.Comment})
		}
	}
	return c.show(http.StatusOK, "index", data)
}
