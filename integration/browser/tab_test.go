package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/cdp/jsonv2"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// tab is a page of the browser, at a site.
type tab struct {
	*testing.T
	ctx    context.Context
	url    string
	width  int64
	shots  int
	mu     sync.Mutex
	faults []string // what the browser complained about since it was last asked
}

// chromium finds the browser.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	const missing = "there is no chromium on this machine: apt-get install chromium"
	if os.Getenv("ORMAR_REQUIRE_ALL") != "" {
		t.Fatal(missing)
	}
	t.Skip("SKIPPED: " + missing)
	return ""
}

// open starts a browser with a window of a width, whose pages run scripts or not, and whose requests carry a token.
func open(t *testing.T, url string, width int64, scripts bool, token string) *tab {
	t.Helper()
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("lang", "en"), chromedp.WSURLReadTimeout(2*time.Minute))
	allocated, end := chromedp.NewExecAllocator(t.Context(), opts...)
	ctx, cancel := chromedp.NewContext(allocated)
	t.Cleanup(func() {
		cancel()
		end()
	})
	b := &tab{T: t, ctx: ctx, url: url, width: width}
	if err := chromedp.Listen(ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	call(b, network.Enable, network.EnableParams{})
	call(b, log.Enable, cdp.Empty{})
	call(b, accessibility.Enable, cdp.Empty{})
	call(b, network.SetExtraHTTPHeaders, network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Authorization": "Bearer " + token}})
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1, Mobile: width < 600})
	call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !scripts})
	return b
}

// call sends a command of the protocol of the browser.
func call[P, R any](b *tab, command cdp.Command[P, R], params P) R {
	b.Helper()
	out, err := chromedp.Call(b.ctx, command, params)
	if err != nil {
		b.Fatalf("%s: %v", command.Method, err)
	}
	return out
}

// step is something that the browser does.
type step = chromedp.Action[chromedp.Void]

// listen notes what the browser complains about. That a page has a status of its own is no complaint.
func (b *tab) listen(event any) {
	said := ""
	switch e := event.(type) {
	case *log.EventEntryAdded:
		if e.Entry.Source == log.EntrySourceNetwork {
			return
		}
		said = fmt.Sprintf("%s: %s", e.Entry.Source, e.Entry.Text)
	case *runtime.EventExceptionThrown:
		said = e.ExceptionDetails.Text
	case *runtime.EventConsoleAPICalled:
		said = fmt.Sprintf("console.%s", e.Type)
	default:
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = append(b.faults, said)
}

func (b *tab) run(steps ...step) {
	b.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.Fatal(err)
	}
}

// leads runs what makes the browser go to another page, waits for that, and looks at it.
func (b *tab) leads(steps ...step) *tab {
	b.Helper()
	answer, err := chromedp.RunResponse(b.ctx, steps...)
	if err != nil {
		b.Fatal(err)
	}
	if answer != nil && answer.Status >= 500 {
		b.Errorf("%s: %d", answer.URL, answer.Status)
	}
	b.look()
	return b
}

// to goes to an address below the site.
func (b *tab) to(path string) *tab {
	b.Helper()
	return b.leads(chromedp.Navigate(b.url + path))
}

// eval is what an expression of JavaScript gives; the tools of a browser may run some where pages may not.
func eval[T any](b *tab, expression string) T {
	b.Helper()
	out, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.Fatalf("%v: %s", err, expression)
	}
	return out
}

// text is what the page says to those who see it.
func (b *tab) text() string {
	b.Helper()
	return strings.Join(strings.Fields(eval[string](b, "document.body.innerText")), " ")
}

// says fails unless the page has texts.
func (b *tab) says(texts ...string) *tab {
	b.Helper()
	said := b.text()
	for _, text := range texts {
		if !strings.Contains(said, text) {
			b.Errorf("%q is not in %s", text, said)
		}
	}
	return b
}

// lacks fails when the page has one of the texts.
func (b *tab) lacks(texts ...string) *tab {
	b.Helper()
	said := b.text()
	for _, text := range texts {
		if strings.Contains(said, text) {
			b.Errorf("%q is in %s", text, said)
		}
	}
	return b
}

// named are the nodes of a role and a name, as a screen reader has them.
func (b *tab) named(role, name string) []*accessibility.Node {
	b.Helper()
	var found []*accessibility.Node
	for _, n := range b.tree() {
		if textOf(n.Role) == role && textOf(n.Name) == name {
			found = append(found, n)
		}
	}
	return found
}

