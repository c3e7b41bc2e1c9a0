package limits

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"go.uber.org/goleak"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A limit is the most of something that can be asked for.
type limit struct {
	what string
	most int              // on every database
	on   map[string]int   // on one of them, instead; mysql stands for mariadb too
	try  func(n int) call // asks for n
	more error            // what one more is; nil where it is done in several steps
}

// A call says what is wrong with the answer, or gives the library's error.
type call func(ctx context.Context, db *orm.DB) error

func (l limit) of(dialect string) int {
	if dialect == "mariadb" {
		dialect = "mysql"
	}
	if n, ok := l.on[dialect]; ok {
		return n
	}
	return l.most
}

// hold tries each limit on each database.
func hold(t *testing.T, models *schema.Registry, limits []limit, prepare ...func(t *testing.T, db *orm.DB)) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			counter := &dbtest.Counter{}
			db := dbtest.Open(t, name, models, orm.WithObserver(counter))
			for _, p := range prepare {
				p(t, db)
			}
			for _, l := range limits {
				for n := l.of(name) - 1; n <= l.of(name)+1; n++ {
					t.Run(fmt.Sprint(l.what, " ", n), func(t *testing.T) { l.check(t, db, counter, n, n > l.of(name)) })
				}
			}
		})
	}
}

func (l limit) check(t *testing.T, db *orm.DB, counter *dbtest.Counter, n int, beyond bool) {
	t.Helper()
	counter.Reset()
	err := l.try(n)(t.Context(), db)
	sent := counter.Reset()
	switch {
	case !beyond || l.more == nil:
		if err != nil {
			t.Errorf("%.500v", err)
		}
	case !errors.Is(err, l.more):
		t.Errorf("want %v, got %.500v", l.more, err)
	case len(sent) > 0:
		t.Errorf("%d statements were sent before %v", len(sent), err)
	}
}

// same is a wrong answer, unless it is right.
func same[T comparable](got, want T, err error) error {
	if err == nil && got != want {
		err = fmt.Errorf("got %v, want %v", got, want)
	}
	return err
}
