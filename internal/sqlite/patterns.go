package sqlite

import (
	"errors"
	"fmt"
	"regexp"
	"sync"
)

// maxPatterns bounds the compiled patterns of a pool; a pattern may come from a user.
const maxPatterns = 128

// patterns is a pool's cache of compiled regular expressions, shared by its connections.
type patterns struct {
	mu       sync.Mutex
	compiled map[string]*regexp.Regexp
}

// errPattern has nothing of the pattern in it, which may be a user's. Patterns of conditions are read before they are sent.
var errPattern = errors.New("orm_regexp: the pattern is no regular expression")

// match is the SQL function orm_regexp.
func (p *patterns) match(pattern, value any) (any, error) {
	expression, ok := toText(pattern)
	if !ok {
		return nil, nil
	}
	text, ok := toText(value)
	if !ok {
		return nil, nil
	}
	compiled, err := p.compile(expression)
	if err != nil {
		return nil, errPattern
	}
	return compiled.MatchString(text), nil
}

// compile drops the whole cache when it is full: a program has few patterns, and whoever sends many gains nothing from
// a finer order.
func (p *patterns) compile(expression string) (*regexp.Regexp, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if compiled := p.compiled[expression]; compiled != nil {
		return compiled, nil
	}
	compiled, err := regexp.Compile(expression)
	if err != nil {
		return nil, err
	}
	if p.compiled == nil || len(p.compiled) >= maxPatterns {
		p.compiled = make(map[string]*regexp.Regexp, maxPatterns)
	}
	p.compiled[expression] = compiled
	return compiled, nil
}

// toText reads an argument as a driver hands it over; NULL is not ok.
func toText(value any) (string, bool) {
	switch v := value.(type) {
	case nil:
		return "", false
	case string:
		return v, true
	case []byte:
		return string(v), v != nil
	}
	return fmt.Sprint(value), true
}
