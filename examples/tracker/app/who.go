package app

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"github.com/ormar-go/ormar/examples/tracker/model"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/ormhttp"
)

// Who is the user behind a request.
type Who struct {
	User, Tenant uuid.UUID
	Role         model.Role
}

type whoKey struct{}

// As is a context of a user: what is read and written with it is of the user's tenant.
func As(ctx context.Context, w Who) context.Context { return context.WithValue(ctx, whoKey{}, w) }

// errNobody is the error of what needs a user, in a context that has none.
var errNobody = errors.New("nobody is logged in")

// WhoOf is the user of a context.
func WhoOf(ctx context.Context) (Who, error) {
	w, ok := ctx.Value(whoKey{}).(Who)
	if !ok {
		return Who{}, errNobody
	}
	return w, nil
}

// authenticated finds the user by the token of a request, a bearer's or the password that a browser asks for, and hands on. The
// token's user is looked for among all tenants: only then the tenant is known.
func (a *App) authenticated(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		if !bearer {
			_, token, _ = r.BasicAuth()
		}
		user, err := a.userOf(r.Context(), token)
		if errors.Is(err, orm.ErrNoMatch) {
			w.Header().Set("WWW-Authenticate", `Basic realm="tracker", charset="UTF-8"`)
			ormhttp.WriteProblem(w, ormhttp.Problem{Status: http.StatusUnauthorized, Detail: "give your token: Authorization: Bearer …"})
			return
		}
		if err != nil {
			a.fail(w, r, err)
			return
		}
		tenant, _ := user.Tenant.PK().(uuid.UUID)
		next.ServeHTTP(w, r.WithContext(As(r.Context(), Who{user.ID, tenant, user.Role})))
	})
}

func (a *App) userOf(ctx context.Context, token string) (*model.User, error) {
	if token == "" {
		return nil, orm.ErrNoMatch
	}
	u := orm.Fields[model.User]()
	return orm.Objects[model.User](a.db).Unscoped("tenant").Get(ctx, orm.Eq(&u.Token, token))
}
