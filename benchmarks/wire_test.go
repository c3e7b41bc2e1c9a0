package benchmarks

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-sql-driver/mysql"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
)

// relay stands between a contender and its server and counts.
type relay struct {
	sent, received, trips atomic.Int64
}

// serve hands on what comes from a client. A trip is a request that follows an answer: whoever sends has to wait for it.
func (w *relay) serve(client net.Conn, address string) {
	server, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	var answered atomic.Bool
	answered.Store(true)
	var both sync.WaitGroup
	both.Go(func() {
		defer server.Close()
		forward(server, client, &w.sent, func() {
			if answered.Swap(false) {
				w.trips.Add(1)
			}
		})
	})
	both.Go(func() {
		defer client.Close()
		forward(client, server, &w.received, func() { answered.Store(true) })
	})
	both.Wait()
}

func (w *relay) figures() [3]int64 {
	return [3]int64{w.trips.Load(), w.sent.Load(), w.received.Load()}
}

// forward copies what is read and counts it, after seen was told of it.
func forward(to io.Writer, from io.Reader, bytes *atomic.Int64, seen func()) {
	buffer := make([]byte, 1<<16)
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			seen()
			bytes.Add(int64(n))
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// past is a connection string by way of another address, without encryption, and the address of its own.
func past(t *testing.T, e engine, dsn, address string) (by, server string) {
	t.Helper()
	if e.name == servers.MariaDB {
		config, err := mysql.ParseDSN(dsn)
		if err != nil {
			t.Fatal(err)
		}
		server, config.Addr = config.Addr, address
		return config.FormatDSN(), server
	}
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	server, u.Host = u.Host, address
	return u.String(), server
}

// TestWire prints what a call of each contender sends and gets, once its statements are prepared: round trips, bytes out, bytes in. The
// numbers do not depend on the machine; this module's trips are held to those of statements prepared by hand.
func TestWire(t *testing.T) {
	for _, e := range []engine{postgresEngine(), mariaEngine()} {
		t.Run(e.name, func(t *testing.T) {
			var b strings.Builder
			fmt.Fprintf(&b, "| %s |", e.name)
			for _, it := range items {
				fmt.Fprintf(&b, " %s |", it)
			}
			b.WriteString("\n|---|" + strings.Repeat("--:|", len(items)) + "\n")
			var hand map[item][3]int64
			for _, n := range entries() {
				if n.name == raw || !selected(*runners, n.name) {
					continue
				}
				got := counted(t, e, n)
				if fmt.Fprintf(&b, "| %s |", n.name); n.name == "prepared" {
					hand = got
				}
				for _, it := range items {
					fmt.Fprintf(&b, " %d, %d, %d |", got[it][0], got[it][1], got[it][2])
					if n.name == ours && hand != nil && got[it][0] > hand[it][0] && it != join100 {
						t.Errorf("%s takes %d round trips, by hand %d", it, got[it][0], hand[it][0])
					}
				}
				b.WriteString("\n")
			}
			t.Log("round trips, bytes out, bytes in\n" + b.String())
		})
	}
}

// counted runs each item of a contender through a relay: twice, and counts at the third time.
func counted(t *testing.T, e engine, n entry) map[item][3]int64 {
	t.Helper()
	dsn := e.dsn(t)
	w, server := &relay{}, ""
	address := servers.Listen(t, func(client net.Conn) { w.serve(client, server) })
	by, own := past(t, e, dsn, address)
	server = own
	c, err := n.open(e, by)
	if err != nil {
		t.Fatalf("%s: %v", n.name, err)
	}
	defer func() {
		if err := c.close(); err != nil {
			t.Errorf("%s: %v", n.name, err)
		}
	}()
	ctx, out := context.Background(), map[item][3]int64{}
	for _, it := range items {
		j := jobs()[it]
		r := rand.New(rand.NewPCG(1, 1))
		if j.before != nil {
			if err := j.before(ctx, e, c.pool(), 3); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 3 {
			before := w.figures()
			if err := j.run(ctx, c, r, i); err != nil {
				t.Fatalf("%s: %s: %v", n.name, it, err)
			}
			after := w.figures()
			out[it] = [3]int64{after[0] - before[0], after[1] - before[1], after[2] - before[2]}
		}
		if j.after != nil {
			if err := j.after(ctx, c.pool()); err != nil {
				t.Fatal(err)
			}
		}
	}
	return out
}
