package app

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/examples/tracker/model"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormtest"
)

// An issue from its creation to its end, with everything that hangs on it.
func TestIssue(t *testing.T) {
	onEach(t, func(s *site) {
		project := s.want(200, `"code":"WEB"`, "GET", "projects?fields=id,code", "")["items"].([]any)[0].(map[string]any)["id"].(string)
		body := fmt.Sprintf(`{"project":%q,"title":"Say hello","priority":2,"estimate":"2.50","due":"2026-12-24","parent":%q}`, project, login)
		made := s.as("bob").want(201, `"status":"open"`, "POST", "issues", body)
		at := "issues/" + made["id"].(string)
		a := s.do("GET", at, "")
		if a.header.Get("ETag") != `"1"` {
			s.Errorf("%v", a.header)
		}
		s.want(200, `"version":2`, "PATCH", at, `{"title":"Say hello to all"}`, `If-Match: "1"`)
		s.want(412, `"status":412`, "PATCH", at, `{"title":"Say nothing"}`, `If-Match: "1"`)
		closed := s.want(200, `"status":"closed"`, "PATCH", at, `{"status":"closed","spent":"1.75"}`)
		if closed["closed_at"] == nil || closed["version"] != 3.0 {
			s.Errorf("%v", closed)
		}
		if again := s.want(200, `"status":"doing"`, "PATCH", at, `{"status":"doing"}`); again["closed_at"] != nil {
			s.Errorf("%v", again)
		}

		bug := s.want(200, "", "GET", "labels?name=bug&fields=id", "")["items"].([]any)[0].(map[string]any)["id"].(string)
		idea := s.want(201, `"color":"#888888"`, "POST", "labels", `{"name":"chore"}`)["id"].(string)
		s.want(204, "", "PUT", at+"/labels", fmt.Sprintf(`{"labels":[%q,%q]}`, bug, idea))
		s.want(204, "", "PUT", at+"/labels", fmt.Sprintf(`{"labels":[%q]}`, idea))
		s.want(200, `"total":1`, "GET", at+"/labels", "")
		s.want(200, `"total":1`, "GET", "issues?labels__name=chore&status__in=open,doing", "")

		comment := s.as("bob").want(201, `"text":"Hello"`, "POST", "comments", fmt.Sprintf(`{"issue":%q,"text":"Hello"}`, made["id"]))
		s.want(200, `"name":"Bob"`, "GET", "comments/"+comment["id"].(string)+"?include=author", "")
		s.as("gus").want(403, "", "PATCH", "comments/"+comment["id"].(string), `{"text":"x"}`)
		s.want(200, `"text":"Hello!"`, "PATCH", "comments/"+comment["id"].(string), `{"text":"Hello!"}`)

		data := base64.StdEncoding.EncodeToString([]byte("GIF89a\x00\xff"))
		file := s.want(201, `"media":"image/gif"`, "POST", "attachments", fmt.Sprintf(`{"issue":%q,"name":"ä b.gif","media":"image/gif","data":%q}`, made["id"], data))
		got := s.do("GET", "attachments/"+file["id"].(string)+"/content", "")
		if got.body != "GIF89a\x00\xff" || !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment; filename*=utf-8''%C3%A4%20b.gif") || file["data"] != nil {
			s.Errorf("%q %v %v", got.body, got.header, file)
		}
		s.want(200, `"children":[{`, "GET", "issues/"+login+"?include=children,comments", "")
		s.want(200, `"total":2`, "GET", "issues/"+login+"/children", "")

		s.want(204, "", "DELETE", at, "")
		s.want(404, "", "GET", at, "")
		if n, err := orm.Objects[model.Issue](s.db).OnlyDeleted().Count(orm.Unscoped(s.Context(), "tenant")); err != nil || n != 1 {
			s.Errorf("%d marked, %v", n, err)
		}
		log := s.want(200, `"did":"delete"`, "GET", "audit?row="+made["id"].(string)+"&sort=-created_at,-id&include=who", "")
		entries := log["items"].([]any)
		changes := entries[2].(map[string]any)["changes"].(map[string]any)
		if len(entries) != 5 || fmt.Sprint(changes["status"]) != "map[from:open to:closed]" || fmt.Sprint(changes["spent"]) != "map[from:0 to:1.75]" || changes["closed_at"] == nil {
			s.Errorf("%v", log)
		}
	})
}

