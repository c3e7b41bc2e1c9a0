package cluster

import (
	"net"
	"syscall"
	"testing"
)

func TestConnectionsMove(t *testing.T) {
	var l Connections
	dial := l.Dialing((&net.Dialer{}).DialContext)
	var made []net.Conn
	var addresses []string
	for range 2 {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		conn, err := dial(t.Context(), "tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		made, addresses = append(made, conn), append(addresses, listener.Addr().String())
		if _, ok := conn.(syscall.Conn); !ok {
			t.Error("drivers cannot look at the connection before they use it again")
		}
	}
	l.Move("second", addresses[1])
	if l.Preferred() != "second" {
		t.Errorf("%q is preferred", l.Preferred())
	}
	for i, open := range []bool{false, true} {
		if _, err := made[i].Write([]byte("x")); (err == nil) != open {
			t.Errorf("connection %d: %v", i, err)
		}
		if err := made[i].Close(); err != nil {
			t.Errorf("closing connection %d, whoever did it before: %v", i, err)
		}
	}
	if len(l.open) != 0 {
		t.Errorf("%d connections are remembered for ever", len(l.open))
	}
	l.Drop()
}
