package hostile_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"

	"github.com/ormar-go/ormar/orm"
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

// atLeast is nil when a module is required in that version or a later one.
func atLeast(module string, want ...int) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("the test binary does not tell what it is made of")
	}
	for _, d := range info.Deps {
		if d.Path != module {
			continue
		}
		for i, part := range strings.SplitN(strings.TrimPrefix(d.Version, "v"), ".", 3) {
			n, err := strconv.Atoi(part)
			if err != nil || n < want[i] {
				return fmt.Errorf("%s is at %s", module, d.Version)
			}
			if n > want[i] {
				break
			}
		}
		return nil
	}
	return nil // go vet's build has no list
}
