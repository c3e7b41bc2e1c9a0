package app

import (
	"fmt"
	"strings"
	"testing"
)

// mistake is a request that has to be refused, with what its problem says.
type mistake struct {
	method, path, body string
	status             int
	problems           string
}

// Each wrong body and each wrong query string has the problem that tells what is wrong with it, the same on every database, and
// changes nothing.
func TestMistakes(t *testing.T) {
	if n := len(mistakes()); n < 150 {
		t.Fatalf("there are %d mistakes", n)
	}
	onEach(t, func(s *site) {
		project := s.want(200, "", "GET", "projects?fields=id", "")["items"].([]any)[0].(map[string]any)["id"].(string)
		team := s.want(200, "", "GET", "teams?fields=id", "")["items"].([]any)[0].(map[string]any)["id"].(string)
		before := s.do("GET", "audit?total=true&size=1&fields=id", "").body
		fill := strings.NewReplacer("PROJECT", project, "ISSUE", login, "BUTTON", button, "SECRET", secret, "TEAM", team)
		for i, m := range mistakes() {
			a := s.do(m.method, fill.Replace(m.path), fill.Replace(m.body))
			if got := a.problems(); a.status != m.status || got != m.problems {
				s.Errorf("%d: %s %s %s:\n%d, %q, want\n%d, %q\n%s", i, m.method, m.path, m.body, a.status, got, m.status, m.problems, a.body)
			}
			for _, leak := range []string{"SELECT", "sqlite", "pq:", "Error 1", "token-of", "orm:"} {
				if strings.Contains(a.body, leak) {
					s.Errorf("%s %s tells %s: %s", m.method, m.path, leak, a.body)
				}
			}
		}
		if after := s.do("GET", "audit?total=true&size=1&fields=id", "").body; after != before {
			s.Errorf("something was written: %s, before %s", after, before)
		}
	})
}

func mistakes() []mistake {
	list := append(append(wrongIssues(), wrongTexts()...), wrongQueries()...)
	return append(list, wrongOthers()...)
}

// issue is a body of a good issue with something else in it.
func issue(more string) string {
	return fmt.Sprintf(`{"project":"PROJECT","title":"t"%s}`, more)
}

func wrongIssues() []mistake {
	var list []mistake
	for _, c := range []struct{ body, problems string }{
		{`{}`, "/project required, /title required"},
		{`{"title":"t"}`, "/project required"},
		{`{"project":"PROJECT"}`, "/title required"},
		{issue(`,"titel":"x"`), "/titel unknown"},
		{issue(`,"title":"u"`), "/title duplicate"},
		{issue(`,"id":"ISSUE"`), "/id primary_key"},
		{issue(`,"created_at":"2026-01-01T00:00:00Z"`), "/created_at read_only"},
		{issue(`,"closed_at":null`), "/closed_at read_only"},
		{issue(`,"deleted":null`), "/deleted read_only"},
		{issue(`,"version":1`), "/version read_only"},
		{issue(`,"tenant":"ISSUE"`), "/tenant unknown"},
		{issue(`,"status":"lost"`), "/status choices"},
		{issue(`,"status":7`), "/status type"},
		{issue(`,"status":null`), "/status required"},
		{issue(`,"priority":0`), "/priority min"},
		{issue(`,"priority":6`), "/priority max"},
		{issue(`,"priority":2.5`), "/priority type"},
		{issue(`,"priority":"2"`), "/priority type"},
		{issue(`,"priority":99999999999`), "/priority range"},
		{issue(`,"estimate":"-1"`), "/estimate min"},
		{issue(`,"estimate":"1.234"`), "/estimate scale"},
		{issue(`,"estimate":"9999999"`), "/estimate precision"},
		{issue(`,"estimate":true`), "/estimate type"},
		{issue(`,"estimate":"much"`), "/estimate type"},
		{issue(`,"spent":null`), "/spent required"},
		{issue(`,"spent":"1e9"`), "/spent precision"},
		{issue(`,"due":"tomorrow"`), "/due type"},
		{issue(`,"due":"2026-02-30"`), "/due type"},
		{issue(`,"due":20261224`), "/due type"},
		{issue(`,"parent":"nobody"`), "/parent type"},
		{issue(`,"parent":7`), "/parent type"},
		{issue(`,"assignee":{"name":"Ann"}`), "/assignee relation"},
		{issue(`,"labels":["ISSUE"]`), "/labels relation"},
		{issue(`,"comments":[]`), "/comments relation"},
		{issue(`,"body":7`), "/body type"},
		{issue(`,"body":null`), "/body required"},
		{issue(`,"project":"PROJECT"`), "/project duplicate"},
		{`{"project":null,"title":"t"}`, "/project required"},
		{`{"project":"PROJECT","title":""}`, "/title min_length"},
		{`{"project":"PROJECT","title":"` + strings.Repeat("x", 201) + `"}`, "/title max_length"},
		{`{"project":"PROJECT","title":7,"priority":9,"due":"x","nope":1,"status":"lost"}`, "/due type, /nope unknown, /priority max, /status choices, /title type"},
		{`[{"project":"PROJECT","title":"t"},{"project":"PROJECT","title":""}]`, "/1/title min_length"},
		{`[{"title":"t"},7]`, "/0/project required, /1 type"},
	} {
		list = append(list, mistake{"POST", "issues", c.body, 422, c.problems})
	}
	return append(list, wrongReferences()...)
}

