//go:build servers

package main

import (
	"strings"

	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/orm/mysql"
	"github.com/ormar-go/ormar/orm/postgres"
	"github.com/ormar-go/ormar/schema"
)

// openServer chooses the database package by the URL.
func openServer(url string, models *schema.Registry) (*orm.DB, error) {
	if strings.HasPrefix(url, "mysql://") {
		return mysql.Open(url, models)
	}
	return postgres.Open(url, models)
}
