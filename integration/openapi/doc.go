// Package openapi holds the documents of ormhttp.OpenAPI against an independent validator, and what resources answer to random requests
// against the documents. It is a module of its own, since nothing else needs that validator. There are only tests.
package openapi
