//go:build !servers

package main

import (
	"errors"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// openServer says how the drivers of servers are compiled in.
func openServer(string, *schema.Registry) (*orm.DB, error) {
	return nil, errors.New("servers are not compiled in; say go run -tags servers ./examples/quickstart -database …")
}
