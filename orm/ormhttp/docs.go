package ormhttp

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"strings"

	"github.com/ormar-go/ormar/orm"
)

//go:embed docs/page.html docs/page.css docs/page.js
var docsFiles embed.FS

// Docs serves an OpenAPI document, as OpenAPI makes it or one with paths of your own in it, and a page to read and to try it: the page at
// the path where it is mounted, with a slash behind it, and beside it openapi.json. The page needs no script from elsewhere, and its
// Content-Security-Policy admits none; without scripts it can be read. Mount it with http.StripPrefix:
//
//	mux.Handle("/docs/", http.StripPrefix("/docs", docs))
//
// A document that is no JSON object is orm.ErrQuery. The handler is safe for concurrent use.
func Docs(document []byte) (http.Handler, error) {
	var d map[string]any
	if err := json.Unmarshal(document, &d); err != nil {
		return nil, fmt.Errorf("%w: Docs: the document is no JSON object: %w", orm.ErrQuery, err)
	}
	t, err := template.ParseFS(docsFiles, "docs/page.html")
	if err != nil {
		return nil, err
	}
	var page bytes.Buffer
	if err := t.Execute(&page, pageOfDocument(d)); err != nil {
		return nil, fmt.Errorf("%w: Docs: %w", orm.ErrQuery, err)
	}
	files := map[string]docsFile{"": {"text/html; charset=utf-8", page.Bytes()}, "openapi.json": {mediaJSON, bytes.Clone(document)}}
	for name, media := range map[string]string{"page.css": "text/css; charset=utf-8", "page.js": "text/javascript; charset=utf-8"} {
		text, err := docsFiles.ReadFile("docs/" + name)
		if err != nil {
			return nil, err
		}
		files[name] = docsFile{media, text}
	}
	return docsHandler(files), nil
}

type docsFile struct {
	media string
	text  []byte
}

// docsHandler serves files by their names.
type docsHandler map[string]docsFile

// ServeHTTP answers with a file. The page is at the folder, since what it refers to is beside it.
func (d docsHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	file, ok := d[strings.TrimPrefix(r.URL.Path, "/")]
	h := w.Header()
	switch {
	case !ok:
		writeProblem(w, problem(http.StatusNotFound, "", nil))
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		writeProblem(w, problem(http.StatusMethodNotAllowed, "", nil))
		return
	}
	h.Set("Content-Type", file.media)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	if at := (&call{r: r}).origin(); r.URL.Path == "" && !strings.HasSuffix(at.Path, "/") {
		parts := strings.Split(at.EscapedPath(), "/")
		w.Header().Set("Location", "./"+parts[len(parts)-1]+"/")
		w.WriteHeader(http.StatusMovedPermanently)
		return
	}
	if r.Method == http.MethodGet {
		_, _ = w.Write(file.text) // the client has gone
	}
}
