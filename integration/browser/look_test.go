package browser

import (
	"slices"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
)

// pale gives the texts whose colour differs too little from what is behind them, by the measure of WCAG 2.2, level AA.
const pale = `(() => {
	const rgba = (text) => { const n = text.match(/[\d.]+/g).map(Number); return n.length > 3 ? n : [...n, 1]; };
	const mix = (over, under) => over.slice(0, 3).map((c, i) => c * over[3] + under[i] * (1 - over[3]));
	const light = (c) => { const [r, g, b] = c.map((v) => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
	const out = [];
	for (const e of document.querySelectorAll("body *")) {
		const said = [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).join(" ").trim() || (e.matches("input, textarea") ? e.value : "");
		if (!said || !e.getClientRects().length) continue;
		const style = getComputedStyle(e);
		let opacity = 1, behind = [];
		for (let up = e; up; up = up.parentElement) { opacity *= getComputedStyle(up).opacity; behind.push(rgba(getComputedStyle(up).backgroundColor)); }
		const ground = behind.reverse().reduce((under, over) => mix(over, under), [255, 255, 255]);
		const ink = rgba(style.color), text = mix([...ink.slice(0, 3), ink[3] * opacity], ground);
		const [a, b] = [light(text), light(ground)].sort((x, y) => y - x);
		const size = parseFloat(style.fontSize), large = size >= 24 || size >= 18.66 && style.fontWeight >= 700;
		const ratio = (a + .05) / (b + .05);
		if (ratio < (large ? 3 : 4.5)) out.push(said.slice(0, 40) + ": " + ratio.toFixed(2));
	}
	return out;
})()`

// small gives the buttons, inputs and lists that a finger hits badly.
const small = `Array.from(document.querySelectorAll("button, .button, input:not([type=hidden]):not([type=checkbox]), select, textarea, summary")).filter((e) => {
	const r = e.getBoundingClientRect();
	return r.width && (r.height < 24 || r.width < 24);
}).map((e) => e.outerHTML.slice(0, 80))`

// controls are the roles of what is used, each of which needs a name.
var controls = []string{"button", "link", "textbox", "searchbox", "combobox", "checkbox", "Date", "DisclosureTriangle", "image", "navigation"}

// look checks what holds of every page: the browser has nothing to complain about, nothing is wider than the window, texts can be
// told from what is behind them, and what can be used has a name.
func (b *tab) look() {
	b.Helper()
	b.picture()
	b.mu.Lock()
	faults := b.faults
	b.faults = nil
	b.mu.Unlock()
	at := strings.TrimPrefix(eval[string](b, "location.href"), b.url)
	for _, f := range faults {
		b.Errorf("%s: the browser says: %s", at, f)
	}
	if eval[string](b, "document.contentType") != "text/html" {
		return
	}
	if wide := eval[int64](b, "document.documentElement.scrollWidth"); wide > b.width {
		b.Errorf("%s is %d pixels wide in a window of %d", at, wide, b.width)
	}
	for _, text := range eval[[]string](b, pale) {
		b.Errorf("%s: it is hard to read: %s", at, text)
	}
	for _, text := range eval[[]string](b, small) {
		b.Errorf("%s: it is hard to hit: %s", at, text)
	}
	heads := 0
	for _, n := range b.tree() {
		role, name := textOf(n.Role), textOf(n.Name)
		if role == "heading" && slices.ContainsFunc(n.Properties, func(p *accessibility.Property) bool { return p.Name == "level" && string(p.Value.Value) == "1" }) {
			heads++
		}
		if slices.Contains(controls, role) && name == "" {
			b.Errorf("%s: a %s has no name", at, role)
		}
	}
	if heads != 1 {
		b.Errorf("%s has %d main headings", at, heads)
	}
}
