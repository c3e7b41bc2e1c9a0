// Package polymorphic tests relations to rows of several models on every database.
package polymorphic
