package servers

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// A test run is many processes, and each of them runs tests in parallel; a server has some hundred connections. So a test
// holds one of these slots while it has a database, across all processes of the machine.
const (
	slotsPerServer = 12
	// slotPatience ends a wait that may be a deadlock: a test with two databases holds a slot while it waits for another. Too
	// many connections are the lesser evil.
	slotPatience = 20 * time.Second
	slotPause    = 5 * time.Millisecond
)

// hold takes a slot of the named server and returns what gives it back. It gives up, and lets the test go on without,
// where locks do not work or nothing becomes free.
func hold(server string) (release func()) {
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("ormar-dbtest-%d", os.Getuid()))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return func() {}
	}
	for began := time.Now(); time.Since(began) < slotPatience; time.Sleep(slotPause) {
		for i := range slotsPerServer {
			f, err := lockFile(filepath.Join(dir, fmt.Sprintf("%s-%d", server, i)))
			if err == nil {
				// Closing the file gives the lock back, as the end of the process does.
				return func() { _ = f.Close() }
			}
		}
	}
	return func() {}
}
