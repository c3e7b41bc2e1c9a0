package mysql

import (
	"encoding/binary"
	"io"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/ormar-go/ormar/internal/dbtest/servers"
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// reply is what a scripted server says to a statement: rows of text, a generated key, an error by its number, or nothing.
type reply struct {
	rows   [][]string
	key    uint64
	number uint16
	say    string
	gone   bool // it closes the connection
}

// scripted is a server that says what a script says, over the protocol of MySQL.
type scripted struct {
	version string
	script  func(sql string) *reply // nil: nothing happens, or no rows
	mu      sync.Mutex
	sent    []string
}

// open opens a database on the scripted server.
func (s *scripted) open(t *testing.T, models ...schema.Definer) *orm.DB {
	t.Helper()
	address := servers.Listen(t, func(conn net.Conn) { (&dialogue{scripted: s, conn: conn, kept: map[uint32]string{}}).serve() })
	registry, err := schema.NewRegistry(models...)
	if err != nil {
		t.Fatal(err)
	}
	db, err := Open("me@tcp("+address+")/shop", registry)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s.all()
	return db
}

// all is what was sent since the last time.
func (s *scripted) all() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := strings.Join(s.sent, "\n")
	s.sent = nil
	return text
}

// says is the answer to a statement: what every server knows about itself, or what the script has.
func (s *scripted) says(sql string) *reply {
	switch {
	case strings.HasPrefix(sql, "SELECT version()"):
		return &reply{rows: [][]string{{s.version, "67108864", "28800"}}}
	case strings.HasPrefix(sql, "SELECT @@sql_mode"):
		return &reply{rows: [][]string{{strings.Join(strictModes(), ","), "+00:00", "utf8mb4", "utf8mb4", "utf8mb4", "1", "1"}}}
	}
	s.mu.Lock()
	s.sent = append(s.sent, sql)
	s.mu.Unlock()
	if s.script != nil {
		if said := s.script(sql); said != nil {
			return said
		}
	}
	return &reply{}
}

// dialogue is one connection to a scripted server.
type dialogue struct {
	*scripted
	conn net.Conn
	next byte              // the number of the next packet
	kept map[uint32]string // statements that are prepared
	open bool              // a transaction is
}

// serve answers until the client goes.
func (s *dialogue) serve() {
	greeting := append([]byte{10}, s.version...)
	greeting = append(greeting, 0, 1, 0, 0, 0)
	greeting = append(greeting, "eightbyt"...)
	// Protocol 4.1, secure connections, transactions; no TLS, no compression.
	greeting = append(greeting, 0, 0x08, 0xa2, 45, 2, 0, 0x08, 0, 21)
	greeting = append(greeting, make([]byte, 10)...)
	greeting = append(greeting, "twelve bytes\x00mysql_native_password\x00"...)
	s.send(greeting)
	if _, err := s.receive(); err != nil {
		return
	}
	s.done(0)
	for {
		command, err := s.receive()
		if err != nil || len(command) == 0 {
			return
		}
		switch text := string(command[1:]); command[0] {
		case 0x03: // a text
			s.answer(text, false)
		case 0x0e: // a ping
			s.done(0)
		case 0x16: // prepare
			s.prepare(text)
		case 0x17: // execute
			s.answer(s.kept[binary.LittleEndian.Uint32(command[1:])], true)
		case 0x19: // close, which has no answer
		default:
			return
		}
	}
}

// prepare keeps a statement; its columns are told when it runs.
func (s *dialogue) prepare(text string) {
	id := uint32(len(s.kept) + 1)
	s.kept[id] = text
	parameters := strings.Count(text, "?")
	head := binary.LittleEndian.AppendUint32([]byte{0}, id)
	head = append(head, 0, 0)
	s.send(append(binary.LittleEndian.AppendUint16(head, uint16(parameters)), 0, 0, 0))
	for range parameters {
		s.column()
	}
	if parameters > 0 {
		s.end()
	}
}

// answer says what the script does, as texts or in the binary form of prepared statements.
func (s *dialogue) answer(text string, binaryRows bool) {
	said := s.says(text)
	switch {
	case said.gone:
		s.conn.Close()
	case said.number != 0:
		packet := binary.LittleEndian.AppendUint16([]byte{0xff}, said.number)
		s.send(append(packet, "#HY000"+said.say...))
	case len(said.rows) > 0 || strings.HasPrefix(text, "SELECT") || strings.HasPrefix(text, "SHOW"):
		s.rows(text, said.rows, binaryRows)
	default:
		switch word, _, _ := strings.Cut(text, " "); word {
		case "BEGIN", "START":
			s.open = true
		case "COMMIT", "ROLLBACK":
			s.open = s.open && strings.HasPrefix(text, "ROLLBACK TO")
		}
		s.done(said.key)
	}
}

func (s *dialogue) rows(text string, rows [][]string, binaryRows bool) {
	list, _, _ := strings.Cut(text, " FROM ")
	width := strings.Count(list, ",") + 1
	if len(rows) > 0 {
		width = len(rows[0])
	}
	s.send([]byte{byte(width)})
	for range width {
		s.column()
	}
	s.end()
	for _, row := range rows {
		var packet []byte
		if binaryRows {
			packet = make([]byte, 1+(width+9)/8) // none is NULL
		}
		for _, v := range row {
			packet = append(append(packet, byte(len(v))), v...)
		}
		s.send(packet)
	}
	s.end()
}

// column is the description of one, a text in utf8mb4.
func (s *dialogue) column() {
	s.send(append([]byte("\x03def\x00\x00\x00\x01c\x00\x0c\xff\x00"), 0xff, 0xff, 0, 0, 0xfd, 0, 0, 0, 0, 0))
}

// end ends columns and rows.
func (s *dialogue) end() { s.send([]byte{0xfe, 0, 0, s.status(), 0}) }

// done says that one row was written, with a generated key where there is one.
func (s *dialogue) done(key uint64) {
	packet := append([]byte{0, 1}, 0)
	if key > 0 {
		packet = binary.LittleEndian.AppendUint64([]byte{0, 1, 0xfe}, key)
	}
	s.send(append(packet, s.status(), 0, 0, 0))
}

func (s *dialogue) status() byte {
	if s.open {
		return 3
	}
	return 2
}

func (s *dialogue) send(payload []byte) {
	head := []byte{byte(len(payload)), byte(len(payload) >> 8), byte(len(payload) >> 16), s.next}
	s.next++
	_, _ = s.conn.Write(append(head, payload...)) // a client that has gone is seen by receive
}

func (s *dialogue) receive() ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(s.conn, head[:]); err != nil {
		return nil, err
	}
	s.next = head[3] + 1
	payload := make([]byte, int(head[0])|int(head[1])<<8|int(head[2])<<16)
	_, err := io.ReadFull(s.conn, payload)
	return payload, err
}
