package browser

import (
	"strings"
	"testing"
	"time"
)

// The page of the API is read, and tried: what is sent and what is answered is seen.
func TestDocs(t *testing.T) {
	onWidths(t, func(t *testing.T, width int64) {
		url, _, _ := tracker(t)
		b := open(t, url, width, true, "token-of-ann")
		b.to("").says("You are Ann").follow("link", "The API, to read and to try").says("Tracker 1.0", "GET /issues", "Schemas")
		b.run(b.click("link", "POST /labels"))
		b.look()
		operation := `document.querySelector("form[data-method=POST][data-path='/labels']")`
		if !eval[bool](b, operation+".parentElement.open") {
			t.Fatal("the operation is not open")
		}
		if got := eval[string](b, operation+`.querySelector("textarea").labels[0].innerText`); !strings.HasPrefix(got, "body") {
			t.Errorf("the body is called %q", got)
		}
		try := func(body, status string) {
			t.Helper()
			eval[string](b, operation+`.querySelector("textarea").value = `+"`"+body+"`")
			eval[*string](b, operation+`.requestSubmit()`)
			answer := operation + `.querySelector(".answer").innerText`
			for end := time.Now().Add(time.Minute); !strings.HasPrefix(eval[string](b, answer), status); time.Sleep(20 * time.Millisecond) {
				if time.Now().After(end) {
					t.Fatalf("%s: %s", body, eval[string](b, answer))
				}
			}
		}
		try(`{"name": "urgent"}`, "201")
		try(`{"name": "urgent"}`, "409")
		try(`{"name": "", "color": "red"}`, "422")
		b.look()
	})
}

// Without scripts the page can still be read.
func TestDocsWithoutScripts(t *testing.T) {
	url, _, _ := tracker(t)
	b := open(t, url, 400, false, "token-of-ann")
	b.to("docs/").says("Tracker 1.0", "GET /issues")
	b.run(b.click("link", "POST /labels"))
	b.look()
}
