// Package adopted reads and writes databases that this module did not make.
package adopted
