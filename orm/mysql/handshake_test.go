package mysql

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/ormar-go/ormar/orm"
)

// A connection that dies anywhere in its handshake is orm.ErrConnect: a proxy whose server is gone, a server that is shut down or
// joins a cluster.
func TestADyingHandshakeIsErrConnect(t *testing.T) {
	config, err := mysql.ParseDSN(database(t, ""))
	if err != nil {
		t.Fatal(err)
	}
	server := config.Addr
	for cut := 0; cut < 80; cut += 3 {
		proxy := cuttingProxy(t, server, cut)
		through := config.Clone()
		through.Addr = proxy
		through.Logger = &mysql.NopLogger{}
		pool, _, err := open(through.FormatDSN())
		if err == nil {
			_ = pool.Close()
			t.Fatalf("%d bytes were enough for a handshake", cut)
		}
		if !errors.Is(err, orm.ErrConnect) {
			t.Errorf("cut after %d bytes: Open: %v", cut, err)
		}
		inner, err := mysql.NewConnector(through)
		if err != nil {
			t.Fatal(err)
		}
		guarded := connector{inner, 1 << 20, nil}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		_, err = guarded.Connect(ctx)
		cancel()
		if err == nil {
			continue // the handshake was through; what is next was cut
		}
		if kind, _, _ := classify(err); !errors.Is(kind, orm.ErrConnect) {
			t.Errorf("cut after %d bytes: a statement: %T %v", cut, err, err)
		}
		if !unsent(err) {
			t.Errorf("cut after %d bytes: not known as unsent: %T %v", cut, err, err)
		}
	}
}

// cuttingProxy lets so many bytes of the server through, then closes.
func cuttingProxy(t *testing.T, server string, bytes int) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer client.Close()
				upstream, err := net.Dial("tcp", server)
				if err != nil {
					return
				}
				defer upstream.Close()
				go func() { _, _ = io.Copy(upstream, client) }()
				_, _ = io.CopyN(client, upstream, int64(bytes))
			}()
		}
	}()
	return l.Addr().String()
}