// Nobody sees, refers to, or changes a row of another tenant.
func TestTenants(t *testing.T) {
	onEach(t, func(s *site) {
		zoe := s.as("zoe")
		for _, path := range []string{"issues/" + login, "issues/" + login + "/comments", "attachments/" + login + "/content"} {
			zoe.want(404, "", "GET", path, "")
		}
		zoe.want(404, "", "PATCH", "issues/"+login, `{"title":"mine"}`)
		zoe.want(404, "", "DELETE", "issues/"+login, "")
		zoe.want(404, "", "PUT", "issues/"+login+"/labels", `{"labels":[]}`)
		zoe.want(200, `"total":1`, "GET", "issues?include=project,children", "")
		zoe.want(200, `"total":0`, "GET", "issues?q=login", "")
		zoe.want(200, `"total":1`, "GET", "tenants", "")
		zoe.want(200, `"total":1`, "GET", "users?include=teams", "")
		zoe.want(409, "/parent", "PATCH", "issues/"+secret, fmt.Sprintf(`{"parent":%q}`, login))
		zoe.want(409, "/issue", "POST", "comments", fmt.Sprintf(`{"issue":%q,"text":"spy"}`, login))
		project := s.want(200, "", "GET", "projects?fields=id", "")["items"].([]any)[0].(map[string]any)["id"].(string)
		zoe.want(409, "/project", "POST", "issues", fmt.Sprintf(`{"project":%q,"title":"spy"}`, project))
		zoe.want(404, "", "POST", "projects/"+project+"/import", `{"title":"spy"}`)
		zoe.want(422, "tenant", "POST", "labels", `{"name":"x","tenant":"`+login+`"}`)
		zoe.want(201, `"name":"idea"`, "POST", "labels", `{"name":"idea"}`) // which is taken elsewhere
		s.as("").want(401, "", "GET", "issues", "")
		s.as("eve").want(401, "", "GET", "issues", "")
	})
}

// Guests read, members work, admins rule.
func TestRoles(t *testing.T) {
	onEach(t, func(s *site) {
		user := s.as("bob").want(200, `"role":"member"`, "GET", "me", "")["id"].(string)
		team := s.want(200, "Rockets", "GET", "teams", "")["items"].([]any)[0].(map[string]any)["id"].(string)
		member := "teams/" + team + "/members/" + user
		for _, c := range []struct {
			method, path, body string
			gus, bob           int
		}{
			{"GET", "issues", "", 200, 200}, {"POST", "labels", `{"name":"x"}`, 403, 201}, {"POST", "users", `{"email":"a@b.example","name":"A","token":"0123456789"}`, 403, 403},
			{"PATCH", "users/" + user, `{"role":"admin"}`, 403, 403}, {"PATCH", "issues/" + login, `{"priority":2}`, 403, 200}, {"DELETE", "teams/" + team, "", 403, 403},
			{"PUT", "issues/" + login + "/labels", `{"labels":[]}`, 403, 204}, {"PUT", member, `{}`, 403, 403}, {"DELETE", member, "", 403, 403}, {"POST", "audit", "{}", 405, 405},
		} {
			s.as("gus").want(c.gus, "", c.method, c.path, c.body)
			s.as("bob").want(c.bob, "", c.method, c.path, c.body)
		}
		s.want(204, "", "PUT", member, `{"leads":true,"since":"2026-05-01"}`)
		s.want(204, "", "PUT", member, `{"leads":false,"since":"2026-05-02"}`)
		s.want(200, `"membership":{"id":1,"leads":false,"since":"2026-05-02T00:00:00Z"}`, "GET", "teams/"+team+"?include=members", "")
		s.as("bob").want(200, `"teams":[{`, "GET", "me", "")
		s.want(204, "", "DELETE", member, "")
		s.want(200, `"total":0`, "GET", "teams/"+team+"/members", "")
	})
}

