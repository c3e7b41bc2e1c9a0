// Package inspected has the tests of models that were written from databases. The packages below it were: their tests compare what is
// written with what is there, which -update writes anew.
package inspected
