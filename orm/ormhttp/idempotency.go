package ormhttp

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Store keeps answers by idempotency key and caller. Load and Save are called by many goroutines.
type Store interface {
	Load(key string) (answer []byte, ok bool)
	Save(key string, answer []byte)
}

// What the store in memory keeps.
const (
	keptAnswers = 10_000
	keptBytes   = 64 << 20 // of all of them, since an answer to a list of rows is as long as it
	keptFor     = 24 * time.Hour
	maxKey      = 255 // bytes of an Idempotency-Key
)

// memoryStore is the store where none is given.
type memoryStore struct {
	mu    sync.Mutex
	kept  map[string]keptAnswer
	order []string // the oldest first
	bytes int
}

type keptAnswer struct {
	answer []byte
	until  time.Time
}

// Load finds an answer that is not too old.
func (s *memoryStore) Load(key string) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.kept[key]
	if !ok || time.Now().After(a.until) {
		return nil, false
	}
	return a.answer, true
}

// Save keeps an answer, and lets go of the oldest where there are too many.
func (s *memoryStore) Save(key string, answer []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil {
		s.kept = map[string]keptAnswer{}
	}
	before, there := s.kept[key]
	if !there {
		s.order = append(s.order, key)
	}
	s.kept[key] = keptAnswer{answer, time.Now().Add(keptFor)}
	s.bytes += len(answer) - len(before.answer)
	for len(s.order) > keptAnswers || s.bytes > keptBytes && len(s.order) > 1 {
		s.bytes -= len(s.kept[s.order[0]].answer)
		delete(s.kept, s.order[0])
		s.order = s.order[1:]
	}
}

// answers are the stored answers, and the keys that are being worked on.
type answers struct {
	store Store
	mu    sync.Mutex
	busy  map[string]chan struct{}
}

func newAnswers(store Store) *answers {
	if store == nil {
		store = &memoryStore{}
	}
	return &answers{store: store, busy: map[string]chan struct{}{}}
}

// claim waits until nobody else works on a key.
func (a *answers) claim(r *http.Request, key string) (release func(), err error) {
	for {
		a.mu.Lock()
		other, busy := a.busy[key]
		if !busy {
			done := make(chan struct{})
			a.busy[key] = done
			a.mu.Unlock()
			return func() {
				a.mu.Lock()
				delete(a.busy, key)
				a.mu.Unlock()
				close(done)
			}, nil
		}
		a.mu.Unlock()
		select {
		case <-other:
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
}

// answer is what is stored: what was asked, and what was said.
type answer struct {
	Asked  string      `json:"asked"` // a hash of the body
	Status int         `json:"status"`
	Header http.Header `json:"header"`
	Body   []byte      `json:"body"`
}

// once runs a POST, or gives the answer again that its Idempotency-Key has had. An answer that says nothing final is not kept.
func (c *call) once(body []byte, run func() error) error {
	given := c.r.Header.Get("Idempotency-Key")
	if given == "" {
		return run()
	}
	if len(given) > maxKey || strings.ContainsFunc(given, func(r rune) bool { return r < ' ' || r > '~' }) {
		return &refusal{status: http.StatusBadRequest, detail: "the Idempotency-Key has at most 255 printable ASCII characters"}
	}
	key := c.callerKey(given)
	release, err := c.answers.claim(c.r, key)
	if err != nil {
		return err
	}
	defer release()
	asked := digest(body)
	if stored, ok := c.answers.store.Load(key); ok {
		return c.again(stored, asked)
	}
	recorder := &recorder{ResponseWriter: c.w, status: http.StatusOK}
	c.w = recorder
	if err := run(); err != nil {
		c.fail(err)
	}
	if recorder.status < http.StatusInternalServerError {
		kept := answer{asked, recorder.status, http.Header{}, recorder.body.Bytes()}
		for _, name := range []string{"Content-Type", "Location", "Etag", "X-Content-Type-Options"} {
			if v := recorder.Header().Get(name); v != "" {
				kept.Header.Set(name, v)
			}
		}
		if text, err := json.Marshal(kept); err == nil {
			c.answers.store.Save(key, text)
		}
	}
	return nil
}

// again gives a stored answer, to the same question only.
func (c *call) again(stored []byte, asked string) error {
	var a answer
	if err := json.Unmarshal(stored, &a); err != nil {
		return err
	}
	if a.Asked != asked {
		return &refusal{status: http.StatusUnprocessableEntity, detail: "the Idempotency-Key was used for another body"}
	}
	for name := range a.Header {
		c.w.Header().Set(name, a.Header.Get(name))
	}
	c.w.WriteHeader(a.Status)
	_, _ = c.w.Write(a.Body) // the client has gone
	return nil
}

// callerKey is a key that no other caller, and no other resource, has: callers are told apart by what they show of themselves.
func (c *call) callerKey(given string) string {
	h := c.r.Header
	return digest([]byte(strings.Join([]string{h.Get("Authorization"), h.Get("Cookie"), c.r.Host, c.origin().Path, given}, "\x00")))
}

func digest(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// recorder keeps what is answered.
type recorder struct {
	http.ResponseWriter
	status int
	body   bytes.Buffer
}

// WriteHeader notes the status.
func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

// Write keeps the body.
func (r *recorder) Write(p []byte) (int, error) {
	r.body.Write(p)
	return r.ResponseWriter.Write(p)
}
