package mysql

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/go-sql-driver/mysql"

	"github.com/ormar-go/ormar/internal/cluster"
)

// hostTimeout is how long one of several hosts may take to let somebody in.
const hostTimeout = 3 * time.Second

// choice makes connections to that of several hosts which takes writes.
type choice struct {
	addresses []string
	inner     map[string]driver.Connector
	conns     *cluster.Connections
}

func choose(config *mysql.Config, addresses []string, conns *cluster.Connections) (*choice, error) {
	c := &choice{addresses, map[string]driver.Connector{}, conns}
	for _, address := range addresses {
		own := config.Clone()
		own.Addr = address
		own.DialFunc = conns.Dialing(dialer(own))
		inner, err := mysql.NewConnector(own)
		if err != nil {
			return nil, err
		}
		c.inner[address] = inner
	}
	return c, nil
}

// dialer is how the driver would make a connection.
func dialer(config *mysql.Config) cluster.Dial {
	if config.DialFunc != nil {
		return config.DialFunc
	}
	return (&net.Dialer{}).DialContext
}

// reach tries the host first that is known to be the primary, and the others in their order.
func (c *choice) reach(ctx context.Context) (driver.Conn, driver.Connector, error) {
	preferred := c.conns.Preferred()
	order := []string{}
	if c.inner[preferred] != nil {
		order = append(order, preferred)
	}
	for _, address := range c.addresses {
		if address != preferred {
			order = append(order, address)
		}
	}
	var all []error
	for _, address := range order {
		conn, err := c.try(ctx, c.inner[address])
		if err == nil {
			return conn, c.inner[address], nil
		}
		all = append(all, fmt.Errorf("%s: %w", address, err))
		if ctx.Err() != nil {
			break
		}
	}
	return nil, nil, errors.Join(all...)
}

// errNoWrites is a host that is there, and not the one that is looked for.
var errNoWrites = errors.New("it takes no writes")

func (c *choice) try(ctx context.Context, inner driver.Connector) (driver.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, hostTimeout)
	defer cancel()
	conn, err := inner.Connect(ctx)
	if err != nil {
		return nil, err
	}
	s, ok := conn.(session)
	if !ok {
		return conn, nil
	}
	if err := takesWrites(ctx, s); err != nil {
		_ = conn.Close()
		return nil, err
	}
	return conn, nil
}

// takesWrites asks a server whether it is one that writes: not read-only, and of a Galera cluster one that is in step with the others, or
// gives its data to one that joins.
func takesWrites(ctx context.Context, s session) error {
	said, err := variables(ctx, s, "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('read_only', 'wsrep_on')")
	if err != nil {
		return err
	}
	if readOnly(said["read_only"]) {
		return errNoWrites
	}
	if !isOn(said["wsrep_on"]) {
		return nil
	}
	if said, err = variables(ctx, s, "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_local_state', 'wsrep_ready')"); err != nil {
		return err
	}
	if !inStep(said["wsrep_local_state"]) || !isOn(said["wsrep_ready"]) {
		return errNoWrites
	}
	return nil
}

// inStep is of wsrep_local_state: 4 is synced, 2 a donor, which goes on taking writes.
func inStep(state string) bool { return state == "4" || state == "2" }

// readOnly is of the variable of that name, which has more than two values in later versions.
func readOnly(value string) bool { return value != "OFF" && value != "0" && value != "" }

func isOn(value string) bool { return value == "ON" || value == "1" }

// variables reads rows of a name and a value.
func variables(ctx context.Context, s session, query string) (map[string]string, error) {
	rows, err := s.QueryContext(ctx, query, nil)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	said, row := map[string]string{}, make([]driver.Value, 2)
	for rows.Next(row) == nil {
		said[text(row[0])] = text(row[1])
	}
	return said, nil
}

func text(v driver.Value) string {
	if b, ok := v.([]byte); ok {
		return string(b)
	}
	s, _ := v.(string)
	return s
}
