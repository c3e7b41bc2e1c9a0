// Package browser opens the pages that the library serves in a real browser, Chromium, and uses them as people do: by what a control is
// called in the accessibility tree, by keyboard, at the width of a telephone, and those of orm/ormadmin without scripts. The pages are
// those of examples/tracker. It is a module of its own, so that nobody who uses the library has the driver of a browser.
//
// Without a browser its tests are skipped, and say so; with ORMAR_REQUIRE_ALL they fail. ORMAR_SCREENSHOTS names a directory for a picture of
// each page that was looked at.
package browser
