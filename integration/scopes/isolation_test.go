package scopes

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

var (
	questions = flag.Int("questions", 400, "how many random questions are asked of each database")
	seed      = flag.Uint64("seed", 0, "the seed of the random questions; 0 draws one")
)

// TestIsolation asks random questions of a database with three tenants, as one of them, and of one with the rows of that tenant alone:
// the answers are equal, so that no row of another tenant has a part in any.
func TestIsolation(t *testing.T) {
	n := *questions
	if testing.Short() {
		n /= 4
	}
	for _, name := range servers.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := *seed
			if s == 0 {
				s = replay.Seed(t)
			}
			t.Logf("-seed %d", s)
			r := rand.New(rand.NewPCG(s, 1))
			shared, alone := dbtest.Open(t, name, models(), tenants()...), dbtest.Open(t, name, models())
			w := fill(t, r, shared, alone)
			for i := range n {
				q := w.question()
				ctx := as(t.Context(), 1)
				got, want := answer(ctx, shared, q), answer(t.Context(), alone, q)
				if got != want {
					t.Fatalf("question %d with -seed %d: %s\n got %s\nwant %s", i, s, q.text, got, want)
				}
			}
		})
	}
}

// world draws questions.
type world struct {
	r        *rand.Rand
	projects []*Project
	issues   []*Issue
	labels   []*Label
	notes    []*Note
}

// fill writes rows of three tenants into one database, and those of the first into another.
func fill(t *testing.T, r *rand.Rand, shared, alone *orm.DB) *world {
	t.Helper()
	w := &world{r: r}
	ctx := orm.Unscoped(t.Context(), "tenant", "shown")
	people := []*Person{{ID: 1, Name: "ada"}, {ID: 2, Name: "bob"}, {ID: 3, Name: "eve"}}
	for i := range 24 {
		w.projects = append(w.projects, &Project{ID: int64(i + 1), Tenant: i%3 + 1, Name: string(rune('a' + r.IntN(4)))})
		if i >= 3 && r.IntN(2) == 0 {
			w.projects[i].Parent = orm.Ref(w.projects[i-3]) // of the same tenant
		}
	}
	for i := range 60 {
		n := &Issue{ID: int64(i + 1), Project: orm.Ref(w.projects[r.IntN(24)]), Title: string(rune('a' + r.IntN(4))), Points: r.IntN(5)}
		if r.IntN(3) > 0 {
			n.Owner = orm.Ref(people[r.IntN(3)])
		}
		w.issues = append(w.issues, n)
	}
	for i := range 18 {
		w.labels = append(w.labels, &Label{ID: int64(i + 1), Tenant: i%3 + 1, Name: fmt.Sprint("l", i/3), Hidden: r.IntN(4) == 0})
	}
	tenant := func(i *Issue) int { return i.Project.Get().Tenant }
	for i := range 80 {
		n := &Note{ID: int64(i + 1), Text: string(rune('a' + r.IntN(4)))}
		issue := w.issues[r.IntN(60)]
		n.Issue, n.Tenant = orm.Ref(issue), tenant(issue)
		w.notes = append(w.notes, n)
	}
	links := map[*Issue][]*Label{}
	for range 120 {
		i, l := w.issues[r.IntN(60)], w.labels[r.IntN(18)]
		if tenant(i) == l.Tenant {
			links[i] = append(links[i], l)
		}
	}
	for _, db := range []*orm.DB{shared, alone} {
		mine := func(tenant int) bool { return db == shared || tenant == 1 }
		must(t, "people", orm.Objects[Person](db).BulkCreate(ctx, copies(people, func(*Person) bool { return true })))
		for _, p := range copies(w.projects, func(p *Project) bool { return mine(p.Tenant) }) { // parents first
			must(t, "project", orm.Save(ctx, db, p))
		}
		must(t, "issues", orm.Objects[Issue](db).BulkCreate(ctx, copies(w.issues, func(i *Issue) bool { return mine(tenant(i)) })))
		must(t, "labels", orm.Objects[Label](db).BulkCreate(ctx, copies(w.labels, func(l *Label) bool { return mine(l.Tenant) && (db == shared || !l.Hidden) })))
		must(t, "notes", orm.Objects[Note](db).BulkCreate(ctx, copies(w.notes, func(n *Note) bool { return mine(n.Tenant) })))
		for _, i := range w.issues {
			if !mine(tenant(i)) {
				continue
			}
			row, err := orm.Objects[Issue](db).Get(ctx, orm.Q{"id": i.ID})
			must(t, "get", err)
			must(t, "labels", row.Labels.Add(ctx, slices.DeleteFunc(slices.Clone(links[i]), func(l *Label) bool { return db == alone && l.Hidden })...))
		}
	}
	return w
}

