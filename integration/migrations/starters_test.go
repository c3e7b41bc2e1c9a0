package migrations

import (
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest"
	"github.com/ormar-go/ormar/orm"
)

// An Up with nothing to do sends two statements, and takes no lock.
func TestNothingToDoIsTwoStatements(t *testing.T) {
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := dbtest.DSN(t, name)
			db, k := newDeadly(t, opened(t, name, dsn), name, dsn, -1, false)
			m := with(t, db, three())
			for i, want := range []int64{-1, 2, 2} {
				k.sent.Store(0)
				if _, err := m.Up(t.Context()); err != nil {
					t.Fatal(err)
				}
				if n := k.sent.Load(); want > 0 && n != want {
					t.Errorf("call %d sends %d statements", i, n)
				}
			}
		})
	}
}

// TestStarter is one of eight processes: it runs when the environment says where.
func TestStarter(t *testing.T) {
	name := os.Getenv("ORMAR_START_NAME")
	if name == "" {
		t.Skip("it is run by TestEightProcesses")
	}
	done, err := with(t, opened(t, name, os.Getenv("ORMAR_START_DSN")), dir(many(20)...)).Up(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("applied %s.", ids(done))
}

// Eight processes that start at once apply each of 20 migrations once.
func TestEightProcesses(t *testing.T) {
	if testing.Short() {
		t.Skip("it starts processes")
	}
	for _, name := range dbtest.Names() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dsn := dbtest.DSN(t, name)
			var all sync.WaitGroup
			var mu sync.Mutex
			told := ""
			for range 8 {
				all.Go(func() {
					child := exec.Command(os.Args[0], "-test.run=^TestStarter$", "-test.v")
					child.Env = append(os.Environ(), "ORMAR_START_NAME="+name, "ORMAR_START_DSN="+dsn)
					out, err := child.CombinedOutput()
					if err != nil {
						t.Errorf("%v\n%s", err, out)
					}
					mu.Lock()
					defer mu.Unlock()
					told += string(out)
				})
			}
			all.Wait()
			files := many(20)
			for i := 0; i < len(files); i += 2 {
				if id := strings.TrimSuffix(files[i], ".sql"); strings.Count(told, id+" ") != 1 {
					t.Errorf("%s was applied %d times", id, strings.Count(told, id+" "))
				}
			}
			if n, err := orm.Objects[Book](opened(t, name, dsn)).Count(t.Context()); err != nil || n != 20 {
				t.Errorf("%d rows, %v", n, err)
			}
		})
	}
}
