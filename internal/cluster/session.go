package cluster

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"sync"
)

// route is what a context asks for.
type route struct {
	primary bool
	session *session
}

type routeKey struct{}

func routeOf(ctx context.Context) route {
	r, _ := ctx.Value(routeKey{}).(*route)
	if r == nil {
		return route{}
	}
	return *r
}

// Primary is ctx for reads that only the primary answers.
func Primary(ctx context.Context) context.Context {
	r := routeOf(ctx)
	if r.primary {
		return ctx
	}
	r.primary = true
	return context.WithValue(ctx, routeKey{}, &r)
}

// Session is ctx with a memory of what is written with it. Inside a session it is ctx.
func Session(ctx context.Context) context.Context {
	if routeOf(ctx).session != nil {
		return ctx
	}
	return begin(ctx, "")
}

// AtPosition is ctx with a session that begins at a position; what is written with it is also remembered by the session in ctx.
func AtPosition(ctx context.Context, position string) context.Context { return begin(ctx, position) }

func begin(ctx context.Context, position string) context.Context {
	r := routeOf(ctx)
	r.session = &session{outer: r.session, given: position, at: map[*Cluster]*place{}}
	return context.WithValue(ctx, routeKey{}, &r)
}

// Position is where what was written in the session of ctx is, as a signed text; empty where nothing was.
func Position(ctx context.Context) string {
	s := routeOf(ctx).session
	var list []string
	for ; s != nil; s = s.outer {
		list = s.tokens(list)
	}
	slices.Sort(list)
	return strings.Join(slices.Compact(list), separator)
}

// session remembers positions by database. Those that it was given are texts until a database has recognised its own.
type session struct {
	outer *session
	given string

	mu sync.Mutex
	at map[*Cluster]*place
}

// place is where reads of one database have to be.
type place struct {
	position string
	unknown  bool // something was written, or is said to have been, and nobody knows where
	taken    string
}

const (
	// separator is between the tokens of several databases.
	separator = "~"
	// maxGiven is how long a position may be that somebody brings.
	maxGiven = 8192
	// signatureSize is how many bytes of the HMAC a token carries.
	signatureSize = 16
)

// of is the session's place for a database, which is the token that it was given at first. The lock is held.
func (s *session) of(c *Cluster) *place {
	p := s.at[c]
	if p != nil {
		return p
	}
	p = &place{}
	s.at[c] = p
	if s.given == "" {
		return p
	}
	p.unknown = true // unless one of the tokens is this database's
	if len(s.given) > maxGiven {
		return p
	}
	for token := range strings.SplitSeq(s.given, separator) {
		position, ok := c.opened(token)
		if !ok {
			continue
		}
		p.taken = token
		if p.unknown || c.config.Covers(position, p.position) {
			p.position, p.unknown = position, false
		}
	}
	return p
}

// tokens adds those of the session: of what was written, and of what it was given and no database has replaced.
func (s *session) tokens(list []string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	replaced := map[string]bool{}
	for c, p := range s.at {
		if p.taken != "" {
			replaced[p.taken] = true
		}
		if p.position != "" {
			list = append(list, c.signed(p.position))
		}
	}
	if len(s.given) > maxGiven {
		return list
	}
	for token := range strings.SplitSeq(s.given, separator) {
		if token != "" && !replaced[token] {
			list = append(list, token)
		}
	}
	return list
}

// wanted is what a replica must have to answer a read with ctx, and whether a replica may answer it at all.
func (c *Cluster) wanted(ctx context.Context) (position string, anywhere bool) {
	r := routeOf(ctx)
	if r.primary {
		return "", false
	}
	for s := r.session; s != nil; s = s.outer {
		s.mu.Lock()
		p := *s.of(c)
		s.mu.Unlock()
		switch {
		case p.unknown:
			return "", false
		case position == "" || p.position != "" && c.config.Covers(p.position, position):
			position = p.position
		}
	}
	return position, true
}

// Remembers reports whether somebody wants to know where what is written with ctx is.
func (c *Cluster) Remembers(ctx context.Context) bool { return routeOf(ctx).session != nil }

// SameSession reports whether two contexts are of one session.
func SameSession(a, b context.Context) bool { return routeOf(a).session == routeOf(b).session }

// PositionQuery is the statement for the position of the primary's log.
func (c *Cluster) PositionQuery() string { return c.config.Position }

// Wrote notes the position behind a write with ctx; an empty one says that it is not known, and only the primary is read from then on.
func (c *Cluster) Wrote(ctx context.Context, position string) {
	for s := routeOf(ctx).session; s != nil; s = s.outer {
		s.mu.Lock()
		switch p := s.of(c); {
		case position == "":
			p.unknown = true
		case p.position == "" || c.config.Covers(position, p.position):
			p.position, p.unknown = position, false
		}
		s.mu.Unlock()
	}
	for _, n := range c.replicas { // which will be read soon
		n.hurry()
	}
}

// signed is a position as it may travel.
func (c *Cluster) signed(position string) string {
	return base64.RawURLEncoding.EncodeToString(append(c.signature(position), position...))
}

// opened is the position in a token that this database has signed.
func (c *Cluster) opened(token string) (position string, ok bool) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) <= signatureSize {
		return "", false
	}
	position = string(raw[signatureSize:])
	return position, hmac.Equal(raw[:signatureSize], c.signature(position))
}

func (c *Cluster) signature(position string) []byte {
	mac := hmac.New(sha256.New, c.config.Key)
	mac.Write([]byte("position\x00" + c.config.Database + "\x00" + position))
	return mac.Sum(nil)[:signatureSize]
}