// copies are instances that no database has seen, of those that are wanted.
func copies[T any](list []*T, wanted func(*T) bool) []*T {
	var out []*T
	for _, p := range list {
		if wanted(p) {
			c := *p
			out = append(out, &c)
		}
	}
	return out
}

// question is something to ask of a database.
type question struct {
	text string
	ask  func(ctx context.Context, db *orm.DB) (any, error)
}

// answer is what a database says, as a text that tells any two answers apart.
func answer(ctx context.Context, db *orm.DB, q question) string {
	var got any
	undo := errors.New("undo")
	err := db.Transaction(ctx, func(ctx context.Context) error {
		var err error
		if got, err = q.ask(ctx, db); err != nil {
			return err
		}
		return undo
	})
	if !errors.Is(err, undo) {
		kinds := []error{orm.ErrNoMatch, orm.ErrMultipleMatches, orm.ErrUnfiltered, orm.ErrForeignKey, orm.ErrUnique, orm.ErrQuery}
		if i := slices.IndexFunc(kinds, func(k error) bool { return errors.Is(err, k) }); i >= 0 {
			return "error: " + kinds[i].Error()
		}
		return "error: " + err.Error()
	}
	text, err := json.Marshal(got)
	if err != nil {
		return "error: " + err.Error()
	}
	return string(text)
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// target is a model and what can be asked of it.
type target struct {
	paths, many, one []string
	numbers          []string
}

var targets = map[string]target{
	"Person":  {paths: []string{"name", "id", "issues__title", "issues__project__name", "issues__labels__name"}, many: []string{"issues", "issues__labels", "issues__notes"}, numbers: []string{"id", "issues__points"}},
	"Project": {paths: []string{"name", "id", "parent__name", "issues__title", "kids__name", "issues__notes__text", "parent__issues__labels__name"}, many: []string{"issues", "kids", "issues__labels"}, one: []string{"parent"}, numbers: []string{"id", "issues__points", "kids__id"}},
	"Issue":   {paths: []string{"title", "points", "project__name", "owner__name", "labels__name", "notes__text", "project__parent__name", "owner__issues__title"}, many: []string{"labels", "notes"}, one: []string{"project", "owner", "project__parent"}, numbers: []string{"points", "labels__id", "notes__id"}},
	"Label":   {paths: []string{"name", "id", "issues__title", "issues__project__name", "issues__notes__text"}, many: []string{"issues", "issues__notes"}, numbers: []string{"id", "issues__points"}},
	"Note":    {paths: []string{"text", "issue__title", "issue__project__name", "issue__labels__name", "issue__owner__name"}, many: []string{}, one: []string{"issue", "issue__project", "issue__owner"}, numbers: []string{"id", "issue__points"}},
}

// condition draws a condition on a model.
func (w *world) condition(m string, depth int) (orm.Condition, string) {
	r, t := w.r, targets[m]
	p := pick(r, t.paths...)
	letter := pick(r, "a", "b", "c", "ada", "l1", "l2")
	var value any = letter
	if strings.HasSuffix(p, "id") || strings.HasSuffix(p, "points") {
		value = r.IntN(20)
	}
	switch r.IntN(9) {
	case 0:
		return orm.Q{p + "__isnull": true}, p + " is null"
	case 1:
		return orm.Q{p + "__ne": value}, fmt.Sprint(p, " ne ", value)
	case 2:
		return orm.Q{p + "__lte": value}, fmt.Sprint(p, " lte ", value)
	case 3:
		if depth < 2 {
			a, x := w.condition(m, depth+1)
			b, y := w.condition(m, depth+1)
			return orm.Or(a, orm.Not(b)), "(" + x + " or not " + y + ")"
		}
	case 4:
		if len(t.many) > 0 && depth < 2 {
			path := pick(r, t.many...)
			c, x := w.condition(endOf(m, path), depth+1)
			kind := pick(r, "some", "none", "every")
			return map[string]func(string, ...orm.Condition) orm.Condition{"some": orm.Some, "none": orm.None, "every": orm.Every}[kind](path, c), kind + " " + path + " " + x
		}
	}
	return orm.Q{p: value}, fmt.Sprint(p, " = ", value)
}

// endOf is the model at the end of a path.
func endOf(m, path string) string {
	for _, part := range strings.Split(path, "__") {
		m = map[string]string{"issues": "Issue", "labels": "Label", "notes": "Note", "kids": "Project", "project": "Project", "parent": "Project", "owner": "Person", "issue": "Issue"}[part]
	}
	return m
}

func (w *world) question() question {
	switch w.r.IntN(5) {
	case 0:
		return ask[Person](w, "Person")
	case 1:
		return ask[Project](w, "Project")
	case 2:
		return ask[Label](w, "Label")
	case 3:
		return ask[Note](w, "Note")
	}
	return ask[Issue](w, "Issue")
}

// ask draws a question to a model.
func ask[T any, P interface {
	*T
	schema.Definer
}](w *world, m string) question {
	r, t := w.r, targets[m]
	var text []string
	build := func(db *orm.DB) orm.QuerySet[T] { return orm.Objects[T, P](db) }
	then := func(what string, change func(*orm.DB, orm.QuerySet[T]) orm.QuerySet[T]) {
		before := build
		build = func(db *orm.DB) orm.QuerySet[T] { return change(db, before(db)) }
		text = append(text, what)
	}
	for range r.IntN(3) {
		c, x := w.condition(m, 0)
		if r.IntN(4) == 0 {
			then("exclude "+x, func(_ *orm.DB, q orm.QuerySet[T]) orm.QuerySet[T] { return q.Exclude(c) })
		} else {
			then("filter "+x, func(_ *orm.DB, q orm.QuerySet[T]) orm.QuerySet[T] { return q.Filter(c) })
		}
	}
	if m == "Note" && r.IntN(3) == 0 {
		c, x := w.condition("Issue", 1)
		then("in issues with "+x, func(db *orm.DB, q orm.QuerySet[T]) orm.QuerySet[T] {
			return q.Filter(orm.Q{"issue__in": orm.Objects[Issue](db).Filter(c)})
		})
	}
	if r.IntN(3) == 0 {
		key := pick(r, "", "-") + pick(r, t.paths...)
		then("order "+key, func(_ *orm.DB, q orm.QuerySet[T]) orm.QuerySet[T] { return q.OrderBy(key) })
	}
	if r.IntN(4) == 0 {
		n, from := 1+r.IntN(4), r.IntN(3)
		then(fmt.Sprint("page ", n, from), func(_ *orm.DB, q orm.QuerySet[T]) orm.QuerySet[T] { return q.Limit(n).Offset(from) })
	}
	what, run := w.finish(t)
	if m == "Person" && (run.kind == "delete" || run.kind == "remove") {
		run.kind = "exists" // a row of no tenant to which rows of others refer is not deleted, whoever asks
		what = fmt.Sprintf("%+v", run)
	}
	text = append(text, what)
	return question{m + ": " + strings.Join(text, "; "), func(ctx context.Context, db *orm.DB) (any, error) {
		if slices.Contains(furtherKinds, run.kind) {
			return further[T, P](ctx, db, build(db), m, run)
		}
		return finishing[T, P](ctx, db, build(db), run)
	}}
}
