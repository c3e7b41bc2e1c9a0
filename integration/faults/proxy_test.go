package faults

import (
	"bytes"
	"net"
	"sync"
	"testing"

	"github.com/ormar-go/ormar/orm"
)

// fault is what a proxy does to a connection on which a request with its marker is sent.
type fault int

const (
	none        fault = iota
	loseRequest       // the server never sees it
	halfRequest       // the server sees its first half
	loseReply         // the server does it, the client never hears of it
	swallow           // as loseReply, but the connection stays open and silent
	cutReply          // the client gets so many bytes of the reply
)

// proxy stands between a client and a server and loses what it is told to.
type proxy struct {
	listener net.Listener
	server   string
	group    sync.WaitGroup

	mu     sync.Mutex
	fault  fault
	marker []byte
	bytes  int // of a reply that is cut
	nth    int // the request that is struck, where there is no marker
	struck int // connections that met the fault
	seen   int // requests
	open   map[net.Conn]struct{}
}

// newProxy listens until the end of the test.
func newProxy(t *testing.T, server string) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: listener, server: server, open: map[net.Conn]struct{}{}}
	p.group.Go(p.accept)
	t.Cleanup(p.close)
	return p
}

func (p *proxy) address() string { return p.listener.Addr().String() }

func (p *proxy) close() {
	p.listener.Close()
	p.cutAll()
	p.group.Wait()
}

// cutAll closes every connection.
func (p *proxy) cutAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		c.Close()
	}
}

// anew leaves a DB without idle connections, so that the next session has one of its own, with nothing prepared yet. The client closes them:
// whether it has noticed that another has is a matter of time.
func anew(db *orm.DB) {
	db.SQLX().SetMaxIdleConns(0)
	db.SQLX().SetMaxIdleConns(2)
}

// strike sets what happens to the next requests that contain the marker.
func (p *proxy) strike(f fault, marker string, bytes int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault, p.marker, p.bytes, p.struck = f, []byte(marker), bytes, 0
}

// strikeNth sets what happens to the nth request from now on.
func (p *proxy) strikeNth(f fault, n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault, p.marker, p.nth, p.struck = f, nil, n, 0
}

// strikes is how many connections have met the fault since.
func (p *proxy) strikes() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.struck
}

// requests is how many requests have come through; each is answered before the next is sent.
func (p *proxy) requests() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen
}

func (p *proxy) meets(request []byte) (fault, int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.seen++
	if p.marker == nil {
		p.nth--
		if p.fault == none || p.nth != 0 {
			return none, 0
		}
	} else if p.fault == none || !bytes.Contains(request, p.marker) {
		return none, 0
	}
	p.struck++
	return p.fault, p.bytes
}

func (p *proxy) hold(c net.Conn) func() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open[c] = struct{}{}
	return func() {
		c.Close()
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.open, c)
	}
}

func (p *proxy) accept() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		p.group.Go(func() {
			defer p.hold(client)()
			server, err := net.Dial("tcp", p.server)
			if err != nil {
				return
			}
			defer p.hold(server)()
			p.serve(client, server)
		})
	}
}

// link is one connection; replies says what becomes of what the server sends.
type link struct {
	mu    sync.Mutex
	fault fault
	left  int
}

func (l *link) set(f fault, left int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fault, l.left = f, left
}

// pass is how much of a reply goes on to the client, and whether the connection ends then.
func (l *link) pass(n int) (int, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch l.fault {
	case loseReply:
		return 0, true
	case swallow:
		return 0, false
	case cutReply:
		if n >= l.left {
			return l.left, true
		}
		l.left -= n
	}
	return n, false
}

func (p *proxy) serve(client, server net.Conn) {
	l := &link{}
	var group sync.WaitGroup
	group.Go(func() { // replies
		defer client.Close()
		defer server.Close()
		buffer := make([]byte, 32<<10)
		for {
			n, err := server.Read(buffer)
			pass, end := l.pass(n)
			if _, e := client.Write(buffer[:pass]); e != nil || err != nil || end {
				return
			}
		}
	})
	defer group.Wait()
	defer server.Close()
	buffer := make([]byte, 1<<20)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			return
		}
		request := buffer[:n]
		f, left := p.meets(request)
		switch f {
		case loseRequest:
			client.Close()
			return
		case halfRequest:
			_, _ = server.Write(request[:n/2])
			client.Close()
			return
		case loseReply, swallow, cutReply:
			l.set(f, left)
		}
		if _, err := server.Write(request); err != nil {
			return
		}
	}
}
