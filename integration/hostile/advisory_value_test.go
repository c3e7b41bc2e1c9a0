package hostile_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/url"

	"github.com/ormar-go/ormar/orm"
)

// quotes are texts that end a literal where one is made of them.
var quotes = []string{"' OR '1'='1", `\' OR 1=1 --`, "'; DROP TABLE canary_secret; --", `\`, "x' UNION SELECT secret FROM canary_secret --"}

const bound = "a bound value"

// from is what encoding/json makes of a body's value.
func from(body string) any {
	var v any
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		return err
	}
	return v
}

func equals(ctx context.Context, a *target, body string) error {
	return finish(ctx, owners(a).Filter(orm.Q{"name": from(body)}))
}

// valueAdvisories are about values that became operators, lists, patterns or text.
var valueAdvisories = []advisory{
	{"CVE-2020-7471", "Django", "the separator of StringAgg", quotes, func(ctx context.Context, a *target, v string) error {
		_, err := owners(a).Aggregate(ctx, orm.StringAgg("name", v).As("names"))
		return err
	}, bound},
	{"CVE-2020-9402", "Django", "a number that is a text, in a function", []string{"1) OR 1=1 --", "0.05"}, func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Greatest(orm.F("age"), v).Gt(1)))
	}, ""},
	{"CVE-2026-1207", "Django", "an index that is a text", []string{"1) OR 1=1 --"}, func(ctx context.Context, a *target, v string) error {
		return finish(ctx, owners(a).Filter(orm.Mod(orm.F("age"), v).Eq(1)))
	}, ""},
	{"CVE-2022-28347", "Django", "options of EXPLAIN", quotes, func(ctx context.Context, a *target, v string) error {
		_, err := owners(a).Filter(orm.Q{"name": v}).Explain(ctx) // which takes none
		return err
	}, "there are none; values are bound"},
	{"CVE-2012-0805", "SQLAlchemy", "limit and offset", nil, func(ctx context.Context, a *target, _ string) error {
		return finish(ctx, owners(a).Limit(-1).Offset(-1))
	}, ""},
	{"CVE-2020-11010", "Tortoise ORM", "patterns of LIKE, with a backslash at their end", []string{`\`, `%`, `_`, `' OR 1=1 --\`}, func(ctx context.Context, a *target, v string) error {
		return finds(ctx, owners(a).Filter(orm.Q{"name__icontains": v}), 0)
	}, "searched as the text that it is"},
	{"CVE-2019-11343", "Torpedo Query", "patterns of LIKE", []string{"O%", "_", "%"}, func(ctx context.Context, a *target, v string) error {
		return finds(ctx, owners(a).Filter(orm.Q{"name__startswith": v}), 0)
	}, "searched as the text that it is"},
	{"CVE-2016-10556", "Sequelize", "a list in the place of a text", []string{`["a", "b'"]`, `[["x"]]`}, equals, ""},
	{"CVE-2016-10550", "Sequelize", "a limit that is a text", []string{"1; DROP TABLE canary_secret", "1 OFFSET 0", "-1", "1e3"}, func(ctx context.Context, a *target, v string) error {
		return finish(ctx, orm.Apply(owners(a), orm.UntrustedQuery(url.Values{"size": {v}}, orm.Policy{})))
	}, ""},
	{"CVE-2016-10554", "Sequelize", "a backslash in a value, on SQLite", []string{`\`, `\'`, `a\'; --`}, func(ctx context.Context, a *target, v string) error {
		return finds(ctx, owners(a).Filter(orm.Q{"name": v}), 0)
	}, bound},
	{"CVE-2023-25813", "Sequelize", "a value that looks like the place of another", []string{":name", "?", "$1", "@p1"}, func(ctx context.Context, a *target, v string) error {
		return finds(ctx, owners(a).Filter(orm.Q{"name": v, "age": 7}), 0)
	}, bound},
	{"CVE-2022-33171", "TypeORM", "an object in the place of a key", []string{`{"where": "1=1"}`, `{"id": 1}`}, func(ctx context.Context, a *target, body string) error {
		_, err := owners(a).Get(ctx, orm.Q{"id": from(body)})
		return err
	}, ""},
	{"CVE-2025-60542", "TypeORM", "an object in the place of a value to write", []string{`{"name": 1}`, `{"toSqlString": "x"}`}, func(ctx context.Context, a *target, body string) error {
		_, err := owners(a).Filter(orm.Q{"id": -1}).Update(ctx, orm.V{"password": from(body)})
		return err
	}, ""},
	{"CVE-2013-3221", "Rails", "a number beside a text, which MySQL finds equal", []string{"0", "7", "false"}, equals, ""},
	{"CVE-2012-2660", "Rails", "a list with null, which meant IS NULL", []string{"[null]"}, equals, ""},
	{"CVE-2012-2694", "Rails", "a list with a list of null", []string{"[[null]]"}, equals, ""},
	{"CVE-2022-44566", "Rails", "a number beyond 64 bits, which PostgreSQL compares as numeric", []string{"9223372036854775808", "1e30", "-1e19"}, func(ctx context.Context, a *target, body string) error {
		return finish(ctx, owners(a).Filter(orm.Q{"id": json.Number(body)}))
	}, ""},
	{"CVE-2025-55193", "Rails", "escapes of a terminal in what is logged", []string{"\x1b[31mred", "a\r\nb", "\x1b]0;t\a"}, func(ctx context.Context, a *target, v string) error {
		err := finish(ctx, owners(a).Filter(orm.Q{v: 1}))
		if err != nil && presentable(err.Error()) != "" {
			return fmt.Errorf("it is in the error: %q", err.Error())
		}
		return err
	}, ""},
	{"CVE-2024-27289", "pgx", "a negative number behind a minus, by the simple protocol", nil, negative, "bound with blanks around it"},
	{"CVE-2024-44905", "go-pg", "a negative number behind a minus", nil, negative, "bound with blanks around it"},
	{"CVE-2024-44906", "Bun's pgdriver", "a negative number behind a minus", nil, negative, "bound with blanks around it"},
	{"CVE-2025-29744", "pg-promise", "a negative number behind a minus", nil, negative, "bound with blanks around it"},
}

// negative subtracts negative numbers on both sides of a text, where two signs would begin a comment.
func negative(ctx context.Context, a *target, _ string) error {
	for _, n := range []int{-1, -7, math.MinInt32} {
		q := owners(a).Filter(orm.F("age").Sub(n).Eq(int64(7) - int64(n))).Filter(orm.Q{"name": "\n; DROP TABLE canary_secret; --"})
		if err := finds(ctx, q, 0); err != nil {
			return err
		}
		if err := finds(ctx, owners(a).Filter(orm.F("age").Sub(n).Eq(int64(7)-int64(n))), 1); err != nil {
			return err
		}
	}
	return nil
}
