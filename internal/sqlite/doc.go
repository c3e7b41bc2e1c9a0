// Package sqlite is what the packages that open SQLite have in common, whatever their driver: what a data source name may say, the SQL
// functions that this module's statements call, what errors mean, and how a pool is made or looked at. A [Binding] is what differs.
package sqlite
