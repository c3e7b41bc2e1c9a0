//go:build unix

package postgres

import (
	"net"
	"syscall"
)

// quiet reports whether nothing has arrived on a connection, its end included. It neither waits nor takes anything away.
func quiet(conn net.Conn) bool {
	if secure, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = secure.NetConn()
	}
	socket, ok := conn.(syscall.Conn)
	if !ok {
		return true
	}
	descriptor, err := socket.SyscallConn()
	if err != nil {
		return false
	}
	silent := false
	err = descriptor.Control(func(fd uintptr) {
		var one [1]byte
		_, _, err := syscall.Recvfrom(int(fd), one[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
		silent = err == syscall.EAGAIN || err == syscall.EWOULDBLOCK
	})
	return silent && err == nil
}
