package app

import (
	"errors"
	"net/http"

	"github.com/ormar-go/ormar/examples/tracker/model"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
)

// resources are the rows that the API serves, by path.
func (a *App) resources() map[string]*ormhttp.Handler {
	reading := ormhttp.Only(ormhttp.List, ormhttp.Get)
	return map[string]*ormhttp.Handler{
		"/users": ormhttp.Resource[model.User](a.db, writers(admins), ormhttp.Relations("teams"),
			ormhttp.Policy(orm.Policy{Search: []string{"name", "email"}, Include: []string{"teams"}})),
		"/teams": ormhttp.Resource[model.Team](a.db, writers(admins), ormhttp.Relations("members", "projects"),
			ormhttp.Policy(orm.Policy{Search: []string{"name"}, Include: []string{"members", "projects"}})),
		"/projects": ormhttp.Resource[model.Project](a.db, writers(admins), ormhttp.Relations("issues"),
			ormhttp.Policy(orm.Policy{Search: []string{"code", "name"}, Include: []string{"team"}})),
		"/issues": ormhttp.Resource[model.Issue](a.db, writers(members), ormhttp.Relations("children", "comments", "labels", "attachments"), ormhttp.Policy(orm.Policy{
			Filter: []string{"id", "project", "project__code", "parent", "status", "priority", "assignee", "assignee__email", "labels__name", "title", "estimate", "spent", "due",
				"closed_at", "created_at", "updated_at"},
			Sort:    []string{"created_at", "updated_at", "priority", "due", "title", "status", "project__code"},
			Search:  []string{"title", "body"},
			Include: []string{"project", "parent", "assignee", "labels", "comments", "children"},
		}), ormhttp.Before(func(_ *http.Request, _ ormhttp.Action, row any) error {
			stamp(row.(*model.Issue))
			return nil
		})),
		"/comments": ormhttp.Resource[model.Comment](a.db, ormhttp.Write("issue", "text"), ormhttp.Authorize(authors), ormhttp.Before(signed),
			ormhttp.Policy(orm.Policy{Search: []string{"text"}, Include: []string{"author"}})),
		"/labels": ormhttp.Resource[model.Label](a.db, writers(members), ormhttp.Relations("issues"), ormhttp.Policy(orm.Policy{Search: []string{"name"}})),
		"/attachments": ormhttp.Resource[model.Attachment](a.db, writers(members), ormhttp.Only(ormhttp.List, ormhttp.Create, ormhttp.Get, ormhttp.Delete),
			ormhttp.MaxBody(model.MaxAttachment*4/3+4096)),
		"/audit":   ormhttp.Resource[model.Entry](a.db, reading, ormhttp.Policy(orm.Policy{Include: []string{"who"}})),
		"/tenants": ormhttp.Resource[model.Tenant](a.db, reading),
	}
}

// admins and members are those who may write.
func admins(w Who) bool { return w.Role == model.Admin }

func members(w Who) bool { return w.Role != model.Guest }

// writers lets everybody of the tenant read, and some write.
func writers(may func(Who) bool) ormhttp.Option {
	return ormhttp.Authorize(func(r *http.Request, action ormhttp.Action, _ any) error {
		who, err := WhoOf(r.Context())
		if err != nil || action == ormhttp.List || action == ormhttp.Get || may(who) {
			return err
		}
		return errors.New("not allowed")
	})
}

// authors lets members comment, and change what they have said; admins may change what anybody has.
func authors(r *http.Request, action ormhttp.Action, row any) error {
	who, err := WhoOf(r.Context())
	if err != nil || action == ormhttp.List || action == ormhttp.Get || who.Role == model.Admin {
		return err
	}
	own := action == ormhttp.Create || row.(*model.Comment).Author.PK() == any(who.User)
	if who.Role == model.Guest || !own {
		return errors.New("not allowed")
	}
	return nil
}

// signed makes whoever sends a comment its author.
func signed(r *http.Request, action ormhttp.Action, row any) error {
	who, err := WhoOf(r.Context())
	if err == nil && action == ormhttp.Create {
		row.(*model.Comment).Author = orm.RefPK[model.User](who.User)
	}
	return err
}
