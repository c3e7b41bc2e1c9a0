package browser

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ormar-go/ormar/examples/tracker/model"
	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/orm"
)

// widths are those of a desk and of a telephone, on each of which every page is used.
var widths = map[string]int64{"wide": 1200, "narrow": 400}

// onWidths runs a test on each width over SQLite, and on one width over each server.
func onWidths(t *testing.T, run func(t *testing.T, width int64)) {
	for name, width := range widths {
		t.Run(name, func(t *testing.T) { run(t, width) })
	}
	for name, width := range map[string]int64{servers.Postgres: 1200, servers.MariaDB: 400} {
		t.Run(name, func(t *testing.T) {
			chromium(t) // what has no browser is skipped before anything is made
			t.Setenv(database, name)
			run(t, width)
		})
	}
}

// Rows are listed, filtered, searched, ordered and cut into pages, without a script.
func TestLists(t *testing.T) {
	onWidths(t, func(t *testing.T, width int64) {
		b, db, as := admin(t, width)
		issues(t, as, db, 120)
		b.to("").says("Tracker", "Issues", "Teams", "Picture of the models").lacks("Tenants")
		b.follow("link", "Issues").says("122 rows", "Page 1 of 3", "Issue 119")
		b.follow("link", "Next page").says("Page 2 of 3").follow("link", "Previous page").says("Page 1 of 3")
		b.write("Search", "button login").follow("button", "Search").says("2 rows", "The button of the login has no label", "Nobody can log in")
		b.follow("link", "Reset").says("122 rows")
		b.run(b.click("DisclosureTriangle", "Filter"))
		b.set("combobox", "Status", "doing").follow("button", "Search").says("1 row", "Nobody can log in")
		b.follow("link", "Reset")
		b.run(b.click("DisclosureTriangle", "Filter"))
		b.write("Priority from", "2").write("Priority to", "2").write("Title has", "Issue").follow("button", "Search").says("24 rows")
		b.set("combobox", "Order", "Title, descending").follow("button", "Search").says("24 rows", "Title has", "Issue 116 ")
		if first := eval[string](b, `document.querySelector("tbody a").innerText`); first != "Issue 116" {
			t.Errorf("the first row is %s", first)
		}
		if width > 600 { // in cards there are no heads to click
			b.follow("link", "Title").says("24 rows", "Issue 001")
			b.follow("link", "Title")
			if got := eval[string](b, `document.querySelector("th[aria-sort]").getAttribute("aria-sort")`); got != "descending" {
				t.Errorf("the order is said to be %s", got)
			}
		}
		b.write("Priority from", "many").follow("button", "Search").says("The question cannot be answered", "Priority from: it takes a whole number")
		b.to("nothing").says("There is no such row or page.").follow("link", "To the beginning")
	})
}

// A row is made, changed and deleted; what is wrong stands at its field, with what was typed.
func TestForms(t *testing.T) {
	onWidths(t, func(t *testing.T, width int64) {
		b, db, as := admin(t, width)
		b.to("issues").follow("link", "New row")
		b.write("Title (needed)", "").write("Priority", "9").write("Estimate", "4.255").follow("button", "Save")
		b.says("Nothing was saved", "Title", "Priority", "Estimate", "a value is needed")
		if got := eval[string](b, `document.querySelector("#i-estimate").value`); got != "4.255" {
			t.Errorf("what was typed is now %q", got)
		}
		if got := eval[string](b, `document.querySelector("#" + document.querySelector("#i-priority").getAttribute("aria-describedby").split(" ")[1]).innerText`); got == "" {
			t.Error("nothing is said at the priority")
		}
		b.run(b.click("link", "Priority"))
		if got := eval[string](b, "document.activeElement.id + location.hash"); got != "i-priority#i-priority" && got != "#i-priority" {
			t.Errorf("the list of mistakes leads to %q", got)
		}
		b.write("Title (needed)", "By hand").write("Priority", "2").write("Estimate", "4.25").write("Body", "one\ntwo").set("combobox", "Status", "doing").
			set("combobox", "Project (needed)", "WEB").set("combobox", "Assignee", "bob@acme.example").set("Date", "Due", "2026-05-06")
		b.run(b.click("checkbox", "bug"))
		b.follow("button", "Save").says("It was saved.", "By hand", "doing", "2026-05-06", "4.25", "Labels (1)")
		stored, err := orm.Objects[model.Issue](db).PrefetchRelated("labels").Get(as, orm.Q{"title": "By hand"})
		if err != nil || stored.Body != "one\ntwo" || stored.Priority != 2 || stored.Labels.Len() != 1 {
			t.Fatalf("%+v, %v", stored, err)
		}
		b.follow("link", "Edit").write("Title (needed)", "By hand, twice").set("combobox", "Assignee", "–").follow("button", "Save").says("It was saved.", "By hand, twice")
		b.follow("link", "History").says("By hand, twice", "Before", "After", "Ann")
		b.follow("link", "By hand, twice").follow("link", "Issues")
		b.to("issues/"+stored.ID.String()+"/delete").says("hidden from then on").follow("button", "Delete By hand, twice").says("2 rows").lacks("By hand")
	})
}