// wrongReferences name rows that are not there, or that the writer does not see, which is told in the same words.
func wrongReferences() []mistake {
	var list []mistake
	for _, c := range []struct{ body, problems string }{
		{issue(`,"parent":"SECRET"`), "/parent foreign_key"},
		{issue(`,"parent":"01a00000-0000-7000-8000-00000000ffff"`), "/parent foreign_key"},
		{issue(`,"assignee":"ISSUE"`), "/assignee foreign_key"},
		{`{"project":"SECRET","title":"t"}`, "/project foreign_key"},
	} {
		list = append(list, mistake{"POST", "issues", c.body, 409, c.problems})
	}
	return list
}

// wrongTexts are bodies that are no JSON, or no object.
func wrongTexts() []mistake {
	var list []mistake
	for _, body := range []string{``, `{`, `{"title":}`, `{"title":"a"} {}`, `{"title":"a",}`, "{\"title\":\"\x00\"}"} {
		list = append(list, mistake{"POST", "issues", body, 400, " json"})
	}
	for _, body := range []string{`null`, `7`, `"x"`} {
		list = append(list, mistake{"POST", "issues", body, 422, " type"})
	}
	list = append(list, mistake{"POST", "issues", `[{]`, 400, ""})
	return list
}

func wrongQueries() []mistake {
	var list []mistake
	for _, c := range []struct{ query, problems string }{
		{"titel=x", "titel unknown"},
		{"status=lost", "status type"},
		{"status=", "status type"},
		{"priority=high", "priority type"},
		{"priority=2.5", "priority type"},
		{"priority__gte=soon", "priority__gte type"},
		{"priority__in=1,x", "priority__in type"},
		{"created_at__gte=yesterday", "created_at__gte type"},
		{"due=2026-02-30", "due type"},
		{"estimate__lt=much", "estimate__lt type"},
		{"parent=x", "parent type"},
		{"parent__isnull=maybe", "parent__isnull type"},
		{"project=WEB", "project type"},
		{"project__name=x", "project__name unknown"},
		{"tenant=ISSUE", "tenant unknown"},
		{"deleted__isnull=true", "deleted__isnull unknown"},
		{"assignee__token=token-of-bob", "assignee__token unknown"},
		{"assignee__role=admin", "assignee__role unknown"},
		{"title__regex=.*", "title__regex unknown"},
		{"title__near=x", "title__near unknown"},
		{"title__contains=" + strings.Repeat("x", 201), "title__contains limit"},
		{"id__in=ISSUE,ISSUE,x", "id__in type"},
		{"sort=body", "sort unknown"},
		{"sort=-", "sort unknown"},
		{"sort=assignee__token", "sort unknown"},
		{"page=0", "page limit"},
		{"page=-1", "page limit"},
		{"page=x", "page type"},
		{"page=99999999999999999999", "page type"},
		{"size=0", "size limit"},
		{"size=101", "size limit"},
		{"size=x", "size type"},
		{"page=1&after=x", "page conflict"},
		{"after=x", "after cursor"},
		{"before=!!", "before cursor"},
		{"after=a&before=b", "before conflict"},
		{"total=perhaps", "total type"},
		{"fields=id,tenant", "fields unknown"},
		{"fields=", "fields type"},
		{"fields=labels", "fields unknown"},
		{"include=tenant", "include unknown"},
		{"include=audit", "include unknown"},
		{"include=project__team", "include unknown"},
		{"q=" + strings.Repeat("x", 201) + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "q limit"},
		{"page=1&page=2", "page duplicate"},
		{"status=open&status=open", "status duplicate"},
		{"size=1000&page=0&status=lost&nope=1&sort=body", "nope unknown, page limit, size limit, sort unknown, status type"},
		{"%zz", ""},
	} {
		list = append(list, mistake{"GET", "issues?" + c.query, "", 400, c.problems})
	}
	return list
}

