package servers

import (
	"net"
	"sync"
	"testing"
)

// Listen makes a server of a test's own: serve has each connection, which is closed when it returns, and the test waits for all of them
// at its end. It gives the address, host and port.
func Listen(t testing.TB, serve func(net.Conn)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	t.Cleanup(func() { l.Close(); all.Wait() })
	all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() { defer conn.Close(); serve(conn) })
		}
	})
	return l.Addr().String()
}