// What goes along is shown before anything is deleted.
func TestDeletion(t *testing.T) {
	onWidths(t, func(t *testing.T, width int64) {
		b, db, as := admin(t, width)
		b.to("projects").follow("link", "WEB")
		b.follow("link", "Delete").says("What goes with it", "2 Issues: deleted as well", "Nobody can log in").follow("link", "Cancel").says("Issues (2)")
		if n, err := orm.Objects[model.Project](db).Count(as); err != nil || n != 1 {
			t.Errorf("%d projects, %v", n, err)
		}
	})
}

// Links of a relation with data are made, changed and removed with it.
func TestLinks(t *testing.T) {
	onWidths(t, func(t *testing.T, width int64) {
		b, db, as := admin(t, width)
		b.to("teams").follow("link", "Rockets").says("Members (0)").follow("link", "With what the links say").says("No rows.")
		b.follow("link", "New link").set("combobox", "User (needed)", "bob@acme.example").set("combobox", "Leads", "yes").set("Date", "Since", "2026-05-06").follow("button", "Save")
		b.says("It was saved.", "bob@acme.example", "yes", "2026-05-06")
		b.follow("link", "New link").set("combobox", "User (needed)", "bob@acme.example").follow("button", "Save").says("Nothing was saved", "it is there already").follow("link", "Cancel")
		b.follow("link", "Edit the link to bob@acme.example").set("combobox", "Leads", "no").follow("button", "Save").says("It was saved.", "no")
		team, err := orm.Objects[model.Team](db).PrefetchRelated("members").Get(as, orm.Q{"name": "Rockets"})
		if err != nil || team.Members.Len() != 1 || team.Members.Links()[0].Through.Leads || team.Members.Links()[0].Through.Since.Format("2006-01-02") != "2026-05-06" {
			t.Errorf("%+v, %v", team, err)
		}
		b.follow("link", "Remove bob@acme.example").follow("button", "Remove bob@acme.example").says("It was removed.", "No rows.")
	})
}

// A file goes in through a form.
func TestUpload(t *testing.T) {
	b, db, as := admin(t, 1200)
	path := filepath.Join(t.TempDir(), "note.txt")
	if err := os.WriteFile(path, []byte("a note"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.to("attachments/-/new").write("Name (needed)", "note.txt").set("combobox", "Issue (needed)", "Nobody can log in").upload("Data (needed)", path).follow("button", "Save").says("It was saved.")
	stored, err := orm.Objects[model.Attachment](db).Get(as, orm.Q{"name": "note.txt"})
	if err != nil || string(stored.Data) != "a note" {
		t.Errorf("%+v, %v", stored, err)
	}
}

// The picture of the models is seen, with names that can be read, and nothing in it runs.
func TestPicture(t *testing.T) {
	onWidths(t, func(t *testing.T, width int64) {
		b, _, _ := admin(t, width)
		b.to("")
		if got := eval[float64](b, `document.querySelector("img.picture").naturalWidth`); got < 200 {
			t.Errorf("the picture is %v pixels wide", got)
		}
		b.leads(b.click("image", "Entity-relationship diagram of the tables"))
		if got := eval[string](b, "document.documentElement.textContent"); len(got) < 500 {
			t.Errorf("the picture says %s", got)
		}
	})
}
