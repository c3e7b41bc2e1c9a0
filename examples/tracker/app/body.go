package app

import (
	"encoding/json"
	"errors"
	"mime"
	"net/http"

	"github.com/ormar-go/ormar/orm/ormhttp"
)

// maxBody is how many bytes a body may have that is no row.
const maxBody = 1 << 16

// read reads a body that is no row.
func read(w http.ResponseWriter, r *http.Request, into any) error {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil && !d.More() {
		return nil
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return ormhttp.Problem{Status: http.StatusRequestEntityTooLarge}
	}
	return ormhttp.Problem{Status: http.StatusBadRequest, Detail: "the body does not parse"}
}

// disposition is the header that makes a browser save a file under its name.
func disposition(name string) string {
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

// answer sends a value as JSON.
func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v) // the client has gone
}
