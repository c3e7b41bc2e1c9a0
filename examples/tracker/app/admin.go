package app

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/examples/tracker/model"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormadmin"
	"github.com/ormar-go/ormar/schema"
)

// admin are pages over the rows of the tenant, for its admins.
func (a *App) admin() (*ormadmin.Handler, error) {
	allowed := func(r *http.Request, _ ormadmin.Action, _ *schema.Model, _ any) error {
		if who, err := WhoOf(r.Context()); err != nil || who.Role != model.Admin {
			return forbidden
		}
		return nil
	}
	return ormadmin.New(a.db, allowed, ormadmin.Title("Tracker"), ormadmin.Logger(a.log), ormadmin.Picture(), ormadmin.History(a.history),
		ormadmin.Of[model.Issue](ormadmin.Columns("title", "project", "status", "priority", "assignee", "due"), ormadmin.Search("title", "body")),
		ormadmin.Of[model.Project](ormadmin.Columns("code", "name", "team", "rate")),
		ormadmin.Of[model.Team](ormadmin.Columns("name", "created_at")),
		ormadmin.Of[model.User](ormadmin.Columns("email", "name", "role")),
		ormadmin.Of[model.Label](ormadmin.Columns("name", "color")),
		ormadmin.Of[model.Comment](ormadmin.Columns("text", "issue", "author")),
		ormadmin.Of[model.Attachment](ormadmin.Columns("name", "issue", "media")),
		ormadmin.Of[model.Entry](ormadmin.Columns("created_at", "did", "table", "who"), ormadmin.Only(ormadmin.List, ormadmin.Read)),
	)
}

// history is what the audit log has of a row.
func (a *App) history(ctx context.Context, table, key string) ([]ormadmin.Event, error) {
	id, err := uuid.Parse(key)
	if err != nil {
		return nil, orm.ErrNoMatch
	}
	entries, err := orm.Objects[model.Entry](a.db).SelectRelated("who").Filter(orm.Q{"table": table, "row": id}).OrderBy("-created_at", "-id").Limit(200).All(ctx)
	if err != nil {
		return nil, err
	}
	var out []ormadmin.Event
	for _, e := range entries {
		event := ormadmin.Event{At: e.CreatedAt, What: e.Did}
		if who := e.Who.Get(); who != nil {
			event.Who = who.Name
		}
		for name, c := range e.Changes {
			event.Changes = append(event.Changes, orm.Change{Name: name, From: c.From, To: c.To})
		}
		slices.SortFunc(event.Changes, func(x, y orm.Change) int { return strings.Compare(x.Name, y.Name) })
		out = append(out, event)
	}
	return out, nil
}
