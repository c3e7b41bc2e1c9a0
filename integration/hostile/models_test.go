package hostile_test

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

type owner struct {
	orm.Model
	ID       int64         `json:"id"`
	Name     string        `json:"name"`
	Age      *int          `json:"age"`
	Password string        `json:"password"`
	Pets     orm.Many[pet] `json:"pets,omitzero"`
}

func (o *owner) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&o.ID).PrimaryKey(), schema.String(&o.Name, 200).Unique(), schema.Integer(&o.Age), schema.String(&o.Password, 40).Secret(),
	}, Constraints: []schema.Constraint{schema.FullText("name")}}
}

type pet struct {
	orm.Model
	ID    int64          `json:"id"`
	Name  string         `json:"name"`
	Owner orm.One[owner] `json:"owner,omitzero"`
}

func (p *pet) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&p.ID).PrimaryKey(), schema.String(&p.Name, 200), schema.ForeignKey(&p.Owner),
	}}
}

// canary is a table that no attack asks for.
type canary struct {
	ID     int64
	Secret string
}

func (c *canary) Schema() schema.Table {
	return schema.Table{Name: "canary_secret", Fields: schema.Fields{schema.BigInteger(&c.ID).PrimaryKey(), schema.String(&c.Secret, 40)}}
}

// target is a database with rows and a witness.
type target struct {
	db    *orm.DB
	sent  *witness
	owner *owner
}

func aim(t testing.TB, name string, opts ...orm.Option) *target {
	w := &witness{}
	db := dbtest.Open(t, name, schema.MustRegistry(&owner{}, &pet{}, &canary{}), append(opts, orm.WithObserver(w))...)
	ctx := t.Context()
	o := &owner{Name: "O", Age: new(7), Password: "s3cret"}
	for _, err := range []error{
		orm.Save(ctx, db, o), orm.Save(ctx, db, &owner{Name: "P"}), orm.Save(ctx, db, &pet{Name: "A", Owner: orm.Ref(o)}), orm.Save(ctx, db, &canary{Secret: "canary"}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	w.take()
	return &target{db, w, o}
}

// unharmed is O4: the rows are those that were there.
func (a *target) unharmed(t testing.TB) {
	t.Helper()
	ctx := orm.Unscoped(t.Context())
	names, err := orm.Pluck[string](ctx, orm.Objects[owner](a.db).OrderBy("id"), "name")
	pets, err2 := orm.Objects[pet](a.db).Count(ctx)
	secrets, err3 := orm.Pluck[string](ctx, orm.Objects[canary](a.db), "secret")
	if err != nil || err2 != nil || err3 != nil || !slices.Equal(names, []string{"O", "P"}) || pets != 1 || !slices.Equal(secrets, []string{"canary"}) {
		t.Fatalf("the rows are now %q, %d, %q (%v, %v, %v)", names, pets, secrets, err, err2, err3)
	}
	a.sent.take()
}

// witness keeps the texts of statements.
type witness struct {
	mu    sync.Mutex
	texts []string
}

func (w *witness) Before(ctx context.Context, s *orm.Statement) context.Context {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.texts = append(w.texts, s.Text)
	return ctx
}

func (w *witness) After(context.Context, *orm.Statement) {}

func (w *witness) take() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	texts := w.texts
	w.texts = nil
	return texts
}

var (
	alias  = regexp.MustCompile(`^[a-z]{1,2}[0-9]*$`)
	known  = map[string]bool{"owners": true, "pets": true, "id": true, "name": true, "age": true, "password": true, "owner": true, "C": true, "default": true, "ft_owners_name": true}
	lexeme = regexp.MustCompile("`((?:[^`]|``)*)`|\"((?:[^\"]|\"\")*)\"|'((?:[^']|'')*)'|--|/\\*|#|;")
)

// foreign is O2 and O3: what in a text is no identifier of the models, or begins a comment or another statement.
func foreign(text string) string {
	for _, m := range lexeme.FindAllStringSubmatch(text, -1) {
		switch {
		case m[1] != "" || m[2] != "":
			if name := m[1] + m[2]; !known[name] && !alias.MatchString(name) {
				return m[0]
			}
		case strings.HasPrefix(m[0], "'"):
			if !slices.Contains([]string{"!", "C", "", " ", "[]", "$[*]", "$", "unlogged", "integer", "simple", "!\"#$%&()*+,-./:;<=>?@[]^_`{|}~", strings.Repeat(" ", 30)}, m[3]) && !strings.HasPrefix(m[3], "$") {
				return m[0]
			}
		default:
			return m[0]
		}
	}
	return ""
}
