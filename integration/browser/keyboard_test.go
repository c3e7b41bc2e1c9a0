package browser

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Whoever has no mouse gets everywhere, in the order of the page, and sees where they are.
func TestKeyboard(t *testing.T) {
	b, _, _ := admin(t, 1200)
	b.to("issues")
	if got := b.press(kb.Tab); got != "To the content" {
		t.Errorf("the first stop is %q", got)
	}
	b.run(chromedp.KeyEvent(kb.Enter))
	if got := eval[string](b, "location.hash"); got != "#main" {
		t.Errorf("the content is at %q", got)
	}
	var stops []string
	for range 60 {
		stop := b.press(kb.Tab)
		if stop == "" { // the end of the page
			break
		}
		if outline := eval[string](b, "getComputedStyle(document.activeElement).outlineStyle"); outline == "none" {
			t.Errorf("nobody sees that %q has the focus", stop)
		}
		stops = append(stops, stop)
	}
	for _, want := range []string{"New row", "Search", "Order", "Filter", "Reset", "Title", "Nobody can log in"} {
		if !slices.Contains(stops, want) {
			t.Errorf("%q cannot be reached: %s", want, strings.Join(stops, ", "))
		}
	}
	// A form is sent from a field.
	b.to("labels/-/new")
	b.write("Name (needed)", "urgent")
	b.leads(chromedp.KeyEvent(kb.Enter)).says("It was saved.", "urgent")
}

// A mistake is told to whoever does not see it: the list at the top speaks up, and the field says that it is wrong and why.
func TestAnnouncements(t *testing.T) {
	b, _, _ := admin(t, 1200)
	b.to("labels/-/new").follow("button", "Save")
	if alerts := b.named("alert", ""); len(alerts) > 1 {
		t.Errorf("%d alerts", len(alerts))
	}
	if got := eval[string](b, `document.querySelector("[role=alert] h2").innerText`); got != "Nothing was saved" {
		t.Errorf("the alert is %q", got)
	}
	found := b.named("textbox", "Name (needed)")
	if len(found) != 1 {
		t.Fatalf("%d fields", len(found))
	}
	invalid := false
	for _, p := range found[0].Properties {
		invalid = invalid || p.Name == "invalid" && strings.Contains(string(p.Value.Value), "true")
	}
	if said := textOf(found[0].Description); !invalid || said == "" {
		t.Errorf("invalid: %v, description: %q", invalid, said)
	}
}
