package main

import (
	"github.com/ormar-go/ormar/orm"
	"github.com/ormar-go/ormar/schema"
)

// Customer has seen five migrations: its name was called name, and email and spent came later.
type Customer struct {
	orm.Model
	ID    int64
	Name  string
	Email string
	Spent int64 // cents
}

// Schema is the table of Customer.
func (c *Customer) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&c.ID).PrimaryKey(),
		schema.String(&c.Name, 100).Name("full_name").RenamedFrom("name"),
		schema.String(&c.Email, 200).Unique(),
		schema.BigInteger(&c.Spent).Default(0),
	}}
}

// Order is what a customer has bought.
type Order struct {
	orm.Model
	ID       int64
	Customer orm.One[Customer]
	Cents    int64
	Year     int
}

// Schema is the table of Order.
func (o *Order) Schema() schema.Table {
	return schema.Table{Fields: schema.Fields{
		schema.BigInteger(&o.ID).PrimaryKey(),
		schema.ForeignKey(&o.Customer).NotNull().OnDelete(schema.Cascade),
		schema.BigInteger(&o.Cents),
		schema.Integer(&o.Year).Index(),
	}}
}

func models() *schema.Registry { return schema.MustRegistry(&Customer{}, &Order{}) }
