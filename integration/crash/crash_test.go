package crash

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/ormar-go/ormar/internal/dbtest/replay"
	"github.com/ormar-go/ormar/migrate"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// Entry is one of the three rows of a transaction.
type Entry struct {
	orm.Model
	ID    int64
	Batch int64
	Part  int64
}

// Schema is the table entries.
func (e *Entry) Schema() schema.Table {
	return schema.Table{Name: "entries", Fields: schema.Fields{
		schema.BigInteger(&e.ID).PrimaryKey(), schema.BigInteger(&e.Batch).Index(), schema.BigInteger(&e.Part),
	}}
}

const (
	file  = "ORMAR_CRASH_FILE"
	first = "ORMAR_CRASH_FIRST"
	parts = 3
)

func TestMain(m *testing.M) {
	if path := os.Getenv(file); path != "" {
		if err := write(path); err != nil {
			fmt.Println("failed", err)
			os.Exit(1)
		}
		return
	}
	goleak.VerifyTestMain(m)
}

// write writes batches until it is killed, and says each that it was told to be done.
func write(path string) error {
	db, err := sqlite.Open(path, schema.MustRegistry(&Entry{}))
	if err != nil {
		return err
	}
	ctx := context.Background()
	batch, err := strconv.ParseInt(os.Getenv(first), 10, 64)
	if err != nil {
		return err
	}
	for ; ; batch++ {
		err := db.Transaction(ctx, func(ctx context.Context) error {
			if _, err := orm.Objects[Entry](db).Create(ctx, Entry{Batch: batch, Part: 1}); err != nil {
				return err
			}
			rows := []*Entry{{Batch: batch, Part: 2}, {Batch: batch, Part: 3}}
			return orm.Objects[Entry](db).BulkCreate(ctx, rows)
		})
		if err != nil {
			return err
		}
		fmt.Println("done", batch)
	}
}

func TestKilledWriters(t *testing.T) {
	kills := replay.Setting(t, "ORMAR_KILLS", 12)
	random := rand.New(rand.NewPCG(replay.Seed(t), 1))
	path := filepath.Join(t.TempDir(), "entries.db")
	db, err := sqlite.Open(path, schema.MustRegistry(&Entry{}))
	if err != nil {
		t.Fatal(err)
	}
	if err := migrate.CreateAll(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	told, next := map[int64]bool{}, int64(1)
	for range kills {
		for _, batch := range killed(t, path, next, time.Duration(random.IntN(60))*time.Millisecond) {
			told[batch] = true
			next = max(next, batch+1)
		}
		next++ // of the one in the middle nothing was told
		look(t, path, told)
		if t.Failed() {
			return
		}
	}
	if t.Logf("%d batches were told to be done before %d kills", len(told), kills); len(told) < kills {
		t.Errorf("only %d batches were written", len(told))
	}
}

// killed runs a writer for that long after its first batch, kills it, and gives what it said.
func killed(t *testing.T, path string, from int64, after time.Duration) []int64 {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), file+"="+path, fmt.Sprintf("%s=%d", first, from))
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var said []int64
	for lines := bufio.NewScanner(out); lines.Scan(); {
		text, ok := strings.CutPrefix(lines.Text(), "done ")
		batch, err := strconv.ParseInt(text, 10, 64)
		if !ok || err != nil {
			t.Errorf("the writer says %q", lines.Text())
			break
		}
		if said = append(said, batch); len(said) == 1 {
			time.AfterFunc(after, func() { _ = child.Process.Kill() })
		}
	}
	_ = child.Process.Kill()
	_ = child.Wait() // it was killed
	return said
}

// look opens the file as the next process would.
func look(t *testing.T, path string, told map[int64]bool) {
	t.Helper()
	db, err := sqlite.Open(path, schema.MustRegistry(&Entry{}))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	}()
	var whole string
	if err := db.SQLX().GetContext(t.Context(), &whole, "PRAGMA integrity_check"); err != nil || whole != "ok" {
		t.Errorf("the file is %s, %v", whole, err)
	}
	rows, err := orm.Objects[Entry](db).All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	there := map[int64][parts + 1]int{}
	for _, r := range rows {
		p := there[r.Batch]
		p[r.Part]++
		there[r.Batch] = p
	}
	for batch, p := range there {
		if p != [parts + 1]int{0, 1, 1, 1} {
			t.Errorf("batch %d is there as %v", batch, p)
		}
	}
	for batch := range told {
		if _, ok := there[batch]; !ok {
			t.Errorf("batch %d was told to be done and is not there", batch)
		}
	}
}