func wrongOthers() []mistake {
	return []mistake{
		{"GET", "issues/1", ``, 404, ""},
		{"GET", "issues/ISSUE?titel=1", ``, 400, "titel unknown"},
		{"GET", "issues/ISSUE/nothing", ``, 404, ""},
		{"GET", "issues/ISSUE/comments?size=1000", ``, 400, "size limit"},
		{"GET", "nowhere", ``, 404, ""},
		{"PATCH", "issues/ISSUE", `{"title":null}`, 422, "/title required"},
		{"PATCH", "issues/ISSUE", `{"priority":9,"x":1}`, 422, "/priority max, /x unknown"},
		{"PATCH", "issues/ISSUE", `{"id":"BUTTON"}`, 422, "/id primary_key"},
		{"PATCH", "issues/ISSUE", `{"version":7}`, 412, ""},
		{"PATCH", "issues/ISSUE", `{"version":"1"}`, 422, "/version type"},
		{"PATCH", "issues/ISSUE", `[]`, 400, ""},
		{"PUT", "issues/ISSUE", `{"title":"t"}`, 422, "/project required"},
		{"PATCH", "issues/01a00000-0000-7000-8000-00000000ffff", `{}`, 404, ""},
		{"DELETE", "issues/ISSUE?force=1", ``, 400, "force unknown"},
		{"POST", "issues/ISSUE", `{}`, 405, ""},
		{"PATCH", "issues", `{}`, 405, ""},
		{"POST", "projects", `{"code":"x","name":"n"}`, 422, "/code min_length"},
		{"POST", "projects", `{"code":"WEB","name":"n"}`, 409, "/code unique"},
		{"POST", "projects", `{"code":"OPS","name":"n","rate":"-1"}`, 422, "/rate min"},
		{"POST", "projects", `{"code":"OPS","name":"n","settings":{"color":7}}`, 422, "/settings/color type"},
		{"POST", "projects", `{"code":"OPS","name":"n","settings":{"sound":true}}`, 422, "/settings/sound unknown"},
		{"POST", "projects", `{"code":"OPS","name":"n","settings":[]}`, 422, "/settings type"},
		{"PATCH", "projects/PROJECT", `{"settings":{"notify":null,"shortcuts":{"a":1}}}`, 422, "/settings/shortcuts/a type"},
		{"POST", "projects", `{"code":"OPS","name":"n","team":"ISSUE"}`, 409, "/team foreign_key"},
		{"POST", "users", `{"email":"nobody","name":"N","token":"0123456789"}`, 422, "/email email"},
		{"POST", "users", `{"email":"ann@acme.example","name":"N","token":"0123456789"}`, 409, "/email unique"},
		{"POST", "users", `{"email":"n@acme.example","name":"N"}`, 422, "/token required"},
		{"POST", "users", `{"email":"n@acme.example","name":"N","token":"short"}`, 422, "/token min_length"},
		{"POST", "users", `{"email":"n@acme.example","name":"N","token":"with a blank in it"}`, 422, "/token pattern"},
		{"POST", "users", `{"email":"n@acme.example","name":"N","token":"0123456789","role":"king"}`, 422, "/role choices"},
		{"GET", "users?token=token-of-ann", ``, 400, "token unknown"},
		{"GET", "users?fields=token", ``, 400, "fields unknown"},
		{"GET", "users?sort=token", ``, 400, "sort unknown"},
		{"POST", "labels", `{"name":"bug"}`, 409, "/name unique"},
		{"POST", "labels", `{"name":"red","color":"red"}`, 422, "/color pattern"},
		{"POST", "labels", `[{"name":"a"},{"name":"a"}]`, 409, "/1/name unique"},
		{"POST", "comments", `{"issue":"ISSUE"}`, 422, "/text required"},
		{"POST", "comments", `{"issue":"ISSUE","text":"t","author":"ISSUE"}`, 422, "/author read_only"},
		{"POST", "comments", `{"issue":"SECRET","text":"t"}`, 409, "/issue foreign_key"},
		{"POST", "attachments", `{"issue":"ISSUE","name":"a","data":"***"}`, 422, "/data type"},
		{"POST", "attachments", `{"issue":"ISSUE","name":"a","media":"text","data":""}`, 422, "/media pattern"},
		{"GET", "attachments/ISSUE/content", ``, 404, ""},
		{"PUT", "issues/ISSUE/labels", `{"labels":["ISSUE"]}`, 422, "/labels/0 reference"},
		{"PUT", "issues/ISSUE/labels", `{"labels":["x"]}`, 400, ""},
		{"PUT", "issues/ISSUE/labels", `{"tags":[]}`, 400, ""},
		{"PUT", "teams/TEAM/members/ISSUE", `{}`, 404, ""},
		{"PUT", "teams/x/members/ISSUE", `{}`, 404, ""},
		{"POST", "projects/PROJECT/import", `{"title":"a","nope":1}`, 422, "/1/nope unknown"},
		{"POST", "projects/PROJECT/import", `[]`, 422, "/1 type"},
		{"POST", "projects/x/import", `{}`, 404, ""},
		{"GET", "report?year=x", ``, 400, "year type"},
		{"GET", "report?year=20260", ``, 400, "year type"},
		{"GET", "report?month=1&year=x", ``, 400, "month unknown, year type"},
		{"POST", "audit", `{}`, 405, ""},
		{"DELETE", "tenants/ISSUE", ``, 405, ""},
		{"GET", "audit?changes=1", ``, 400, "changes type"},
		{"GET", "audit?changes__has_key=x", ``, 400, "changes__has_key unknown"},
	}
}
