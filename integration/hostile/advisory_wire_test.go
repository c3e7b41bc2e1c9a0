package hostile_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/schema"
)

// wireAdvisories are about statements, comments and what is below them: drivers and the language.
var wireAdvisories = []advisory{
	{"CVE-2020-25638", "Hibernate", "text that becomes a comment of a statement", []string{"*/ DROP TABLE canary_secret; /*", "\n DROP TABLE canary_secret"}, comment, "statements have no comments"},
	{"CVE-2023-22794", "Rails", "text that becomes a comment of a statement", []string{"*/ SELECT 1; /*", "*/*/"}, comment, "statements have no comments"},
	{"CVE-2026-41889", "pgx", "quotes of dollars, by the simple protocol", []string{"$tag$", "$$", "$1$"}, func(ctx context.Context, a *target, v string) error {
		return finds(ctx, owners(a).Filter(orm.Q{"name": v}), 0)
	}, "the simple protocol is not used"},
	{"CVE-2024-27304", "pgx, pgproto3", "a message beyond four gigabytes", nil, func(context.Context, *target, string) error {
		return atLeast("github.com/jackc/pgx/v5", 5, 5, 4)
	}, "the driver that is required has the mend"},
	{"GHSA-jqcq-xjh3-6g23", "pgproto3", "a row of a server's whose field has a negative length", []string{"\xff\xff\xff\xfe", "\x80\x00\x00\x00"}, hostileRow, "an error, and no panic"},
	{"CVE-2025-47907", "database/sql of Go", "rows that are scanned while they are cancelled", nil, func(context.Context, *target, string) error {
		var minor int
		if _, err := fmt.Sscanf(strings.TrimPrefix(runtime.Version(), "go"), "1.%d", &minor); err == nil && minor < 25 {
			return fmt.Errorf("%s has the fault", runtime.Version())
		}
		return nil
	}, "the language that is required has the mend"},
}

func comment(ctx context.Context, a *target, v string) error {
	return finds(ctx, owners(a).Filter(orm.Q{"name": v}), 0) // foreign finds comments in what was sent
}

// atLeast is nil when go.mod requires a module in that version or a later one. What a test binary is made of is not in it.
func atLeast(module string, want ...int) error {
	text, err := os.ReadFile("../../go.mod")
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(text)) {
		version, ok := strings.CutPrefix(strings.TrimSpace(line), module+" v")
		if !ok {
			continue
		}
		var got [3]int
		if _, err := fmt.Sscanf(version, "%d.%d.%d", &got[0], &got[1], &got[2]); err != nil {
			return err
		}
		if slices.Compare(got[:], want) < 0 {
			return fmt.Errorf("%s is at %s", module, version)
		}
		return nil
	}
	return fmt.Errorf("go.mod does not require %s", module)
}

// hostileRow opens a server that answers every question with a row whose field has that length.
func hostileRow(ctx context.Context, _ *target, length string) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	var served sync.WaitGroup
	served.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			served.Go(func() { defer conn.Close(); answerWith(conn, "D\x00\x00\x00\x0a\x00\x01"+length) })
		}
	})
	db, err := postgres.Open("postgres://postgres@"+l.Addr().String()+"/postgres?sslmode=disable&connect_timeout=5", schema.MustRegistry(&owner{}))
	if err == nil { // which needs no answer
		_, err = orm.Objects[owner](db).All(ctx)
		_ = db.Close()
	}
	_ = l.Close()
	served.Wait()
	if err == nil || strings.Contains(err.Error(), "panic") {
		return fmt.Errorf("such a row is taken: %v", err)
	}
	return nil
}

// answerWith lets a client in and answers whatever it asks with the bytes of one message.
func answerWith(conn net.Conn, row string) {
	b := pgproto3.NewBackend(conn, conn)
	first, err := b.ReceiveStartupMessage()
	if _, cancels := first.(*pgproto3.CancelRequest); err != nil || cancels {
		return
	}
	b.Send(&pgproto3.AuthenticationOk{})
	for name, value := range map[string]string{"standard_conforming_strings": "on", "client_encoding": "UTF8", "TimeZone": "UTC"} {
		b.Send(&pgproto3.ParameterStatus{Name: name, Value: value})
	}
	b.Send(&pgproto3.ReadyForQuery{TxStatus: 'I'})
	if b.Flush() != nil {
		return
	}
	if _, err := b.Receive(); err == nil {
		_, _ = conn.Write([]byte(row))
	}
}