// tree is the page as a screen reader has it.
func (b *tab) tree() []*accessibility.Node {
	b.Helper()
	return slices.DeleteFunc(call(b, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes, func(n *accessibility.Node) bool { return n.Ignored })
}

// textOf is a value of the accessibility tree that is a text.
func textOf(v *accessibility.Value) string {
	text := ""
	if v != nil {
		_ = json.Unmarshal(v.Value, &text) // what is none has no text
	}
	return strings.Join(strings.Fields(text), " ")
}

// node is the only node of a role and a name.
func (b *tab) node(role, name string) cdp.BackendNodeID {
	b.Helper()
	found := b.named(role, name)
	if len(found) != 1 {
		b.Fatalf("%d nodes are a %s called %q on %s", len(found), role, name, b.text())
	}
	return found[0].BackendDOMNodeID
}

// click clicks where a control is seen.
func (b *tab) click(role, name string) step {
	b.Helper()
	id := b.node(role, name)
	call(b, dom.ScrollIntoViewIfNeeded, dom.ScrollIntoViewIfNeededParams{BackendNodeID: id})
	quads := call(b, dom.GetContentQuads, dom.GetContentQuadsParams{BackendNodeID: id}).Quads
	if len(quads) == 0 {
		b.Fatalf("%s %q is not seen", role, name)
	}
	q := quads[0]
	return chromedp.MouseClickXY((q[0]+q[4])/2, (q[1]+q[5])/2)
}

// follow clicks a link or a button that leads to another page.
func (b *tab) follow(role, name string) *tab {
	b.Helper()
	return b.leads(b.click(role, name))
}

// write replaces the text of an input.
func (b *tab) write(name, text string) *tab {
	b.Helper()
	role := "textbox"
	if len(b.named("searchbox", name)) > 0 {
		role = "searchbox"
	}
	call(b, dom.Focus, dom.FocusParams{BackendNodeID: b.node(role, name)})
	eval[chromedp.Void](b, "document.activeElement.select()")
	if text == "" {
		b.run(chromedp.KeyEvent(kb.Backspace))
		return b
	}
	call(b, input.InsertText, input.InsertTextParams{Text: text})
	return b
}

// set gives a control a value that is chosen and not written: of a list the text of an option, of a date its form in HTML.
func (b *tab) set(role, name, value string) *tab {
	b.Helper()
	const assign = `function(value) {
		if (this.options) value = Array.from(this.options).find((o) => o.label === value).value;
		this.value = value;
		return this.value === value;
	}`
	argument, byValue := jsonv2.Value(fmt.Sprintf("%q", value)), true
	done := call(b, runtime.CallFunctionOn, runtime.CallFunctionOnParams{FunctionDeclaration: assign, ObjectID: b.object(role, name),
		Arguments: []*runtime.CallArgument{{Value: argument}}, ReturnByValue: &byValue})
	if done.ExceptionDetails != nil || string(done.Result.Value) != "true" {
		b.Fatalf("%s %q does not take %q: %+v", role, name, value, done)
	}
	return b
}

// object is a control as scripts have it.
func (b *tab) object(role, name string) runtime.RemoteObjectID {
	b.Helper()
	return call(b, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: b.node(role, name)}).Object.ObjectID
}

// upload gives a file to an input.
func (b *tab) upload(name, path string) *tab {
	b.Helper()
	call(b, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: []string{path}, BackendNodeID: b.node("button", name)})
	return b
}

// press presses keys, and gives the name of what has the focus then.
func (b *tab) press(keys string) string {
	b.Helper()
	b.run(chromedp.KeyEvent(keys))
	return eval[string](b, `document.activeElement === document.body ? "" : (document.activeElement.getAttribute("aria-label") || document.activeElement.labels && document.activeElement.labels[0] && document.activeElement.labels[0].innerText || document.activeElement.innerText || "").trim()`)
}

// picture keeps a picture of the page where somebody wants to look at them.
func (b *tab) picture() {
	b.Helper()
	dir := os.Getenv("ORMAR_SCREENSHOTS")
	if dir == "" {
		return
	}
	b.shots++
	name := filepath.Join(dir, fmt.Sprintf("%s-%d-%02d.png", strings.NewReplacer("/", "-").Replace(b.Name()), b.width, b.shots))
	beyond := true
	if err := os.WriteFile(name, call(b, page.CaptureScreenshot, page.CaptureScreenshotParams{CaptureBeyondViewport: &beyond}).Data, 0o600); err != nil {
		b.Fatal(err)
	}
}
