// Package atlas asks another reader of databases, ariga.io/atlas, what package migrate has made of the models: a second opinion on
// tables, columns, keys, foreign keys and indexes. It is a module of its own, since nothing else needs it.
package atlas