// A file of issues is imported as a whole, and tells how far it is; the report counts what came in.
func TestImportAndReport(t *testing.T) {
	onEach(t, func(s *site) {
		project := s.want(200, "", "GET", "projects?fields=id", "")["items"].([]any)[0].(map[string]any)["id"].(string)
		var lines strings.Builder
		for i := range 1200 {
			fmt.Fprintf(&lines, "{\"title\":\"issue %d\",\"spent\":\"0.25\",\"status\":%q}\n\n", i, []string{"open", "closed"}[i%2])
		}
		a := s.do("POST", "projects/"+project+"/import", lines.String())
		want := "{\"written\":500,\"of\":1200}\n{\"written\":1000,\"of\":1200}\n{\"written\":1200,\"of\":1200}\n{\"written\":1200,\"of\":1200,\"done\":true}\n"
		if a.status != 200 || a.body != want {
			s.Errorf("%d %s", a.status, a.body)
		}
		s.want(200, `"total":1202`, "GET", "issues?size=1&total=true", "")
		report := s.want(200, "", "GET", "report", "")
		if got := fmt.Sprint(report["months"].([]any)[0].(map[string]any)["opened"], report["months"].([]any)[0].(map[string]any)["closed"],
			" ", report["months"].([]any)[0].(map[string]any)["hours"], " ", report["months"].([]any)[0].(map[string]any)["cost"]); got != "1202 600 301.25 24250.625" {
			s.Errorf("%v", report)
		}
		s.want(200, `"months":[]`, "GET", "report?year=1999", "")
		s.want(422, `"pointer":"/2/title"`, "POST", "projects/"+project+"/import", "{\"title\":\"good\"}\n{\"title\":7}\nnonsense\n{\"title\":\"x\",\"assignee\":\""+login+"\"}")
		s.want(200, `"total":1202`, "GET", "issues?size=1", "")
	})
}

// A request twice with one key is done once; exports are lines; a page has its way on.
func TestPages(t *testing.T) {
	onEach(t, func(s *site) {
		first := s.do("POST", "labels", `{"name":"once"}`, "Idempotency-Key: 1")
		if again := s.do("POST", "labels", `{"name":"once"}`, "Idempotency-Key: 1"); first.status != 201 || again.body != first.body {
			s.Errorf("%v %v", first, again)
		}
		a := s.do("GET", "issues?sort=title&size=1", "")
		link, _, _ := strings.Cut(strings.TrimPrefix(a.header.Get("Link")[strings.Index(a.header.Get("Link"), `rel="first", `):], `rel="first", </`), ">")
		s.want(200, "no label", "GET", link, "")
		a = s.do("GET", "issues?fields=title&sort=title", "", "Accept: application/x-ndjson")
		if a.body != "{\"title\":\"Nobody can log in\"}\n{\"title\":\"The button of the login has no label\"}\n" {
			s.Errorf("%s", a.body)
		}
		s.want(200, "You are Ann", "GET", "", "")
		s.want(200, `"openapi": "3.1.0"`, "GET", "docs/openapi.json", "")
		if a := s.do("POST", "labels", `{"name":"csrf"}`, "Sec-Fetch-Site: cross-site"); a.status != http.StatusForbidden {
			s.Errorf("%d %s", a.status, a.body)
		}
	})
}

// Each test has a transaction that nobody else sees, and that is rolled back.
func TestInTransaction(t *testing.T) {
	db := ormtest.Open(t, model.Registry(), Scopes()...)
	for range 2 {
		t.Run("", func(t *testing.T) {
			ctx := ormtest.Tx(t, db)
			s := open(t, ctx, db)
			s.want(201, "", "POST", "labels", `{"name":"mine"}`)
			s.want(409, "/name", "POST", "labels", `{"name":"mine"}`)
			s.want(200, `"total":3`, "GET", "labels", "")
		})
	}
	if n, err := orm.Objects[model.Label](db).Count(orm.Unscoped(t.Context())); err != nil || n != 0 {
		t.Errorf("%d labels are left, %v", n, err)
	}
}
