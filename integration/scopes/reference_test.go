package scopes

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
)

// A key from a stranger does not tie a row to what the stranger cannot see, and the answer does not tell such a row from none.
func TestReferences(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			sent := &dbtest.Counter{}
			db := dbtest.Open(t, name, models(), append(tenants(), orm.WithObserver(sent))...)
			projects, issues, _, notes := two(t, db)
			ctx := as(t.Context(), 1)
			look := func(what string, want error, statements int, m, was *Note) {
				t.Helper()
				sent.Reset()
				err := orm.CheckReferences(ctx, db, m, was)
				var c *orm.ConstraintError
				if !errors.Is(err, want) || (want != nil && (!errors.As(err, &c) || !slices.Equal(c.Fields, []string{"issue"}))) {
					t.Errorf("%s: %v, want %v", what, err, want)
				}
				if n := len(sent.Reset()); n != statements {
					t.Errorf("%s: %d statements, want %d", what, n, statements)
				}
			}
			look("its own", nil, 1, &Note{Issue: orm.Ref(issues[0])}, nil)
			look("by key", nil, 1, &Note{Issue: orm.RefPK[Issue](issues[0].ID)}, nil)
			look("another tenant's", orm.ErrForeignKey, 1, &Note{Issue: orm.RefPK[Issue](issues[1].ID)}, nil)
			look("nobody's", orm.ErrForeignKey, 1, &Note{Issue: orm.RefPK[Issue](999)}, nil)
			look("none", nil, 0, &Note{}, nil)
			look("as it was", nil, 0, notes[1], notes[1])
			moved := *notes[0]
			moved.Issue = orm.RefPK[Issue](issues[1].ID)
			look("changed", orm.ErrForeignKey, 1, &moved, notes[0])
			if err := orm.CheckReferences(ctx, db, &Issue{Owner: orm.RefPK[Person](999), Project: orm.Ref(projects[0])}, nil); err != nil {
				t.Errorf("a relation to a model without scopes: %v", err)
			}
			if err := orm.CheckReferences(t.Context(), db, notes[0], nil); !errors.Is(err, errNoTenant) {
				t.Errorf("without a tenant: %v", err)
			}
			if err := orm.CheckReferences[Note](ctx, db, nil, nil); !errors.Is(err, orm.ErrQuery) {
				t.Errorf("no instance: %v", err)
			}
			overHTTP(t, db, ctx, issues, notes)
		})
	}
}

// overHTTP asks for the same by a resource.
func overHTTP(t *testing.T, db *orm.DB, ctx context.Context, issues [2]*Issue, notes [2]*Note) {
	t.Helper()
	resource := ormhttp.Resource[Note](db)
	ask := func(method, path, body string, status int) string {
		t.Helper()
		r := httptest.NewRequestWithContext(ctx, method, path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		resource.ServeHTTP(w, r)
		if w.Code != status {
			t.Errorf("%s %s %s: %d %s, want %d", method, path, body, w.Code, w.Body, status)
		}
		return w.Body.String()
	}
	note := func(issue int64) string {
		return `{"Tenant":1,"Text":"x","Issue":` + strconv.FormatInt(issue, 10) + `}`
	}
	ask(http.MethodPost, "/", note(issues[0].ID), http.StatusCreated)
	hidden := ask(http.MethodPost, "/", note(issues[1].ID), http.StatusConflict)
	if nobody := ask(http.MethodPost, "/", note(999), http.StatusConflict); nobody != hidden || !strings.Contains(hidden, `"/Issue"`) {
		t.Errorf("a hidden row is answered with %s, none with %s", hidden, nobody)
	}
	path := "/" + strconv.FormatInt(notes[0].ID, 10)
	ask(http.MethodPatch, path, `{"Issue":`+strconv.FormatInt(issues[1].ID, 10)+`}`, http.StatusConflict)
	ask(http.MethodPut, path, note(issues[1].ID), http.StatusConflict)
	ask(http.MethodPost, "/", "["+note(issues[0].ID)+","+note(issues[1].ID)+"]", http.StatusConflict)
	ask(http.MethodPatch, path, `{"Text":"y"}`, http.StatusOK)
	n, err := orm.Objects[Note](db).Filter(orm.Q{"issue": issues[1].ID}).Count(orm.Unscoped(ctx))
	if err != nil || n != 1 {
		t.Errorf("%d notes of the other tenant's issue, %v", n, err)
	}
	moved := *notes[0] // by somebody who may
	moved.Issue = orm.RefPK[Issue](issues[1].ID)
	must(t, "move", orm.Update(orm.Unscoped(ctx), db, &moved))
	ask(http.MethodPut, path, note(issues[1].ID), http.StatusOK) // as it was
}
