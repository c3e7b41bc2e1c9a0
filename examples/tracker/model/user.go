package model

import (
	"os"
	"regexp"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
	"github.com/ormar-go/ormar/schema/crypt"
)

// Role is what a user may do: an admin everything, a member work, a guest read.
type Role string

// The roles.
const (
	Admin  Role = "admin"
	Member Role = "member"
	Guest  Role = "guest"
)

// User is somebody with a token.
type User struct {
	orm.Model
	Base
	Email string                            `json:"email" validate:"email"`
	Name  string                            `json:"name"`
	Role  Role                              `json:"role"`
	Token string                            `json:"token"`
	Teams orm.ManyThrough[Team, Membership] `json:"teams,omitzero"`
}

// Schema is the table of User. A token is stored as a digest, by which it is found.
func (u *User) Schema() schema.Table {
	return schema.Table{
		OrderBy: []string{"email"},
		Fields: append(u.Base.Fields(),
			schema.String(&u.Email, 200).Unique(),
			schema.String(&u.Name, 100).MinLength(1),
			schema.Enum(&u.Role, Admin, Member, Guest).Default(Member),
			schema.String(&u.Token, 100).MinLength(10).Pattern(regexp.MustCompile(`^\S+$`)).Encrypt(crypt.HMAC(crypt.Key{ID: "1", Secret: secret()})).WriteOnly(),
		),
	}
}

// secret is the key of the digests. Whoever runs the tracker for others sets TRACKER_SECRET.
func secret() []byte {
	if text := os.Getenv("TRACKER_SECRET"); text != "" {
		return []byte(text)
	}
	return []byte("a secret of demonstrations, which everybody knows")
}
