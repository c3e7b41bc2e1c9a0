package benchmarks

import (
	"bytes"
	"net"
	"net/url"
	"sync"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
)

// wire stands between a library and a server. It loses the request that a marker is in, or the reply to it, and the connection with it.
type wire struct {
	listener net.Listener
	server   string
	group    sync.WaitGroup

	mu      sync.Mutex
	marker  []byte // in small letters; nil for none
	request bool   // the request is lost, not the reply
	open    map[net.Conn]struct{}
}

// wired is a DSN whose connections go through a wire.
func wired(t *testing.T, e engine, dsn string) (*wire, string) {
	t.Helper()
	w := &wire{open: map[net.Conn]struct{}{}}
	var err error
	if w.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		w.listener.Close()
		w.cut()
		w.group.Wait()
	})
	w.group.Go(w.accept)
	if e.name == servers.MariaDB {
		config, err := mysql.ParseDSN(dsn)
		if err != nil {
			t.Fatal(err)
		}
		w.server, config.Addr = config.Addr, w.listener.Addr().String()
		return w, config.FormatDSN()
	}
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	w.server, u.Host = u.Host, w.listener.Addr().String()
	return w, u.String()
}

// lose sets what happens to the next request with the marker.
func (w *wire) lose(marker string, request bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.marker, w.request = []byte(marker), request
}

// cut ends every connection.
func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.open {
		c.Close()
	}
}

func (w *wire) accept() {
	for {
		client, err := w.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", w.server)
		if err != nil {
			client.Close()
			continue
		}
		w.mu.Lock()
		w.open[client], w.open[server] = struct{}{}, struct{}{}
		w.mu.Unlock()
		w.group.Go(func() { w.serve(client, server) })
	}
}

func (w *wire) serve(client, server net.Conn) {
	var silent sync.Once
	quiet := make(chan struct{})
	var group sync.WaitGroup
	end := func() {
		client.Close()
		server.Close()
	}
	group.Go(func() {
		defer end()
		buffer := make([]byte, 32<<10)
		for {
			n, err := server.Read(buffer)
			select {
			case <-quiet:
				return
			default:
			}
			if _, e := client.Write(buffer[:n]); e != nil || err != nil {
				return
			}
		}
	})
	defer group.Wait()
	defer end()
	buffer := make([]byte, 1<<20)
	for {
		n, err := client.Read(buffer)
		if err != nil {
			break
		}
		struck, request := w.meets(buffer[:n])
		if struck && request {
			break
		}
		if struck {
			silent.Do(func() { close(quiet) })
		}
		if _, err := server.Write(buffer[:n]); err != nil {
			break
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.open, client)
	delete(w.open, server)
}

// meets reports whether a request is struck; the next one is not.
func (w *wire) meets(request []byte) (struck, lost bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.marker == nil || !bytes.Contains(bytes.ToLower(request), w.marker) {
		return false, false
	}
	w.marker = nil
	return true, w.request
}
