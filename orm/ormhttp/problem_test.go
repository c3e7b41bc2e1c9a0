package ormhttp

import (
	"errors"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// A problem of a program's own is sent as it is, also out of the chain of another error.
func TestOwnProblem(t *testing.T) {
	for _, c := range []struct {
		err    error
		status int
		body   string
	}{
		{Problem{Status: 401}, 401, `{"type":"about:blank","title":"Unauthorized","status":401}`},
		{fmt.Errorf("x: %w", Problem{Status: 409, Type: "https://example.com/closed", Title: "Closed", Detail: "it is closed"}), 409,
			`{"type":"https://example.com/closed","title":"Closed","status":409,"detail":"it is closed"}`},
		{Problem{Status: 422, Errors: []FieldError{{"/a", "b", "c"}}}, 422, `{"type":"about:blank","title":"Unprocessable Entity","status":422,"errors":[{"pointer":"/a","rule":"b","detail":"c"}]}`},
		{errors.Join(Problem{Status: 403}, orm.ErrNoMatch), 403, `{"type":"about:blank","title":"Forbidden","status":403}`},
		{Problem{}, 500, `{"type":"about:blank","title":"Internal Server Error","status":500}`},
		{Problem{Status: 200, Detail: "canary"}, 500, `{"type":"about:blank","title":"Internal Server Error","status":500}`},
	} {
		w := httptest.NewRecorder()
		WriteProblem(w, c.err)
		if got := strings.TrimSpace(w.Body.String()); w.Code != c.status || got != c.body {
			t.Errorf("%v: %d %s, want %d %s", c.err, w.Code, got, c.status, c.body)
		}
	}
	if got := (Problem{Status: 409, Detail: "it is closed"}).Error(); got != "ormhttp: 409 Conflict: it is closed" {
		t.Errorf("%s", got)
	}
}
