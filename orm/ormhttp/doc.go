// Package ormhttp serves the rows of a model over HTTP, with net/http alone, so that every router takes it.
//
// [Resource] is a handler with list, create, read, replace, patch and delete, whose query strings are those of
// orm.UntrustedQuery and whose bodies are those of orm.Decode. Errors are RFC 9457 problems that name every wrong field and
// parameter, and nothing of SQL, of the driver or of a secret. [ProblemOf] makes such a problem of an error in handlers of your own,
// and [OpenAPI] describes the resources.
package ormhttp
