package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/examples/tracker/model"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// find reads the row whose key is in the path.
func find[T any, P orm.PtrTo[T]](r *http.Request, db *orm.DB, name string) (*T, error) {
	id, err := uuid.Parse(r.PathValue(name))
	if err != nil {
		return nil, orm.ErrNoMatch
	}
	return orm.Objects[T, P](db).Get(r.Context(), orm.Q{"pk": id})
}

// setLabels gives an issue exactly the labels of the body: {"labels": ["…", "…"]}.
func (a *App) setLabels(w http.ResponseWriter, r *http.Request) {
	err := a.db.Transaction(r.Context(), func(ctx context.Context) error {
		r := r.WithContext(ctx)
		issue, err := find[model.Issue](r, a.db, "id")
		if err = all(member(r), err); err != nil {
			return err
		}
		var body struct {
			Labels []uuid.UUID `json:"labels"`
		}
		if err := read(w, r, &body); err != nil {
			return err
		}
		labels, err := orm.Objects[model.Label](a.db).All(ctx, orm.Q{"id__in": body.Labels})
		if err != nil {
			return err
		}
		var missing []schema.Failure
		for i, id := range body.Labels {
			if !hasLabel(labels, id) {
				missing = append(missing, schema.Failure{Path: fmt.Sprintf("labels[%d]", i), Rule: "reference"})
			}
		}
		if missing != nil {
			return wrong(missing...)
		}
		return issue.Labels.Set(ctx, labels...)
	})
	a.done(w, r, err)
}

func hasLabel(list []*model.Label, id uuid.UUID) bool {
	for _, l := range list {
		if l.ID == id {
			return true
		}
	}
	return false
}

// setMember makes a user a member of a team, or changes what the membership says: {"leads": true, "since": "2026-05-01"}.
func (a *App) setMember(w http.ResponseWriter, r *http.Request) {
	a.membership(w, r, func(ctx context.Context, team *model.Team, user *model.User) error {
		link := orm.New[model.Membership](a.db)
		if err := orm.Decode(a.db, http.MaxBytesReader(w, r.Body, 1<<12), link); err != nil {
			return err
		}
		n, err := team.Members.Objects().Filter(orm.Q{"id": user.ID}).Count(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			return team.Members.AddLink(ctx, user, *link)
		}
		return team.Members.UpdateLink(ctx, user, orm.V{"leads": link.Leads, "since": link.Since})
	})
}

// removeMember takes a user out of a team.
func (a *App) removeMember(w http.ResponseWriter, r *http.Request) {
	a.membership(w, r, func(ctx context.Context, team *model.Team, user *model.User) error {
		return team.Members.Remove(ctx, user)
	})
}

func (a *App) membership(w http.ResponseWriter, r *http.Request, change func(context.Context, *model.Team, *model.User) error) {
	err := a.db.Transaction(r.Context(), func(ctx context.Context) error {
		r := r.WithContext(ctx)
		team, err := find[model.Team](r, a.db, "id")
		if err != nil {
			return err
		}
		if who, err := WhoOf(ctx); err != nil || who.Role != model.Admin {
			return errors.Join(forbidden, err)
		}
		user, err := find[model.User](r, a.db, "user")
		if err != nil {
			return err
		}
		return change(ctx, team, user)
	})
	a.done(w, r, err)
}

// done answers 204, or with the problem of an error.
func (a *App) done(w http.ResponseWriter, r *http.Request, err error) {
	if err != nil {
		a.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// content sends the bytes of an attachment, as a download, since nobody has looked at them.
func (a *App) content(w http.ResponseWriter, r *http.Request) {
	file, err := find[model.Attachment](r, a.db, "id")
	if err != nil {
		a.fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", file.Media)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Disposition", disposition(file.Name))
	_, _ = w.Write(file.Data) // the client has gone
}
