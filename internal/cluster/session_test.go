package cluster

import (
	"context"
	"strings"
	"testing"
)

func keyed(key, database string) *Cluster {
	return &Cluster{config: Config{Covers: numbers, Database: database, Key: []byte(key)}}
}

func TestPositionsTravel(t *testing.T) {
	c, same := keyed("k", "d"), keyed("k", "d")
	ctx := Session(t.Context())
	if Position(ctx) != "" || Position(t.Context()) != "" {
		t.Error("nothing was written, and there is a position")
	}
	c.Wrote(ctx, "7")
	c.Wrote(ctx, "5") // a goroutine that was slower
	token := Position(ctx)
	if strings.Trim(token, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_~") != "" || token == "" {
		t.Errorf("the position is %q", token)
	}
	for name, tc := range map[string]struct {
		of       *Cluster
		token    string
		position string
		anywhere bool
	}{
		"the same database":         {same, token, "7", true},
		"none":                      {same, "", "", true},
		"another key":               {keyed("x", "d"), token, "", false},
		"another database":          {keyed("k", "e"), token, "", false},
		"a byte less":               {same, token[:len(token)-1], "", false},
		"a byte more":               {same, token + "A", "", false},
		"not base64":                {same, "%%%", "", false},
		"too long":                  {same, strings.Repeat(token+separator, 500), "", false},
		"among those of others":     {same, Position(both(t, keyed("x", "d"))) + separator + token, "7", true},
		"twice, the later one wins": {same, token + separator + Position(at(t, c, "9")), "9", true},
	} {
		position, anywhere := tc.of.wanted(AtPosition(t.Context(), tc.token))
		if position != tc.position || anywhere != tc.anywhere {
			t.Errorf("%s: %q, %v, want %q, %v", name, position, anywhere, tc.position, tc.anywhere)
		}
	}
}

func at(t *testing.T, c *Cluster, position string) context.Context {
	ctx := Session(t.Context())
	c.Wrote(ctx, position)
	return ctx
}

func both(t *testing.T, c *Cluster) context.Context { return at(t, c, "3") }

func TestSessionsInSessions(t *testing.T) {
	c, other := keyed("k", "d"), keyed("k", "e")
	outer := Session(t.Context())
	if Session(outer) != outer {
		t.Error("a session in a session is another one")
	}
	inner := AtPosition(outer, Position(at(t, c, "4")))
	if position, _ := c.wanted(inner); position != "4" {
		t.Errorf("inside it wants %q", position)
	}
	if position, _ := c.wanted(outer); position != "" {
		t.Errorf("outside it wants %q", position)
	}
	c.Wrote(inner, "6")
	if position, _ := c.wanted(outer); position != "6" {
		t.Errorf("after a write inside it wants %q outside", position)
	}
	other.Wrote(inner, "2")
	if n := strings.Count(Position(inner), separator); n != 1 {
		t.Errorf("the position of two databases is %q", Position(inner))
	}
	kept := AtPosition(t.Context(), Position(inner))
	c.Wrote(kept, "8")
	for of, want := range map[*Cluster]string{c: "8", other: "2"} {
		if position, anywhere := of.wanted(AtPosition(t.Context(), Position(kept))); position != want || !anywhere {
			t.Errorf("it wants %q, %v, want %q", position, anywhere, want)
		}
	}
	c.Wrote(kept, "")
	if _, anywhere := c.wanted(kept); anywhere {
		t.Error("what is not known is read anywhere")
	}
	c.Wrote(kept, "9")
	if position, anywhere := c.wanted(kept); position != "9" || !anywhere {
		t.Errorf("after the next write it wants %q, %v", position, anywhere)
	}
}
