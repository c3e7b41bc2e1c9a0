package cli

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ormar-go/ormar/orm/sqlite"
	"github.com/ormar-go/ormar/schema"
)

// Who looks on sees how far it is with many tables, in one line that is gone at the end; a file and a program see nothing of it.
func TestInspectProgress(t *testing.T) {
	none, err := schema.NewRegistry()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "many.db")
	db, err := sqlite.Open(path, none)
	if err != nil {
		t.Fatal(err)
	}
	var tables strings.Builder
	for i := range 120 {
		fmt.Fprintf(&tables, "CREATE TABLE t%d (id INTEGER PRIMARY KEY);", i)
	}
	if _, err := db.SQLX().Exec(tables.String()); err != nil {
		t.Fatal(err)
	}
	db.Close()
	run := func(terminal bool, args ...string) string {
		t.Helper()
		var out, said bytes.Buffer
		c := &command{config: Config{}, out: &out, err: &said, in: strings.NewReader(""), terminal: terminal}
		if code := c.run(context.Background(), append([]string{"inspect"}, args...)); code != 0 {
			t.Fatalf("%d\n%s", code, said.String())
		}
		if strings.Contains(out.String(), "tables\r") || strings.Contains(out.String(), "\x1b") {
			t.Error("the line stands in what was written")
		}
		return said.String()
	}
	if said := run(true, "sqlite:"+path); !strings.Contains(said, "60 of 120 tables") || !strings.HasSuffix(said, "\r\x1b[K") {
		t.Errorf("%q", said)
	}
	for _, said := range []string{run(false, "sqlite:"+path), run(true, "-json", "-out", t.TempDir(), "sqlite:"+path), run(true, "-tables", "t1*", "sqlite:"+path)} {
		if strings.Contains(said, " of ") {
			t.Errorf("%q", said)
		}
	}
}
